// What is served of a kind of endpoint beside its records: its messages, its state, a trial, and sending dead messages anew.

import HTTP
import JSON
package import Kernel
import Outgoing
import SQLite

/// The routes of the resource `R`, whose records describe the endpoints of a kind.
package struct DeliveryRoutes<R: Resource>: Sendable {
    private let kind: EndpointKind
    private let check: @Sendable (Record<R>, RuleReader) throws -> Void

    /// - Parameters:
    ///   - kind: named like the entity of `R`
    ///   - check: throws where the caller may neither try an endpoint nor have its messages sent anew
    package init(
        _ type: R.Type, _ kind: EndpointKind, check: @escaping @Sendable (Record<R>, RuleReader) throws -> Void = { _, _ in }
    ) {
        self.kind = kind
        self.check = check
    }

    /// All of them.
    package var all: [Route] { [messages, state, trial, replay] }

    private var collection: String { R.schema.collection }
    private var readers: [String] { holders(.read) }

    private func holders(_ operation: Operations) -> [String] {
        R.access.filter { $0.operations.contains(operation) }.reduce(RoleSet()) { $0.union($1.roles) }.roles.map(\.rawValue)
    }

    /// The endpoint that the path names, where the caller sees its record. Throws `not_found`.
    private func endpoint(
        _ request: APIRequest, _ context: any ReadContext, _ check: (Record<R>, RuleReader) throws -> Void = { _, _ in }
    ) throws -> Endpoint {
        let resource = context.registry.resource(R.schema)
        let caller = try permit(request, resource, .read)
        let id = try request.id()
        try context.read { connection in
            let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
            try check(reader.visible(R.self, ID(id)), reader)
        }
        return Endpoint(kind, id)
    }

    // MARK: Looking

    private var messages: Route {
        let description = OperationDescription(
            R.schema.entity + ".messages", "Its messages with their attempts, newest first", "外发消息及发送记录（最新在前）", tag: collection,
            answer: DeliveryPage.shape.answer, roles: readers,
            query: [
                "limit", "before",
                ParameterDescription("status", "Only messages of this state", "仅此状态的消息", .choices(ChoiceSet(DeliveryStatus.self))),
            ])
        return Route(.get, "/v1/\(collection)/{id}/messages", description) { request, context in
            try request.allowQuery("limit", "before", "status")
            let endpoint = try endpoint(request, context)
            let status = try request.queryValue("status").map { word in
                guard let status = DeliveryStatus(rawValue: word) else {
                    throw Failure.badParameter("status", word, "it must be one of waiting, delivered, dead, withdrawn")
                }
                return status
            }
            let (before, limit) = (try request.wholeNumber("before"), try request.pageLength())
            return DeliveryPage.shape.response(
                try context.read { try DeliveryPage(of: endpoint, status, before: before, limit: limit, on: $0) })
        }
    }

    private var state: Route {
        let description = OperationDescription(
            R.schema.entity + ".state", "How sending goes", "外发状态", tag: collection, answer: EndpointState.shape.answer, roles: readers)
        return Route(.get, "/v1/\(collection)/{id}/state", description) { request, context in
            try request.allowQuery()
            let endpoint = try endpoint(request, context)
            return EndpointState.shape.response(try context.read { try EndpointState(of: endpoint, on: $0) })
        }
    }

    // MARK: A trial

    private var trial: Route {
        let description = OperationDescription(
            R.schema.entity + ".test", "Send a test message and tell what happened", "发送测试消息并返回结果", tag: collection,
            body: .form(noInput), answer: Trial.shape.answer, roles: holders(.update))
        return Route(
            .post, "/v1/\(collection)/{id}/test", keeps: .nothing, description,
            lane: .heavyWrite { request, context in
                try permit(request, context.registry.resource(R.schema), .update)
                try request.allowQuery()
                _ = try request.form(noInput, context)
                let (endpoint, start) = (try self.endpoint(request, context, check), request.now)
                let (composed, door) = try context.read { try compose(endpoint, request, context.registry, $0) }
                return { _ in
                    let trial = try composed.send(through: door)
                    return { rules in try keep(trial, since: start, of: endpoint, rules) }
                }
            })
    }

    private func compose(
        _ endpoint: Endpoint, _ request: APIRequest, _ registry: Registry, _ connection: Connection
    ) throws -> (ComposedTrial, DeliveryDoor) {
        let reader = RuleReader(caller: .nobody, now: request.now, registry: registry, connection: connection)
        let delivery = Delivery(
            trialOf: endpoint.kind, recordID: endpoint.recordID, messageID: try MessageID.make(), content: kind.trial(reader).written,
            at: request.now)
        do {
            return (.ready(try kind.compose(delivery, reader)), reader.ask(DeliveryDoor.self))
        } catch let note as AttemptNote {
            return (.impossible(note), .unanswered)
        }
    }

    /// A trial that succeeded ends the pauses, so that what waits follows at once.
    private func keep(_ trial: Trial, since start: Instant, of endpoint: Endpoint, _ rules: RuleContext) throws -> HTTPResponse {
        // While the trial was under way the caller may have lost the right.
        try rules.caller.requireRight(to: .update, rules.registry.resource(R.schema))
        let record = try rules.visible(R.self, ID(endpoint.recordID))
        try check(record, rules)
        try rules.note("tested", on: record)
        if trial.verdict == .delivered, let id = try rules.endpointID(endpoint) {
            try rules.noteSuccess(endpointID: id, start)
            try rules.connection.run("UPDATE delivery_endpoints SET dead_since = NULL WHERE id = ?", [.integer(id)])
        }
        return Trial.shape.response(trial)
    }

    // MARK: Once more

    private var replay: Route {
        let form = Schema<Replay>(form: Replay.self)
        let description = OperationDescription(
            R.schema.entity + ".replay", "Send dead messages anew, by a range of their numbers", "按序号范围重新发送已放弃的消息", tag: collection,
            body: .form(form), answer: Replayed.shape.answer, roles: holders(.update))
        return Route(write: .post, "/v1/\(collection)/{id}/replay", description) { request, context in
            try permit(request, context.registry.resource(R.schema), .update)
            try request.allowQuery()
            let id = try request.id()
            let range = try request.form(form, context)
            guard range.fromID <= range.toID ?? .max else { throw Failure.invalid(.replayRange, at: "/to_id") }
            return { rules in
                let record = try rules.visible(R.self, ID(id))
                try check(record, rules)
                let ids = range.fromID...(range.toID ?? .max)
                let plan = kind.plan(rules.registry.settings)
                let count = try rules.replay(Endpoint(kind, id), ids, within: plan, atMost: Replayed.most)
                if count > 0 { try rules.note("replayed", on: record) }
                return Replayed.shape.response(Replayed(count: count, mayBeMore: count == Replayed.most))
            }
        }
    }
}

