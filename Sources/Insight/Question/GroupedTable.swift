// The table of a report that counts and sums over lists: groups of all its parts side by side, what they are compared with, and the whole.

import Kernel
import SQLite

/// Makes the table.
struct GroupedTable {
    private let question: ReportQuestion
    private let parts: [PartQuestion]
    private let columns: [ReportColumn]

    init(_ question: ReportQuestion, _ parts: [ReportPart]) {
        self.question = question
        let visible = question.visibleColumns()
        columns = visible
        self.parts = parts.enumerated().map { place, part in
            let own = visible.filter { if case .measured(_, place, _) = $0.value { true } else { false } }
            return PartQuestion(question: question, part: part, columns: own)
        }
    }

    func table() throws -> ReportTable {
        let before = question.range.flatMap { range in question.comparison.map { $0.range(for: range) } }
        if case .period(let unit)? = question.grouping?.kind, let range = question.range {
            return try periodTable(unit, range, before)
        }
        var now = try groups(in: question.range)
        let then = try before.map { try groups(in: $0) }
        for key in (then ?? [:]).keys where now[key] == nil { now[key] = blank(in: question.range, key) }
        let total = try whole(of: Array(now.values), in: question.range)
        let totalBefore = try then.map { try whole(of: Array($0.values), in: before) }
        let ordered = now.sorted { left, right in
            let (a, b) = (left.value.values[question.report.order] ?? 0, right.value.values[question.report.order] ?? 0)
            return a == b ? left.key.word < right.key.word : a > b
        }
        let rows = try ordered.prefix(question.limit).map { key, figures in
            try row(key, figures, then.map { $0[key] ?? blank(in: before, key) })
        }
        return ReportTable(
            columns: columns, rows: rows, groupCount: now.count,
            total: ReportRow(label: totalLabel, members: [:], figures: total, before: totalBefore))
    }

    private var totalLabel: Label { Label("Total", "合计") }

    // MARK: Periods

    /// Each period is a question of its own, for which an index finds the rows.
    private func periodTable(_ unit: PeriodUnit, _ range: ClosedRange<Day>, _ before: ClosedRange<Day>?) throws -> ReportTable {
        let then = try before.map { try unit.periods(in: $0).map { try whole(in: $0.days) } }
        let rows = try unit.periods(in: range).enumerated().map { place, period in
            let members: [String: MemberValue] = [
                "period": .text(period.name), "starts_on": .day(period.days.lowerBound), "ends_on": .day(period.days.upperBound),
            ]
            let former = then.map { $0.indices.contains(place) ? $0[place] : ReportFigures() }
            return ReportRow(
                label: Label(period.name, period.name), members: members, figures: try whole(in: period.days), before: former)
        }
        let total = try whole(of: rows.map(\.figures), in: range)
        let totalBefore = try then.map { try whole(of: $0, in: before) }
        return ReportTable(
            columns: columns, rows: rows, total: ReportRow(label: totalLabel, members: [:], figures: total, before: totalBefore))
    }

    private func whole(in range: ClosedRange<Day>) throws -> ReportFigures {
        var values: [String: Int64] = [:]
        for part in parts { values.merge(try part.figures(in: range, by: nil)[.none] ?? [:]) { one, _ in one } }
        return try figures(values, in: range, .none, isWhole: true)
    }

    // MARK: Groups

    private func groups(in range: ClosedRange<Day>?) throws -> [GroupKey: ReportFigures] {
        var groups: [GroupKey: [String: Int64]] = [:]
        for part in parts {
            let key = key(of: part)
            if key == nil, question.grouping != nil { continue }
            for (group, values) in try part.figures(in: range, by: key) { groups[group, default: [:]].merge(values) { one, _ in one } }
        }
        var figures = try Dictionary(uniqueKeysWithValues: groups.map { ($0.key, try self.figures($0.value, in: range, $0.key)) })
        try question.report.finish?(&figures, question)
        return figures
    }

    private func key(of part: PartQuestion) -> ReportKey? { question.grouping.flatMap { part.part.keys[$0.name] } }

    /// Whether the groups say nothing of a part: candidates have a channel, plans have none. Everything has a period.
    private func isLeftOut(_ part: PartQuestion) -> Bool {
        guard let grouping = question.grouping else { return false }
        if case .period = grouping.kind { return false }
        return key(of: part) == nil
    }

