// What holds of the receivables whatever was done to them: computed anew from the papers, by SQL that shares nothing with the rules.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

enum ReceivablesLaws {
    /// Of each order's line what issued invoices hold, what credit notes took off that, and what came back, in ten-thousandths and fen.
    private static let kept = """
        WITH held AS (
            SELECT il.order_line_id line, sum(il.quantity) q, sum(il.net) n, sum(il.tax) t
            FROM invoice_lines il JOIN invoices i ON i.id = il.invoice_id WHERE i.status IN ('issued', 'written_off') GROUP BY 1),
        off AS (
            SELECT il.order_line_id line, sum(cl.quantity) q, sum(cl.quantity * c.for_return) r, sum(cl.quantity * (1 - c.for_return)) gq,
                sum(cl.net * (1 - c.for_return)) gn, sum(cl.tax * (1 - c.for_return)) gt
            FROM credit_note_lines cl JOIN credit_notes c ON c.id = cl.credit_note_id JOIN invoice_lines il ON il.id = cl.invoice_line_id
            JOIN invoices i ON i.id = il.invoice_id WHERE c.status = 'issued' AND i.status IN ('issued', 'written_off') GROUP BY 1),
        back AS (
            SELECT sl.order_line_id line, sum(sl.quantity) q FROM service_action_lines sl JOIN service_actions a ON a.id = sl.service_action_id
            WHERE a.kind = 'return' AND a.status = 'finished' GROUP BY 1),
        base AS (
            SELECT l.*, held.line IS NOT NULL is_held, ifnull(held.q, 0) hq, ifnull(held.n, 0) hn, ifnull(held.t, 0) ht,
                ifnull(off.q, 0) oq, ifnull(back.q, 0) bq, max(0, ifnull(back.q, 0) - ifnull(off.r, 0)) uncredited,
                min(l.withdrawn_quantity, ifnull(off.gq, 0)) wq, ifnull(off.gq, 0) gq, ifnull(off.gn, 0) gn, ifnull(off.gt, 0) gt
            FROM order_lines l LEFT JOIN held ON held.line = l.id LEFT JOIN off ON off.line = l.id LEFT JOIN back ON back.line = l.id),
        kept AS (
            SELECT *, max(0, quantity - hq + wq) free, max(0, net - hn + iif(wq = 0, 0, (2 * gn * wq + gq) / (2 * gq))) left_net,
                max(0, tax - ht + iif(wq = 0, 0, (2 * gt * wq + gq) / (2 * gq))) left_tax FROM base)
        """

