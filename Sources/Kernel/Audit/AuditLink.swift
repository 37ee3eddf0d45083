// The columns of the audit that are chained: written, verified and told by one list, so that nobody counts places in another's SELECT.

import Crypto
import SQLite

/// The part of an audit record that is chained.
struct AuditLink {
    let sequence: Int64
    let at: Int64
    let userID: Int64?
    let keyID: Int64?
    let onBehalfOfID: Int64?
    let origin: String
    let requestID: String
    let action: String
    let entity: String
    let entityID: Int64
    let customerID: Int64?
    let contentHash: [UInt8]
}

// MARK: The table

extension AuditLink {
    /// In the order of `values`.
    static let columns =
        "sequence, at, user_id, key_id, on_behalf_of_id, origin, request_id, action, entity, entity_id, customer_id, content_hash"
    static let columnCount = 12

    /// The values of the columns.
    var values: [SQLiteValue] {
        [
            .integer(sequence), .integer(at), userID.stored, keyID.stored, onBehalfOfID.stored, .text(origin), .text(requestID),
            .text(action), .text(entity), .integer(entityID), customerID.stored, .blob(contentHash),
        ]
    }

    /// From a row that begins with the columns; nil for values of other types than are written.
    init?(_ row: [SQLiteValue]) {
        guard row.count >= AuditLink.columnCount, let sequence = row[0].integer, let at = row[1].integer, let origin = row[5].text,
            let requestID = row[6].text, let action = row[7].text, let entity = row[8].text, let entityID = row[9].integer,
            let contentHash = row[11].blob
        else { return nil }
        self.init(
            sequence: sequence, at: at, userID: row[2].integer, keyID: row[3].integer, onBehalfOfID: row[4].integer, origin: origin,
            requestID: requestID, action: action, entity: entity, entityID: entityID, customerID: row[10].integer, contentHash: contentHash)
    }
}

// MARK: The chain

extension AuditLink {
    /// The hash of the record, which the next one holds (AuditChain.swift).
    func hash(after previous: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(384)
        func append(_ text: String) {
            lines.append(contentsOf: text.utf8)
            lines.append(UInt8(ascii: "\n"))
        }
        func append(_ number: Int64?) { append(number.map(String.init) ?? "-") }
        for number in [sequence, at, userID, keyID, onBehalfOfID] { append(number) }
        for word in [origin, requestID, action, entity] { append(word) }
        for number in [entityID, customerID] { append(number) }
        append(Hex.encode(contentHash))
        lines.append(contentsOf: Hex.encode(previous).utf8)
        return SHA256Digest.hash(lines)
    }
}
