// The order as a page that prints: what was agreed, for the customer to confirm.

import CRM
package import Kernel

extension Order: Documented {
    package static let document: [DocumentPart] = {
        let order = schema.declaration
        let customer = Customer.schema.declaration
        let line = OrderLine.schema.declaration
        return [
            .party(order.customer, [customer.address, customer.city, customer.phone, customer.unifiedSocialCreditCode]),
            .facts([
                order.customerPoNumber, order.owner, order.deliveryOn, order.transportMode, order.shipTo, order.paymentMethod,
                order.paymentTermsDays, order.prepayment, order.currency, order.pricesIncludeTax, order.confirmedAt,
            ]),
            .table(
                order.lines,
                [
                    line.kind, line.product, line.note, line.quantity, line.unitPrice, line.discount, line.taxRate, line.net, line.gross,
                    line.wantedOn, line.promisedOn,
                ]),
            .totals([order.net, order.tax, order.gross]),
            .signatures([Label("Customer", "客户（盖章）"), Label("Seller", "供方（盖章）")]),
        ]
    }()
}
