// The receipt: money that has come from a customer. It is never changed: what was wrong is reversed and entered anew (P4.2.5).

package import CRM
import Catalog
package import Kernel
package import Orders

/// Money that has come from a customer, and the invoices that it pays (P4.2.5).
package final class Receipt: Resource {
    package typealias Status = ReceiptStatus
    package static let schema = Schema<Receipt>("receipts", one: "receipt", "Receipt", "收款单")

    package let number = Kernel.number("RC")
    package let customer = Kernel.reference(Customer.self, "Customer", "客户").concerned().fixed()
    /// The order whose prepayment it is.
    package let order = Kernel.reference(Order.self, "Prepayment of", "预付款订单").fixed().optional()
    package let currency = Kernel.currency().companysByDefault()
    package let exchangeRate = Kernel.exchangeRate("Exchange rate on the day of receipt", "收款日汇率").computed()
    package let amount = Kernel.amount("Amount", "金额", 1...Money.range.upperBound)
    package let receivedOn = day("Received", "收款日期")
    package let method = choice(PaymentMethod.self, "Method", "收款方式")
    /// What the bank's statement says.
    package let reference = text("Reference", "银行附言", max: 200).optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let status = state(ReceiptStatus.self, initial: .received, editable: [])
    package let allocation = choice(AllocationStatus.self, "Allocation", "核销状态").byDefault(.open).computed()
    package let allocated = Kernel.amount("Allocated", "已核销金额").byDefault(.zero).computed()
    /// What no invoice has taken yet: money on account.
    package let openAmount = Kernel.amount("Open", "未核销金额").byDefault(.zero).computed()
    package let reverseReason = text("Reason of the reversal", "冲销原因", max: 500).computed().optional()
    package let reversedOn = day("Reversed", "冲销日期").computed().optional()
    package let externalID = Kernel.externalID()
    /// Never taken away: one that no longer counts says since when.
    package let allocations = computedChildren(ReceiptAllocation.self, "Allocations", "核销明细")

    package init() {}

    package static let furtherEvents = ["payment_freed"]

    package static let isPaper = true

    /// Nobody changes or archives a receipt, not even an administrator (access.md).
    package static let access = [
        Grant([.executive, .auditor], .read),
        Grant([.admin, .finance, .integration], [.read, .create]),
    ]

    /// A bank's statement takes its days: a week is usual.
    package static let filters: [NamedFilter] = [
        .backdated(
            "Entered more than a week after the day of receipt", "录入晚于收款日期一周以上", day: "t.received_on", recorded: "t.created_at",
            after: 8)
    ]

    /// Throws `dated_ahead`, `books_closed`, and what is wrong with the order whose prepayment it is.
    package static func prepare(_ receipt: inout Record<Receipt>, from old: Record<Receipt>?, in context: RuleContext) throws {
        try ClosedBooks.requireOpen(receipt.receivedOn, at: "/received_on", in: context)
        if let id = receipt.order {
            let order = try context.require(Order.self, id)
            guard order.customer == receipt.customer else { throw Failure.invalid(.orderOfOtherCustomer, at: "/order_id") }
            guard order.currency == receipt.currency else {
                throw Failure.invalid(.currencyOfOrder, at: "/currency", ["currency": order.currency])
            }
            guard order.status != .draft, order.status != .cancelled else {
                throw Failure.invalid(.prepaymentOfIdleOrder, at: "/order_id", ["state": order.status.rawValue])
            }
        }
        receipt.exchangeRate = try ExchangeRates.rate(of: receipt.currency, on: receipt.receivedOn, in: context)
        receipt.sumUp()
    }

    /// What was written off beside a payment that is taken back now, is owed again by as much.
    package static func written(_ receipt: Record<Receipt>, from old: Record<Receipt>?, in context: RuleContext) throws {
        guard receipt.status == .reversed, let old, old.status == .received else { return }
        let paid = Set(old.allocations.filter { $0.undoneOn == nil }.map(\.invoice.integer))
        for id in paid.sorted() { try context.follow("reopen-by-reversal", context.require(Invoice.self, ID(id))) }
    }
}

/// How much of a receipt pays an invoice, and since when.
package final class ReceiptAllocation: Item {
    package static let schema = Schema<ReceiptAllocation>(
        table: "receipt_allocations", one: "receipt_allocation", parent: "receipt_id", "Allocation", "核销明细")

    package let invoice = reference(Invoice.self, "Invoice", "发票").computed()
    package let amount = Kernel.amount("Amount", "金额").computed()
    /// What the money was worth on the day it came, less what the invoice had it stand in the books for; in the company's currency.
    package let exchangeDifference = companyAmount("Exchange difference", "汇兑差额").byDefault(.zero).computed()
    package let allocatedOn = day("Allocated", "核销日期").computed()
    /// Since when it no longer counts: the receipt was reversed, or a credit note has freed the money.
    package let undoneOn = day("Undone", "撤销日期").computed().optional()

    package init() {}
}

/// Where a receipt is (states.md, P4.2.5).
package enum ReceiptStatus: String, Choice {
    case received, reversed

    package var chinese: String { self == .received ? "已收款" : "已冲销" }
}

/// How much of a receipt pays invoices; it follows from its allocations, nobody sets it.
package enum AllocationStatus: String, Choice {
    case open, partly, fully

    package var chinese: String {
        switch self {
        case .open: "未核销"
        case .partly: "部分核销"
        case .fully: "全部核销"
        }
    }
}

extension Record where D == Receipt {
    /// What its living allocations come to, and what is left. Of a reversed one nothing is left.
    mutating func sumUp() {
        let sum = self.allocations.filter { $0.undoneOn == nil }.reduce(0) { $0 + $1.amount.minorUnits }
        self.allocated = Money(minorUnits: sum)
        self.openAmount = self.status == .received ? Money(minorUnits: self.amount.minorUnits - sum) : .zero
        self.allocation = sum == 0 ? .open : sum < self.amount.minorUnits ? .partly : .fully
    }
}
