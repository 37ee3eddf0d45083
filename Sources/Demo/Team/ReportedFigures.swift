// The figures that people report in meetings and papers of the sample company: asked of its own records, so that they are true.

import Kernel
import SQLite

/// What the records say at a moment.
struct ReportedFigures {
    private let rules: RuleContext

    init(_ rules: RuleContext) { self.rules = rules }

    /// Of the seven days before.
    func week() throws -> String {
        let (orders, net) = try confirmed(from: rules.today.adding(days: -7), to: rules.today)
        let overdue = try overdueCount()
        return """
            上周确认订单 \(orders) 张，净额 \(money(net)) 元；逾期发票 \(overdue) 张。
            \(orders) orders were confirmed last week, net \(money(net)) CNY; \(overdue) invoices are overdue.
            """
    }

    /// Of the thirty days before.
    func month() throws -> String {
        let (orders, net) = try confirmed(from: rules.today.adding(days: -30), to: rules.today)
        let tickets = try rules.integer("SELECT count(*) FROM tickets WHERE status <> 'closed'") ?? 0
        return """
            近三十天确认订单 \(orders) 张，净额 \(money(net)) 元；未关闭工单 \(tickets) 个，逾期发票 \(try overdueCount()) 张。
            In thirty days \(orders) orders were confirmed, net \(money(net)) CNY; \(tickets) tickets are open.
            """
    }

    /// A page about a month of the calendar.
    func analysis(of month: Day) throws -> String {
        let end = month.adding(months: 1)
        let (orders, net) = try confirmed(from: month, to: end)
        let won = try opportunities("won", month, end)
        let lost = try opportunities("lost", month, end)
        return """
            # \(month.description.prefix(7)) 业绩、市场与客户分析 Sales, market and customers

            - 确认订单 Orders confirmed: \(orders)
            - 净额 Net: \(money(net)) CNY
            - 赢单 / 输单 Opportunities won / lost: \(won) / \(lost)
            - 逾期发票 Invoices overdue: \(try overdueCount())

            """
    }

    /// Minor units.
    private func confirmed(from first: Day, to end: Day) throws -> (count: Int64, net: Int64) {
        let calendar = rules.registry.calendar
        let sql = "SELECT count(*), coalesce(sum(net), 0) FROM orders WHERE confirmed_at >= ? AND confirmed_at < ?"
        let row = try rules.rows(sql, [calendar.start(of: first).stored, calendar.start(of: end).stored]).first
        return (row?[0].integer ?? 0, row?[1].integer ?? 0)
    }

    private func overdueCount() throws -> Int64 {
        try rules.integer("SELECT count(*) FROM invoices WHERE settlement = 'overdue' AND archived_at IS NULL") ?? 0
    }

    private func opportunities(_ status: String, _ first: Day, _ end: Day) throws -> Int64 {
        let calendar = rules.registry.calendar
        return try rules.integer(
            "SELECT count(*) FROM opportunities WHERE status = ? AND closed_at >= ? AND closed_at < ?", status.stored,
            calendar.start(of: first).stored, calendar.start(of: end).stored) ?? 0
    }
}
