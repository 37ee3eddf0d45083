// Filters of a list: `status=draft,submitted`, `amount.gte=1000`, `name.contains=…`, `owner_id=me`, `x.null=true`.

import SQLite

/// What has to be bound to a parameter of a list's statement.
enum ListParameter: Sendable {
    case value(SQLiteValue)
    case owners(RowReach)
    /// The caller's own id.
    case userID
}

/// A condition over the row `t` with its parameters.
struct ListCondition: Sendable {
    let sql: String
    let parameters: [ListParameter]

    init(_ sql: String, _ parameters: [ListParameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// Reads the filters of a query string for one resource and one viewer.
struct FilterReader {
    let resource: AnyResource
    let viewer: Viewer
    let calendar: CompanyCalendar
    let amounts: AmountComparison

    /// Values between commas: more than anybody needs, less than the database refuses.
    private static let mostValues = 500
    private static let operators = ["gte", "gt", "lte", "lt", "not", "null", "contains"]

    /// The condition for a query item. Throws `unknown_parameter` and `bad_parameter`.
    func condition(_ name: String, _ text: String, allNames: [String]) throws -> ListCondition {
        if let named = resource.filters.first(where: { $0.name == name }) {
            guard named.values.isEmpty || named.values.contains(text) else {
                throw bad(name, text, "it must be one of \(named.values.joined(separator: ", "))")
            }
            return ListCondition(named.condition, [try parameter(named, text)])
        }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard let field = resource.schema.field(parts.first ?? ""), viewer.sees(field) else {
            let suffix = parts.count == 2 && FilterReader.operators.contains(parts[1]) ? "." + parts[1] : ""
            throw Failure(.unknownParameter, NearestName.hints(for: name, among: allNames.map { $0 + suffix }))
        }
        guard parts.count == 2 else { return try equality(field, name, text, negated: false) }
        guard FilterReader.operators.contains(parts[1]) else {
            throw Failure(.unknownParameter, NearestName.hints(for: name, among: FilterReader.operators.map { "\(field.name).\($0)" }))
        }
        return try comparison(field, name, parts[1], text)
    }

    private func comparison(_ field: AnyField, _ name: String, _ word: String, _ text: String) throws -> ListCondition {
        switch word {
        case "not": return try equality(field, name, text, negated: true)
        case "null":
            guard text == "true" || text == "false" else { throw bad(name, text, "it must be true or false") }
            return ListCondition("t.\(field.column) IS \(text == "true" ? "" : "NOT ")NULL")
        case "contains":
            guard case .text = field.kind else { throw bad(name, text, "only texts can be searched") }
            let escaped = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            return ListCondition("t.\(field.column) LIKE ? ESCAPE '\\'", [.value(.text("%\(escaped)%"))])
        default:
            guard field.kind.comparesByOrder else { throw bad(name, text, "only numbers and times can be compared") }
            let sign = ["gte": ">=", "gt": ">", "lte": "<=", "lt": "<"][word] ?? "="
            return ListCondition("\(compared(field)) \(sign) ?", [try parameter(field, name, text)])
        }
    }

    /// Any of the values between commas.
    private func equality(_ field: AnyField, _ name: String, _ text: String, negated: Bool) throws -> ListCondition {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        guard words.count <= FilterReader.mostValues else {
            throw bad(name, String(text.prefix(40)) + "…", "there are more than \(FilterReader.mostValues) values")
        }
        let parameters = try words.map { try parameter(field, name, String($0)) }
        if field.kind.isList {
            let places = parameters.map { _ in "?" }.joined(separator: ", ")
            let has = "EXISTS (SELECT 1 FROM json_each(t.\(field.column)) WHERE value IN (\(places)))"
            return ListCondition(negated ? "t.\(field.column) IS NULL OR NOT \(has)" : has, parameters)
        }
        let places = parameters.map { _ in "?" }.joined(separator: ", ")
        // What has no value is not one of these either.
        return ListCondition(
            negated ? "t.\(field.column) IS NULL OR \(compared(field)) NOT IN (\(places))" : "\(compared(field)) IN (\(places))",
            parameters)
    }

    /// What a value is compared with.
    private func compared(_ field: AnyField) -> String {
        if case .amount = field.kind { amounts.expression(of: field) } else { "t.\(field.column)" }
    }

    private func parameter(_ filter: NamedFilter, _ text: String) throws -> ListParameter {
        guard filter.isPerson else { return .value(.text(text)) }
        if text == "me" { return .userID }
        guard let id = Int64(text), id > 0 else { throw bad(filter.name, text, "an id or “me” is expected") }
        return .value(.integer(id))
    }

    private func parameter(_ field: AnyField, _ name: String, _ text: String) throws -> ListParameter {
        if text == "me", field.namesPerson { return .userID }
        guard let value = field.kind.parse(text, calendar: calendar, amountDecimals: amounts.decimals) else {
            throw bad(name, text, field.kind.expectation(amountDecimals: amounts.decimals))
        }
        return .value(value)
    }

    private func bad(_ name: String, _ value: String, _ reason: String) -> Failure {
        Failure.badParameter(name, value, reason)
    }
}

extension AnyField {
    /// Whether a filter takes “me”: every reference, and who created the record.
    fileprivate var namesPerson: Bool {
        if case .reference = kind { true } else { name == "created_by_id" }
    }
}

extension FieldKind {
    /// A value of a query string; nil where it is none of this kind.
    func parse(_ text: String, calendar: CompanyCalendar, amountDecimals: Int) -> SQLiteValue? {
        switch self {
        case .text, .words: return .text(text)
        case .integer, .reference: return Int64(text).map(SQLiteValue.integer)
        case .boolean: return text == "true" ? .integer(1) : text == "false" ? .integer(0) : nil
        case .decimal(let scale, _, _): return try? .integer(DecimalText.read(text, scale: scale).get())
        case .amount: return try? .integer(DecimalText.read(text, scale: amountDecimals).get())
        case .choice(let set), .choices(let set): return set.contains(text) ? .text(text) : nil
        case .day: return Day(text)?.stored
        case .instant: return Day(text).map { calendar.start(of: $0).stored } ?? Instant(text)?.stored
        }
    }

    /// Whether a value is a list, of which a filter names one element.
    var isList: Bool {
        switch self {
        case .choices, .words: true
        default: false
        }
    }

    /// What a value of a query string must be.
    func expectation(amountDecimals: Int) -> String {
        switch self {
        case .text, .words: "a text is expected"
        case .integer: "an integer is expected"
        case .reference: "an id or “me” is expected"
        case .boolean: "true or false is expected"
        case .decimal: "a decimal is expected"
        case .amount: "a decimal is expected, its places at most \(amountDecimals)"
        case .choice(let set), .choices(let set): "it must be one of \(set.values.map(\.value).joined(separator: ", "))"
        case .day: "a day such as 2026-11-24 is expected"
        case .instant: "an instant such as 2026-11-24T08:48:48Z or a day is expected"
        }
    }
}
