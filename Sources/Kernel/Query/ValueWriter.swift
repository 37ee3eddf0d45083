// Writes the values of a row as JSON, by the kind of each field, from a statement or from a row in memory.

import JSON
import SQLite

/// Something with values in numbered places.
protocol ValueSource {
    func isNull(_ place: Int) -> Bool
    func integer(_ place: Int) -> Int64
    func write(text place: Int, into writer: inout JSONWriter)
    func text(_ place: Int) -> String
}

extension ValueSource {
    /// Writes a value that is kept as JSON.
    fileprivate func write(json place: Int, into writer: inout JSONWriter) {
        writer.raw(Array(text(place).utf8))
    }
}

/// The row on which a statement stands; its text goes from SQLite's memory straight into the buffer.
struct StatementSource: ValueSource {
    let statement: Statement

    func isNull(_ place: Int) -> Bool { statement.isNull(place) }
    func integer(_ place: Int) -> Int64 { statement.integer(place) }
    func text(_ place: Int) -> String { statement.text(place) }

    func write(text place: Int, into writer: inout JSONWriter) {
        statement.withText(place) { writer.string(utf8: $0) }
    }
}

/// A row in memory, every value at its own place.
struct WholeRowSource: ValueSource {
    let values: [SQLiteValue]

    func isNull(_ place: Int) -> Bool {
        if case .null = values[place] { true } else { false }
    }

    func integer(_ place: Int) -> Int64 {
        if case .integer(let number) = values[place] { number } else { 0 }
    }

    func text(_ place: Int) -> String {
        if case .text(let text) = values[place] { text } else { "" }
    }

    func write(text place: Int, into writer: inout JSONWriter) {
        writer.string(text(place))
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
    func text(_ place: Int) -> String { row.text(indexes[place]) }
    func write(text place: Int, into writer: inout JSONWriter) { row.write(text: indexes[place], into: &writer) }
}

extension JSONWriter {
    /// Writes one value.
    ///
    /// - Parameter currencyDecimals: of the record's currency, for amounts
    mutating func write(_ kind: FieldKind, _ place: Int, of source: some ValueSource, currencyDecimals: Int) {
        if source.isNull(place) {
            null()
            return
        }
        switch kind {
        case .text, .choice: source.write(text: place, into: &self)
        case .choices, .words: source.write(json: place, into: &self)
        case .integer, .reference: integer(source.integer(place))
        case .boolean: bool(source.integer(place) != 0)
        case .decimal(let scale, let shownPlaces, _): fixed(source.integer(place), scale: scale, shownPlaces: shownPlaces)
        case .amount: decimal(source.integer(place), scale: currencyDecimals, asString: true)
        case .day: day(daysSince1970: Int(source.integer(place)))
        case .instant: instant(milliseconds: source.integer(place))
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
