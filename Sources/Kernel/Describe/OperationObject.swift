// One operation of the description, made from its route.

import HTTP
import JSON

/// Makes the operation object of a route.
struct OperationObject {
    let route: Route
    let resource: AnyResource?
    /// Whether what is asked for may live on in another record.
    private let mayBeMerged: Bool
    /// By whose fields something is filtered that is no list of it.
    private let filtered: AnyResource?
    private var operation: OperationDescription { route.operation }

    init(_ route: Route, _ registry: Registry) {
        self.route = route
        filtered = route.operation.filteredCollection.flatMap { registry.resource(collection: $0) }
        mayBeMerged = route.path.contains("{id}") && registry.resource(collection: route.operation.tag)?.forwardingField != nil
        switch (route.operation.answer, route.operation.body) {
        case (.record(let collection, _), _), (.list(let collection), _), (_, .resource(let collection, _)), (_, .batch(let collection)):
            resource = registry.resource(collection: collection)
        default: resource = nil
        }
    }

    func json(_ library: inout SchemaLibrary) -> JSONValue {
        var object: JSONValue = [
            "operationId": .string(operation.id), "tags": [.string(operation.tag)], "summary": .string(operation.summary.english),
            "x-summary-zh": .string(operation.summary.chinese),
            "parameters": OperationParameters(route: route, resource: resource, filtered: filtered).json,
        ]
        if let description { object["description"] = .string(description) }
        if let body = body(&library) { object["requestBody"] = body }
        object["responses"] = responses(&library)
        if !route.needsCaller { object["security"] = [] }
        if !operation.roles.isEmpty { object["x-roles"] = .strings(operation.roles.uniqued) }
        if let clause = operation.clause { object["x-policy-clause"] = .string(clause) }
        return object
    }

