// The figures of one list, group by group, as one statement: what the list's filters choose is what is counted.

import Kernel
import Receivables
import SQLite

/// The question to one part of a report.
struct PartQuestion {
    let question: ReportQuestion
    let part: ReportPart
    /// The columns that are measured over it.
    let columns: [ReportColumn]

    /// The filters of the list whose rows are counted in a time.
    func filters(in range: ClosedRange<Day>?) -> [ReportFilter] {
        let own = part.source.table == question.report.source.schema.table ? question.filters : []
        return part.filters + part.filters(in: range) + own
    }

    /// The figures of each group; of all where there is no key.
    ///
    /// Throws `amount_out_of_range`.
    func figures(in range: ClosedRange<Day>?, by key: ReportKey?) throws -> [GroupKey: [String: Int64]] {
        guard !columns.isEmpty else { return [:] }
        guard let key else { return try asked(range, by: nil, columns) }
        var groups: [GroupKey: [String: Int64]] = [:]
        for chunk in chunks(of: range) { try merge(asked(chunk, by: key, columns.filter(\.isMergeable)), into: &groups) }
        for column in columns where !column.isMergeable {
            for (group, count) in try distinct(column, in: range, by: key) { groups[group, default: [:]][column.name] = count }
        }
        return groups
    }

    private func asked(
        _ range: ClosedRange<Day>?, by key: ReportKey?, _ columns: [ReportColumn]
    ) throws -> [GroupKey: [String: Int64]] {
        let selection = try question.selection(of: part.source, filters(in: range))
        var bindings: [SQLiteValue] = []
        let aggregates = try columns.map { column in
            let (sql, values) = try aggregate(column)
            bindings += values
            return sql
        }
        let sql = """
            SELECT \(([key?.sql ?? "NULL"] + aggregates).joined(separator: ", ")) \(rows(by: key))
            WHERE \(selection.condition)\(key == nil ? "" : " GROUP BY 1")
            """
        var figures: [GroupKey: [String: Int64]] = [:]
        for row in try question.connection.rows(sql, bindings + selection.bindings) {
            figures[GroupKey(row[0])] = try values(of: row, columns)
        }
        return figures
    }

    private func rows(by key: ReportKey?) -> String { "FROM \(part.source.table) t \(part.joins) \(key?.joins ?? "")" }

    private func aggregate(_ column: ReportColumn) throws -> (String, [SQLiteValue]) {
        guard case .measured(let aggregate, _, _) = column.value else { return ("NULL", []) }
        let condition = try condition(of: column)
        return (aggregate.sql(where: condition?.condition, worth: worth), condition?.bindings ?? [])
    }

    private func condition(of column: ReportColumn) throws -> RowSelection? {
        guard case .measured(_, _, let filters) = column.value, !filters.isEmpty else { return nil }
        return try question.registry.resource(part.source).condition(filters, for: question.caller, in: question.registry)
    }

    /// A sum that left the whole numbers is refused. What has no value stays absent.
    private func values(of row: [SQLiteValue], _ columns: [ReportColumn]) throws -> [String: Int64] {
        var values: [String: Int64] = [:]
        for (place, column) in columns.enumerated() {
            switch row[place + 1] {
            case .integer(let number): values[column.name] = number
            case .null: break
            case .text, .blob: throw Failure(.amountOutOfRange)
            }
        }
        return values
    }

    // MARK: Chunks

    /// The days of a chunk. SQLite groups by sorting: many small sorts in memory take half as long as a large one.
    private static let daysOfChunk = 14

    /// A row belongs to one day, and so to one chunk.
    private func chunks(of range: ClosedRange<Day>?) -> [ClosedRange<Day>?] {
        guard part.day != nil, let range else { return [range] }
        return stride(from: range.lowerBound.daysSince1970, through: range.upperBound.daysSince1970, by: PartQuestion.daysOfChunk).map {
            first in
            let last = min(first + PartQuestion.daysOfChunk - 1, range.upperBound.daysSince1970)
            return Day(daysSince1970: first)...Day(daysSince1970: last)
        }
    }

    private func merge(_ chunk: [GroupKey: [String: Int64]], into groups: inout [GroupKey: [String: Int64]]) throws {
        for (group, values) in chunk {
            guard var known = groups[group] else {
                groups[group] = values
                continue
            }
            for column in columns {
                guard let value = values[column.name] else { continue }
                known[column.name] = try known[column.name].map { try column.merged($0, value) } ?? value
            }
            groups[group] = known
        }
    }

    /// How many different values each group has.
    private func distinct(_ column: ReportColumn, in range: ClosedRange<Day>?, by key: ReportKey) throws -> [GroupKey: Int64] {
        guard case .measured(.distinct(let expression), _, _) = column.value else { return [:] }
        let condition = try condition(of: column)
        var found: [GroupKey: Set<SQLiteValue>] = [:]
        for chunk in chunks(of: range) {
            let selection = try question.selection(of: part.source, filters(in: chunk))
            let sql = """
                SELECT DISTINCT \(key.sql), \(expression) \(rows(by: key))
                WHERE \(selection.condition)\(condition.map { " AND (\($0.condition))" } ?? "")
                """
            for row in try question.connection.rows(sql, selection.bindings + (condition?.bindings ?? [])) {
                found[GroupKey(row[0]), default: []].insert(row[1])
            }
        }
        return found.mapValues { Int64($0.count) }
    }

    // MARK: Money

    private func worth(_ amount: String) -> String {
        let rate =
            switch part.rate {
            case .frozen: "t.exchange_rate"
            case .ofDay(let column): PartQuestion.rate(on: column)
            case .ofInstant(let column): PartQuestion.rate(on: "((\(column) + \(offset)) / \(Instant.millisecondsPerDay))")
            case .today: PartQuestion.rate(on: String(question.today.daysSince1970))
            }
        return CompanyWorth(of: amount, "t.currency", rate, in: question.currency).sql
    }

    /// Of the company's clock, as it is today. Milliseconds.
    private var offset: Int64 {
        Int64(question.today.daysSince1970) * Instant.millisecondsPerDay - question.registry.calendar.start(of: question.today).milliseconds
    }

    private static func rate(on day: String) -> String {
        let rates = "SELECT r.rate FROM exchange_rates r WHERE r.currency = t.currency AND r.archived_at IS NULL"
        return """
            coalesce((\(rates) AND r.starts_on <= \(day) ORDER BY r.starts_on DESC LIMIT 1), (\(rates) ORDER BY r.starts_on LIMIT 1), 0)
            """
    }
}

extension GroupKey {
    init(_ value: SQLiteValue) {
        switch value {
        case .integer(let number): self = .number(number)
        case .text(let text): self = text.isEmpty ? .none : .text(text)
        case .null, .blob: self = .none
        }
    }
}
