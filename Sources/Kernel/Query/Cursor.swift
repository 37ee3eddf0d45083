// The place in a list after which the next page begins: opaque, and sealed together with the question that it belongs to.

import Crypto
import JSON
import SQLite

/// The sort values of the last row of a page.
struct Cursor: Equatable {
    let values: [SQLiteValue]

    init(values: [SQLiteValue]) {
        self.values = values
    }

    /// The cursor as text that survives a URL unchanged.
    ///
    /// - Parameter question: what it belongs to; the text does not hold it, but its seal counts for no other
    func token(for question: [UInt8], _ key: CursorKey) -> String {
        var writer = JSONWriter(capacity: 128)
        writer.beginArray()
        for value in values { writer.value(value) }
        writer.endArray()
        let payload = writer.finish()
        return Base64URL.encode(key.seal(question + payload) + payload)
    }

    /// Nil for one that this server has not given for this question.
    init?(token: String, for question: [UInt8], _ key: CursorKey) {
        guard let bytes = Base64URL.decode(token), bytes.count > CursorKey.sealLength else { return nil }
        let payload = Array(bytes[CursorKey.sealLength...])
        guard ConstantTime.equals(Array(bytes[..<CursorKey.sealLength]), key.seal(question + payload)),
            case .array(let elements)? = try? JSONReader.parse(payload)
        else { return nil }
        values = elements.map { element in
            switch element {
            case .number(let number): number.int64.map(SQLiteValue.integer) ?? .null
            case .string(let text): .text(text)
            default: .null
            }
        }
    }
}
