// `GET /v1/openapi.json`: the description of the interface, for anybody.

import Compression
import Crypto
import HTTP
import JSON
import Storage
import Synchronization

extension Registry {
    var openAPIRoute: Route {
        let kept = KeptDocument()
        let answer = OperationDescription.Answer.schema(
            { ["type": "object", "required": ["openapi", "info", "paths"], "properties": ["openapi": ["type": "string"]]] },
            example: { ["openapi": "3.1.0", "info": ["title": "salesd", "version": "1"], "paths": [:]] })
        let description = OperationDescription(
            "openapi.get", "The description of this interface", "接口描述（OpenAPI 3.1）", tag: "description", answer: answer,
            conditions: .ifNoneMatch)
        return Route(
            .get, "/v1/openapi.json", needsCaller: false, description,
            lane: .read { request, context in
                try request.allowQuery()
                let document = try kept.document(isIndented: request.http.wantsIndentation, context)
                return document.response(to: request.http)
            })
    }
}

/// The document and its tag in both layouts, made when somebody first asks: every answer shares the same bytes.
private final class KeptDocument: Sendable {
    struct Document: Sendable {
        let bytes: [UInt8]
        /// In gzip; nil where the memory to make it was lacking.
        let coded: [UInt8]?
        let tag: ETag

        func response(to http: HTTPRequest) -> HTTPResponse {
            if let known = tag.known(to: http) {
                return HTTPResponse(.notModified, fields: [.etag: known, .cacheControl: "no-cache", .vary: "Accept-Encoding"])
            }
            var response = HTTPResponse(
                .ok, fields: [.etag: tag.text, .cacheControl: "no-cache", .contentType: "application/json"], body: bytes)
            response.codedBody = coded
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
        var encoder = GzipEncoder()
        let made = Document(bytes: bytes, coded: encoder?.encode(bytes), tag: ETag(content: bytes))
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
