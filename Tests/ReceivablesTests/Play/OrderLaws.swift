// What holds of orders, production, shipments and service actions whatever was done to them: computed anew from the papers, by SQL that
// shares nothing with the rules.

import App
import SQLite
import Storage
import TestSupport

enum OrderLaws {
    /// What of each order's line is in shipments by their states, and what production has made of it, in ten-thousandths.
    private static let goods = """
        WITH gone AS (
            SELECT l.order_line_id line, sum(l.quantity * (s.status = 'packed')) packed, sum(l.quantity * (s.status = 'shipped')) shipped,
                sum(l.quantity * (s.status = 'delivered')) delivered
            FROM shipments s JOIN shipment_lines l ON l.shipment_id = s.id WHERE s.purpose = 'order' AND s.archived_at IS NULL GROUP BY 1),
        made AS (
            SELECT order_line_id line, sum(passed_quantity) passed,
                sum(iif(status IN ('planned', 'in_progress'), quantity - passed_quantity, 0)) coming,
                max(status IN ('in_progress', 'finished') OR passed_quantity > 0) begun
            FROM production_plans WHERE archived_at IS NULL GROUP BY 1),
        goods AS (
            SELECT l.*, ifnull(g.packed, 0) packed, ifnull(g.shipped, 0) shipped, ifnull(g.delivered, 0) delivered,
                ifnull(m.passed, 0) passed, ifnull(m.coming, 0) coming, ifnull(m.begun, 0) begun, m.line IS NOT NULL planned
            FROM order_lines l LEFT JOIN gone g ON g.line = l.id LEFT JOIN made m ON m.line = l.id WHERE l.kind = 'product')
        """

    /// How far an order's goods are, by its definition; of goods that come from stock and from production `either` of the two.
    private static let fulfilment = """
        CASE WHEN min(delivered >= quantity) THEN 'delivered' WHEN max(delivered > 0) THEN 'partly_delivered'
            WHEN min(shipped + delivered >= quantity) THEN 'shipped' WHEN max(shipped + delivered > 0) THEN 'partly_shipped'
            WHEN min(packed + shipped + delivered >= quantity) THEN 'ready' WHEN NOT max(begun) THEN 'open'
            WHEN max(planned AND NOT made_to_order) THEN 'either'
            WHEN min(passed >= quantity OR NOT made_to_order) THEN 'ready' ELSE 'in_production' END
        """

