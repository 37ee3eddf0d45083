// Which customers are worth how much: how lately, how often and for how much they have bought (P5.2).

import CRM
import Kernel
import Orders

extension Report {
    static let customerValue = Report(
        name: "customer-value", label: Label("Customer value", "客户价值"),
        definition: Label(
            "Of each customer the confirmed orders in the time: days since the last one (up to the last day that is asked for, or today), how many, and their net. Each is scored from 1 to 5 by the customer's place among all of the answer: 5 for the best fifth; who has the same figure has the same score.",
            "各客户在期间内已确认的订单：距最近一单的天数（截至所查询的最后一天或今天）、订单数、不含税金额。各项按该客户在全部客户中的位次评为 1–5 分，最好的五分之一为 5 分，数值相同则分数相同。"),
        clause: "P5.2", source: .list(of: Order.self), time: .range, groupings: [.customer],
        columns: [
            .rows("orders", "Orders", "订单数"),
            .worth("net", "Net", "不含税金额", "t.net").priced,
            ReportColumn("average_net", "Net per order", "单均不含税金额", .money, .quotient("net", by: "orders")).priced,
            ReportColumn("last_order_at", "", "", .count, .measured(.largest("t.confirmed_at"), part: 0, with: [])).hidden,
            ReportColumn("last_order_on", "Last order", "最近下单日期", .day),
            ReportColumn("recency_days", "Days since the last order", "距最近下单天数", .count),
            ReportColumn("recency_score", "Recency, 1 to 5", "近度得分", .count),
            ReportColumn("frequency_score", "Frequency, 1 to 5", "频度得分", .count),
            ReportColumn("amount_score", "Amount, 1 to 5", "金额得分", .count).priced,
        ],
        order: "net", chart: .bars(["net", "orders"]), takesFilters: true, example: "limit=15",
        question: Label("Which customers buy lately, often and for much?", "哪些客户最近买过、买得勤、买得多？"),
        body: .parts([.confirmedOrders]), finish: score)

    private static func score(_ groups: inout [GroupKey: ReportFigures], _ question: ReportQuestion) {
        let last = min(question.range?.upperBound ?? question.today, question.today)
        for (key, figures) in groups {
            guard let moment = figures.values["last_order_at"] else { continue }
            let day = question.registry.calendar.day(of: Instant(milliseconds: moment))
            groups[key]?.values["last_order_on"] = Int64(day.daysSince1970)
            groups[key]?.values["recency_days"] = Int64(last.daysSince1970 - day.daysSince1970)
            for name in ["last_order_on", "recency_days", "recency_score", "frequency_score", "amount_score"] {
                groups[key]?.records[name] = figures.records["orders"]
            }
        }
        rank(&groups, by: "recency_days", as: "recency_score", leastIsBest: true)
        rank(&groups, by: "orders", as: "frequency_score")
        rank(&groups, by: "net", as: "amount_score")
    }

    /// One more point for each fifth of the customers that are worse.
    private static func rank(_ groups: inout [GroupKey: ReportFigures], by name: String, as score: String, leastIsBest: Bool = false) {
        let figures = groups.compactMap { key, figures in figures.values[name].map { (key: key, value: leastIsBest ? -$0 : $0) } }
        let sorted = figures.sorted { $0.value < $1.value }
        var (worse, value) = (0, sorted.first?.value)
        for (place, figure) in sorted.enumerated() {
            if figure.value != value { (worse, value) = (place, figure.value) }
            groups[figure.key]?.values[score] = Int64(worse * 5 / sorted.count + 1)
        }
    }
}
