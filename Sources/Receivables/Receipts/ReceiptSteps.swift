// Allocating a receipt to invoices, and reversing it (P4.2.5).

import CRM
import Catalog
package import Kernel
import Orders

/// Which invoices are paid; none named: those due first.
final class AllocateReceipt: Form {
    /// Of the amounts; the company's where it is not named.
    let currency = Kernel.currency().optional()
    let to = children(AllocatedInvoice.self, "To", "核销发票", 0...500)
}

/// How much of the receipt pays an invoice; nothing named: as much as both have open.
final class AllocatedInvoice: Item {
    static let schema = Schema<AllocatedInvoice>(table: "", one: "allocated_invoice", parent: "form", "Allocated invoice", "核销发票")

    let invoice = reference(Invoice.self, "Invoice", "发票")
    let amount = Kernel.amount("Amount", "金额", 1...Money.range.upperBound).optional()
}

extension Receipt {
    /// A receipt is allocated as long as something is left of it, and reversed where it was wrong or the bank took it back.
    package static let steps: [Step<Receipt>] = [
        Step(
            "allocate", "Allocate", "核销", from: .received, by: .finance, clause: "P4.2.5", input: AllocateReceipt.self, effect: allocate),
        Step(
            "reverse", "Reverse", "冲销", from: .received, to: [.reversed], by: .finance, decision: true, clause: "P4.2.5",
            input: Reason.self
        ) { receipt, form, context in
            try ClosedBooks.requireOpen(context.today, in: context)
            receipt.reverseReason = form.reason
            receipt.reversedOn = context.today
            receipt.allocations = receipt.allocations.map { $0.undone(on: context.today) }
            receipt.sumUp()
        },
    ]

    private static func allocate(_ receipt: inout Record<Receipt>, _ form: Record<AllocateReceipt>, _ context: RuleContext) throws {
        guard receipt.openAmount > .zero else { throw Failure(.receiptUsedUp) }
        if form.to.isEmpty {
            try allocateToOldest(&receipt, context)
        } else {
            try allocateNamed(&receipt, form, context)
        }
        receipt.sumUp()
    }

    /// Those due first, until the money is gone. Throws `no_open_invoice`.
    private static func allocateToOldest(_ receipt: inout Record<Receipt>, _ context: RuleContext) throws {
        let sql = """
            SELECT id FROM invoices WHERE customer_id = ? AND currency = ? AND open_amount > 0 ORDER BY due_on, id
            """
        var left = receipt.openAmount
        for id in try context.rows(sql, [receipt.customer.stored, receipt.currency.stored]).compactMap({ ID<Invoice>(stored: $0[0]) }) {
            guard left > .zero else { break }
            let invoice = try context.require(Invoice.self, id)
            guard try receipt.mayPay(invoice, context) else { continue }
            let amount = min(left, invoice.openAmount)
            try receipt.pay(invoice, amount, context)
            left = try left.subtracting(amount)
        }
        guard left < receipt.openAmount else { throw Failure(.noOpenInvoice) }
    }

    /// As the form says. Throws every fault at once.
    private static func allocateNamed(_ receipt: inout Record<Receipt>, _ form: Record<AllocateReceipt>, _ context: RuleContext) throws {
        var faults = currencyFaults(receipt, form, context)
        faults += form.to.repeats(of: { $0.invoice }).map { Fault(.allocatedTwice, at: "/to/\($0)/invoice_id") }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        var left = receipt.openAmount
        for (index, claim) in form.to.enumerated() {
            let invoice = try context.require(Invoice.self, claim.invoice)
            if let fault = try receipt.fault(of: invoice, at: "/to/\(index)/invoice_id", context) {
                faults.append(fault)
                continue
            }
            let most = min(left, invoice.openAmount)
            let amount = claim.amount ?? most
            guard amount <= most, amount > .zero else {
                faults.append(Fault(.overAllocated, at: "/to/\(index)/amount", ["open": most.text(in: receipt.currency)]))
                continue
            }
            try receipt.pay(invoice, amount, context)
            left = try left.subtracting(amount)
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    /// Amounts are read in the currency that stands beside them: one that nobody named would be the company's, which may have other
    /// decimals.
    private static func currencyFaults(_ receipt: Record<Receipt>, _ form: Record<AllocateReceipt>, _ context: RuleContext) -> [Fault] {
        let readIn = form.currency ?? context.registry.companyCurrency
        let isSame = form.currency == nil && Currency.decimals(of: readIn) == Currency.decimals(of: receipt.currency)
        guard readIn != receipt.currency, !isSame, form.currency != nil || form.to.contains(where: { $0.amount != nil }) else { return [] }
        return [Fault(.currencyOfReceipt, at: "/currency", ["currency": receipt.currency])]
    }
}

extension Record where D == Receipt {
    /// Why the receipt cannot pay an invoice; nil where it can.
    fileprivate func fault(of invoice: Record<Invoice>, at pointer: String, _ context: RuleContext) throws -> Fault? {
        guard invoice.customer == self.customer else { return Fault(.invoiceOfOtherCustomer, at: pointer) }
        guard invoice.currency == self.currency else {
            return Fault(.invoiceInOtherCurrency, at: pointer, ["currency": invoice.currency])
        }
        guard invoice.openAmount > .zero else { return Fault(.invoiceNotOpen, at: pointer) }
        return try mayPay(invoice, context) ? nil : Fault(.prepaymentOfOtherOrder, at: pointer)
    }

    /// An order's prepayment pays that order's invoices alone: it has let the order pass. Of a cancelled order it is the customer's again.
    fileprivate func mayPay(_ invoice: Record<Invoice>, _ context: RuleContext) throws -> Bool {
        guard let order = self.order, order != invoice.order else { return true }
        return try context.require(Order.self, order).status == .cancelled
    }

    /// Adds an allocation from today on.
    mutating func pay(_ invoice: Record<Invoice>, _ amount: Money, _ context: RuleContext) throws {
        let worth = try amount.inCompanyCurrency(from: self.currency, at: self.exchangeRate, context)
        let booked = try amount.inCompanyCurrency(from: invoice.currency, at: invoice.exchangeRate, context)
        var allocation = Record<ReceiptAllocation>(new: ReceiptAllocation.self)
        allocation.invoice = invoice.id
        allocation.amount = amount
        allocation.exchangeDifference = try CompanyAmount(
            worth.subtracting(booked), decimals: Currency.decimals(of: context.registry.companyCurrency) ?? 2)
        allocation.allocatedOn = context.today
        self.allocations += [allocation]
    }
}

extension Record where D == ReceiptAllocation {
    /// No longer counted from that day on; one that was undone before stays as it is.
    func undone(on day: Day) -> Record {
        guard self.undoneOn == nil else { return self }
        var undone = self
        undone.undoneOn = day
        return undone
    }
}
