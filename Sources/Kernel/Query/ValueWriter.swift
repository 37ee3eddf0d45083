// Writes the values of a row as JSON, by the kind of each field, from a statement or from a row in memory.

import JSON
import SQLite

/// Something with values in numbered places.
protocol ValueSource {
    func isNull(_ place: Int) -> Bool
    func integer(_ place: Int) -> Int64
    func integerOrNil(_ place: Int) -> Int64?
    func text(_ place: Int) -> String
    /// Writes the text, or null.
    func write(text place: Int, into writer: inout JSONWriter)
    /// Decimals of the currency whose code stands there; nil where none does.
    func currencyDecimals(_ place: Int) -> Int?
}

extension ValueSource {
    /// Writes a value that is kept as JSON, or null.
    fileprivate func write(json place: Int, into writer: inout JSONWriter) {
        if isNull(place) { writer.null() } else { writer.raw(Array(text(place).utf8)) }
    }
}

/// The row on which a statement stands; its text goes from SQLite's memory straight into the buffer.
struct StatementSource: ValueSource {
    let statement: Statement

    func isNull(_ place: Int) -> Bool { statement.isNull(place) }
    func integer(_ place: Int) -> Int64 { statement.integer(place) }
    func integerOrNil(_ place: Int) -> Int64? { statement.integerOrNil(place) }
    func text(_ place: Int) -> String { statement.text(place) }

    func write(text place: Int, into writer: inout JSONWriter) {
        if statement.withTextOrNil(place, { writer.string(utf8: $0) }) == nil { writer.null() }
    }

    func currencyDecimals(_ place: Int) -> Int? {
        statement.withText(place) { Currency.decimals(ofUTF8: $0) }
    }
}

/// A row in memory, every value at its own place.
struct WholeRowSource: ValueSource {
    let values: [SQLiteValue]

    func isNull(_ place: Int) -> Bool {
        if case .null = values[place] { true } else { false }
    }

    func integer(_ place: Int) -> Int64 {
        integerOrNil(place) ?? 0
    }

    func integerOrNil(_ place: Int) -> Int64? {
        if case .integer(let number) = values[place] { number } else { nil }
    }

    func text(_ place: Int) -> String {
        if case .text(let text) = values[place] { text } else { "" }
    }

    func write(text place: Int, into writer: inout JSONWriter) {
        if case .text(let text) = values[place] { writer.string(text) } else { writer.null() }
    }

    func currencyDecimals(_ place: Int) -> Int? {
        if case .text(let code) = values[place] { Currency.decimals(of: code) } else { nil }
    }
}

/// A row in memory, with the place of each field in it.
struct RowSource: ValueSource {
    private let row: WholeRowSource
    private let indexes: [Int]

    init(values: [SQLiteValue], indexes: [Int]) {
        row = WholeRowSource(values: values)
        self.indexes = indexes
    }

    func isNull(_ place: Int) -> Bool { row.isNull(indexes[place]) }
    func integer(_ place: Int) -> Int64 { row.integer(indexes[place]) }
    func integerOrNil(_ place: Int) -> Int64? { row.integerOrNil(indexes[place]) }
    func text(_ place: Int) -> String { row.text(indexes[place]) }
    func currencyDecimals(_ place: Int) -> Int? { row.currencyDecimals(indexes[place]) }
    func write(text place: Int, into writer: inout JSONWriter) { row.write(text: indexes[place], into: &writer) }
}

/// How a field's value is written: what its kind says of that, and nothing that would have to be counted when it is passed on.
enum ValueForm: Sendable {
    case text
    /// A list, kept as JSON.
    case json
    case integer
    case boolean
    case decimal(scale: Int, shownPlaces: Int)
    case amount
    case day
    case instant
}

extension FieldKind {
    var form: ValueForm {
        switch self {
        case .text, .choice: .text
        case .choices, .words: .json
        case .integer, .reference: .integer
        case .boolean: .boolean
        case .decimal(let scale, let shownPlaces, _): .decimal(scale: scale, shownPlaces: shownPlaces)
        case .amount: .amount
        case .day: .day
        case .instant: .instant
        }
    }
}

extension JSONWriter {
    /// Writes one value.
    ///
    /// - Parameter currencyDecimals: of the record's currency, for amounts
    mutating func write(_ form: ValueForm, _ place: Int, of source: some ValueSource, currencyDecimals: Int) {
        switch form {
        case .text: source.write(text: place, into: &self)
        case .json: source.write(json: place, into: &self)
        case .integer, .boolean, .decimal, .amount, .day, .instant:
            if let number = source.integerOrNil(place) { write(number, form, currencyDecimals) } else { null() }
        }
    }

    /// Writes what is kept as a number.
    @inline(__always)
    private mutating func write(_ number: Int64, _ form: ValueForm, _ currencyDecimals: Int) {
        switch form {
        case .text, .json, .integer: integer(number)
        case .boolean: bool(number != 0)
        case .decimal(let scale, let shownPlaces): fixed(number, scale: scale, shownPlaces: shownPlaces)
        case .amount: decimal(number, scale: currencyDecimals, asString: true)
        case .day: day(daysSince1970: Int(number))
        case .instant: instant(milliseconds: number)
        }
    }

    /// A decimal with at least `shownPlaces` decimals and no further trailing zeros.
    private mutating func fixed(_ unscaled: Int64, scale: Int, shownPlaces: Int) {
        var (value, places) = (unscaled, scale)
        while places > shownPlaces, value % 10 == 0 {
            value /= 10
            places -= 1
        }
        decimal(value, scale: places, asString: true)
    }
}
