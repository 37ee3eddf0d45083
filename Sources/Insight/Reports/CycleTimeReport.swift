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
    /// Those of them that have come so far.
    let filters: [ReportFilter]
    /// SQL for how long it took, in milliseconds.
    let duration: String

    init(
        _ name: String, _ english: String, _ chinese: String, _ duration: String, with filters: [ReportFilter] = []
    ) {
        self.name = name
        label = Label(english, chinese)
        self.duration = duration
        self.filters = filters
        part = .confirmedOrders
    }

    private init(_ name: String, _ label: Label, _ part: ReportPart, _ duration: String) {
        (self.name, self.label, self.part, self.duration, filters) = (name, label, part, duration, [])
    }

    static let all: [HandOverTime] = [
        HandOverTime(
            "entry", "Sales: entry to submission", "销售：录入至提交", "t.submitted_at - t.created_at", with: [("submitted_at.null", "false")]),
        review("finance", "Finance: review", "财务：评审"),
        review("logistics", "Logistics: review", "物流：评审"),
        review("sales", "Sales manager: review", "销售经理：评审"),
        HandOverTime(
            "confirmation", "All: submission to confirmation", "全部：提交至确认", "t.confirmed_at - t.submitted_at",
            with: [("submitted_at.null", "false")]),
        HandOverTime(
            "dispatch", "Production and logistics: confirmation to the first shipment", "生产与物流：确认至首次发货",
            "max(\(moment("min(s.shipped_at)")) - t.confirmed_at, 0)",
            with: [("fulfilment_status", "partly_shipped,shipped,partly_delivered,delivered")]),
        HandOverTime(
            "delivery", "Logistics: first shipment to the last delivery", "物流：首次发货至全部送达",
            "max(\(moment("max(s.delivered_at)")) - \(moment("min(s.shipped_at)")), 0)", with: [("delivered_on.null", "false")]),
        HandOverTime(
            "invoicing", "Finance: last delivery to the last invoice", "财务：全部送达至开票",
            "max((SELECT max(i.issued_at) FROM invoices i WHERE i.order_id = t.id AND i.status = 'issued') - \(moment("max(s.delivered_at)")), 0)",
            with: [("delivered_on.null", "false"), ("invoicing_status", "invoiced,paid")]),
        HandOverTime(
            "payment", Label("Customer: invoice to its settlement", "客户：开票至结清"),
            ReportPart(
                source: Invoice.schema, filters: [("status", "issued"), ("settled_on.null", "false")], day: "dated_on"),
            "max(t.settled_on - t.dated_on, 0) * \(Instant.millisecondsPerDay)"),
    ]

    private static func review(_ department: String, _ english: String, _ chinese: String) -> HandOverTime {
        let decided = """
            (SELECT r.decided_at FROM order_reviews r WHERE r.order_id = t.id AND r.department = '\(department)'
                AND r.verdict = 'approved' AND r.is_void = 0)
            """
        return HandOverTime(
            department + "_review", english, chinese, "\(decided) - t.submitted_at", with: [("review_given", department)])
    }

    /// Of the order's own goods that went out.
    private static func moment(_ aggregate: String) -> String {
        """
        (SELECT \(aggregate) FROM shipments s WHERE s.order_id = t.id AND s.purpose = 'order' AND s.archived_at IS NULL
            AND (s.status = 'shipped' OR s.status = 'delivered'))
        """
    }
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
        // Those of one list are worked out in one pass over it.
        let lists = Dictionary(grouping: steps) { $0.part.source.table }
        var values: [String: [String: Int64]] = [:]
        for list in lists.values { values.merge(try times(of: list, question)) { one, _ in one } }
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

    /// How many, how long in all and at most, by hand-over. The inner statement is limited so that each time is worked out once.
    private static func times(of steps: [HandOverTime], _ question: ReportQuestion) throws -> [String: [String: Int64]] {
        guard let part = steps.first?.part else { return [:] }
        let selection = try question.selection(of: part.source, part.filters + part.filters(in: question.range))
        var bindings: [SQLiteValue] = []
        let inner = try steps.enumerated().map { place, step in
            let resource = question.registry.resource(part.source)
            let condition = try resource.condition(step.filters, for: question.caller, in: question.registry)
            bindings += condition.bindings + condition.bindings
            return "(\(condition.condition)) AS c\(place), CASE WHEN \(condition.condition) THEN \(step.duration) END AS d\(place)"
        }
        let outer = steps.indices.map { "ifnull(sum(c\($0)), 0), ifnull(sum(d\($0)), 0), max(d\($0))" }
        let sql = """
            SELECT \(outer.joined(separator: ", ")) FROM (
                SELECT \(inner.joined(separator: ", ")) FROM \(part.source.table) t WHERE \(selection.condition) LIMIT -1)
            """
        guard let row = try question.connection.first(sql, bindings + selection.bindings) else { return [:] }
        var values: [String: [String: Int64]] = [:]
        for (place, step) in steps.enumerated() {
            var figures = ["papers": row[place * 3].integer ?? 0, "milliseconds": row[place * 3 + 1].integer ?? 0]
            figures["longest_days"] = row[place * 3 + 2].integer.map {
                Int64(roundedQuotient(Int128($0) * 10, by: Int128(Instant.millisecondsPerDay)))
            }
            values[step.name] = figures
        }
        return values
    }
}
