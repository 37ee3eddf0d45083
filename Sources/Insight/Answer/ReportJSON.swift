// A report as JSON and NDJSON: every figure with the list of the records behind it.

import HTTP
import JSON
import Kernel

extension ReportQuestion {
    func jsonAnswer(_ table: ReportTable) throws -> HTTPResponse {
        var members: [JSONObject.Member] = [
            ("report", .string(report.name)), ("title", .string(report.label.text(in: language))), ("currency", .string(currency)),
        ]
        if let range {
            members += [("from", .string(range.lowerBound.description)), ("to", .string(range.upperBound.description))]
        } else {
            members.append(("as_of", .string(asOf.description)))
        }
        if let range, let comparison {
            let before = comparison.range(for: range)
            members += [
                ("compare", .string(comparison.rawValue)), ("before_from", .string(before.lowerBound.description)),
                ("before_to", .string(before.upperBound.description)),
            ]
        }
        if !groupings.isEmpty { members.append(("group_by", .string(groupings.map(\.name).joined(separator: ",")))) }
        members += [
            ("columns", .array(table.shown.map(json))), ("items", .array(table.rows.map { json($0, table) })),
            ("groups", .integer(Int64(table.groupCount))),
        ]
        members += table.ownMembers
        members += sightMembers
        if let total = table.total { members.append(("total", json(total, table))) }
        var response = HTTPResponse.json { $0.value(.object(JSONObject(members))) }
        response.fields.append(.vary, "Accept, Accept-Language")
        return response
    }

    /// Each row as a line, as it stands in `items`; the whole is the last line, and says so.
    func ndjson(_ table: ReportTable) -> [UInt8] {
        var writer = JSONWriter(capacity: 16 * 1024)
        for row in table.rows {
            writer.value(json(row, table))
            writer.endLine()
        }
        if let total = table.total {
            let members = json(total, table).object?.members ?? []
            writer.value(.object(JSONObject(members + [(name: "is_total", value: .bool(true))])))
            writer.endLine()
        }
        return writer.finish()
    }

    private func json(_ column: ReportColumn) -> JSONValue {
        ["name": .string(column.name), "title": .string(column.label.text(in: language)), "kind": .string(column.form.word)]
    }

    private func json(_ row: ReportRow, _ table: ReportTable) -> JSONValue {
        var members: [JSONObject.Member] = [("label", .string(row.label.text(in: language)))]
        for member in report.members { members.append((member.name, row.members[member.name].map(json) ?? .null)) }
        members += figures(row.figures, table)
        if let before = row.before {
            members.append(("before", .object(JSONObject(figures(before, table)))))
            members.append(("change", change(row, before, table)))
        }
        members += row.ownMembers
        return .object(JSONObject(members))
    }

    private func figures(_ figures: ReportFigures, _ table: ReportTable) -> [JSONObject.Member] {
        let values = table.shown.map { (name: $0.name, value: json($0, figures)) }
        let records = table.shown.compactMap { column in
            figures.records[column.name].map { (name: column.name, value: JSONValue.string($0)) }
        }
        return values + [("records", .object(JSONObject(records)))]
    }

    private func change(_ row: ReportRow, _ before: ReportFigures, _ table: ReportTable) -> JSONValue {
        .object(
            JSONObject(
                table.shown.filter(\.form.isNumber).map { column in
                    let ratio = changeRatio(from: before.values[column.name], to: row.figures.values[column.name])
                    return (name: column.name, value: ratio.map { .string(DecimalText.write($0, scale: 4, shownPlaces: 0)) } ?? .null)
                }))
    }

    private func json(_ value: MemberValue) -> JSONValue {
        switch value {
        case .id(let id): .integer(id)
        case .text(let text), .choice(let text, _): .string(text)
        case .day(let day): .string(day.description)
        }
    }

    private func json(_ column: ReportColumn, _ figures: ReportFigures) -> JSONValue {
        if column.form == .text { return figures.texts[column.name].map(JSONValue.string) ?? .null }
        guard let number = figures.values[column.name] else { return .null }
        if column.form == .count { return .integer(number) }
        return .string(plain(number, column))
    }

    /// A figure as text: money with all its decimals, everything else with as many as it needs.
    func plain(_ number: Int64, _ column: ReportColumn) -> String {
        let places = column.places(currencyDecimals: currencyDecimals)
        switch column.form {
        case .day: return Day(daysSince1970: Int(number)).description
        case .money: return DecimalText.write(number, scale: places, shownPlaces: places)
        case .figure: return DecimalText.write(number, scale: places, shownPlaces: Figure.shownPlaces)
        default: return DecimalText.write(number, scale: places, shownPlaces: 0)
        }
    }
}

/// By which part a figure has changed, with four decimals; nil where it was nothing or is not known.
func changeRatio(from before: Int64?, to now: Int64?) -> Int64? {
    guard let before, let now, before != 0 else { return nil }
    let change = roundedQuotient((Int128(now) - Int128(before)) * 10_000, by: Int128(before.magnitude))
    return Int64(exactly: change)
}

extension ReportColumn.Form {
    /// What the kind is called in JSON.
    var word: String {
        switch self {
        case .count: "count"
        case .quantity: "quantity"
        case .money: "money"
        case .ratio: "ratio"
        case .decimal, .figure: "decimal"
        case .days: "days"
        case .text: "text"
        case .day: "day"
        }
    }

    var isNumber: Bool { self != .text && self != .day }
}
