// The place in a list after which the next page begins: opaque, bound to its filter and sort, and checked.

import Crypto
import JSON
import SQLite

/// The sort values of the last row of a page, with what they belong to.
struct Cursor: Equatable {
    /// The fingerprint of the filter and sort that the cursor belongs to.
    let question: UInt64
    let values: [SQLiteValue]

    /// The cursor as text that survives a URL unchanged.
    var token: String {
        var writer = JSONWriter(capacity: 128)
        writer.beginArray()
        writer.string(String(question, radix: 36))
        for value in values {
            switch value {
            case .integer(let number): writer.integer(number)
            case .text(let text): writer.string(text)
            case .null, .blob: writer.null()
            }
        }
        writer.endArray()
        let payload = writer.finish()
        return Base64URL.encode(Cursor.checksum(payload) + payload)
    }

    init(question: UInt64, values: [SQLiteValue]) {
        self.question = question
        self.values = values
    }

    /// Nil for a damaged one.
    init?(token: String) {
        guard let bytes = Base64URL.decode(token), bytes.count > 4, Array(bytes[..<4]) == Cursor.checksum(Array(bytes[4...])),
            case .array(let elements)? = try? JSONReader.parse(Array(bytes[4...])), let first = elements.first?.string,
            let question = UInt64(first, radix: 36)
        else { return nil }
        self.question = question
        values = elements.dropFirst().map { element in
            switch element {
            case .number(let number): number.int64.map(SQLiteValue.integer) ?? .null
            case .string(let text): .text(text)
            default: .null
            }
        }
    }

    private static func checksum(_ payload: [UInt8]) -> [UInt8] {
        Array(SHA256Digest.hash(Array("cursor".utf8) + payload).prefix(4))
    }
}
