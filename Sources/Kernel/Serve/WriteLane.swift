// The write lane: every change meets at the one writer, with who calls asked again, repetition recognised, and answers after the commit.

import Crypto
import HTTP
import JSON
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
        let isDryRun = try route.method != .get && request.isDryRun()
        if isDryRun, route.isSecret { throw Failure(.unknownParameter, NearestName.hints(for: "dry_run", among: [])) }
        let repetition = try route.isSecret || route.method == .get || isDryRun ? nil : Repetition(of: request)
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
                let change = try isCurrent ? change : prepare(request, context)
                if let stored = try repetition?.storedAnswer(for: request, in: context) { return stored }
                let response = try change(context)
                if isDryRun {
                    transaction.discard()
                    return response.asTried
                }
                if (200..<300).contains(response.status.code) { try repetition?.store(response, in: context) }
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
    func storedAnswer(for request: APIRequest, in context: RuleContext) throws -> HTTPResponse? {
        let sql = "SELECT request_hash, status, fields, body, roles FROM idempotency WHERE key = ? AND caller = ?"
        guard let row = try context.connection.first(sql, [.text(key), .text(caller)]), case .blob(let hash) = row[0],
            case .integer(let status) = row[1], case .text(let lines) = row[2], case .blob(let body) = row[3],
            case .integer(let roles) = row[4]
        else { return nil }
        guard hash == requestHash else { throw Failure(.keyReused) }
        var fields = ResponseFields()
        for line in lines.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { fields.append(FieldName(String(parts[0])), String(parts[1].dropFirst())) }
        }
        fields.append("Idempotency-Replayed", "true")
        let isSameSight = roles == Int64(context.caller.roles.rawValue)
        return HTTPResponse(HTTPStatus(Int(status)), fields: fields, body: isSameSight ? body : Repetition.hiding(body, request, context))
    }

    func store(_ response: HTTPResponse, in context: RuleContext) throws {
        let lines = response.fields.pairs.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        try context.connection.run(
            "INSERT INTO idempotency (caller, key, request_hash, status, fields, body, at, roles) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(caller), .text(key), .blob(requestHash), .integer(Int64(response.status.code)), .text(lines), .blob(response.body),
                .integer(context.now.milliseconds), .integer(Int64(context.caller.roles.rawValue)),
            ])
    }

    /// The body without the members that its caller, whose roles have changed since, may not see.
    private static func hiding(_ body: [UInt8], _ request: APIRequest, _ context: RuleContext) -> [UInt8] {
        let collection = request.http.path.split(separator: "/").dropFirst().first.map(String.init)
        guard let resource = collection.flatMap({ context.registry.resource(collection: $0) }), let record = try? JSONReader.parse(body)
        else { return body }
        var writer = JSONWriter(capacity: body.count)
        writer.value(record.hiding(resource.schema, from: context.caller.roles))
        return writer.finish()
    }
}

extension JSONValue {
    /// A record without the fields that somebody with these roles may not see, in its children as well.
    fileprivate func hiding(_ schema: AnySchema, from roles: RoleSet) -> JSONValue {
        guard let object else { return self }
        let members = object.members.compactMap { member -> JSONObject.Member? in
            if let list = schema.childList(member.name) {
                let items = member.value.array ?? []
                return (member.name, .array(items.map { $0.hiding(list.schema(), from: roles) }))
            }
            guard let field = schema.field(member.name) else { return member }
            return Viewer(roles: roles).sees(field) ? member : nil
        }
        return .object(JSONObject(members))
    }
}

extension HTTPResponse {
    /// The answer as it would be, of a request that changed nothing.
    fileprivate var asTried: HTTPResponse {
        var response = self
        response.fields.append("Dry-Run", "true")
        return response
    }
}
