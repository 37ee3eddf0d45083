// `GET /v1/openapi.json`: the description of the interface, for anybody.

import Crypto
import HTTP
import JSON
import Synchronization

extension Registry {
    var openAPIRoute: Route {
        let kept = KeptDocument()
        let answer = OperationDescription.Answer.schema(
            ["type": "object", "required": ["openapi", "info", "paths"], "properties": ["openapi": ["type": "string"]]],
            example: ["openapi": "3.1.0", "info": ["title": "salesd", "version": "1"], "paths": [:]])
        let description = OperationDescription(
            "openapi.get", "The description of this interface", "接口描述（OpenAPI 3.1）", tag: "description", answer: answer,
            conditions: .ifNoneMatch)
        return Route(
            .get, "/v1/openapi.json", needsCaller: false, description,
            lane: .heavy { request, context in
                try request.allowQuery()
                return kept.document(of: context.registry).response(ifNoneMatch: request.http.field(.ifNoneMatch))
            })
    }
}

/// The document and its tag, made when somebody first asks.
private final class KeptDocument: Sendable {
    struct Document {
        let bytes: [UInt8]
        let tag: ETag

        func response(ifNoneMatch field: String?) -> HTTPResponse {
            let fields: ResponseFields = [.etag: tag.text, .cacheControl: "no-cache"]
            if tag.matches(ifNoneMatch: field) { return HTTPResponse(.notModified, fields: fields) }
            var response = HTTPResponse(.ok, fields: fields, body: bytes)
            response.fields.append(.contentType, "application/json")
            return response
        }
    }

    private let document = Mutex<Document?>(nil)

    func document(of registry: Registry) -> Document {
        document.withLock { kept in
            if let kept { return kept }
            let bytes = OpenAPIDocument(registry: registry).json()
            let made = Document(bytes: bytes, tag: ETag(content: bytes))
            kept = made
            return made
        }
    }
}

extension ETag {
    /// The tag of bytes that have no version.
    fileprivate init(content: [UInt8]) {
        self.init(text: "\"" + Hex.encode(Array(SHA256Digest.hash(content).prefix(12))) + "\"")
    }
}
