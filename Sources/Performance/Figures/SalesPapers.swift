// What counts as revenue and profit in a period, by the basis that was set (P3.2.1): one question for all people, or for one.
//
// Each paper counts on a day that lies in the past or today when it comes to be, so that a period that is over gets no more of them but
// invoices and credit notes that are dated back before the period is closed.

import Kernel
import SQLite

/// The question for some days.
struct SalesPapers {
    let days: ClosedRange<Day>
    /// Nil: everybody's.
    let owner: Int64?
    let reader: RuleReader

    private var worth: PaperWorth { PaperWorth(currency: reader.registry.companyCurrency) }
    /// The condition on the order's owner.
    private var ofOwner: String { owner.map { "AND o.owner_id = \($0)" } ?? "" }
    private var bounds: [SQLiteValue] { [days.lowerBound.stored, days.upperBound.stored] }

    /// Throws `amount_out_of_range`.
    func papers(by basis: RevenueBasis) throws -> [CountedPaper] {
        switch basis {
        case .confirmed: try confirmed()
        case .invoiced: try invoiced()
        case .received: try received()
        }
    }

    // MARK: Confirmed

    /// Orders confirmed in these days and not cancelled: net, and the frozen cost.
    private func confirmed() throws -> [CountedPaper] {
        let calendar = reader.registry.calendar
        let sql = """
            SELECT o.owner_id, o.id, o.confirmed_at, o.net, o.cost, o.currency, o.exchange_rate FROM orders o
            WHERE o.confirmed_at >= ? AND o.confirmed_at < ? AND o.status <> 'cancelled' \(ofOwner)
            """
        let moments = [calendar.start(of: days.lowerBound).stored, calendar.start(of: days.upperBound.adding(days: 1)).stored]
        return try reader.rows(sql, moments).compactMap { row in
            guard let owner = row[0].integer, let id = row[1].integer, let at = Instant(stored: row[2]), let net = row[3].integer,
                let cost = row[4].integer, let code = row[5].text, let rate = row[6].integer
            else { return nil }
            return CountedPaper(
                owner: owner, source: .sales, entity: "order", id: id, day: calendar.day(of: at),
                amount: try worth.of(net, in: code, at: rate), cost: try worth.of(cost, in: code, at: rate))
        }
    }

    // MARK: Invoiced

    /// Invoices dated in these days, less credit notes: net, and of the order's frozen cost as much as of its net.
    private func invoiced() throws -> [CountedPaper] {
        let columns = "p.net, p.currency, p.exchange_rate, o.net, o.cost"
        let invoices = """
            SELECT o.owner_id, p.id, p.dated_on, \(columns) FROM invoices p JOIN orders o ON o.id = p.order_id
            WHERE p.dated_on BETWEEN ? AND ? AND p.issued_at IS NOT NULL AND p.status <> 'void' \(ofOwner)
            """
        let notes = """
            SELECT o.owner_id, p.id, p.dated_on, \(columns) FROM credit_notes p
            JOIN invoices i ON i.id = p.invoice_id JOIN orders o ON o.id = i.order_id
            WHERE p.dated_on BETWEEN ? AND ? AND p.status = 'issued' \(ofOwner)
            """
        return try reader.rows(invoices, bounds).compactMap { try invoice($0, "invoice", sign: 1) }
            + reader.rows(notes, bounds).compactMap { try invoice($0, "credit_note", sign: -1) }
    }

    private func invoice(_ row: [SQLiteValue], _ entity: String, sign: Int64) throws -> CountedPaper? {
        guard let owner = row[0].integer, let id = row[1].integer, let day = Day(stored: row[2]), let net = row[3].integer,
            let code = row[4].text, let rate = row[5].integer, let orderNet = row[6].integer, let orderCost = row[7].integer
        else { return nil }
        let cost = PaperWorth.share(of: orderCost, net, of: orderNet)
        return CountedPaper(
            owner: owner, source: .sales, entity: entity, id: id, day: day, amount: try sign * worth.of(net, in: code, at: rate),
            cost: try sign * worth.of(cost, in: code, at: rate))
    }

    // MARK: Received

    /// What receipts paid of invoices in these days, without the tax in it, and as much of the cost; less what was paid before and taken
    /// back in these days, because the receipt was reversed or a credit note has freed the money.
    ///
    /// A payment has what the share of all up to it is more than the share of those before, so that together they have the whole.
    private func received() throws -> [CountedPaper] {
        let before = "(SELECT ifnull(sum(b.amount), 0) FROM receipt_allocations b WHERE b.invoice_id = a.invoice_id AND b.id < a.id)"
        let columns = "o.owner_id, r.id, a.id, a.amount, r.currency, r.exchange_rate, i.net, i.gross, o.net, o.cost"
        let tables = """
            FROM receipt_allocations a JOIN receipts r ON r.id = a.receipt_id JOIN invoices i ON i.id = a.invoice_id
            JOIN orders o ON o.id = i.order_id
            """
        let paid = """
            SELECT \(columns), a.allocated_on, \(before) \(tables)
            WHERE a.allocated_on BETWEEN ?1 AND ?2 AND (a.undone_on IS NULL OR a.undone_on > ?2) \(ofOwner)
            """
        let undone = """
            SELECT \(columns), a.undone_on, \(before) \(tables)
            WHERE a.undone_on BETWEEN ?1 AND ?2 AND a.allocated_on < ?1 \(ofOwner)
            """
        return try reader.rows(paid, bounds).compactMap { try allocation($0, .paper, sign: 1) }
            + reader.rows(undone, bounds).compactMap { try allocation($0, .reversal, sign: -1) }
    }

    private func allocation(_ row: [SQLiteValue], _ part: PaperPart, sign: Int64) throws -> CountedPaper? {
        guard let owner = row[0].integer, let id = row[1].integer, let item = row[2].integer, let amount = row[3].integer,
            let code = row[4].text, let rate = row[5].integer, let net = row[6].integer, let gross = row[7].integer,
            let orderNet = row[8].integer, let orderCost = row[9].integer, let day = Day(stored: row[10]),
            let before = row[11].integer
        else { return nil }
        let invoiceCost = PaperWorth.share(of: orderCost, net, of: orderNet)
        func share(of whole: Int64) -> Int64 {
            PaperWorth.share(of: before &+ amount, whole, of: gross) &- PaperWorth.share(of: before, whole, of: gross)
        }
        return CountedPaper(
            owner: owner, source: .sales, part: part, entity: "receipt", id: id, item: item, day: day,
            amount: try sign * worth.of(share(of: net), in: code, at: rate),
            cost: try sign * worth.of(share(of: invoiceCost), in: code, at: rate))
    }
}
