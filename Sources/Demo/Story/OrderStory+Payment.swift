// How an order is invoiced and paid.

import JSON
import Kernel
import Receivables

extension OrderStory {
    /// All of it at once.
    func invoice(_ rules: RuleContext) throws {
        let draft = try rules.create(Invoice.self, ["order_id": .integer(id.integer)])
        try rules.take("issue", draft.id)
    }

    /// Money comes for the order's invoice, and is allocated to it.
    func takePayment(ofHalf: Bool, _ rules: RuleContext) throws {
        guard let invoice = try rules.all(Invoice.self, where: "order_id = ?", id.stored).first else { throw Failure(.notFound) }
        // What came back meanwhile is not paid.
        let amount = ofHalf ? min(Money(minorUnits: invoice.gross.minorUnits / 2), invoice.openAmount) : invoice.openAmount
        guard amount > .zero else { return }
        let receipt = try rules.create(
            Receipt.self,
            [
                "customer_id": .integer(customerID), "amount": .string(money(amount.minorUnits)),
                "received_on": .string(rules.today.description), "method": .string("bank_transfer"),
                "reference": .string("Invoice \(invoice.number ?? "")"),
            ])
        try rules.take("allocate", receipt.id, ["to": .array([.object(["invoice_id": .integer(invoice.id.integer)])])])
    }
}
