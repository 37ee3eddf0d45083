// A request as handlers see it: parsed once, with who calls.

package import HTTP
package import JSON

/// A request that was routed.
package struct APIRequest: Sendable {
    var turn: Turn
    /// What stands in the path's places, such as `id`.
    package let parameters: [String: String]
    /// Decoded, in order.
    package let query: [(name: String, value: String)]
    /// Nil where the route needs nobody.
    package internal(set) var caller: Caller?
    package let now: Instant
    /// SHA-256 of the token, so that the writer can ask again who it belongs to.
    let tokenHash: [UInt8]?
    /// Whether the route heeds `dry_run`.
    let takesTrials: Bool

    init(
        _ turn: Turn, parameters: [String: String], query: [(name: String, value: String)], caller: Caller?, now: Instant,
        tokenHash: [UInt8]?, takesTrials: Bool
    ) {
        self.turn = turn
        self.parameters = parameters
        self.query = query
        self.caller = caller
        self.now = now
        self.tokenHash = tokenHash
        self.takesTrials = takesTrials
    }

    package var http: HTTPRequest { turn.http }
    /// The content, where the route takes it as a file.
    var file: IncomingFile? { http.receiver as? IncomingFile }
    package var requestID: String { turn.requestID }
    package var language: Language { Language(acceptLanguage: http.field(.acceptLanguage)) }

    /// The id in the path. Throws `not_found` where it is no number.
    package func id(_ name: String = "id") throws -> Int64 {
        guard let text = parameters[name], let id = Int64(text), id > 0, text == String(id) else { throw Failure(.notFound) }
        return id
    }

    /// The id of the record that the path names; settings have only one.
    func id(of schema: AnySchema) throws -> Int64 {
        schema.isSingleton ? 1 : try id()
    }

    /// The first value of a query parameter; nil where it is absent.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// Whether everything is to be tried and nothing kept (`dry_run=true`). Throws `bad_parameter`.
    func isDryRun() throws -> Bool {
        switch queryValue("dry_run") {
        case nil, "false": return false
        case "true": return true
        case let value?: throw Failure.badParameter("dry_run", value, "true or false is expected")
        }
    }

    /// Whether the caller wants no more than the fact (RFC 7240 §4.2).
    var prefersMinimal: Bool {
        guard let field = http.field(.prefer) else { return false }
        return field.split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\"" }.lowercased() == "return=minimal" }
    }

    /// Refuses every query parameter but these.
    package func allowQuery(_ names: String...) throws {
        try allowQuery(names)
    }

    /// The same for names that are made.
    package func allowQuery(_ names: [String]) throws {
        let known = names + (takesTrials ? ["pretty", "dry_run"] : ["pretty"])
        for item in query where !known.contains(item.name) {
            throw Failure(.unknownParameter, NearestName.hints(for: item.name, among: known))
        }
    }

    /// The caller, where the route demands one.
    package func signedIn() throws -> Caller {
        guard let caller else { throw Failure.notSignedIn }
        return caller
    }

    /// Decoding would let a small body grow without bound (RFC 9110 §12.5.3, §15.5.16).
    func refuseCodedBody() throws {
        guard let coding = http.field(.contentEncoding), !coding.isEmpty, coding.lowercased() != "identity" else { return }
        throw Failure(.unsupportedCoding, ["coding": coding], fields: [("Accept-Encoding", "identity")])
    }

    /// The body as a JSON object; an empty body is an empty object where `optional`.
    ///
    /// A body that curl's `-d` labels as form data is taken as JSON, because people type `curl -d '{…}'`.
    /// Throws `unsupported_content_coding`, `unsupported_media_type`, `malformed_json`, `body_not_object`.
    package func bodyObject(optional: Bool = false) throws -> JSONObject {
        if http.body.isEmpty, optional { return JSONObject() }
        try refuseCodedBody()
        let type =
            (http.field(.contentType) ?? "application/json").split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } } ?? ""
        let accepted = ["application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"]
        guard accepted.contains(type) else {
            throw Failure(.unsupportedMediaType, ["types": "application/json", "type": type])
        }
        do {
            guard let object = try JSONReader.parse(http.body).object else { throw Failure(.bodyNotObject) }
            return object
        } catch let error as JSONError {
            let details = ["line": String(error.line), "column": String(error.column), "reason": error.code.sentence]
            throw Failure(.malformedJSON, details, faults: [Fault(.malformedJSON, at: error.pointer.text, details)])
        }
    }
}

extension HTTPRequest {
    /// Whether the answer is to be laid out for people.
    var wantsIndentation: Bool { queryHolds("pretty=true") }
}
