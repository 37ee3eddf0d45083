// Indicators that are counted over a window of days, as SQL: what is counted, and of how many papers.

import Kernel
import Receivables

/// The question of one indicator. Parameters: first and last day, first moment and the one after the last, and the people where there are.
struct WindowQuestion {
    let sql: String

    init(_ indicator: WarningIndicator, _ people: String?, _ currency: String) {
        let owners = "(SELECT value FROM json_each(?5))"
        let customers = "(SELECT id FROM customers WHERE owner_id IN \(owners))"
        func worth(_ amount: String) -> String { CompanyWorth(of: amount, "t.currency", "t.exchange_rate", in: currency).sql }
        let (figures, table, condition, owned) =
            switch indicator {
            // What was entered later and dated back was not known that day.
            case .revenueReceived:
                (
                    "ifnull(sum(\(worth("t.amount"))), 0), count(*)", "receipts t",
                    """
                    t.received_on >= ?1 AND t.received_on <= ?2 AND t.created_at < ?4
                    AND (t.reversed_on IS NULL OR t.reversed_on > ?2)
                    """, "t.customer_id IN \(customers)"
                )
            case .ordersConfirmed:
                (
                    "ifnull(sum(\(worth("t.gross"))), 0), count(*)", "orders t", "\(within("t.confirmed_at")) AND t.status <> 'cancelled'",
                    "(t.owner_id IN \(owners) OR t.customer_id IN \(customers))"
                )
            case .winRate:
                (
                    "ifnull(sum(t.status = 'won'), 0), count(*)", "opportunities t",
                    "\(within("t.closed_at")) AND (t.status = 'won' OR t.status = 'lost')", "t.owner_id IN \(owners)"
                )
            case .newLeads: ("count(*), count(*)", "leads t", within("t.created_at"), "(t.owner_id IS NULL OR t.owner_id IN \(owners))")
            case .complaints:
                ("count(*), count(*)", "tickets t", "\(within("t.created_at")) AND t.type = 'complaint'", "t.customer_id IN \(customers)")
            case .satisfaction:
                (
                    "ifnull(sum(s.score), 0), count(*)", "ticket_satisfactions s JOIN tickets t ON t.id = s.ticket_id", within("s.at"),
                    "t.customer_id IN \(customers)"
                )
            case .onTimeShare:
                (
                    "ifnull(sum(t.delivered_on_time), 0), count(*)", "orders t",
                    "t.delivered_on >= ?1 AND t.delivered_on <= ?2 AND t.delivered_on_time IS NOT NULL",
                    "(t.owner_id IN \(owners) OR t.customer_id IN \(customers))"
                )
            // Tickets opened; the others are no counts of a window and are asked elsewhere.
            default: ("count(*), count(*)", "tickets t", within("t.created_at"), "t.customer_id IN \(customers)")
            }
        sql = """
            SELECT \(figures) FROM \(table) WHERE \(condition) AND t.archived_at IS NULL AND \(people == nil ? "1" : owned)
            AND coalesce(?1, ?2, ?3, ?4) IS NOT NULL
            """
    }
}

/// A moment in the window.
private func within(_ column: String) -> String { "\(column) >= ?3 AND \(column) < ?4" }
