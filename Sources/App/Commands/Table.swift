// Records as columns for people, and for `cut` and `awk`.

import JSON

/// Columns by the names of members.
struct Table {
    private let columns: [String]

    init(_ columns: [String]) {
        self.columns = columns
    }

    /// Prints a line of names and one for each record; where a member is absent stands a hyphen.
    func print(_ records: [JSONObject]) {
        let rows = [columns] + records.map { record in columns.map { record[$0]?.text ?? "-" } }
        let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { $0.padded($1) }
            Console.result(cells.joined(separator: "  ").trimmedEnd)
        }
    }
}

extension JSONValue {
    /// The value as a cell; nil for none.
    var text: String? {
        switch self {
        case .null: nil
        case .bool(let flag): flag ? "yes" : "no"
        case .number(let number): number.literal
        case .string(let text): text
        case .array(let elements): elements.isEmpty ? nil : elements.compactMap(\.text).joined(separator: ",")
        case .object: "{}"
        }
    }
}

extension String {
    /// With spaces behind it up to a width.
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate var trimmedEnd: String {
        String(reversed().drop { $0 == " " }.reversed())
    }

    /// As the value of a query parameter (RFC 3986 §2).
    var queryEncoded: String {
        utf8.map { byte in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain || "-._~".utf8.contains(byte) ? String(Unicode.Scalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
