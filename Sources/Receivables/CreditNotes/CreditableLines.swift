// What of an invoice's lines no other credit note has taken off. A draft reserves what it holds; a void one gives it back (P4.2.5).

import Catalog
import Kernel
import SQLite

/// What a credit note may take off each line of its invoice.
struct CreditableLines {
    private var balances: [ID<InvoiceLine>: LineBalance]

    init(of invoice: Record<Invoice>, except note: ID<CreditNote>, in reader: RuleReader) throws {
        balances = Dictionary(
            invoice.lines.map { ($0.id, LineBalance(quantity: $0.quantity, net: $0.net, tax: $0.tax)) },
            uniquingKeysWith: { first, _ in first })
        let sql = """
            SELECT l.invoice_line_id, sum(l.quantity), sum(l.net), sum(l.tax) FROM credit_notes c
            JOIN credit_note_lines l ON l.credit_note_id = c.id
            WHERE c.invoice_id = ? AND c.id <> ? AND c.archived_at IS NULL AND c.status <> 'void' GROUP BY l.invoice_line_id
            """
        for row in try reader.rows(sql, [invoice.id.stored, note.stored]) {
            guard let line = ID<InvoiceLine>(stored: row[0]), let quantity = Int64(stored: row[1]), let net = Int64(stored: row[2]),
                let tax = Int64(stored: row[3])
            else { continue }
            balances[line]?.subtract(quantity: quantity, net: net, tax: tax)
        }
    }

    /// How much of a line may be taken off, in ten-thousandths.
    func left(of line: ID<InvoiceLine>) -> Int64 { balances[line]?.quantity ?? 0 }

    /// A line for each of the invoice's of which something is left. Throws `nothing_to_credit`.
    func all(of invoice: Record<Invoice>) throws -> [Record<CreditNoteLine>] {
        let lines = invoice.lines.filter { left(of: $0.id) > 0 }.map { CreditableLines.line($0.id, quantity: nil) }
        guard !lines.isEmpty else { throw Failure(.nothingToCredit, ["number": invoice.number ?? ""]) }
        return lines
    }

    /// A line of a credit note; nil: of all that is left.
    static func line(_ line: ID<InvoiceLine>, quantity: Quantity?) -> Record<CreditNoteLine> {
        var credited = Record<CreditNoteLine>(new: CreditNoteLine.self)
        credited.invoiceLine = line
        if let quantity { credited.quantity = quantity }
        return credited
    }

    /// Fills in quantities and figures; returns what is wrong instead.
    ///
    /// Throws `amount_out_of_range`.
    func complete(_ lines: inout [Record<CreditNoteLine>]) throws -> [Fault] {
        var faults = lines.repeats(of: { $0.invoiceLine }).map { Fault(.creditedTwice, at: "/lines/\($0)/invoice_line_id") }
        for index in lines.indices {
            let pointer = "/lines/\(index)"
            guard let balance = balances[lines[index].invoiceLine] else {
                faults.append(Fault(.lineNotInInvoice, at: pointer + "/invoice_line_id"))
                continue
            }
            if !lines[index].has(\.quantity), balance.quantity > 0 { lines[index].quantity = Quantity(unscaled: balance.quantity) }
            guard lines[index].has(\.quantity), lines[index].quantity.unscaled <= balance.quantity else {
                faults.append(Fault(.overCredited, at: pointer + "/quantity", ["open": Quantity(unscaled: balance.quantity).text]))
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
