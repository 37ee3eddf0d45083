// The write lane: every change meets at the one writer, with who calls asked again, repetition recognised, and answers after the commit.

import Crypto
import HTTP
import SQLite
import Storage
import Synchronization

/// Brings changes to the writer.
final class WriteLane: Sendable {
    private let registry: Registry
    private let writer: Writer

    init(registry: Registry, writer: Writer) {
        self.registry = registry
        self.writer = writer
    }

    /// Runs a change inside the writer; `completion` gets the answer or the refusal after the commit.
    ///
    /// - Parameter prepare: reads the request again where the caller changed while it waited
    func submit(
        _ request: APIRequest, route: Route, generation: Int, _ change: @escaping Change,
        prepare: @escaping @Sendable (APIRequest, RuleContext) throws -> Change,
        completion: @escaping @Sendable (Result<HTTPResponse, any Error>) -> Void
    ) throws {
        let registry = registry
        // A GET that leaves an audit record is asked anew each time.
        let repetition = try route.isSecret || route.method == .get ? nil : Repetition(of: request)
        try writer.submit(
            { transaction in
                let now = registry.clock.now
                var request = request
                var isCurrent = true
                if let hash = request.tokenHash, registry.generation.current != generation {
                    guard let caller = try registry.directory.caller(hash, now, transaction.connection) else { throw CallerCache.invalid }
                    request.caller = caller
                    isCurrent = false
                }
                let context = RuleContext(
                    caller: request.caller ?? .nobody, now: now, registry: registry, transaction: transaction,
                    origin: Origin(remoteAddress: request.http.remoteAddress, requestID: request.requestID))
                if let stored = try repetition?.storedAnswer(on: transaction.connection) { return stored }
                let response = try (isCurrent ? change : prepare(request, context))(context)
                if (200..<300).contains(response.status.code) { try repetition?.store(response, at: now, on: transaction.connection) }
                return response
            }, completion: completion)
    }
}

/// A request that can be repeated without harm: its key, and what tells the same request from another.
private struct Repetition: Sendable {
    let caller: String
    let key: String
    let requestHash: [UInt8]

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
        requestHash = SHA256Digest.hash(Array((request.http.query ?? "").utf8) + [0] + request.http.body)
    }

    /// The answer of the first request with this key. Throws `idempotency_key_reused` where that had another body.
    func storedAnswer(on connection: Connection) throws -> HTTPResponse? {
        let sql = "SELECT request_hash, status, fields, body FROM idempotency WHERE key = ? AND caller = ?"
        guard let row = try connection.first(sql, [.text(key), .text(caller)]), case .blob(let hash) = row[0],
            case .integer(let status) = row[1],
            case .text(let lines) = row[2], case .blob(let body) = row[3]
        else { return nil }
        guard hash == requestHash else { throw Failure(.keyReused) }
        var fields = ResponseFields(text: lines)
        fields.append("Idempotency-Replayed", "true")
        return HTTPResponse(HTTPStatus(Int(status)), fields: fields, body: body)
    }

    func store(_ response: HTTPResponse, at now: Instant, on connection: Connection) throws {
        try connection.run(
            "INSERT INTO idempotency (caller, key, request_hash, status, fields, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(caller), .text(key), .blob(requestHash), .integer(Int64(response.status.code)), .text(response.fields.text),
                .blob(response.body),
                .integer(now.milliseconds),
            ])
    }
}
