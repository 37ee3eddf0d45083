// Retrying without harm: the first answer to a request with an Idempotency-Key is kept with the write and given again (api.md).

import Crypto
import HTTP
import SQLite

/// A request that can be repeated without harm: its key, and what tells the same request from another.
struct Repetition: Sendable {
    private let caller: String
    private let key: String
    private let requestHash: [UInt8]

    /// Nil without an `Idempotency-Key`. Throws `bad_header` for one that is empty, too long or not printable ASCII.
    init?(of request: APIRequest) throws {
        guard let field = request.http.field(.idempotencyKey) else { return nil }
        let isQuoted = field.count >= 2 && field.hasPrefix("\"") && field.hasSuffix("\"")
        key = isQuoted ? String(field.dropFirst().dropLast()) : field
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Failure(.badHeader, ["name": "Idempotency-Key"])
        }
        let who = request.caller.map { $0.keyID.map { "key \($0)" } ?? "user \($0.userID ?? 0)" } ?? "nobody"
        caller = "\(who) \(request.http.method) \(request.http.path)"
        requestHash = SHA256Digest.hash(Array((request.http.query ?? "").utf8) + [0] + (request.file?.digest ?? request.http.body))
    }

    /// The answer of the first request with this key; nil where there is none.
    ///
    /// Throws `idempotency_key_reused` where that had another body, and `not_found` where its caller may no longer see what it shows.
    func storedAnswer(for request: APIRequest, in context: RuleContext) throws -> HTTPResponse? {
        guard let stored = try StoredAnswer.find(key, of: caller, context.connection) else { return nil }
        guard stored.requestHash == requestHash else { throw Failure(.keyReused) }
        var response = try stored.response(to: request, in: context)
        response.fields.append("Idempotency-Replayed", "true")
        return response
    }

    /// Keeps an answer, with the record that it shows and the roles by whose sight it shows it.
    func store(_ response: HTTPResponse, in context: RuleContext) throws {
        // What led out of its caller's own sight, such as handing a customer over, can still be asked again.
        let record = try context.answered.flatMap { try context.isInScope($0.resource, $0.id, for: .read) ? $0 : nil }
        try context.connection.run(
            """
            INSERT INTO idempotency (caller, key, request_hash, status, fields, body, at, roles, collection, record_id, personal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(caller), .text(key), .blob(requestHash), .integer(Int64(response.status.code)), .text(response.fields.text),
                .blob(response.body), .integer(context.now.milliseconds), .integer(Int64(context.caller.roles.rawValue)),
                record.map { .text($0.resource.schema.collection) } ?? .null, record.map { .integer($0.id) } ?? .null,
                .integer(context.tellsOfPeople ? 1 : 0),
            ])
    }
}

/// An answer as it was given the first time.
private struct StoredAnswer {
    let requestHash: [UInt8]
    private let status: HTTPStatus
    private let fields: ResponseFields
    private let body: [UInt8]
    /// The roles of who asked first.
    private let roles: Int64
    /// The record that it shows; nil where it shows none.
    private let record: (collection: String, id: Int64)?

    static func find(_ key: String, of caller: String, _ connection: Connection) throws -> StoredAnswer? {
        let sql = """
            SELECT request_hash, status, fields, body, roles, collection, record_id FROM idempotency WHERE key = ? AND caller = ?
            """
        return try connection.first(sql, [.text(key), .text(caller)]).flatMap(StoredAnswer.init)
    }

    private init?(_ row: [SQLiteValue]) {
        guard case .blob(let hash) = row[0], case .integer(let status) = row[1], case .text(let fields) = row[2],
            case .blob(let body) = row[3], case .integer(let roles) = row[4]
        else { return nil }
        requestHash = hash
        self.status = HTTPStatus(Int(status))
        self.fields = ResponseFields(text: fields)
        self.body = body
        self.roles = roles
        if case .text(let collection) = row[5], case .integer(let id) = row[6] {
            record = (collection, id)
        } else {
            record = nil
        }
    }

    /// The answer byte for byte, where its caller sees the record still and as then. Whose roles have changed since gets the record anew.
    func response(to request: APIRequest, in context: RuleContext) throws -> HTTPResponse {
        let isSameSight = roles == Int64(context.caller.roles.rawValue)
        let stored = HTTPResponse(status, fields: fields, body: body)
        guard let record, let resource = context.registry.resource(collection: record.collection) else {
            guard isSameSight || body.isEmpty else { throw Failure(.notFound) }
            return stored
        }
        let row = try context.seen(resource, record.id)
        guard !isSameSight else { return stored }
        var anew = try writtenAnswer(status, row, resource, request, context)
        if let location = fields[.location] { anew.fields.append(.location, location) }
        return anew
    }
}
