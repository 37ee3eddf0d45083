// Walks the audit chain and recomputes it (AuditChain.swift says how it is made): any record that was changed, left out or put in shows.
//
// What only the end of the chain could tell, records taken off it, shows when the last hash is compared with one noted down before.

import Crypto
package import SQLite

/// The first record that does not fit into the chain.
package struct AuditFault: Sendable, Equatable {
    /// Why a record does not fit.
    package enum Reason: String, Sendable {
        /// There is no record of that number, but later ones.
        case missing
        /// Salt and content do not give the content hash.
        case contentChanged = "content_changed"
        /// The content is gone, and nothing says by whom and under which rule.
        case contentGone = "content_gone"
        /// The record's fields and the hash of the one before do not give its hash.
        case linkBroken = "link_broken"
        /// A record that was put before the first, where no walk would pass it.
        case misplaced
        /// The record is marked as erased, but holds its content.
        case falseErasure = "false_erasure"
        /// The row is none that this program writes.
        case unreadable

        /// The reason in a sentence's end: “record 7 …”.
        package var sentence: String {
            switch self {
            case .missing: "is missing"
            case .contentChanged: "holds another content than was written"
            case .contentGone: "has lost its content without an erasure"
            case .linkBroken: "was changed, or the one before it was"
            case .misplaced: "stands before the first"
            case .falseErasure: "is marked as erased, but holds its content"
            case .unreadable: "cannot be read"
            }
        }
    }

    package let sequence: Int64
    package let reason: Reason
}

/// A record whose content was erased as a rule demands; the chain holds without it.
package struct AuditErasure: Sendable, Equatable {
    package let sequence: Int64
    package let at: Instant
    package let byID: Int64?
    package let rule: String
}

/// A walk along the chain, slice by slice, so that it holds neither a snapshot nor much memory.
package struct AuditVerification: Sendable {
    /// Records that fit, since this walk began.
    package private(set) var checked = 0
    /// The last record that fits.
    package private(set) var lastSequence: Int64
    /// Its hash; empty before the first record.
    package private(set) var lastHash: [UInt8]
    package private(set) var fault: AuditFault?
    /// Whether the end was reached, or a fault: there is nothing more to walk.
    package private(set) var isOver = false
    package private(set) var erasures: [AuditErasure] = []

    /// Begins after a record that an earlier walk has found to fit, or with the first.
    package init(after sequence: Int64 = 0, on connection: Connection) throws {
        lastSequence = sequence
        lastHash = []
        if sequence > 0 {
            lastHash = try connection.first("SELECT hash FROM audit WHERE sequence = ?", [.integer(sequence)])?.first?.blob ?? []
            if lastHash.isEmpty { stop(at: sequence, .missing) }
        } else if let misplaced = try connection.first("SELECT sequence FROM audit WHERE sequence <= 0 LIMIT 1")?.first?.integer {
            stop(at: misplaced, .misplaced)
        }
    }

    /// Verifies the next records, at most `limit` of them.
    package mutating func verifyNext(_ limit: Int, on connection: Connection) throws {
        guard !isOver else { return }
        let statement = try connection.cached(
            """
            SELECT \(AuditLink.columns), salt, content, hash, erased_at, erased_by_id, erasure_rule FROM audit
            WHERE sequence > ? ORDER BY sequence LIMIT ?
            """)
        defer { statement.reset() }
        try statement.bind(contentsOf: [.integer(lastSequence), .integer(Int64(limit))])
        var taken = 0
        while fault == nil, try statement.step() {
            take(try statement.row())
            taken += 1
        }
        if taken < limit { isOver = true }
    }

    private mutating func take(_ row: [SQLiteValue]) {
        guard let record = StoredAuditRecord(row) else { return stop(at: row.first?.integer ?? lastSequence + 1, .unreadable) }
        guard record.link.sequence == lastSequence + 1 else { return stop(at: lastSequence + 1, .missing) }
        if let reason = record.contentFault { return stop(at: record.link.sequence, reason) }
        guard record.hash == record.link.hash(after: lastHash) else { return stop(at: record.link.sequence, .linkBroken) }
        if let erasure = record.erasure { erasures.append(erasure) }
        checked += 1
        lastSequence = record.link.sequence
        lastHash = record.hash
    }

    private mutating func stop(at sequence: Int64, _ reason: AuditFault.Reason) {
        fault = AuditFault(sequence: sequence, reason: reason)
        isOver = true
    }
}

/// A record as the table holds it.
private struct StoredAuditRecord {
    let link: AuditLink
    let hash: [UInt8]
    let erasure: AuditErasure?
    private let salt: [UInt8]?
    private let content: String?
    private let isMarkedErased: Bool

    /// Nil for a row with values of other types than are written.
    init?(_ row: [SQLiteValue]) {
        guard let link = AuditLink(row) else { return nil }
        // Behind the columns of the link: salt, content, hash, and the erasure's time, person and rule.
        let rest = Array(row.dropFirst(AuditLink.columnCount))
        guard rest.count == 6, let hash = rest[2].blob else { return nil }
        self.link = link
        self.hash = hash
        salt = rest[0].blob
        content = rest[1].text
        isMarkedErased = rest[3...].contains { $0 != .null }
        erasure = rest[3].integer.flatMap { at in
            rest[5].text.map { AuditErasure(sequence: link.sequence, at: Instant(milliseconds: at), byID: rest[4].integer, rule: $0) }
        }
    }

    /// What is wrong with salt and content.
    var contentFault: AuditFault.Reason? {
        guard let salt, let content else { return salt == nil && content == nil && erasure != nil ? nil : .contentGone }
        guard SHA256Digest.hash(salt + Array(content.utf8)) == link.contentHash else { return .contentChanged }
        return isMarkedErased ? .falseErasure : nil
    }
}
