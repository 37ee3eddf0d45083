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
        for (line, taken) in try TakenLines.byLine(of: order, shipment: id, except: invoice, in: reader) {
            left[line, default: 0] -= taken.quantity
        }
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
