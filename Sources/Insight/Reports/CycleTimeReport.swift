// How long orders wait at each hand-over between departments (P3.3.2).

import Kernel
import Orders
import Receivables
import SQLite

/// The way of a paper from one department to the next.
private struct HandOverTime: Sendable {
    let name: String
    let label: Label
    let part: ReportPart
    /// Those of the list that have come so far; of them the moments are there.
    let filters: [ReportFilter]
    /// Whose review it is; nil for other steps.
    let department: String?
    /// SQL for how long it took, in milliseconds.
    let duration: String

    /// Between two moments of a confirmed order, of those that the filters leave.
    init(
        _ name: String, _ english: String, _ chinese: String, from start: String, to end: String, with filters: [ReportFilter]
    ) {
        self.init(name, Label(english, chinese), .confirmedOrders, "max(t.\(end) - t.\(start), 0)", with: filters)
    }

    private init(
        _ name: String, _ label: Label, _ part: ReportPart, _ duration: String, with filters: [ReportFilter] = [],
        of department: String? = nil
    ) {
        (self.name, self.label, self.part, self.duration, self.filters) = (name, label, part, duration, filters)
        self.department = department
    }

    /// What is worked out in one pass.
    var pass: String { part.source.table + part.joins }

    static let all: [HandOverTime] = [
        HandOverTime(
            "entry", "Sales: entry to submission", "销售：录入至提交", from: "created_at", to: "submitted_at",
            with: [("submitted_at.null", "false")]),
        review("finance", "Finance: review", "财务：评审"),
        review("logistics", "Logistics: review", "物流：评审"),
        review("sales", "Sales manager: review", "销售经理：评审"),
        HandOverTime(
            "confirmation", "All: submission to confirmation", "全部：提交至确认", from: "submitted_at", to: "confirmed_at",
            with: [("submitted_at.null", "false")]),
        HandOverTime(
            "dispatch", "Production and logistics: confirmation to the first shipment", "生产与物流：确认至首次发货", from: "confirmed_at",
            to: "first_shipped_at", with: [("first_shipped_at.null", "false")]),
        HandOverTime(
            "delivery", "Logistics: first shipment to the last delivery", "物流：首次发货至全部送达", from: "first_shipped_at", to: "last_delivered_at",
            with: [("delivered_on.null", "false")]),
        HandOverTime(
            "invoicing", "Finance: last delivery to the last invoice", "财务：全部送达至开票", from: "last_delivered_at", to: "last_invoiced_at",
            with: [("delivered_on.null", "false"), ("invoicing_status", "invoiced,paid")]),
        HandOverTime(
            "payment", Label("Customer: invoice to its settlement", "客户：开票至结清"),
            ReportPart(
                source: Invoice.schema, filters: [("status", "issued"), ("settled_on.null", "false")], day: "dated_on"),
            "max(t.settled_on - t.dated_on, 0) * \(Instant.millisecondsPerDay)"),
    ]

    private static func review(_ department: String, _ english: String, _ chinese: String) -> HandOverTime {
        HandOverTime(
            department + "_review", Label(english, chinese), .reviewedOrders, "r.decided_at - t.submitted_at",
            with: [("review_given", department)], of: department)
    }
}

extension ReportPart {
    /// Each order once for each department that has approved it; one department has at most one review that counts.
    fileprivate static let reviewedOrders = ReportPart(
        source: Order.schema, filters: ReportPart.confirmedOrders.filters, day: "confirmed_at",
        joins: "CROSS JOIN order_reviews r ON r.order_id = t.id AND r.verdict = 'approved' AND r.is_void = 0")
}

extension Report {
    static let cycleTimes = Report(
        name: "cycle-times", label: Label("Cycle times", "周期时间"),
        definition: Label(
            "How long orders that were confirmed in the time waited at each hand-over, by the clock on the wall; the last row tells of invoices dated in the time that are settled. Rows are of different papers and have no total.",
            "期间内确认的订单在各部门交接处的等待时间（按自然时间）；最后一行为期间内开具且已结清的发票。各行对象不同，没有合计。"),
        clause: "P3.3.2", source: .list(of: Order.self), time: .range, groupings: [handOver],
        columns: [
            ReportColumn("papers", "Papers", "单据数", .count),
            ReportColumn("milliseconds", "", "", .count).hidden,
            ReportColumn("mean_days", "Days, mean", "平均天数", .days, .meanDays("milliseconds", of: "papers")),
            ReportColumn("longest_days", "Days, longest", "最长天数", .days),
        ],
        order: "papers", chart: .bars(["mean_days"]),
        question: Label("Which hand-over between departments takes how long?", "部门之间的每次交接要等多久？"),
        body: .computed(cycleTable))

