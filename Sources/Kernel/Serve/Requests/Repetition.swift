// Retrying without harm: the first answer to a request with an Idempotency-Key is kept with the write and given again (api.md).

import Crypto
import HTTP
import SQLite
import Storage

/// A request that can be repeated without harm: its key, and what tells the same request from another.
struct Repetition: Sendable {
    private let caller: String
    private let key: String
    private let requestHash: [UInt8]
    private let keeps: KeptForRepetition

    /// Nil without an `Idempotency-Key`, and where nothing is kept. Throws `bad_header` for one that is empty, too long or not printable
    /// ASCII.
    init?(of request: APIRequest, keeping keeps: KeptForRepetition) throws {
        guard keeps != .nothing, let field = request.http.field(.idempotencyKey) else { return nil }
        self.keeps = keeps
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
    /// Throws `idempotency_key_reused` where that had another body, `not_found` where its caller may no longer see what it shows, and
    /// `secret_shown_once` where it is not given again.
    func storedAnswer(for request: APIRequest, in context: RuleContext) throws -> HTTPResponse? {
        let kept = KeptAnswers.of(context.transaction.batch)
        if kept.holdAny(of: caller, key) { try kept.answers.settle(in: context.transaction) }
        guard let stored = try StoredAnswer.find(key, of: caller, context.connection) else { return nil }
        guard stored.requestHash == requestHash else { throw Failure(.keyReused) }
        if keeps == .place { throw Failure(.shownOnce, ["path": stored.place], extensions: ["made": [stored.place]]) }
        var response = try stored.response(to: request, in: context)
        response.fields.append("Idempotency-Replayed", "true")
        return response
    }

    /// Keeps an answer, with the record that it shows and the roles by whose sight it shows it.
    func store(_ answer: WrittenAnswer, to request: APIRequest, in context: RuleContext) throws {
        let answer = keeps == .place ? WrittenAnswer(answer.response.place(for: request), nil) : answer
        // What led out of its caller's own sight, such as handing a customer over, can still be asked again.
        let record = try context.answered.flatMap { try context.isInScope($0.resource, $0.id, for: .read) ? $0 : nil }
        let values: [SQLiteValue] = [
            .text(caller), .text(key), .blob(requestHash), .integer(Int64(answer.response.status.code)), .text(answer.response.fields.text),
            .integer(context.now.milliseconds), .integer(Int64(context.caller.roles.rawValue)),
            record.map { .text($0.resource.schema.collection) } ?? .null, record.map { .integer($0.id) } ?? .null,
            .integer(context.tellsOfPeople ? 1 : 0),
        ]
        KeptAnswers.of(context.transaction.batch).answers.append(
            KeptAnswer(caller: caller, key: key, values: values, answer: answer), in: context.transaction)
    }
}

extension HTTPResponse {
    /// All that is kept of an answer with a secret: where what was made stands, or else the record of which the step was taken.
    fileprivate func place(for request: APIRequest) -> HTTPResponse {
        let path = request.http.path
        return HTTPResponse(status, fields: [.location: fields[.location] ?? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])])
    }
}

/// An answer to be kept, whose body is being made.
struct KeptAnswer {
    let caller: String
    let key: String
    /// All that is kept of it but the body.
    let values: [SQLiteValue]
    let answer: WrittenAnswer
}

/// The answers of one commit that are kept for repetitions.
final class KeptAnswers {
    let answers: PutDown<KeptAnswer>

    static func of(_ batch: Batch) -> KeptAnswers {
        batch.value(KeptAnswers.self) { KeptAnswers(batch) }
    }

    private init(_ batch: Batch) {
        answers = PutDown(in: batch) { connection, answers in
            for kept in answers {
                try connection.run(
                    """
                    INSERT INTO idempotency (caller, key, request_hash, status, fields, at, roles, collection, record_id, personal, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """, kept.values + [.blob(kept.answer.body)])
            }
        }
    }

    /// Whether the commit has an answer to this request already.
    func holdAny(of caller: String, _ key: String) -> Bool {
        answers.items.contains { $0.key == key && $0.caller == caller }
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

    /// Where what the answer was about stands.
    var place: String { fields[.location] ?? "" }

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
