// Members of answers that no resource declares, one line each.

package import JSON
import SQLite

extension JSONWriter {
    /// A value as the database holds it; bytes are not given out.
    mutating func value(_ value: SQLiteValue) {
        switch value {
        case .integer(let number): integer(number)
        case .text(let text): string(text)
        case .null, .blob: null()
        }
    }

    /// A text.
    package mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    /// Null for nil, as for the others.
    package mutating func member(_ name: String, _ text: String?) {
        self.name(name)
        if let text { string(text) } else { null() }
    }

    /// An integer, or null.
    package mutating func member(_ name: String, _ number: Int64?) {
        self.name(name)
        if let number { integer(number) } else { null() }
    }

    /// True or false.
    package mutating func member(_ name: String, _ flag: Bool) {
        self.name(name)
        bool(flag)
    }

    /// A day, `2026-11-24`.
    package mutating func member(_ name: String, _ date: Day?) {
        self.name(name)
        if let date { day(daysSince1970: date.daysSince1970) } else { null() }
    }

    /// Money as a text with the currency's decimals.
    package mutating func member(_ name: String, _ amount: Money, in currency: String) {
        self.name(name)
        decimal(amount.minorUnits, scale: Currency.decimals(of: currency) ?? 2, asString: true)
    }

    /// A list of objects; `write` writes the members of each.
    package mutating func member<Element>(
        _ name: String, _ elements: some Sequence<Element>, write: (inout JSONWriter, Element) -> Void
    ) {
        self.name(name)
        beginArray()
        for element in elements {
            beginObject()
            write(&self, element)
            endObject()
        }
        endArray()
    }

    /// An object, whose members `write` writes.
    package mutating func member(_ name: String, object write: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        beginObject()
        try write(&self)
        endObject()
    }
}
