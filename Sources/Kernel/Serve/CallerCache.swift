// Who calls, kept per loop under the token's SHA-256 until anything about callers changes.

import Crypto
import HTTP
import SQLite

/// The callers that a loop knows. Owned by one loop, or by the writer.
final class CallerCache {
    private var callers: [[UInt8]: Caller] = [:]
    private var generation = -1
    private var lastUse: [[UInt8]: Instant] = [:]
    private let capacity = 10_000
    private let hasher = SHA256Context()

    /// The SHA-256 of a request's bearer token (RFC 6750 §2.1); nil where it sends none.
    func tokenHash(of request: HTTPRequest) throws -> [UInt8]? {
        guard let field = request.fieldBytes(.authorization) else { return nil }
        let scheme = Array("bearer ".utf8)
        guard field.count > scheme.count, zip(field, scheme).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) else {
            throw Failure(.notSignedIn, fields: [("WWW-Authenticate", "Bearer")])
        }
        return hasher.hash(Array(field.dropFirst(scheme.count)))
    }

    /// The caller of a token. Throws `invalid_token`.
    ///
    /// - Parameter look: asks the database; it must see everything that was committed when it is called
    func caller(_ tokenHash: [UInt8], at now: Instant, _ registry: Registry, look: () throws -> Caller?) throws -> Caller {
        let current = registry.generation.current
        if current != generation {
            callers.removeAll(keepingCapacity: true)
            generation = current
        }
        if let known = callers[tokenHash], known.counts(at: now) {
            lastUse[tokenHash] = now
            return known
        }
        // One that has expired is looked up as well: its use elsewhere may have kept it alive.
        guard let caller = try look(), caller.counts(at: now) else { throw CallerCache.invalid }
        if callers.count >= capacity { callers.removeAll(keepingCapacity: true) }
        callers[tokenHash] = caller
        lastUse[tokenHash] = now
        return caller
    }

    /// Up to so many of the uses that were not yet taken, for the bookkeeping that is written once a minute; empty when there are none.
    func takeUses(_ count: Int) -> [[UInt8]: Instant] {
        let uses = Dictionary(lastUse.prefix(count).map { ($0.key, $0.value) }, uniquingKeysWith: max)
        for hash in uses.keys { lastUse[hash] = nil }
        return uses
    }

    /// Takes uses back that could not be written.
    func putBack(_ uses: [[UInt8]: Instant]) {
        lastUse.merge(uses, uniquingKeysWith: max)
    }

    static let invalid = Failure(.invalidToken, fields: [("WWW-Authenticate", "Bearer error=\"invalid_token\"")])
}
