// The invoice as a page that prints: what is to be paid for which goods, with the tax of each line, and what is paid already (P4.2.5).

import CRM
package import Kernel
import Orders

extension Invoice: Documented {
    package static let document: [DocumentPart] = {
        let invoice = schema.declaration
        let customer = Customer.schema.declaration
        let line = InvoiceLine.schema.declaration
        return [
            .party(invoice.customer, [customer.address, customer.city, customer.phone, customer.unifiedSocialCreditCode]),
            .facts([
                invoice.kind, invoice.taxInvoiceNumber, invoice.shipment, invoice.datedOn, invoice.dueOn, invoice.currency,
                invoice.settlement,
            ]),
            // With it stands whether the unit prices below have the tax in them.
            .party(invoice.order, [Order.schema.declaration.pricesIncludeTax]),
            .table(
                invoice.lines, [line.quantity, line.net, line.tax, line.gross], through: ([line.orderLine], OrderLine.onInvoices)),
            .totals([
                invoice.net, invoice.tax, invoice.gross, invoice.paid, invoice.credited, invoice.writtenOff, invoice.openAmount,
            ]),
            .texts([invoice.notes]),
            .signatures([Label("Seller", "销售方（盖章）")]),
        ]
    }()
}

extension OrderLine {
    /// What an invoice and its credit notes tell of the goods.
    static let onInvoices: [AnyField] = {
        let line = schema.declaration
        return [line.kind, line.product, line.note, line.unitPrice, line.discount, line.taxRate]
    }()
}
