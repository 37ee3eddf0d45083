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
        let rows = try checks.compactMap { check -> ReportRow? in
            guard let figures = try figures(of: check) else { return nil }
            var completed = figures
            completed.values = try Insight.completed(figures.values, columns, currencyDecimals: currencyDecimals)
            return ReportRow(label: check.label, members: ["check": .choice(check.name, check.label)], figures: completed)
        }
        return ReportTable(columns: columns, rows: rows, total: nil)
    }

    private func figures(of check: ReportCheck) throws -> ReportFigures? {
        switch check.found {
        case .rows(let part, let whole):
            guard mayRead(part.source) else { return nil }
            var figures = try counted(part.source, part.filters + part.filters(in: range))
            if let whole {
                let among = try counted(whole.source, whole.filters + whole.filters(in: range))
                figures.values["among"] = among.values["found"]
                figures.records["among"] = among.records["found"]
                figures.records["share"] = among.records["found"]
            }
            return figures
        case .dated(let schema, let filters): return mayRead(schema) ? try counted(schema, filters(self)) : nil
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
}
