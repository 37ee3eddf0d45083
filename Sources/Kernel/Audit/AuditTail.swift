// The end of the audit's chain within one commit: records wait there for their contents, and are chained and written together.

import Crypto
import SQLite
import Storage

/// A record of the audit whose content is being made.
struct AuditDraft {
    let entry: AuditEntry
    let at: Int64
    let userID: Int64?
    let keyID: Int64?
    let origin: Origin
    let salt: [UInt8]
    let content: Beside<SaltedContent>
}

/// What an audit record holds, and its hash.
struct SaltedContent: Sendable {
    let json: [UInt8]
    let hash: [UInt8]

    init(_ json: [UInt8], _ salt: [UInt8]) {
        self.json = json
        hash = SHA256Digest.hash(salt + json)
    }
}

/// The records of one commit.
final class AuditTail {
    let records: PutDown<AuditDraft>
    private var salts: ArraySlice<UInt8> = []

    private static let saltLength = 16

    init(_ batch: Batch) {
        records = PutDown(in: batch) { connection, drafts in
            var end = try ChainEnd(connection)
            for draft in drafts { try end.append(draft, to: connection) }
        }
    }

    /// Random bytes that nobody can foresee; drawn for many records at a time, because each draw costs.
    func nextSalt() throws -> [UInt8] {
        if salts.isEmpty { salts = try SecureRandom.bytes(64 * AuditTail.saltLength)[...] }
        defer { salts = salts.dropFirst(AuditTail.saltLength) }
        return Array(salts.prefix(AuditTail.saltLength))
    }
}

/// The last record of the chain as it stands in the database.
private struct ChainEnd {
    private var sequence: Int64 = 0
    private var hash: [UInt8] = []

    private static let insert = """
        INSERT INTO audit (\(AuditLink.columns), salt, hash, content)
        VALUES (\([String](repeating: "?", count: AuditLink.columnCount + 3).joined(separator: ", ")))
        """

    init(_ connection: Connection) throws {
        let last = try connection.first("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
        if case .integer(let sequence)? = last?[0], case .blob(let hash)? = last?[1] { (self.sequence, self.hash) = (sequence, hash) }
    }

    mutating func append(_ draft: AuditDraft, to connection: Connection) throws {
        let content = draft.content.value
        let link = AuditLink(draft, sequence: sequence + 1, contentHash: content.hash)
        hash = link.hash(after: hash)
        sequence = link.sequence
        let statement = try connection.cached(ChainEnd.insert)
        defer { statement.reset() }
        for (index, value) in link.values.enumerated() { try statement.bind(value, at: index + 1) }
        try statement.bind(.blob(draft.salt), at: AuditLink.columnCount + 1)
        try statement.bind(.blob(hash), at: AuditLink.columnCount + 2)
        try statement.bind(utf8: content.json.span, at: AuditLink.columnCount + 3)
        _ = try statement.step()
    }
}

extension AuditLink {
    fileprivate init(_ draft: AuditDraft, sequence: Int64, contentHash: [UInt8]) {
        let entry = draft.entry
        self.init(
            sequence: sequence, at: draft.at, userID: draft.userID, keyID: draft.keyID, onBehalfOfID: entry.onBehalfOfID,
            origin: draft.origin.remoteAddress, requestID: draft.origin.requestID, action: entry.action, entity: entry.entity,
            entityID: entry.entityID, customerID: entry.customerID, contentHash: contentHash)
    }
}