    private static let handOver: ReportGrouping = {
        let set = ChoiceSet(HandOverTime.all.map { ($0.name, $0.label) })
        return ReportGrouping(
            "hand_over", "Hand-over", "交接", .choice(set), [ReportMember("hand_over", "Hand-over", "交接", .choice(set))])
    }()

    private static func cycleTable(_ question: ReportQuestion) throws -> ReportTable {
        let columns = question.visibleColumns()
        let steps = HandOverTime.all.filter { question.mayRead($0.part.source) }
        var values: [String: [String: Int64]] = [:]
        for pass in Dictionary(grouping: steps, by: \.pass).values { values.merge(try times(of: pass, question)) { one, _ in one } }
        let rows = try steps.map { step in
            let filters = step.part.filters + step.part.filters(in: question.range) + step.filters
            let path = question.path(of: step.part.source, filters)
            let figures = ReportFigures(
                values: try completed(values[step.name] ?? [:], columns, currencyDecimals: question.currencyDecimals),
                records: Dictionary(uniqueKeysWithValues: columns.map { ($0.name, path) }))
            return ReportRow(
                label: step.label, members: ["hand_over": .choice(step.name, step.label)], figures: figures)
        }
        return ReportTable(columns: columns, rows: rows, total: nil)
    }

    /// How many, how long in all and at most, by hand-over, in one pass over the list.
    private static func times(of steps: [HandOverTime], _ question: ReportQuestion) throws -> [String: [String: Int64]] {
        guard let part = steps.first?.part else { return [:] }
        let selection = try question.selection(of: part.source, part.filters + part.filters(in: question.range))
        let rows = "FROM \(part.source.table) t \(part.joins) WHERE \(selection.condition)"
        return try steps.contains { $0.department != nil }
            ? timesOfReviews(steps, rows, selection, question) : timesOfOrders(steps, rows, selection, question)
    }

    private static func timesOfOrders(
        _ steps: [HandOverTime], _ rows: String, _ selection: RowSelection, _ question: ReportQuestion
    ) throws -> [String: [String: Int64]] {
        let conditions = try steps.map { step in
            try question.registry.resource(step.part.source).condition(step.filters, for: question.caller, in: question.registry)
        }
        let durations = zip(steps, conditions).map { step, condition in
            (kind: GroupedSums.Kind.spread, sql: "CASE WHEN \(condition.condition) THEN \(step.duration) END")
        }
        let call = GroupedSums.sql(by: "NULL", "NULL", durations)
        let answer = try question.summed("SELECT \(call) \(rows)", conditions.flatMap(\.bindings) + selection.bindings)
        let values = GroupedSums.read(answer, width: steps.count * 3).first?.values ?? []
        return Dictionary(
            uniqueKeysWithValues: steps.enumerated().map { place, step in (step.name, figures(values.dropFirst(place * 3).prefix(3))) })
    }

    private static func timesOfReviews(
        _ steps: [HandOverTime], _ rows: String, _ selection: RowSelection, _ question: ReportQuestion
    ) throws -> [String: [String: Int64]] {
        let call = GroupedSums.sql(by: "r.department", "NULL", [(.spread, steps.first?.duration ?? "NULL")])
        let answer = try question.summed("SELECT \(call) \(rows)", selection.bindings)
        let groups = GroupedSums.read(answer, width: 3)
        return Dictionary(
            uniqueKeysWithValues: steps.map { step in
                (step.name, figures(groups.first { $0.key.text == step.department }?.values[...] ?? []))
            })
    }

    /// Of how many there are, their sum and the largest; empty where there are no rows.
    private static func figures(_ spread: ArraySlice<Int64?>) -> [String: Int64] {
        let values = Array(spread)
        guard values.count == 3 else { return ["papers": 0, "milliseconds": 0] }
        var figures = ["papers": values[0] ?? 0, "milliseconds": values[1] ?? 0]
        figures["longest_days"] = values[2].map { Int64(roundedQuotient(Int128($0) * 10, by: Int128(Instant.millisecondsPerDay))) }
        return figures
    }
}