    /// Sentences that no record satisfies, each with the query for those that do.
    private static let broken: [(law: String, sql: String)] = [
        (
            "invoices take more of an order's line than there is, or all of it at another amount",
            """
            SELECT l.id FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN (
                SELECT il.order_line_id line, sum(il.quantity) q, sum(il.net) n, sum(il.tax) t FROM invoice_lines il
                JOIN invoices i ON i.id = il.invoice_id WHERE i.status <> 'void' AND i.archived_at IS NULL GROUP BY 1) s ON s.line = l.id
            WHERE o.revision = 1
                AND (s.q > l.quantity OR s.n > l.net OR s.t > l.tax OR (s.q = l.quantity AND (s.n <> l.net OR s.t <> l.tax)))
            """
        ),
        (
            "issued invoices less their credit notes take more of an order's line than there is, also where it was amended",
            """
            \(kept) SELECT id FROM kept WHERE hq - oq > quantity
                OR (oq = 0 AND (hn > net OR ht > tax OR (hq = quantity AND (hn <> net OR ht <> tax))))
            """
        ),
        (
            "the customer is asked for more of a line than was not given back",
            "\(kept) SELECT id FROM kept WHERE hq - oq > quantity - bq"
        ),
        (
            "an order says otherwise what came back without having been invoiced",
            """
            \(kept) SELECT o.id FROM orders o WHERE returned_gross <> (
                SELECT sum(iif(free = 0, 0, (2 * left_net * min(free, uncredited) + free) / (2 * max(free, 1))
                    + (2 * left_tax * min(free, uncredited) + free) / (2 * max(free, 1)))) FROM kept WHERE order_id = o.id)
            """
        ),
        (
            "the issued invoices of an order that was not amended come to more than the order",
            """
            SELECT o.id FROM orders o WHERE o.revision = 1 AND o.gross < (
                SELECT ifnull(sum(gross), 0) FROM invoices WHERE order_id = o.id AND status IN ('issued', 'written_off'))
            """
        ),
        (
            "credit notes take more off an invoice's line than there is, or all of it at another amount",
            """
            SELECT l.id FROM invoice_lines l JOIN (
                SELECT cl.invoice_line_id line, sum(cl.quantity) q, sum(cl.net) n, sum(cl.tax) t FROM credit_note_lines cl
                JOIN credit_notes c ON c.id = cl.credit_note_id WHERE c.status <> 'void' AND c.archived_at IS NULL GROUP BY 1) s
            ON s.line = l.id WHERE s.q > l.quantity OR s.n > l.net OR s.t > l.tax OR (s.q = l.quantity AND (s.n <> l.net OR s.t <> l.tax))
            """
        ),
        (
            "a shipment's invoices take more than it shipped",
            """
            SELECT sl.id FROM shipment_lines sl JOIN (
                SELECT i.shipment_id shipment, il.order_line_id line, sum(il.quantity) q FROM invoice_lines il
                JOIN invoices i ON i.id = il.invoice_id WHERE i.status <> 'void' AND i.archived_at IS NULL GROUP BY 1, 2) s
            ON s.shipment = sl.shipment_id AND s.line = sl.order_line_id WHERE s.q > sl.quantity
            """
        ),
        (
            "an invoice is not the sum of its lines",
            """
            SELECT i.id FROM invoices i WHERE (i.net, i.tax, i.gross) IS NOT
                (SELECT sum(net), sum(tax), sum(gross) FROM invoice_lines WHERE invoice_id = i.id)
            """
        ),
        (
            "what an invoice says to be paid, credited, open or settled is not what its papers say",
            """
            WITH fresh AS (
                SELECT i.*, ifnull((
                    SELECT sum(a.amount) FROM receipt_allocations a JOIN receipts r ON r.id = a.receipt_id
                    WHERE a.invoice_id = i.id AND r.status = 'received' AND a.undone_on IS NULL), 0) p, ifnull((
                    SELECT sum(l.gross) FROM credit_note_lines l JOIN credit_notes c ON c.id = l.credit_note_id
                    WHERE c.invoice_id = i.id AND c.status = 'issued'), 0) c FROM invoices i)
            SELECT id FROM fresh WHERE paid <> p OR credited <> c OR p + c + written_off > gross
                OR open_amount <> iif(status = 'issued', gross - p - c - written_off, 0)
                OR (status = 'written_off' AND written_off <> gross - p - c) OR (status IN ('draft', 'void') AND written_off <> 0)
                OR settlement IS NOT CASE WHEN status <> 'issued' THEN NULL WHEN gross = p + c + written_off THEN 'paid'
                    WHEN overdue_on IS NOT NULL THEN 'overdue' WHEN p > 0 THEN 'partly_paid' ELSE 'open' END
            """
        ),
        (
            "a receipt is not what its allocations leave",
            """
            WITH fresh AS (
                SELECT r.*, ifnull((
                    SELECT sum(amount) FROM receipt_allocations WHERE receipt_id = r.id AND undone_on IS NULL), 0) s FROM receipts r)
            SELECT id FROM fresh WHERE allocated <> s OR open_amount <> iif(status = 'received', amount - s, 0)
                OR (status = 'reversed' AND s <> 0) OR allocation <> CASE WHEN s = 0 THEN 'open' WHEN s < amount THEN 'partly' ELSE 'fully' END
            """
        ),
        (
            "an order says otherwise how far it is invoiced",
            """
            \(kept) SELECT o.id FROM orders o WHERE invoicing_status <> CASE
                WHEN NOT EXISTS (SELECT 1 FROM kept WHERE order_id = o.id AND (is_held OR bq > 0)) THEN 'none'
                WHEN EXISTS (SELECT 1 FROM kept WHERE order_id = o.id AND gross > 0 AND free > uncredited)
                    THEN iif(EXISTS (SELECT 1 FROM kept WHERE order_id = o.id AND is_held), 'partly_invoiced', 'none')
                WHEN EXISTS (SELECT 1 FROM invoices i WHERE i.order_id = o.id AND i.open_amount > 0) THEN 'invoiced' ELSE 'paid' END
            """
        ),
        (
            "the numbers of a day have a gap",
            """
            SELECT substr(number, 1, 11) FROM (SELECT number FROM invoices UNION ALL SELECT number FROM credit_notes)
            WHERE number IS NOT NULL GROUP BY 1 HAVING count(*) <> max(CAST(substr(number, 13) AS INTEGER))
            """
        ),
    ]

    /// What is broken now; empty where all holds.
    static func violations(_ desk: ReceivablesDesk) throws -> [String] {
        try desk.world.server.application.database.read { connection in
            try broken.compactMap { law, sql in
                let found = try connection.rows(sql, [])
                return found.isEmpty ? nil : "\(law): \(found.prefix(3).map { "\($0[0])" })"
            }
        }
    }

    /// The exposure by its definition: open invoices, what is confirmed and neither invoiced nor given back before that, less money on account,
    /// in fen and not below nothing.
    static func exposure(of customer: Int64, _ desk: ReceivablesDesk) throws -> Int64 {
        let inFen = { (amount: String) in "(\(amount) * exchange_rate + 50000000) / 100000000" }
        let notInvoiced = """
            max(0, (SELECT sum(iif(free = 0, 0, left_net + left_tax)) FROM kept WHERE order_id = orders.id) - returned_gross)
            """
        let sql = """
            \(kept) SELECT max(0, ifnull((SELECT sum(\(inFen("open_amount"))) FROM invoices WHERE customer_id = ?1 AND status = 'issued'), 0)
                + ifnull((SELECT sum(\(inFen(notInvoiced))) FROM orders
                    WHERE customer_id = ?1 AND (status = 'confirmed' OR held_from = 'confirmed')), 0)
                - ifnull((SELECT sum(\(inFen("open_amount"))) FROM receipts WHERE customer_id = ?1 AND status = 'received'), 0))
            """
        return try desk.world.server.application.database.read { connection in
            if case .integer(let fen)? = try connection.first(sql, [.integer(customer)])?.first { fen } else { -1 }
        }
    }
}
