// `GET /v1/settings`: which settings there are; each is a record of its own.

import HTTP
import JSON

extension Registry {
    var settingsRoute: Route {
        let settings = resources.filter(\.schema.isSingleton)
        let readers = settings.reduce(RoleSet()) { $0.union($1.roles(for: .read)) }
        let description = OperationDescription(
            "settings.list", "The settings that there are", "系统设置一览", tag: "settings",
            answer: .schema(settingsSchema, example: settingsExample), roles: readers.roles.map(\.rawValue))
        return Route(.get, "/v1/settings", description) { request, _ in
            try request.allowQuery()
            let caller = try request.signedIn()
            let readable = settings.filter { !$0.roles(for: .read).isDisjoint(with: caller.roles) }
            guard !readable.isEmpty else { throw Failure.notAllowed(needed: readers) }
            return HTTPResponse.json { writer in
                writer.beginObject()
                writer.name("items")
                writer.beginArray()
                for resource in readable where caller.covers(resource.schema.collection, writing: false) {
                    writer.beginObject()
                    writer.member("name", String(resource.schema.collection.dropFirst("settings/".count)))
                    writer.member("label", resource.schema.label.text(in: request.language))
                    writer.member("path", resource.schema.path(of: 1))
                    writer.endObject()
                }
                writer.endArray()
                writer.endObject()
            }
        }
    }
}

private let settingsSchema: JSONValue = [
    "type": "object", "required": ["items"],
    "properties": [
        "items": [
            "type": "array",
            "items": [
                "type": "object", "required": ["name", "label", "path"],
                "properties": ["name": ["type": "string"], "label": ["type": "string"], "path": ["type": "string"]],
            ],
        ]
    ],
]

private let settingsExample: JSONValue = [
    "items": [["name": "orders", "label": "Order process", "path": "/v1/settings/orders"]]
]
