// Values as people read them on paper, by the kind of their field.

import SQLite

/// A column of a table: a field of the items, or of what each refers to.
struct DocumentColumn {
    let field: AnyField
    /// The references that lead there, one after the other; none for the items' own.
    let path: [AnyField]
}

/// Words for values, in one language, with the names of what is referred to.
struct DocumentValues {
    let reader: RuleReader
    let language: Language
    let currencyDecimals: Int

    /// Nil where there is no value.
    func text(of field: AnyField, in row: Row) throws -> String? { try text(of: field, row.values[field.index]) }

    /// Nil where there is no value, or nothing that is referred to.
    func text(of column: DocumentColumn, in row: Row) throws -> String? {
        guard let first = column.path.first else { return try text(of: column.field, in: row) }
        var value = row.values[first.index]
        for (reference, next) in zip(column.path, column.path.dropFirst() + [column.field]) {
            guard let target = reference.referenceTarget, case .integer(let id) = value else { return nil }
            let found = try reader.rows("SELECT \(next.column) FROM \(target.table) WHERE id = ?", [.integer(id)]).first?.first
            value = found ?? .null
        }
        return try text(of: column.field, value)
    }

    private func text(of field: AnyField, _ value: SQLiteValue) throws -> String? {
        switch value {
        case .text(let text): return words(text, of: field)
        case .integer(let number): return try words(number, of: field)
        case .null, .blob: return nil
        }
    }

    /// How a value stands in its column.
    enum Form {
        /// To the right, on one line.
        case figure
        /// On one line: a day, or a word of the server's own.
        case word
        /// On as many lines as it needs, broken where a word is too long.
        case text
    }

    static func form(of field: AnyField) -> Form {
        switch field.kind {
        case .integer, .decimal, .amount: .figure
        case .day, .instant, .choice, .boolean: .word
        default: .text
        }
    }

    /// The name of a record as people know it.
    func name(of schema: AnySchema, _ row: Row) -> String {
        let names = ([schema.numberField].compactMap { $0 } + schema.fields.filter(\.traits.isNaming)).compactMap { row.text($0.index) }
        return names.isEmpty ? "\(schema.label.text(in: language)) \(row.id)" : names.joined(separator: " ")
    }

    private func words(_ text: String, of field: AnyField) -> String? {
        switch field.kind {
        case .choice(let set): label(of: text, in: set)
        case .choices(let set): WordList(stored: .text(text))?.words.map { label(of: $0, in: set) }.joined(separator: ", ")
        default: text.isEmpty ? nil : text
        }
    }

    private func words(_ number: Int64, of field: AnyField) throws -> String {
        switch field.kind {
        case .boolean: Label(number == 0 ? "no" : "yes", number == 0 ? "否" : "是").text(in: language)
        case .amount: grouped(DecimalText.write(number, scale: currencyDecimals, shownPlaces: currencyDecimals))
        // A fraction is read as a percentage.
        case .decimal(let scale, _, Fraction.range): DecimalText.write(number, scale: scale - 2, shownPlaces: 0) + " %"
        case .decimal(let scale, let shownPlaces, _): grouped(DecimalText.write(number, scale: scale, shownPlaces: shownPlaces))
        case .day: Day(daysSince1970: Int(number)).description
        case .instant: reader.registry.calendar.day(of: Instant(milliseconds: number)).description
        case .reference(let target): try name(of: target.schema(), id: number)
        default: String(number)
        }
    }

    private func name(of schema: AnySchema, id: Int64) throws -> String {
        guard let resource = reader.registry.resource(table: schema.table), let row = try reader.row(of: resource, id: id) else {
            return "\(schema.label.text(in: language)) \(id)"
        }
        return name(of: schema, row)
    }

    private func label(of value: String, in set: ChoiceSet) -> String {
        set.values.first { $0.value == value }?.label.text(in: language) ?? value
    }

    /// With a comma after each three digits before the point.
    private func grouped(_ decimal: String) -> String {
        let sign = decimal.hasPrefix("-") ? "-" : ""
        let parts = decimal.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
        let whole = Array(parts.first ?? "0")
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped += "," }
            grouped.append(digit)
        }
        return sign + grouped + (parts.count > 1 ? "." + parts[1] : "")
    }
}
