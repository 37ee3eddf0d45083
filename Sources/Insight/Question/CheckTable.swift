// The table of a report whose rows are things that are looked for, each in its own list.

import Kernel
import SQLite

extension ReportColumn {
    /// The columns of every report of this kind.
    static let ofChecks = [
        ReportColumn("found", "Found", "发现数", .count),
        ReportColumn("among", "Among", "总数", .count),
        ReportColumn("share", "Share", "占比", .ratio, .quotient("found", by: "among")),
    ]
}

extension ReportGrouping {
    /// What was looked for.
    static func checks(_ checks: [ReportCheck]) -> ReportGrouping {
        let set = ChoiceSet(checks.map { ($0.name, $0.label) })
        return ReportGrouping(
            "check", "What was looked for", "检查项", .choice(set), [ReportMember("check", "What was looked for", "检查项", .choice(set))])
    }
}

extension ReportQuestion {
    /// A row for each thing whose list the caller may read.
    func checkTable(_ checks: [ReportCheck]) throws -> ReportTable {
        let columns = visibleColumns()
        let visible = checks.filter(isVisible)
        let known = try partsOfWholes(visible)
        let rows = try visible.compactMap { check -> ReportRow? in
            guard var figures = try known[check.name] ?? figures(of: check) else { return nil }
            figures.values = try completed(figures.values, columns, currencyDecimals: currencyDecimals)
            return ReportRow(label: check.label, members: ["check": .choice(check.name, check.label)], figures: figures)
        }
        return ReportTable(columns: columns, rows: rows, total: nil)
    }

    private func isVisible(_ check: ReportCheck) -> Bool {
        (check.source.map(mayRead) ?? true) && (check.sight.map { $0.schema.shows($0.field, to: caller.roles) } ?? true)
    }

    private func figures(of check: ReportCheck) throws -> ReportFigures? {
        switch check.found {
        case .some: return nil
        case .rows(let part): return try counted(part.source, part.filters + part.filters(in: range))
        case .dated(let schema, let filters): return try counted(schema, filters(self))
        case .computed(let compute):
            guard let (count, path) = try compute(self) else { return nil }
            return ReportFigures(values: ["found": count], records: path.map { ["found": $0] } ?? [:])
        }
    }

    private func counted(_ schema: AnySchema, _ filters: [ReportFilter]) throws -> ReportFigures {
        let selection = try selection(of: schema, filters)
        let sql = "SELECT count(*) FROM \(schema.table) t WHERE \(selection.condition)"
        let count = try connection.first(sql, selection.bindings)?.first?.integer ?? 0
        return ReportFigures(values: ["found": count], records: ["found": path(of: schema, filters)])
    }

    // MARK: Parts of one whole

    private func partsOfWholes(_ checks: [ReportCheck]) throws -> [String: ReportFigures] {
        let wholes = Dictionary(grouping: checks.filter { $0.whole != nil }) { check in
            check.whole.map { path(of: $0.source, $0.filters + $0.filters(in: range)) }
        }
        return try wholes.values.reduce(into: [:]) { found, checks in found.merge(try parts(of: checks)) { one, _ in one } }
    }

    /// Checks among the same rows, worked out in one pass over them.
    private func parts(of checks: [ReportCheck]) throws -> [String: ReportFigures] {
        guard let whole = checks.first?.whole else { return [:] }
        let filters = whole.filters + whole.filters(in: range)
        let selection = try selection(of: whole.source, filters)
        let conditions = try checks.map {
            try registry.resource(whole.source).condition($0.filters, for: caller, in: registry)
        }
        let counts = conditions.map { "count(*) FILTER (WHERE \($0.condition))" }
        let sql = """
            SELECT count(*), \(counts.joined(separator: ", ")) FROM \(whole.source.table) t WHERE \(selection.condition)
            """
        guard let row = try connection.first(sql, conditions.flatMap(\.bindings) + selection.bindings) else { return [:] }
        let all = path(of: whole.source, filters)
        return Dictionary(
            uniqueKeysWithValues: checks.enumerated().map { place, check in
                let found = row[place + 1].integer ?? 0
                let records = ["found": path(of: whole.source, filters + check.filters), "among": all, "share": all]
                return (check.name, ReportFigures(values: ["found": found, "among": row[0].integer ?? 0], records: records))
            })
    }
}

extension ReportCheck {
    /// The rows among which it looks.
    fileprivate var whole: ReportPart? {
        if case .some(let whole, _) = found { whole } else { nil }
    }

    fileprivate var filters: [ReportFilter] {
        if case .some(_, let filters) = found { filters } else { [] }
    }
}
