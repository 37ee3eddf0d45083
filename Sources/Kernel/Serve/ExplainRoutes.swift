// `GET /v1/{collection}/{id}/explain`: why a record is on hold, why it has this owner.

import HTTP
import JSON

extension Registry {
    var explainRoutes: [Route] {
        resources.compactMap { resource in
            if let explain = resource.explainInWriting { return route(of: resource, inWriting: explain) }
            return resource.explain.map { route(of: resource, $0) }
        }
    }

    private func route(of resource: AnyResource, _ explain: @escaping @Sendable (Row, RuleReader) throws -> [Explanation]) -> Route {
        Route(.get, path(of: resource), description(of: resource)) { request, context in
            try request.allowQuery()
            let caller = try permit(request, resource, .read)
            let id = try request.id()
            return try context.read { connection in
                let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                return answer(try explain(try reader.visible(resource, id), reader), to: request)
            }
        }
    }

    private func route(of resource: AnyResource, inWriting explain: @escaping @Sendable (Row, RuleContext) throws -> [Explanation])
        -> Route
    {
        Route(write: .get, path(of: resource), description(of: resource)) { request, _ in
            try request.allowQuery()
            try permit(request, resource, .read)
            let id = try request.id()
            return { rules in answer(try explain(try rules.visible(resource, id), rules), to: request) }
        }
    }

    private func path(of resource: AnyResource) -> String { "/v1/\(resource.schema.collection)/{id}/explain" }

    private func description(of resource: AnyResource) -> OperationDescription {
        let schema = resource.schema
        return OperationDescription(
            "\(schema.entity).explain", "Why it is as it is: \(schema.label.english.lowercased())", "原因说明：\(schema.label.chinese)",
            tag: schema.collection, answer: .schema(explanationSchema, example: explanationExample),
            roles: resource.roles(for: .read).roles.map(\.rawValue))
    }
}

private func answer(_ reasons: [Explanation], to request: APIRequest) -> HTTPResponse {
    HTTPResponse.json { $0.write(reasons, in: request.language) }
}

extension JSONWriter {
    fileprivate mutating func write(_ reasons: [Explanation], in language: Language) {
        beginObject()
        name("items")
        beginArray()
        for reason in reasons {
            beginObject()
            member("about", reason.about)
            member("code", reason.code)
            member("text", reason.text.text(in: language))
            name("facts")
            value(.object(reason.facts))
            endObject()
        }
        endArray()
        endObject()
    }
}

private let explanationSchema: JSONValue = [
    "type": "object", "required": ["items"],
    "properties": [
        "items": [
            "type": "array",
            "items": [
                "type": "object", "required": ["about", "code", "text", "facts"],
                "properties": [
                    "about": ["type": "string", "description": "The field that is explained."],
                    "code": ["type": "string", "description": "Stable."],
                    "text": ["type": "string", "description": "In the language asked for."],
                    "facts": ["type": "object", "description": "What the reason stands on."],
                ],
            ],
        ]
    ],
]

private let explanationExample: JSONValue = [
    "items": [
        ["about": "owner_id", "code": "round_robin", "text": "Assigned in turn by the rule “Exhibitions”.", "facts": ["rule_id": 3]]
    ]
]
