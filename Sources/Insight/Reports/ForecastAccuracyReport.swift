// What was forecast at the beginning of each period, beside what came: from the daily snapshots (P5.2).

import CRM
import Kernel
import SQLite

extension Report {
    static let forecastAccuracy = Report(
        name: "forecast-accuracy", label: Label("Forecast against outcome", "预测与实际"),
        definition: Label(
            "For each period the first daily snapshot taken in it: what was then expected to close within the period, and its weighted amount, at that day's rates; beside it what was won in the period. Accuracy is the amount won over the weighted one.",
            "各期间取期内最早的每日快照：当时预计在该期间成交的商机及其加权金额（按当日汇率折算），与该期间实际赢单对比；准确度为赢单金额除以加权金额。"),
        clause: "P5.2", source: .list(of: ForecastSnapshot.self), time: .range,
        groupings: ReportGrouping.monthsFirst.filter { $0.name != "day" },
        columns: [
            ReportColumn("taken_on", "Forecast on", "预测日期", .day),
            .rows("forecast_count", "Forecast, opportunities", "预测商机数"),
            .worth("forecast_amount", "Forecast, amount", "预测金额", "t.amount"),
            ReportColumn(
                "weighted", "Forecast, weighted", "预测加权金额", .money, .measured(.weighted("t.amount", "t.probability"), part: 0, with: [])),
            .rows("won", "Won", "赢单数", part: 1),
            .worth("won_amount", "Amount won", "赢单金额", "t.amount", part: 1),
            .ratio("accuracy", "Won of weighted", "准确度", "won_amount", of: "weighted"),
        ],
        order: "weighted", chart: .lines(["weighted", "won_amount"]),
        question: Label("Did that come which had been foreseen?", "当初的预测实现了多少？"),
        body: .computed(accuracyTable))

    private static let won = ReportPart(
        source: Opportunity.schema, filters: [("status", "won"), ("imported", "false")], day: "closed_at", rate: .ofInstant("t.closed_at"))

    private static func accuracyTable(_ question: ReportQuestion) throws -> ReportTable {
        let columns = question.visibleColumns()
        guard case .period(let unit)? = question.grouping?.kind, let range = question.range else {
            return ReportTable(columns: columns, rows: [], total: nil)
        }
        let rows = try unit.periods(in: range).map { period in
            ReportRow(
                label: Label(period.name, period.name),
                members: [
                    "period": .text(period.name), "starts_on": .day(period.days.lowerBound), "ends_on": .day(period.days.upperBound),
                ], figures: try accuracy(in: period, columns, question))
        }
        var sums: [String: Int64] = [:]
        for column in columns where column.isAdditive {
            sums[column.name] = try Money(checked: rows.reduce(Int128(0)) { $0 + Int128($1.figures.values[column.name] ?? 0) }).minorUnits
        }
        let total = try completed(sums, columns, currencyDecimals: question.currencyDecimals)
        return ReportTable(
            columns: columns, rows: rows,
            total: ReportRow(label: Label("Total", "合计"), members: [:], figures: ReportFigures(values: total)))
    }

    private static func accuracy(
        in period: ReportPeriod, _ columns: [ReportColumn], _ question: ReportQuestion
    ) throws -> ReportFigures {
        func measured(_ place: Int) -> [ReportColumn] {
            columns.filter { if case .measured(_, place, _) = $0.value { true } else { false } }
        }
        var figures = ReportFigures()
        for column in measured(1) { figures.values[column.name] = 0 }
        // Where no forecast was taken there is none, which is not one of nothing.
        if let day = try firstSnapshot(in: period.days, question) {
            let part = ReportPart(
                source: ForecastSnapshot.schema, filters: [("taken_on", day.description)], day: "expected_close_on",
                rate: .ofDay("t.taken_on"))
            for column in measured(0) { figures.values[column.name] = 0 }
            try add(PartQuestion(question: question, part: part, columns: measured(0)), period, to: &figures)
            figures.values["taken_on"] = Int64(day.daysSince1970)
        }
        if question.mayRead(Opportunity.schema) {
            try add(PartQuestion(question: question, part: won, columns: measured(1)), period, to: &figures)
        }
        figures.records["accuracy"] = figures.records["weighted"]
        figures.values = try completed(figures.values, columns, currencyDecimals: question.currencyDecimals)
        return figures
    }

    private static func add(_ part: PartQuestion, _ period: ReportPeriod, to figures: inout ReportFigures) throws {
        figures.values.merge(try part.figures(in: period.days, by: nil)[.none] ?? [:]) { _, new in new }
        let path = part.question.path(of: part.part.source, part.filters(in: period.days))
        for column in part.columns { figures.records[column.name] = path }
    }

    private static func firstSnapshot(in days: ClosedRange<Day>, _ question: ReportQuestion) throws -> Day? {
        let part = ReportPart(source: ForecastSnapshot.schema, day: "taken_on")
        let selection = try question.selection(of: ForecastSnapshot.schema, part.filters(in: days))
        let sql = "SELECT min(t.taken_on) FROM forecast_snapshots t WHERE \(selection.condition)"
        return try question.connection.first(sql, selection.bindings)?.first?.integer.map { Day(daysSince1970: Int($0)) }
    }
}
