// How far deals come, and how long they stay where: from the history of their stages (P2.2 – P2.4, P5.2).

import CRM
import Kernel
import SQLite

extension Report {
    static let funnel = Report(
        name: "funnel", label: Label("Funnel", "销售漏斗"),
        definition: Label(
            "Of the opportunities that were entered in the time, without imported history: how many ever reached each stage, how many of these went on to the next one and how many were won, and how long the stays in the stage were that have ended; behind these stand the opportunities that have left the stage, some of them more than once. Means and medians do not add up, nor do stages: an opportunity counts in each that it reached.",
            "期间内录入的商机（不含导入的历史）：曾到达各阶段的数量、其中进入下一阶段与最终赢单的数量，以及已结束停留的时长（其背后为已离开该阶段的商机，同一商机可能多次停留）。平均数与中位数不可相加；同一商机在其到达的每个阶段各计一次。"),
        clause: "P2.2.3", source: .list(of: Opportunity.self), time: .range, groupings: [stage],
        columns: [
            ReportColumn("reached", "Reached", "到达数", .count),
            ReportColumn("next", "Went on", "进入下一阶段", .count),
            ReportColumn("conversion", "Went on, share", "转化率", .ratio, .quotient("next", by: "reached")),
            ReportColumn("won", "Won of these", "其中赢单", .count),
            ReportColumn("win_rate", "Won, share", "赢单率", .ratio, .quotient("won", by: "reached")),
            ReportColumn("milliseconds", "", "", .count).hidden,
            ReportColumn("stays", "Stays that ended", "已结束的停留次数", .count),
            ReportColumn("mean_days", "Days in the stage, mean", "平均停留（天）", .days, .meanDays("milliseconds", of: "stays")),
            ReportColumn("median_days", "Days in the stage, median", "停留中位数（天）", .days),
        ],
        order: "reached", chart: .funnel("reached"), takesFilters: true,
        question: Label("How far do opportunities come, and where do they stay?", "商机能走到哪一步，停在哪里、停多久？"),
        body: .computed(funnelTable))

    private static let stage = ReportGrouping.choice("stage", "Stage", "阶段", OpportunityStatus.self)
    private static let stages: [OpportunityStatus] = [.needsAnalysis, .evaluated, .proposal, .negotiation, .won]

    private static func funnelTable(_ question: ReportQuestion) throws -> ReportTable {
        let columns = question.visibleColumns()
        let cohort =
            ReportPart(source: Opportunity.schema, day: "created_at").filters(in: question.range)
            + [("imported", "false")] + question.filters
        func count(_ filters: [ReportFilter]) throws -> Int64 {
            let selection = try question.selection(of: Opportunity.schema, cohort + filters)
            let sql = "SELECT count(*) FROM opportunities t WHERE \(selection.condition)"
            return try question.connection.first(sql, selection.bindings)?.first?.integer ?? 0
        }
        let rows = try stages.enumerated().map { place, stage -> ReportRow in
            let here: [ReportFilter] = [("reached_stage", stage.rawValue)]
            let next = stages.indices.contains(place + 1) ? here + [("reached_stage", stages[place + 1].rawValue)] : nil
            let won = here + [("status", "won")]
            var values = ["reached": try count(here), "won": try count(won)]
            values["next"] = try next.map(count)
            values.merge(try stays(in: stage, of: cohort + here, question)) { one, _ in one }
            let path = { question.path(of: Opportunity.schema, cohort + $0) }
            var records = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, path(here)) })
            records["won"] = path(won)
            // Not all that reached the stage: some are in it still.
            for name in ["stays", "mean_days", "median_days"] { records[name] = path(here + [("left_stage", stage.rawValue)]) }
            records["next"] = next.map(path)
            let label = stage.label
            return ReportRow(
                label: label, members: ["stage": .choice(stage.rawValue, label)],
                figures: ReportFigures(
                    values: try completed(values, columns, currencyDecimals: question.currencyDecimals), records: records))
        }
        let total = ReportFigures(values: ["reached": try count([])], records: ["reached": question.path(of: Opportunity.schema, cohort)])
        return ReportTable(
            columns: columns, rows: rows, total: ReportRow(label: Label("Entered", "录入"), members: [:], figures: total))
    }

    /// How long the stays in a stage took that have ended; the median is the lower one of two in the middle.
    private static func stays(in stage: OpportunityStatus, of filters: [ReportFilter], _ question: ReportQuestion) throws -> [String: Int64]
    {
        let selection = try question.selection(of: Opportunity.schema, filters)
        let stays = """
            FROM opportunities t JOIN opportunity_stages s ON s.opportunity_id = t.id AND s.stage = '\(stage.rawValue)' AND s.left_at IS NOT NULL
            WHERE \(selection.condition)
            """
        let sums = try question.connection.first("SELECT count(*), sum(s.left_at - s.entered_at) \(stays)", selection.bindings)
        guard let count = sums?.first?.integer, count > 0, let sum = sums?.last?.integer else { return ["stays": 0] }
        let median = try question.connection.first(
            "SELECT s.left_at - s.entered_at \(stays) ORDER BY 1 LIMIT 1 OFFSET ?", selection.bindings + [.integer((count - 1) / 2)])
        let tenths = median?.first?.integer.map { Int64(roundedQuotient(Int128($0) * 10, by: Int128(Instant.millisecondsPerDay))) }
        return ["stays": count, "milliseconds": sum].merging(tenths.map { ["median_days": $0] } ?? [:]) { one, _ in one }
    }
}
