// `GET /v1/{collection}/{id}/explain`: why a record is on hold, why it has this owner.

import HTTP
import JSON

extension Registry {
    var explainRoutes: [Route] {
        resources.compactMap { resource in
            guard let explain = resource.explain else { return nil }
            let schema = resource.schema
            let description = OperationDescription(
                "\(schema.entity).explain", "Why it is as it is: \(schema.label.english.lowercased())", "原因说明：\(schema.label.chinese)",
                tag: schema.collection, answer: .schema(explanationSchema, example: explanationExample),
                roles: resource.roles(for: .read).roles.map(\.rawValue))
            return Route(.get, "/v1/\(schema.collection)/{id}/explain", description) { request, context in
                try request.allowQuery()
                let caller = try permit(request, resource, .read)
                let id = try request.id()
                return try context.read { connection in
                    let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                    let reasons = try explain(try reader.visible(resource, id), reader)
                    return HTTPResponse.json { $0.write(reasons, in: request.language) }
                }
            }
        }
    }
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
