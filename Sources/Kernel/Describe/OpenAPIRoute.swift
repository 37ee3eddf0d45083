// `GET /v1/openapi.json`: the description of the interface, for anybody.

import Crypto
import HTTP
import JSON
import Storage
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
            lane: .read { request, context in
                try request.allowQuery()
                let document = try kept.document(isIndented: request.http.wantsIndentation, context)
                return document.response(ifNoneMatch: request.http.field(.ifNoneMatch))
            })
    }
}

/// The document and its tag in both layouts, made when somebody first asks: every answer shares the same bytes.
private final class KeptDocument: Sendable {
    struct Document: Sendable {
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

    private let documents = Mutex<[Bool: Document]>([:])

    /// Throws `overBudget` on an event loop where it must be made first.
    func document(isIndented: Bool, _ context: any ReadContext) throws -> Document {
        if let kept = documents.withLock({ $0[isIndented] }) { return kept }
        guard context.mayTakeLong else { throw StorageError.overBudget }
        let compact = OpenAPIDocument(registry: context.registry).json()
        let bytes = isIndented ? JSONPretty.indent(compact) : compact
        let made = Document(bytes: bytes, tag: ETag(content: bytes))
        documents.withLock { $0[isIndented] = made }
        return made
    }
}

extension ETag {
    /// The tag of bytes that have no version.
    fileprivate init(content: [UInt8]) {
        self.init(text: "\"" + Hex.encode(Array(SHA256Digest.hash(content).prefix(12))) + "\"")
    }
}