    /// Sentences that no record satisfies, each with the query for those that do.
    private static let broken: [(law: String, sql: String)] = [
        (
            "an order is not the sum of its lines",
            """
            SELECT o.id FROM orders o WHERE (o.net, o.tax, o.gross) IS NOT
                (SELECT sum(net), sum(tax), sum(gross) FROM order_lines WHERE order_id = o.id)
            """
        ),
        (
            "a line is not its quantity at its price, each figure rounded once; where it was amended, but for a fen a paper that holds it",
            """
            WITH value AS (
                SELECT l.*, o.prices_include_tax taxed,
                    (2 * l.quantity * l.unit_price * (10000 - l.discount) + 10000000000) / 20000000000 v,
                    iif(o.revision = 1, 0, (SELECT count(*) + count(c.id) FROM invoice_lines i
                        LEFT JOIN credit_note_lines c ON c.invoice_line_id = i.id WHERE i.order_line_id = l.id)) fen
                FROM order_lines l JOIN orders o ON o.id = l.order_id)
            SELECT id FROM value WHERE gross <> net + tax OR abs(iif(taxed, gross, net) - v) > fen
                OR abs(iif(taxed, net - (2 * v * 10000 + 10000 + tax_rate) / (2 * (10000 + tax_rate)),
                    tax - (2 * v * tax_rate + 10000) / 20000)) > fen
            """
        ),
        (
            "more of a line has left or is packed than was ordered",
            "\(goods) SELECT id FROM goods WHERE packed + shipped + delivered > quantity"
        ),
        (
            "more of what is made to order has left or is packed than production has passed",
            "\(goods) SELECT id FROM goods WHERE made_to_order AND packed + shipped + delivered > passed"
        ),
        (
            "more is made or to be made of a line than is neither shipped nor made otherwise",
            "\(goods) SELECT id FROM goods WHERE max(packed + shipped + delivered, passed) + coming > quantity"
        ),
        (
            "a line says otherwise how much of it is shipped and delivered",
            "\(goods) SELECT id FROM goods WHERE shipped_quantity <> shipped + delivered OR delivered_quantity <> delivered"
        ),
        (
            "an order says otherwise how far its goods are",
            """
            \(goods) SELECT o.id || ' ' || o.fulfilment_status || ' ' || f.expected FROM orders o
            JOIN (SELECT order_id, \(fulfilment) expected FROM goods GROUP BY 1) f ON f.order_id = o.id
            WHERE o.fulfilment_status <> f.expected
                AND NOT (f.expected = 'either' AND o.fulfilment_status IN ('ready', 'in_production'))
            """
        ),
        (
            "a plan is not the sum of its reports and inspections",
            """
            SELECT p.id FROM production_plans p WHERE produced_quantity <> (
                    SELECT ifnull(sum(quantity), 0) FROM production_reports WHERE production_plan_id = p.id)
                OR passed_quantity <> (
                    SELECT ifnull(sum(quantity), 0) FROM production_inspections WHERE production_plan_id = p.id AND result = 'pass')
                OR failed_quantity <> (
                    SELECT ifnull(sum(quantity), 0) FROM production_inspections WHERE production_plan_id = p.id AND result = 'fail')
                OR produced_quantity - failed_quantity > quantity
                OR (status = 'finished' AND produced_quantity <> passed_quantity + failed_quantity)
            """
        ),
        (
            "more is returned, or in the hands of service actions, than was delivered",
            """
            SELECT ol.id FROM order_lines ol JOIN (
                SELECT l.order_line_id line, sum(l.quantity) q FROM service_action_lines l JOIN service_actions a ON a.id = l.service_action_id
                WHERE a.archived_at IS NULL AND ((a.status = 'finished' AND a.kind = 'return')
                    OR (a.status IN ('proposed', 'approved', 'in_progress') AND a.kind IN ('repair', 'exchange', 'return'))) GROUP BY 1) s
            ON s.line = ol.id WHERE s.q > ol.delivered_quantity
            """
        ),
        (
            "a return has credited more than came back",
            """
            SELECT a.id FROM service_actions a JOIN service_action_lines l ON l.service_action_id = a.id WHERE l.quantity < (
                SELECT ifnull(sum(cl.quantity), 0) FROM service_action_credits sc JOIN credit_note_lines cl ON cl.credit_note_id = sc.credit_note_id
                JOIN invoice_lines il ON il.id = cl.invoice_line_id
                WHERE sc.service_action_id = a.id AND il.order_line_id = l.order_line_id)
            """
        ),
        (
            "an exchange that is finished has no replacement, or one of other goods",
            """
            SELECT a.id FROM service_actions a JOIN service_action_lines l ON l.service_action_id = a.id
            LEFT JOIN shipment_lines s ON s.shipment_id = a.replacement_shipment_id AND s.order_line_id = l.order_line_id
            WHERE a.kind = 'exchange' AND a.status = 'finished' AND s.quantity IS NOT l.quantity
            """
        ),
        (
            "an order's state contradicts itself",
            """
            SELECT id || ' ' || status FROM orders o WHERE (status = 'on_hold') <> (held_from IS NOT NULL) OR (held_from IS NULL) <> (hold_reason IS NULL)
                OR (status = 'completed' AND fulfilment_status <> 'delivered')
                OR (ifnull(held_from, status) IN ('approved', 'confirmed', 'completed') AND (
                    SELECT count(DISTINCT department) FROM order_reviews WHERE order_id = o.id AND NOT is_void AND verdict = 'approved') < 3)
                OR (ifnull(held_from, status) NOT IN ('confirmed', 'completed') AND EXISTS (
                    SELECT 1 FROM shipments WHERE order_id = o.id AND status IN ('packed', 'shipped', 'delivered')))
                OR (status = 'cancelled' AND EXISTS (
                    SELECT 1 FROM production_plans WHERE order_id = o.id AND archived_at IS NULL AND status IN ('planned', 'in_progress')))
                OR (status NOT IN ('confirmed', 'completed', 'on_hold') AND EXISTS (
                    SELECT 1 FROM invoices WHERE order_id = o.id AND status IN ('issued', 'written_off')))
            """
        ),
        (
            "an order has not kept each revision before the one that it is",
            """
            SELECT o.id FROM orders o WHERE revision - 1 <> (SELECT count(*) FROM order_revisions WHERE order_id = o.id)
                OR revision - 1 <> (SELECT count(*) FROM order_amendments WHERE order_id = o.id AND status = 'applied')
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
}
