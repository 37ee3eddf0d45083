// What kinds of fields there are. Everything that depends on a field's kind switches over this.

import Storage

/// How a field is stored, read, written, filtered and described.
package enum FieldKind: Sendable {
    case text(TextRule)
    case integer(ClosedRange<Int64>)
    case boolean
    case decimal(scale: Int, shownPlaces: Int, range: ClosedRange<Int64>)
    /// Minor units of the record's currency.
    case amount(ClosedRange<Int64>)
    case choice(ChoiceSet)
    /// Several values of a choice.
    case choices(ChoiceSet)
    /// A list of words such as `orders:read`.
    case words
    case day
    case instant
    case reference(ReferenceTarget)

    /// The column's type in a STRICT table.
    package var columnType: String {
        switch self {
        case .text, .choice, .choices, .words: "TEXT"
        case .integer, .boolean, .decimal, .amount, .day, .instant, .reference: "INTEGER"
        }
    }

    /// Whether it holds a phone number or an address of mail.
    var reachesSomebody: Bool {
        guard case .text(let rule) = self else { return false }
        return switch rule.form {
        case .phone, .email: true
        default: false
        }
    }

    /// The operators of a filter beside equality, as they are written after the field's name.
    package var comparesByOrder: Bool {
        switch self {
        case .integer, .decimal, .amount, .day, .instant: true
        case .text, .boolean, .choice, .choices, .words, .reference: false
        }
    }
}

/// What a text may be.
package struct TextRule: Sendable {
    /// What a text has to look like.
    package enum Form: Sendable {
        case line
        /// Line breaks and tabs are allowed.
        case paragraphs
        case email
        case phone
        case currency
        /// Letters, digits and `. _ -`, as for a user name.
        case identifier
        /// A secret: taken in, never given out.
        case secret
    }

    package let form: Form
    package let maximum: Int
}

/// The values of a choice, erased.
package struct ChoiceSet: Sendable {
    package let values: [(value: String, label: Label)]

    /// The values of that type, with their labels.
    package init<C: Choice>(_ type: C.Type) {
        values = C.allCases.map { ($0.rawValue, $0.label) }
    }

    /// Those values, with their labels.
    package init(_ values: [(value: String, label: Label)]) {
        self.values = values
    }

    /// Whether it is one of the values.
    package func contains(_ value: String) -> Bool {
        values.contains { $0.value == value }
    }
}

/// Which resource a reference points to; looked up when it is needed, because resources refer to one another.
package struct ReferenceTarget: Sendable {
    package let schema: @Sendable () -> AnySchema
}
