// How long orders wait at each hand-over between departments (P3.3.2).

import Kernel
import Orders
import Receivables

/// The way of a paper from one department to the next.
private struct HandOverTime: Sendable {
    let name: String
    let label: Label
    let part: ReportPart
    /// SQL for how long it took, in milliseconds.
    let duration: String

    init(
        _ name: String, _ english: String, _ chinese: String, _ duration: String, joins: String = "", with filters: [ReportFilter] = []
    ) {
        self.name = name
        label = Label(english, chinese)
        self.duration = duration
        let orders = ReportPart.confirmedOrders
        part = ReportPart(source: orders.source, filters: orders.filters + filters, day: orders.day, joins: joins)
    }

    private init(_ name: String, _ label: Label, _ part: ReportPart, _ duration: String) {
        (self.name, self.label, self.part, self.duration) = (name, label, part, duration)
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
        HandOverTime(
            department + "_review", english, chinese, "r.decided_at - t.submitted_at",
            joins:
                "JOIN order_reviews r ON r.order_id = t.id AND r.department = '\(department)' AND r.verdict = 'approved' AND r.is_void = 0",
            with: [("review_given", department)])
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
        order: "papers", chart: .bars(["mean_days"]), body: .computed(cycleTable))

    private static let handOver: ReportGrouping = {
        let set = ChoiceSet(HandOverTime.all.map { ($0.name, $0.label) })
        return ReportGrouping(
            "hand_over", "Hand-over", "交接", .choice(set), [ReportMember("hand_over", "Hand-over", "交接", .choice(set))])
    }()

    private static func cycleTable(_ question: ReportQuestion) throws -> ReportTable {
        let columns = question.visibleColumns()
        let rows = try HandOverTime.all.filter { question.mayRead($0.part.source) }.map { step in
            let measured = [
                ReportColumn.rows("papers", "", ""),
                ReportColumn("milliseconds", "", "", .count, .measured(.sum(step.duration), part: 0, with: [])),
                ReportColumn("longest", "", "", .count, .measured(.largest(step.duration), part: 0, with: [])),
            ]
            let part = PartQuestion(question: question, part: step.part, columns: measured)
            var values = try part.figures(in: question.range, by: nil)[.none] ?? [:]
            values["longest_days"] = values["longest"].map {
                Int64(roundedQuotient(Int128($0) * 10, by: Int128(Instant.millisecondsPerDay)))
            }
            let path = question.path(of: step.part.source, part.filters(in: question.range))
            let records = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, path) })
            return ReportRow(
                label: step.label, members: ["hand_over": .choice(step.name, step.label)],
                figures: ReportFigures(
                    values: try completed(values, columns, currencyDecimals: question.currencyDecimals), records: records))
        }
        return ReportTable(columns: columns, rows: rows, total: nil)
    }
}