    private var description: String? {
        let roles = operation.roles.isEmpty ? nil : "By: " + operation.roles.uniqued.joined(separator: ", ") + "."
        let clause = operation.clause.map { "Policy: \($0)." }
        let sentences = [roles, clause].compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    // MARK: Body

    private func body(_ library: inout SchemaLibrary) -> JSONValue? {
        switch operation.body {
        case .none:
            return nil
        case .resource(_, let isPatch):
            guard let resource else { return nil }
            let schema = isPatch ? library.change(resource) : library.creation(resource)
            let content: JSONValue = [
                "schema": schema, "example": isPatch ? resource.schema.changeExample : resource.schema.creationExample,
            ]
            let patch: JSONValue = isPatch ? ["application/merge-patch+json": content] : [:]
            return ["required": true, "content": patch.adding(["application/json": content])]
        case .batch:
            guard let resource else { return nil }
            let schema = library.batch(resource)
            return [
                "required": true,
                "content": ["application/json": ["schema": schema, "example": ["items": [resource.schema.creationExample]]]],
            ]
        case .form(let form):
            let schema = library.form(form, name: formName)
            let content: JSONValue = ["schema": schema, "example": form.creationExample]
            return ["required": .bool(!form.requiredNames(.form).isEmpty), "content": ["application/json": content]]
        case .file(let types, let note):
            let described: JSONValue =
                note.map { ["description": .string($0.english), "x-description-zh": .string($0.chinese)] } ?? [:]
            return .joined(described, ["required": true, "content": .object(JSONObject(types.map { (name: $0, value: fileContent($0)) }))])
        }
    }

    /// A file is bytes; what stands in it, its media type says.
    private func fileContent(_ type: String) -> JSONValue {
        let examples = [
            "text/csv": "external_id,name\r\nA-1,Tea\r\n", "application/x-ndjson": "{\"external_id\":\"A-1\",\"name\":\"Tea\"}\n",
        ]
        return ["schema": ["type": "string", "contentMediaType": .string(type)], "example": .string(examples[type] ?? "…")]
    }

    /// `order.reviews.finance.approve` → `OrderReviewsFinanceApproveForm`.
    private var formName: String { operation.id.typeName + "Form" }

    // MARK: Answers

    private func responses(_ library: inout SchemaLibrary) -> JSONValue {
        var responses = JSONObject()
        for status in [operation.status] + operation.otherStatuses { responses[String(status)] = success(status, &library) }
        if route.answersWrittenRecord { responses["204"] = ["$ref": "#/components/responses/Minimal"] }
        if operation.conditions.contains(.ifNoneMatch) { responses["304"] = ["$ref": "#/components/responses/NotModified"] }
        for status in refusals { responses[String(status)] = ["$ref": .string("#/components/responses/Problem\(status)")] }
        responses["default"] = ["$ref": "#/components/responses/Problem"]
        return .object(responses)
    }

    private func success(_ status: Int, _ library: inout SchemaLibrary) -> JSONValue {
        var response: JSONValue = ["description": .string(operation.summary.english), "headers": headers(status)]
        if let content = content(&library) {
            response["content"] = .joined(.object(JSONObject([(name: mediaType, value: content)])), streams)
        }
        return response
    }

    /// All rows of a list, where `Accept` asks for them.
    private var streams: JSONValue {
        guard case .list = operation.answer, resource != nil else { return otherStreams }
        return [
            "text/csv": ["schema": ["type": "string"], "example": "id,version\r\n7,1\r\n"],
            "application/x-ndjson": [
                "schema": ["type": "string", "description": "All rows, each on a line of its own, as in the items of the list."],
                "example": "{\"id\":7,\"version\":1}\n",
            ],
        ]
    }

    /// The same of a list that belongs to no resource: the rows of an import.
    private var otherStreams: JSONValue {
        if case .live = route.lane {
            return [
                "text/event-stream": [
                    "schema": [
                        "type": "string",
                        "description": "What happened and what happens, each event as the data of a message whose id is its number.",
                    ], "example": "id: 5\ndata: {\"specversion\":\"1.0\",\"id\":\"5\"}\n\n",
                ]
            ]
        }
        guard case .list = route.lane else { return otherTypes }
        return [
            "text/csv": ["schema": ["type": "string"], "example": "row,outcome\r\n1,created\r\n"],
            "application/x-ndjson": ["schema": ["type": "string"], "example": "{\"row\":1,\"outcome\":\"created\"}\n"],
        ]
    }

    /// The same in other media types, which are bytes to whoever reads the description.
    private var otherTypes: JSONValue {
        .object(
            JSONObject(
                operation.otherTypes.map { type in
                    (name: type, value: ["schema": ["type": "string", "contentMediaType": .string(type)], "example": "…"])
                }))
    }

    private var mediaType: String {
        if case .text(let type) = operation.answer { type } else { "application/json" }
    }

    private func headers(_ status: Int) -> JSONValue {
        var names = ["X-Request-Id"]
        switch operation.answer {
        case .record where resource != nil: names.append("ETag")
        case .list: names.append("Link")
        default: if operation.conditions.contains(.ifNoneMatch) { names.append("ETag") }
        }
        if status == 201 { names.append("Location") }
        if route.isWrite, route.keeps == .answer, route.method != .delete { names.append("Idempotency-Replayed") }
        return .object(JSONObject(names.map { (name: $0, value: ["$ref": .string("#/components/headers/" + $0)]) }))
    }

    private func content(_ library: inout SchemaLibrary) -> JSONValue? {
        switch operation.answer {
        case .record(_, let isWhole):
            guard let resource else { return ["schema": ["type": "object"], "example": [:]] }
            return [
                "schema": isWhole ? library.wholeRecord(resource) : library.record(resource),
                "example": resource.schema.answerExample(resource),
            ]
        case .list:
            guard let resource else { return ["schema": ["type": "object"], "example": [:]] }
            let example: JSONValue = ["items": [resource.schema.answerExample(isInList: true)], "next_cursor": .null]
            return ["schema": library.list(resource), "example": example]
        case .schema(let schema, let example):
            return ["schema": library.named(operation.id.typeName + "Answer") { _ in schema() }, "example": example()]
        case .text:
            return ["schema": ["type": "string"], "example": ""]
        case .nothing:
            return nil
        }
    }

    /// The refusals that belong to an operation of this sort, by status.
    private var refusals: [Int] {
        var statuses = mayBeMerged ? [308, 400] : [400]
        if route.needsCaller { statuses += [401, 403] }
        if route.path.contains("{") { statuses.append(404) }
        if case .list = route.lane { statuses.append(406) }
        if case .live = route.lane { statuses += [406, 409] }
        if !operation.otherTypes.isEmpty { statuses.append(406) }
        guard route.isWrite else { return statuses }
        statuses += [409, 413, 415, 422]
        if case .upload = route.lane { statuses.append(507) }
        if operation.conditions.contains(.ifMatch) { statuses += [412, 428] }
        return statuses.sorted()
    }
}

extension String {
    /// `order.reviews.finance.approve` → `OrderReviewsFinanceApprove`.
    fileprivate var typeName: String {
        split { !$0.isLetter && !$0.isNumber }.map(\.capitalizedFirst).joined()
    }
}
