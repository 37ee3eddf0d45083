// Who calls, kept per loop under the token's SHA-256 until anything about callers changes.

import Crypto
import HTTP
import SQLite

/// The callers that a loop knows. Owned by one loop, or by the writer.
final class CallerCache {
    /// A token's hash as a key: of what is evenly spread already, eight bytes are enough to hash again.
    private struct Key: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            hasher.combine(bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    /// A caller, and when a use of the token was noted last.
    private final class Entry {
        let caller: Caller
        var notedAt = Instant(milliseconds: 0)

        init(_ caller: Caller) {
            self.caller = caller
        }
    }

    private var callers: [Key: Entry] = [:]
    private var generation = -1
    private var lastUse: [[UInt8]: Instant] = [:]
    private let capacity = 10_000
    private let hasher = SHA256Context()

    /// The SHA-256 of a request's bearer token (RFC 6750 §2.1); nil where it sends none.
    func tokenHash(of request: HTTPRequest) throws -> [UInt8]? {
        guard let field = request.fieldBytes(.authorization) else { return nil }
        let scheme = Array("bearer ".utf8)
        guard field.count > scheme.count, zip(field, scheme).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) else {
            throw Failure.notSignedIn
        }
        return hasher.hash(Array(field.dropFirst(scheme.count)))
    }

    /// The caller of a token. Throws `invalid_token`.
    ///
    /// - Parameters:
    ///   - isUse: whether it is noted as a use of the token
    ///   - look: asks the database; it must see everything that was committed when it is called
    func caller(_ tokenHash: [UInt8], at now: Instant, _ registry: Registry, isUse: Bool = true, look: () throws -> Caller?) throws
        -> Caller
    {
        let current = registry.generation.current
        if current != generation {
            callers.removeAll(keepingCapacity: true)
            generation = current
        }
        let key = Key(bytes: tokenHash)
        if let known = callers[key], known.caller.counts(at: now) {
            if isUse { noteUse(of: tokenHash, known, at: now) }
            return known.caller
        }
        // One that has expired is looked up as well: its use elsewhere may have kept it alive.
        guard let caller = try look(), caller.counts(at: now) else { throw CallerCache.invalid }
        if callers.count >= capacity { callers.removeAll(keepingCapacity: true) }
        let entry = Entry(caller)
        callers[key] = entry
        if isUse { noteUse(of: tokenHash, entry, at: now) }
        return caller
    }

    /// Once a second: many requests a second are one use.
    private func noteUse(of tokenHash: [UInt8], _ entry: Entry, at now: Instant) {
        guard now >= entry.notedAt.adding(seconds: 1) || now < entry.notedAt else { return }
        entry.notedAt = now
        lastUse[tokenHash] = now
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

    static let invalid = Failure.unauthenticated(.invalidToken, "Bearer error=\"invalid_token\"")
}
