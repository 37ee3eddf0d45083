// `GET /v1/process`: every step of the policy, who takes it, from where to where, and the clause that it carries out.

import HTTP
import JSON

extension Registry {
    var processRoute: Route {
        let description = OperationDescription(
            "process.get", "Every step of the process, by clause and role", "流程中的所有步骤、依据条款与角色", tag: "process",
            answer: .schema(processSchema, example: processExample))
        let resources = resources.filter { !$0.steps.isEmpty }
        return Route(.get, "/v1/process", description) { request, _ in
            try request.allowQuery()
            _ = try request.signedIn()
            return HTTPResponse.json { writer in
                writer.beginObject()
                writer.name("items")
                writer.beginArray()
                for resource in resources { writer.write(processOf: resource, in: request.language) }
                writer.endArray()
                writer.endObject()
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(processOf resource: AnyResource, in language: Language) {
        beginObject()
        member("collection", resource.schema.collection)
        member("label", resource.schema.label.text(in: language))
        name("states")
        beginArray()
        if let state = resource.schema.stateField, case .choice(let set) = state.kind {
            for (value, label) in set.values {
                beginObject()
                member("state", value)
                member("label", label.text(in: language))
                endObject()
            }
        }
        endArray()
        name("steps")
        beginArray()
        for step in resource.steps { write(step, of: resource, in: language) }
        endArray()
        endObject()
    }

    private mutating func write(_ step: AnyStep, of resource: AnyResource, in language: Language) {
        beginObject()
        member("step", step.path)
        member("label", step.label.text(in: language))
        write("from", step.from)
        write("to", step.to)
        write("by", step.actors.map(\.word))
        name("decision")
        bool(step.isDecision)
        member("clause", step.clause)
        name("path")
        if step.hasRoute { string("/v1/\(resource.schema.collection)/{id}/\(step.path)") } else { null() }
        endObject()
    }

    private mutating func write(_ name: String, _ words: [String]) {
        self.name(name)
        beginArray()
        for word in words { string(word) }
        endArray()
    }
}

private let words: JSONValue = ["type": "array", "items": ["type": "string"]]

private let processSchema: JSONValue = [
    "type": "object", "required": ["items"],
    "properties": [
        "items": [
            "type": "array",
            "items": [
                "type": "object", "required": ["collection", "label", "states", "steps"],
                "properties": [
                    "collection": ["type": "string"], "label": ["type": "string"],
                    "states": [
                        "type": "array",
                        "items": ["type": "object", "properties": ["state": ["type": "string"], "label": ["type": "string"]]],
                    ],
                    "steps": [
                        "type": "array",
                        "items": [
                            "type": "object", "required": ["step", "label", "from", "to", "by", "decision", "clause", "path"],
                            "properties": [
                                "step": ["type": "string"], "label": ["type": "string"], "from": words,
                                "to": .joined(words, ["description": "Empty: the state stays."]),
                                "by": .joined(words, ["description": "Empty: jobs and other records' steps alone."]),
                                "decision": ["type": "boolean", "description": "A person decides: refused to keys and authors."],
                                "clause": ["type": "string"], "path": ["type": ["string", "null"]],
                            ],
                        ],
                    ],
                ],
            ],
        ]
    ],
]

private let processExample: JSONValue = [
    "items": [
        [
            "collection": "orders", "label": "Order", "states": [["state": "draft", "label": "Draft"]],
            "steps": [
                [
                    "step": "submit", "label": "Submit", "from": ["draft"], "to": ["in_review", "on_hold"], "by": ["owner", "manager"],
                    "decision": false, "clause": "P2.5.1", "path": "/v1/orders/{id}/submit",
                ]
            ],
        ]
    ]
]
