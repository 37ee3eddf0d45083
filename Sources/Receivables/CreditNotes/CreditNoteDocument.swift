// The credit note as a page that prints: what is taken off which invoice, with the tax of each line (P4.2.5).

import CRM
package import Kernel
import Orders

extension CreditNote: Documented {
    package static let document: [DocumentPart] = {
        let note = schema.declaration
        let customer = Customer.schema.declaration
        let line = CreditNoteLine.schema.declaration
        let goods = [line.invoiceLine, InvoiceLine.schema.declaration.orderLine]
        return [
            .party(note.customer, [customer.address, customer.city, customer.phone, customer.unifiedSocialCreditCode]),
            .facts([note.invoice, note.taxInvoiceNumber, note.datedOn, note.reason, note.currency]),
            .table(note.lines, [line.quantity, line.net, line.tax, line.gross], through: (goods, OrderLine.onInvoices)),
            .totals([note.net, note.tax, note.gross]),
            .texts([note.notes]),
            .signatures([Label("Seller", "销售方（盖章）")]),
        ]
    }()
}
