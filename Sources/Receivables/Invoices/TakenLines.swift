// What invoices hold of an order's lines and credit notes take off them, and so what has still to be invoiced of a line (P4.2.5).

import Catalog
import Kernel
import Orders
import SQLite

/// What invoices hold of an order's line.
struct TakenLines {
    let held: LineBalance
    /// What issued credit notes take off it, in ten-thousandths.
    let credited: Int64
    /// What of that the notes of returns take off.
    var creditedForReturn: Int64 = 0
    /// What of that was credited for another reason, with its amounts.
    var creditedOtherwise = LineBalance()

    var quantity: Int64 { held.quantity }

    /// What invoices hold, but for what was credited for another reason than a return.
    var charged: LineBalance {
        var charged = held
        charged.subtract(creditedOtherwise)
        return charged
    }

    /// Over all living invoices of the order that are not void.
    ///
    /// - Parameters:
    ///   - shipment: only those for it
    ///   - states: SQL that narrows the states; drafts count where it does not
    static func byLine(
        of order: ID<Order>, shipment: ID<Shipment>? = nil, except invoice: ID<Invoice> = ID(0), in reader: RuleReader,
        states: String = "i.status <> 'void'"
    ) throws -> [ID<OrderLine>: TakenLines] {
        let counted =
            "i.order_id = ? AND i.id <> ? AND i.archived_at IS NULL AND \(states)\(shipment == nil ? "" : " AND i.shipment_id = ?")"
        let values = [order.stored, invoice.stored] + (shipment.map { [$0.stored] } ?? [])
        let sql = """
            SELECT l.order_line_id, sum(l.quantity), sum(l.net), sum(l.tax), sum(l.credited_quantity)
            FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id WHERE \(counted) GROUP BY l.order_line_id
            """
        var taken: [ID<OrderLine>: TakenLines] = [:]
        for row in try reader.rows(sql, values) {
            guard let line = ID<OrderLine>(stored: row[0]), let held = LineBalance(row[1...3]), let credited = Int64(stored: row[4]) else {
                continue
            }
            taken[line] = TakenLines(held: held, credited: credited)
        }
        if taken.values.contains(where: { $0.credited > 0 }) { try addCredits(to: &taken, of: counted, values, reader) }
        return taken
    }

    private static func addCredits(
        to taken: inout [ID<OrderLine>: TakenLines], of counted: String, _ values: [SQLiteValue], _ reader: RuleReader
    ) throws {
        let sql = """
            SELECT l.order_line_id, sum(cl.quantity), sum(cl.net), sum(cl.tax), c.for_return
            FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id JOIN credit_note_lines cl ON cl.invoice_line_id = l.id
            JOIN credit_notes c ON c.id = cl.credit_note_id WHERE \(counted) AND c.status = 'issued' GROUP BY l.order_line_id, c.for_return
            """
        for row in try reader.rows(sql, values) {
            guard let line = ID<OrderLine>(stored: row[0]), let credited = LineBalance(row[1...3]), let isReturn = Int64(stored: row[4])
            else {
                continue
            }
            if isReturn == 1 { taken[line]?.creditedForReturn = credited.quantity } else { taken[line]?.creditedOtherwise = credited }
        }
    }

    /// Those of issued invoices alone, also where what was left of them is written off.
    static let ofIssued = "i.status IN ('issued', 'written_off')"
}

extension LineBalance {
    /// As Orders asks for it.
    var charge: InvoicedPart.Charge {
        InvoicedPart.Charge(quantity: Quantity(unscaled: quantity), net: Money(minorUnits: net), tax: Money(minorUnits: tax))
    }

    /// Quantity, net and tax as they are stored.
    fileprivate init?(_ values: ArraySlice<SQLiteValue>) {
        let numbers = values.compactMap { Int64(stored: $0) }
        guard numbers.count == 3 else { return nil }
        self.init(quantity: numbers[0], net: numbers[1], tax: numbers[2])
    }
}

extension Record where D == OrderLine {
    /// What of it has still to be invoiced: what no invoice holds, but for what of that came back. Throws `amount_out_of_range`.
    func toInvoice(_ taken: TakenLines?) throws -> LineBalance {
        var balance = try notTaken(taken)
        try balance.drop(returnedAndNotCredited(taken))
        return balance.quantity == 0 ? LineBalance() : balance
    }

    /// The gross of what came back and will not be invoiced: its share of what no invoice holds. Throws `amount_out_of_range`.
    func returnedGross(_ taken: TakenLines?) throws -> Money {
        let balance = try notTaken(taken)
        let part = min(balance.quantity, returnedAndNotCredited(taken))
        return part == 0 ? .zero : try balance.figures(of: Quantity(unscaled: part)).gross
    }

    /// The line without what an amendment took off it and is no longer credited.
    func withdrawn(by taken: TakenLines?) -> Record {
        let most = taken?.creditedOtherwise.quantity ?? 0
        guard self.withdrawnQuantity.unscaled > most else { return self }
        var line = self
        line.withdrawnQuantity = Quantity(unscaled: most)
        return line
    }

    /// What of it no invoice holds, whether it came back or not. What was invoiced, credited and then amended away is held by none: the line
    /// that grows again is another one.
    private func notTaken(_ taken: TakenLines?) throws -> LineBalance {
        var balance = LineBalance(quantity: self.quantity, net: self.net, tax: self.tax)
        guard let taken else { return balance }
        var held = taken.held
        let withdrawn = min(self.withdrawnQuantity.unscaled, taken.creditedOtherwise.quantity)
        try held.subtract(taken.creditedOtherwise.part(withdrawn))
        balance.subtract(held)
        return balance
    }

    /// How much of it the customer gave back and no return's note has taken off an invoice: nobody is to be asked for it. What was credited
    /// for another reason, such as a scratch, was kept. In ten-thousandths.
    private func returnedAndNotCredited(_ taken: TakenLines?) -> Int64 {
        max(0, self.returnedQuantity.unscaled - (taken?.creditedForReturn ?? 0))
    }
}
