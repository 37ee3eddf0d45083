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
    func filters(in range: ClosedRange<Day>?) -> [ReportFilter] { part.joinFilters + counted(in: range) }

    /// The same without what the joined tables see to.
    private func counted(in range: ClosedRange<Day>?) -> [ReportFilter] {
        let own = part.source.table == question.report.source.schema.table ? question.filters : []
        return part.filters + part.filters(in: range) + own
    }

    /// The figures of each group; of all where there is no key.
    ///
    /// Throws `amount_out_of_range` and `report_too_wide`.
    func figures(in range: ClosedRange<Day>?, by key: ReportKey?) throws -> [GroupKey: [String: Int64]] {
        guard !columns.isEmpty else { return [:] }
        guard let key else { return [.none: try whole(in: range)] }
        let distinct = columns.compactMap { column in column.isMergeable ? nil : column }
        var groups = try grouped(in: range, by: key, columns.filter(\.isMergeable), apart: distinct.first)
        for column in distinct.dropFirst() {
            for (group, values) in try grouped(in: range, by: key, [], apart: column) { groups[group]?.merge(values) { one, _ in one } }
        }
        return groups
    }

    private var rows: String { "FROM \(part.source.table) t \(part.joins)" }

    // MARK: All rows together

    private func whole(in range: ClosedRange<Day>?) throws -> [String: Int64] {
        let selection = try question.selection(of: part.source, counted(in: range))
        let aggregates = try columns.map(aggregate)
        let sql = "SELECT \(aggregates.map(\.sql).joined(separator: ", ")) \(rows) WHERE \(selection.condition)"
        let row = try question.connection.first(sql, aggregates.flatMap(\.bindings) + selection.bindings)
        return try values(of: row ?? [])
    }

    private func aggregate(_ column: ReportColumn) throws -> (sql: String, bindings: [SQLiteValue]) {
        guard case .measured(let aggregate, _, _) = column.value else { return ("NULL", []) }
        let condition = try condition(of: column)
        return (aggregate.sql(where: condition?.condition, worth: worth), condition?.bindings ?? [])
    }

    private func condition(of column: ReportColumn) throws -> RowSelection? {
        guard case .measured(_, _, let filters) = column.value, !filters.isEmpty else { return nil }
        return try question.registry.resource(part.source).condition(filters, for: question.caller, in: question.registry)
    }

    /// A sum that left the whole numbers is refused. What has no value stays absent.
    private func values(of row: [SQLiteValue]) throws -> [String: Int64] {
        var values: [String: Int64] = [:]
        for (column, value) in zip(columns, row) {
            switch value {
            case .integer(let number): values[column.name] = number
            case .null: break
            case .text, .blob: throw Failure(.amountOutOfRange)
            }
        }
        return values
    }

    // MARK: Group by group

    /// The figures of each group in one pass. Where different values are counted, each of them is a group of its own first.
    private func grouped(
        in range: ClosedRange<Day>?, by key: ReportKey, _ columns: [ReportColumn], apart: ReportColumn?
    ) throws -> [GroupKey: [String: Int64]] {
        let selection = try question.selection(of: part.source, counted(in: range))
        let subkey = try apart.map(term)
        let terms = try columns.map(term)
        let kinds = columns.map(\.groupedKind)
        let call = GroupedSums.sql(by: key.sql, subkey?.sql ?? "NULL", zip(kinds, terms).map { (kind: $0, sql: $1.sql) })
        let sql = "SELECT \(call) \(rows) \(key.joins) WHERE \(selection.condition)"
        let bindings = (subkey?.bindings ?? []) + terms.flatMap(\.bindings) + selection.bindings
        let answer = try question.summed(sql, bindings)
        var figures: [GroupKey: [String: Int64]] = [:]
        for group in GroupedSums.read(answer, width: columns.count) {
            let key = GroupKey(group.key)
            for (column, value) in zip(columns, group.values) {
                guard let value else { continue }
                let known = figures[key]?[column.name]
                figures[key, default: [:]][column.name] = try known.map { try column.merged($0, value) } ?? value
            }
            if let apart { figures[key, default: [:]][apart.name, default: 0] += group.subkey == .null ? 0 : 1 }
        }
        return figures
    }

    /// What a row adds to a column, or the value by which it is told apart; NULL where it does not count.
    private func term(_ column: ReportColumn) throws -> (sql: String, bindings: [SQLiteValue]) {
        guard case .measured(let aggregate, _, _) = column.value else { return ("NULL", []) }
        let term = aggregate.term(worth: worth)
        guard let condition = try condition(of: column) else { return (term, []) }
        return ("CASE WHEN \(condition.condition) THEN \(term) END", condition.bindings)
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

extension ReportQuestion {
    /// The answer of `grouped_sums`. Throws `report_too_wide`.
    func summed(_ sql: String, _ bindings: [SQLiteValue]) throws -> SQLiteValue {
        do {
            return try connection.first(sql, bindings)?.first ?? .null
        } catch {
            guard error.code.isKind(of: .tooBig) else { throw error }
            throw Failure(.reportTooWide, ["maximum": String(connection.groupBytes >> 20)])
        }
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
