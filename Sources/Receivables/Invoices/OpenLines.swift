// What of an order's lines no other invoice has taken, and what came back and was not credited. A draft reserves what it holds; a void one
// gives it back (P4.2.5).

import Catalog
import Kernel
import Orders
import SQLite

/// What an invoice may take of each line of its order.
struct OpenLines {
    private let balances: [ID<OrderLine>: LineBalance]
    /// What its shipment leaves of each line, in ten-thousandths; nil for an invoice that is for no shipment.
    private let shipped: [ID<OrderLine>: Int64]?
    private let number: String

    init(of order: Record<Order>, for invoice: Record<Invoice>, in reader: RuleReader) throws {
        let taken = try TakenLines.byLine(of: order.id, except: invoice.id, in: reader)
        balances = try Dictionary(
            order.lines.map { ($0.id, try $0.toInvoice(taken[$0.id])) }, uniquingKeysWith: { first, _ in first })
        shipped = try invoice.shipment.map { try OpenLines.left(of: $0, order.id, except: invoice.id, reader) }
        number = order.number
    }

    private static func left(of id: ID<Shipment>, _ order: ID<Order>, except invoice: ID<Invoice>, _ reader: RuleReader) throws -> [ID<
        OrderLine
    >: Int64] {
        let lines = try reader.require(Shipment.self, id).lines
        var left = Dictionary(lines.map { ($0.orderLine, $0.quantity.unscaled) }, uniquingKeysWith: +)
        for other in try TakenLines.of(order, shipment: id, except: invoice, in: reader) { left[other.line, default: 0] -= other.quantity }
        return left
    }

    /// How much of a line may be taken, in ten-thousandths.
    private func open(_ line: ID<OrderLine>) -> Int64 {
        let left = balances[line]?.quantity ?? 0
        return shipped.map { max(0, min(left, $0[line] ?? 0)) } ?? left
    }

    /// A line for each of the order's of which something is open. Throws `nothing_to_invoice`.
    func all(of order: Record<Order>) throws -> [Record<InvoiceLine>] {
        let lines = order.lines.filter { open($0.id) > 0 }.map { line in
            var taken = Record<InvoiceLine>(new: InvoiceLine.self)
            taken.orderLine = line.id
            return taken
        }
        guard !lines.isEmpty else { throw Failure(.nothingToInvoice, ["number": number]) }
        return lines
    }

    /// Fills in quantities and figures; returns what is wrong instead.
    ///
    /// Throws `amount_out_of_range`.
    func complete(_ lines: inout [Record<InvoiceLine>]) throws -> [Fault] {
        var faults = lines.repeats(of: { $0.orderLine }).map {
            Fault(.invoicedTwice, at: "/lines/\($0)/order_line_id")
        }
        for index in lines.indices {
            let pointer = "/lines/\(index)"
            guard let balance = balances[lines[index].orderLine] else {
                faults.append(Fault(.lineNotInOrder, at: pointer + "/order_line_id"))
                continue
            }
            let open = open(lines[index].orderLine)
            if !lines[index].has(\.quantity), open > 0 { lines[index].quantity = Quantity(unscaled: open) }
            guard lines[index].has(\.quantity), lines[index].quantity.unscaled <= open else {
                faults.append(Fault(.overInvoiced, at: pointer + "/quantity", ["open": Quantity(unscaled: open).text]))
                continue
            }
            let figures = try balance.figures(of: lines[index].quantity)
            lines[index].net = figures.net
            lines[index].tax = figures.tax
            lines[index].gross = figures.gross
        }
        return faults
    }
}

/// What invoices hold of an order's lines.
struct TakenLines {
    let line: ID<OrderLine>
    let quantity: Int64
    let net: Int64
    let tax: Int64
    /// What issued credit notes take off it.
    let credited: Int64
    /// What of that the notes of returns take off.
    let creditedForReturn: Int64

    /// By lines, over all living invoices of the order that are not void.
    ///
    /// - Parameters:
    ///   - shipment: only those for it
    ///   - states: SQL that narrows the states; drafts count where it does not
    static func of(
        _ order: ID<Order>, shipment: ID<Shipment>? = nil, except invoice: ID<Invoice> = ID(0), in reader: RuleReader,
        states: String = "i.status <> 'void'"
    ) throws -> [TakenLines] {
        let sql = """
            SELECT l.order_line_id, sum(l.quantity), sum(l.net), sum(l.tax), sum(l.credited_quantity),
                sum(iif(l.credited_quantity = 0, 0, (
                    SELECT ifnull(sum(cl.quantity), 0) FROM credit_note_lines cl JOIN credit_notes c ON c.id = cl.credit_note_id
                    WHERE cl.invoice_line_id = l.id AND c.status = 'issued' AND c.for_return)))
            FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
            WHERE i.order_id = ? AND i.id <> ? AND i.archived_at IS NULL AND \(states)\(shipment == nil ? "" : " AND i.shipment_id = ?")
            GROUP BY l.order_line_id
            """
        return try reader.rows(sql, [order.stored, invoice.stored] + (shipment.map { [$0.stored] } ?? [])).compactMap { row in
            guard let line = ID<OrderLine>(stored: row[0]), let quantity = Int64(stored: row[1]), let net = Int64(stored: row[2]),
                let tax = Int64(stored: row[3]), let credited = Int64(stored: row[4]), let creditedForReturn = Int64(stored: row[5])
            else { return nil }
            return TakenLines(
                line: line, quantity: quantity, net: net, tax: tax, credited: credited, creditedForReturn: creditedForReturn)
        }
    }

    /// The same, by the order's lines.
    static func byLine(
        of order: ID<Order>, except invoice: ID<Invoice> = ID(0), in reader: RuleReader, states: String = "i.status <> 'void'"
    ) throws -> [ID<OrderLine>: TakenLines] {
        let taken = try of(order, except: invoice, in: reader, states: states)
        return Dictionary(taken.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those of issued invoices alone, also where what was left of them is written off.
    static let ofIssued = "i.status IN ('issued', 'written_off')"
}

extension Record where D == OrderLine {
    /// What of it has still to be invoiced: what no invoice holds, but for what of that came back. Throws `amount_out_of_range`.
    func toInvoice(_ taken: TakenLines?) throws -> LineBalance {
        var balance = notTaken(taken)
        try balance.drop(returnedAndNotCredited(taken))
        return balance
    }

    /// The gross of what came back and will not be invoiced: its share of what no invoice holds. Throws `amount_out_of_range`.
    func returnedGross(_ taken: TakenLines?) throws -> Money {
        let balance = notTaken(taken)
        let part = min(balance.quantity, returnedAndNotCredited(taken))
        return part == 0 ? .zero : try balance.figures(of: Quantity(unscaled: part)).gross
    }

    /// What of it no invoice holds, whether it came back or not.
    private func notTaken(_ taken: TakenLines?) -> LineBalance {
        var balance = LineBalance(quantity: self.quantity, net: self.net, tax: self.tax)
        if let taken { balance.subtract(quantity: taken.quantity, net: taken.net, tax: taken.tax) }
        return balance
    }

    /// How much of it the customer gave back and no return's note has taken off an invoice: nobody is to be asked for it. What was credited
    /// for another reason, such as a scratch, was kept. In ten-thousandths.
    private func returnedAndNotCredited(_ taken: TakenLines?) -> Int64 {
        max(0, self.returnedQuantity.unscaled - (taken?.creditedForReturn ?? 0))
    }
}
