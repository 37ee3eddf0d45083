// The schemas of the kernel's own answers that no resource declares.

import JSON

extension OperationDescription.Answer {
    static let alive = OperationDescription.Answer.schema(
        ["type": "object", "required": ["status"], "properties": ["status": ["const": "ok"]]], example: ["status": "ok"])

    static let events = OperationDescription.Answer.schema(
        page(of: eventSchema, next: "next_after", ["type": "integer", "format": "int64", "minimum": 0]),
        example: ["items": [eventExample], "next_after": 5])

    /// - Parameter tellsOrigin: whether the records say where a request came from
    static func audit(tellsOrigin: Bool) -> OperationDescription.Answer {
        .schema(
            page(of: auditSchema(tellsOrigin: tellsOrigin), next: "next_before", ["type": ["integer", "null"], "format": "int64"]),
            example: ["items": [auditExample(tellsOrigin: tellsOrigin)], "next_before": .null])
    }

    private static func page(of item: JSONValue, next: String, _ nextSchema: JSONValue) -> JSONValue {
        [
            "type": "object", "required": ["items", .string(next)],
            "properties": .joined(["items": ["type": "array", "items": item]], .object(JSONObject([(name: next, value: nextSchema)]))),
        ]
    }
}

// MARK: Events

/// CloudEvents 1.0.
private let eventSchema: JSONValue = [
    "type": "object", "required": ["specversion", "id", "sequence", "source", "subject", "type", "time", "datacontenttype", "data"],
    "properties": [
        "specversion": ["const": "1.0"], "id": ["type": "string"], "sequence": idSchema,
        "source": ["type": "string", "format": "uri-reference"],
        "subject": ["type": "string", "format": "uri-reference"], "type": ["type": "string", "pattern": "^salesd\\."],
        "time": ["type": "string", "format": "date-time"], "datacontenttype": ["const": "application/json"], "data": ["type": "object"],
    ],
]

private let eventExample: JSONValue = [
    "specversion": "1.0", "id": "5", "sequence": 5, "source": "/v1/orders", "subject": "/v1/orders/7", "type": "salesd.order.updated",
    "time": "2026-11-24T08:48:48.123Z", "datacontenttype": "application/json", "data": ["changed": ["delivery_on"]],
]

// MARK: Audit

private func auditSchema(tellsOrigin: Bool) -> JSONValue {
    let text: JSONValue = ["type": "string"]
    let number = idSchema.nullable
    let aboutSchema: JSONValue = [
        "type": "integer", "format": "int64", "minimum": 0, "description": "The record's id; 0 for many at once, such as an export.",
    ]
    let origin: JSONValue = tellsOrigin ? ["key_id": number, "origin": text, "request_id": text] : [:]
    let properties: JSONValue = .joined(
        ["sequence": idSchema, "at": ["type": "string", "format": "date-time"], "user_id": number], origin,
        [
            "action": text, "entity": text, "entity_id": aboutSchema, "customer_id": number, "user": ["type": ["string", "null"]],
            "on_behalf_of_id": number, "on_behalf_of": ["type": ["string", "null"]],
            "erased": ["const": true],
        ])
    let names = properties.object?.map(\.name).filter { $0 != "erased" } ?? []
    return [
        "type": "object", "required": .strings(names), "properties": properties,
        "description": "Beside these stand objects with the fields that were set or changed; erased where their content was erased.",
    ]
}

private func auditExample(tellsOrigin: Bool) -> JSONValue {
    let origin: JSONValue = tellsOrigin ? ["key_id": .null, "origin": "192.0.2.7", "request_id": "01K9Z7Q5XJ4T"] : [:]
    return .joined(
        ["sequence": 5, "at": "2026-11-24T08:48:48.123Z", "user_id": 7], origin,
        [
            "action": "updated", "entity": "order", "entity_id": 7, "customer_id": 7, "user": "Nancy Davolio", "on_behalf_of_id": .null,
            "on_behalf_of": .null,
        ])
}