    private func isLeftOut(_ column: ReportColumn) -> Bool {
        guard case .measured(_, let place, _) = column.value, parts.indices.contains(place) else { return false }
        return isLeftOut(parts[place])
    }

    private func blank(in range: ClosedRange<Day>?, _ key: GroupKey) -> ReportFigures {
        (try? figures([:], in: range, key)) ?? ReportFigures()
    }

    /// The sum of the groups; what does not add up is asked of all rows at once.
    private func whole(of groups: [ReportFigures], in range: ClosedRange<Day>?) throws -> ReportFigures {
        var values: [String: Int64] = [:]
        let overlapping = parts.filter { key(of: $0)?.overlaps == true }.flatMap(\.columns).map(\.name)
        for column in columns where column.isAdditive && !overlapping.contains(column.name) && !isLeftOut(column) {
            let sum = groups.reduce(Int128(0)) { $0 + Int128($1.values[column.name] ?? 0) }
            values[column.name] = try Money(checked: sum).minorUnits
        }
        for part in parts where !isLeftOut(part) {
            let rest = part.columns.filter { !$0.isAdditive || overlapping.contains($0.name) }
            let asked = PartQuestion(question: question, part: part.part, columns: rest)
            values.merge(try asked.figures(in: range, by: nil)[.none] ?? [:]) { one, _ in one }
        }
        return try figures(values, in: range, .none, isWhole: true)
    }

    /// With zeros where nothing was found, what follows from them, and where everything is listed.
    private func figures(
        _ values: [String: Int64], in range: ClosedRange<Day>?, _ key: GroupKey, isWhole: Bool = false
    ) throws -> ReportFigures {
        var values = values
        for column in columns where column.isAdditive && values[column.name] == nil && !isLeftOut(column) { values[column.name] = 0 }
        values = try completed(values, columns, currencyDecimals: question.currencyDecimals)
        var records: [String: String] = [:]
        for column in columns where !column.isHidden { records[column.name] = path(of: column, in: range, key, isWhole: isWhole) }
        return ReportFigures(values: values, records: records)
    }

    /// The list of the rows behind a figure. Behind a quotient are the rows by which was divided.
    private func path(of column: ReportColumn, in range: ClosedRange<Day>?, _ key: GroupKey, isWhole: Bool) -> String? {
        switch column.value {
        case .measured(_, let place, let filters):
            guard parts.indices.contains(place), !isLeftOut(column) else { return nil }
            let part = parts[place]
            var all = part.filters(in: range) + filters
            if !isWhole, let grouping = question.grouping {
                guard let own = part.part.keys[grouping.name] else { return nil }
                all += own.filters(key)
            }
            return question.path(of: part.part.source, all)
        case .quotient(_, let other), .meanDays(_, let other), .difference(let other, _):
            return columns.first { $0.name == other }.flatMap { path(of: $0, in: range, key, isWhole: isWhole) }
        case .given: return nil
        }
    }

    private func row(_ key: GroupKey, _ figures: ReportFigures, _ before: ReportFigures?) throws -> ReportRow {
        guard let grouping = question.grouping else {
            return ReportRow(label: question.report.label, members: [:], figures: figures, before: before)
        }
        let (label, members) = try question.named(key, by: grouping)
        return ReportRow(label: label, members: members, figures: figures, before: before)
    }
}

extension ReportQuestion {
    /// What a group is called, and what it is known by.
    func named(_ key: GroupKey, by grouping: ReportGrouping) throws -> (Label, [String: MemberValue]) {
        guard key != .none else { return (grouping.without, [:]) }
        switch grouping.kind {
        case .record(let naming):
            guard case .number(let id) = key else { return (grouping.without, [:]) }
            let sql = "SELECT (\(naming)) FROM (SELECT ? AS k)"
            let name = try connection.first(sql, [.integer(id)])?.first?.text ?? "#\(id)"
            return (Label(name, name), [grouping.name + "_id": .id(id), grouping.name: .text(name)])
        case .choice(let set):
            let label = set.values.first { $0.value == key.word }?.label ?? Label(key.word, key.word)
            return (label, [grouping.name: .choice(key.word, label)])
        case .text, .period: return (Label(key.word, key.word), [grouping.name: .text(key.word)])
        }
    }
}
