// The description of the whole interface as OpenAPI 3.1, made from the same declarations that serve the requests.

import HTTP
import JSON

/// The OpenAPI document of everything that is declared.
package struct OpenAPIDocument {
    private let registry: Registry
    private let version: String

    /// - Parameter version: of the interface, as `info.version` tells it
    package init(registry: Registry, version: String = "1") {
        self.registry = registry
        self.version = version
    }

    /// The document as JSON; the same bytes for the same declarations.
    package func json() -> [UInt8] {
        var library = SchemaLibrary(registry: registry)
        // Also what only `expand` leads to must have its schema.
        for resource in registry.resources { _ = library.record(resource) }
        let paths = paths(&library)
        var writer = JSONWriter(capacity: 1 << 20)
        writer.value([
            "openapi": "3.1.0", "info": info, "servers": [["url": "/"]], "security": [["bearer": []]], "tags": tags, "paths": paths,
            "components": components(library),
        ])
        return writer.finish()
    }

    private var info: JSONValue {
        [
            "title": "salesd", "version": .string(version),
            "description":
                "The sales process from lead to payment. Errors are problem+json (RFC 9457) with a stable code; clients accept new members and new values of choices.",
            "x-description-zh": "从线索到回款的销售流程接口。错误采用 problem+json（RFC 9457），code 稳定不变；客户端应接受新增的成员与选项值。",
        ]
    }

    // MARK: Paths

    private func paths(_ library: inout SchemaLibrary) -> JSONValue {
        var order: [String] = []
        var operations: [String: [JSONObject.Member]] = [:]
        for route in registry.routes {
            if operations[route.path] == nil { order.append(route.path) }
            let object = OperationObject(route, registry).json(&library)
            operations[route.path, default: []].append((name: route.method.description.lowercased(), value: object))
        }
        return .object(JSONObject(order.map { (name: $0, value: .object(JSONObject(operations[$0] ?? []))) }))
    }

    // MARK: Tags

    private var tags: JSONValue {
        .array(
            registry.routes.map(\.operation.tag).uniqued.map { tag in
                let label =
                    registry.resource(collection: tag)?.schema.label ?? OpenAPIDocument.tagLabels[tag]
                    ?? Label(tag.replacing("-", with: " "), tag)
                return ["name": .string(tag), "description": .string(label.english), "x-description-zh": .string(label.chinese)]
            })
    }

    /// What is no collection.
    private static let tagLabels: [String: Label] = [
        "health": Label("Whether the server lives and is ready", "服务健康状态"), "events": Label("What happened, as events", "事件"),
        "audit": Label("Who did what", "审计"), "sessions": Label("Signing in and out", "登录与退出"),
        "description": Label("The description of this interface", "接口描述"), "search": Label("Search", "搜索"),
        "process": Label("The process", "流程"),
    ]

    // MARK: Components

    private func components(_ library: SchemaLibrary) -> JSONValue {
        [
            "securitySchemes": [
                "bearer": [
                    "type": "http", "scheme": "bearer", "description": "A session's token, or an API key (RFC 6750).",
                    "x-description-zh": "会话令牌或 API 密钥。",
                ]
            ],
            "parameters": SharedParameters.json, "headers": OpenAPIDocument.headers, "responses": problems, "schemas": library.json,
        ]
    }

    private static let headers: JSONValue = [
        "ETag": header("The version of the record and what else shapes the bytes (RFC 9110 §8.8.3)."),
        "Link": header("The next page, as rel=\"next\" (RFC 8288); absent on the last one."),
        "Location": header("Where the new record is."),
        "Idempotency-Replayed": header("true where the first answer to this Idempotency-Key is given again; else absent."),
        "Preference-Applied": header("return=minimal where the answer was shortened (RFC 7240)."),
        "Retry-After": header("Seconds after which to try again."),
        "WWW-Authenticate": header("How to sign in (RFC 9110 §11.6.1)."),
        "X-Request-Id": header("The number of the request, as it stands in logs and audit."),
    ]

    private static func header(_ description: String) -> JSONValue {
        ["description": .string(description), "schema": ["type": "string"]]
    }

    /// A response for each status with which something can be refused, and one for all others.
    private var problems: JSONValue {
        let codes = registry.failureCodes
        let statuses = Set(codes.map(\.status)).sorted()
        var responses = JSONObject(
            statuses.map { status in (name: "Problem\(status)", value: problem(codes.filter { $0.status == status }, status)) })
        responses["Problem"] = problem([.internalError, .busy], nil)
        responses["NotModified"] = [
            "description": "What the client has is still the same.", "headers": ["ETag": ["$ref": "#/components/headers/ETag"]],
        ]
        responses["Minimal"] = [
            "description": "With Prefer: return=minimal. Location only where something was created.",
            "headers": OpenAPIDocument.references(["X-Request-Id", "ETag", "Location", "Preference-Applied", "Idempotency-Replayed"]),
        ]
        return .object(responses)
    }

    /// The shared header fields of these names.
    private static func references(_ headers: [String]) -> JSONValue {
        .object(JSONObject(headers.map { (name: $0, value: ["$ref": .string("#/components/headers/" + $0)]) }))
    }

    private func problem(_ codes: [FailureCode], _ status: Int?) -> JSONValue {
        let names = codes.map(\.name).uniqued
        let phrase = status.map { HTTPStatus($0).reason } ?? "Any other refusal"
        let extra = [401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]][status ?? 0] ?? []
        let content: JSONValue = ["schema": reference("Problem"), "example": codes.first.map(example) ?? .null]
        return [
            "description": .string("\(phrase): \(names.joined(separator: ", "))"),
            "headers": OpenAPIDocument.references(["X-Request-Id"] + extra),
            "x-codes": .strings(names),
            "content": ["application/problem+json": content],
        ]
    }

    private func example(_ code: FailureCode) -> JSONValue {
        [
            "type": .string("urn:salesd:problem:" + code.name), "title": .string(code.title(in: .english)),
            "status": .integer(Int64(code.status)),
            "detail": .string(code.text.english), "instance": "/v1", "code": .string(code.name), "request_id": "01K9Z7Q5XJ4T",
        ]
    }
}