/// Which dead messages are sent anew.
final class Replay: Form {
    let fromID = integer("From this number on", "起始序号", 1...Int64.max).byDefault(1)
    let toID = integer("To this number", "结束序号", 1...Int64.max).optional()
}

/// What was sent anew.
private struct Replayed: Sendable {
    let count: Int64
    let mayBeMore: Bool

    /// In one write, for which all others wait.
    static let most: Int64 = 200

    static let shape = AnswerShape<Replayed>(
        "Messages sent anew", "重新发送结果",
        [
            .field("replayed", integer("How many", "条数"), example: 3) { $0.count },
            .field("more", boolean("Whether there may be more: ask again", "是否可能还有（请再次请求）"), example: false) { $0.mayBeMore },
        ])
}

/// A trial that is to be sent, or why it cannot be.
private enum ComposedTrial: Sendable {
    case ready(ComposedPost)
    case impossible(AttemptNote)

    /// Waits for the answer. Throws `busy` where another trial is under way.
    func send(through door: DeliveryDoor) throws -> Trial {
        switch self {
        case .impossible(let note): return Trial(verdict: .refused(note), httpStatus: nil)
        case .ready(let composed):
            guard let result = door.trySending(composed.post) else { throw Failure.later(.busy, after: 1) }
            switch result {
            case .success(let answer): return Trial(verdict: composed.judge(answer), httpStatus: Int64(answer.status))
            case .failure(let fault): return Trial(verdict: .unavailable(AttemptNote(fault.rawValue)), httpStatus: nil)
            }
        }
    }
}

/// What happened to a test message.
private struct Trial: Sendable {
    let verdict: Verdict
    let httpStatus: Int64?

    static let shape = AnswerShape<Trial>(
        "Outcome of a test", "测试结果",
        [
            .field("delivered", boolean("Whether it was taken", "是否送达"), example: true) { $0.verdict == .delivered },
            .field("http_status", integer("Status of the answer; none where none came", "应答状态码", 100...999).optional(), example: 200) {
                $0.httpStatus
            },
            .field("error", text("What went wrong; none where nothing did", "错误代码").optional(), example: .null) { $0.verdict.note?.code },
            .field("detail", text("What the other side says of it", "对方说明").optional(), example: .null) { $0.verdict.note?.detail },
        ])
}

extension APIRequest {
    /// What `limit` names, as for every list.
    fileprivate func pageLength() throws -> Int {
        guard let number = try wholeNumber("limit") else { return 50 }
        guard (1...200).contains(number) else {
            throw Failure.badParameter("limit", String(number), "a number from 1 to 200 is expected")
        }
        return Int(number)
    }
}

/// The form of a trial.
private let noInput = Schema<NoInput>(form: NoInput.self)
