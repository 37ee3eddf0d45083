// Many at once: `POST /v1/{collection}/batch`, all or nothing, or each for itself.

import HTTP
import JSON

/// Makes the batch route of one resource.
struct BatchRoute {
    let resource: AnyResource
    /// Items in one request at most.
    static let maximum = 500

    enum Mode: String, CaseIterable {
        case atomic, independent
    }

    func routes() -> [Route] {
        guard !resource.roles(for: .create).isEmpty else { return [] }
        let resource = resource
        let schema = resource.schema
        let shape = BatchAnswer.shape(of: resource)
        let description = OperationDescription(
            "batch", of: resource, "Create and change many", "批量新建与修改", by: .create, body: .batch(schema.collection), or: [207],
            answer: shape.answer, query: ["mode"])
        return [
            Route(write: .post, "/v1/\(schema.collection)/batch", description) { request, context in
                try request.allowQuery("mode")
                let caller = try request.signedIn()
                // Each item asks for its own right; who has neither is told so at once.
                guard !resource.roles(for: .create).union(resource.roles(for: .update)).isDisjoint(with: caller.roles) else {
                    throw Failure.notAllowed(needed: resource.roles(for: .create))
                }
                let batch = try ItemBatch(request, resource, caller, demandsVersions: context.demandsVersions)
                return { rules in try batch.run(rules, shape) }
            }
        ]
    }
}

/// The items of one request.
private struct ItemBatch: Sendable {
    let request: APIRequest
    let resource: AnyResource
    let caller: Caller
    let mode: BatchRoute.Mode
    let items: [JSONObject]
    /// Items have no place for a version, so where one is demanded they only create.
    let demandsVersions: Bool

    init(_ request: APIRequest, _ resource: AnyResource, _ caller: Caller, demandsVersions: Bool) throws {
        self.request = request
        self.resource = resource
        self.caller = caller
        self.demandsVersions = demandsVersions
        let word = request.queryValue("mode") ?? BatchRoute.Mode.atomic.rawValue
        guard let mode = BatchRoute.Mode(rawValue: word) else {
            throw Failure.badParameter("mode", word, "atomic or independent is expected")
        }
        self.mode = mode
        items = try ItemBatch.items(of: try request.bodyObject())
    }

    private static func items(of body: JSONObject) throws -> [JSONObject] {
        let strangers = body.members.filter { $0.name != "items" }.map {
            Fault(.unknownField, at: JSONPointer.root.appending(name: $0.name).text, NearestName.hints(for: $0.name, among: ["items"]))
        }
        guard strangers.isEmpty else { throw Failure.invalid(strangers) }
        guard let list = body["items"] else { throw Failure.invalid(.required, at: "/items", ["name": "items"]) }
        guard let elements = list.array else {
            throw Failure.invalid(.wrongType, at: "/items", ["name": "items", "expected": "a list of objects"])
        }
        guard elements.count <= BatchRoute.maximum else {
            throw Failure.invalid(.tooMany, at: "/items", ["name": "items", "maximum": String(BatchRoute.maximum)])
        }
        return try elements.enumerated().map { index, element in
            guard let object = element.object else {
                throw Failure.invalid(.wrongType, at: "/items/\(index)", ["name": "items", "expected": "a list of objects"])
            }
            return object
        }
    }

    func run(_ rules: RuleContext, _ shape: AnswerShape<BatchAnswer>) throws -> HTTPResponse {
        let outcomes = try items.map { item in try outcome(of: item, rules) }
        if mode == .atomic { try requireSuccess(of: outcomes) }
        return shape.response(try answer(outcomes, rules), status: mode == .atomic ? .ok : .multiStatus)
    }

    /// What became of an item: the row and whether it is new, or why not.
    private typealias Outcome = Result<(row: Row, isNew: Bool), any Error>

    /// Each item is undone alone where it fails; what the database gave up altogether ends the batch.
    private func outcome(of item: JSONObject, _ rules: RuleContext) throws -> Outcome {
        do {
            return .success(try rules.attempt { try write(item, rules) })
        } catch let failure as Failure {
            return .failure(failure)
        }
    }

    private func write(_ item: JSONObject, _ rules: RuleContext) throws -> (row: Row, isNew: Bool) {
        guard let id = item["id"] else {
            try caller.requireRight(to: .create, resource)
            return (try rules.create(resource, item), true)
        }
        guard let id = id.number?.int64 else { throw Failure.invalid(.wrongType, at: "/id", ["name": "id", "expected": "an integer"]) }
        guard !demandsVersions else { throw Failure(.versionRequired) }
        try caller.requireRight(to: .update, resource)
        let body = JSONObject(item.members.filter { $0.name != "id" })
        return (try rules.change(resource, id: id, body, ifMatch: .none), false)
    }

    // MARK: Answers

    /// Throws a 422 with every fault of every item, each under the item's place, and the clause behind the first that names one.
    private func requireSuccess(of outcomes: [Outcome]) throws {
        var faults: [Fault] = []
        var clause: String?
        for (index, outcome) in outcomes.enumerated() {
            guard case .failure(let error) = outcome else { continue }
            let failure = Failure(of: error)
            faults += failure.faults(under: "/items/\(index)").prefix(InputReader.mostFaults - faults.count)
            clause = clause ?? failure.clause
        }
        guard !faults.isEmpty else { return }
        let refusal = Failure.invalid(faults)
        throw clause.map(refusal.citing) ?? refusal
    }

    private func answer(_ outcomes: [Outcome], _ rules: RuleContext) throws -> BatchAnswer {
        let problem = ProblemContext(request.http, request.requestID)
        let items = try outcomes.map { outcome in
            switch outcome {
            case .success((let row, let isNew)):
                return BatchAnswer.Item(status: isNew ? 201 : 200, record: try writtenPart(row, resource, request, rules))
            case .failure(let error):
                let failure = Failure(of: error)
                return BatchAnswer.Item(status: Int64(failure.code.status), problem: failure.response(problem).body)
            }
        }
        return BatchAnswer(items: items)
    }
}

/// What became of each item.
private struct BatchAnswer: Sendable {
    struct Item: Sendable {
        let status: Int64
        /// Nil where the item failed, or no more than the fact was asked for.
        var record: [UInt8]?
        var problem: [UInt8]?
    }

    let items: [Item]

    static func shape(of resource: AnyResource) -> AnswerShape<BatchAnswer> {
        let record = reference(resource.schema.typeName + "Whole")
        let item = AnswerShape<Item>(
            "Outcome of one item", "单项结果",
            [
                .field("status", integer("Status, as if it had been sent alone", "状态码（如同单独提交）"), example: 201) { $0.status },
                .written("record", record, example: resource.schema.answerExample(resource)) { $0.record },
                .written("problem", reference("Problem")) { $0.problem },
            ])
        return AnswerShape("Batch", "批量结果", [.list("items", of: item) { $0.items }])
    }
}

extension Failure {
    /// The faults as those of an item in a larger body; a refusal without faults is one of the whole item.
    fileprivate func faults(under pointer: String) -> [Fault] {
        guard !faults.isEmpty else { return [Fault(code, at: pointer, details)] }
        return faults.map { Fault($0.code, at: pointer + $0.pointer, $0.details) }
    }
}
