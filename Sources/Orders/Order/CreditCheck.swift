// The credit check of an order: exposure against the limit, and what a poor rating demands (P4.2.2).

package import CRM
package import Kernel

/// What stands against a customer's limit if this order counts, in the company's currency, and whether it may pass.
struct CreditCheck {
    let credit: CustomerCredit
    /// Open receivables, what is confirmed and not invoiced, and this order.
    let exposure: Money
    /// The other papers in it.
    let others: [CreditExposure.Paper]
    /// Why the order is held; nil where it may pass.
    let reason: HoldReason?

    /// Throws `amount_out_of_range` where the exposure is beyond all amounts.
    init(_ order: Record<Order>, in context: RuleReader) throws {
        credit = try Credit.of(order.customer, in: context)
        let exposure = try Exposure.of(order.customer, with: order, in: context)
        self.exposure = exposure.total
        others = exposure.papers
        reason = try CreditCheck.reason(order, credit, exposure.total, in: context)
    }

    fileprivate static func reason(_ order: Record<Order>, _ credit: CustomerCredit, _ exposure: Money, in context: RuleReader) throws
        -> HoldReason?
    {
        let isPrepaid =
            try order.prepayment == .zero ? false : context.ask(ReceivablesQuestions.self).isPrepaymentReceived(order, context)
        // What finance has released passes, as long as no more is at stake than was then.
        if let released = order.releasedExposure, exposure.minorUnits <= released { return nil }
        if isPrepaid { return nil }
        if order.prepayment > .zero { return .prepaymentOpen }
        if credit.guaranteeCovers(exposure) { return nil }
        if credit.isPoor { return .poorRating }
        return exposure > credit.limit ? .overLimit : nil
    }
}

extension Order {
    /// Puts the order on hold where the credit check fails; it counts as coming from the state it was in.
    static func holdWhereCreditFails(_ order: inout Record<Order>, in context: RuleContext) throws {
        guard let reason = try CreditCheck(order, in: context).reason else { return }
        order.heldFrom = order.status
        order.holdReason = reason
        order.holdComment = nil
        order.status = .onHold
    }

    /// What the credit check held goes on by itself once the money is there; what somebody held by hand does not (P4.2.2). Nobody asks
    /// for it: the trail says that a payment did it.
    static let releaseByPayment = Step<Order>(
        "release-by-payment", "Release by payment", "到款放行", from: .onHold, to: [.inReview, .approved, .confirmed], clause: "P4.2.2",
        when: StepCondition { $0.holdReason != .byHand }
    ) { order, _ in order.endHold() }

    /// What a payment has let pass, and nothing of it has left, waits once the payment is taken back (P4.2.2). Nobody asks for it either.
    static let holdByReversal = Step<Order>(
        "hold-by-reversal", "Hold as a payment was taken back", "收款冲销挂起", from: .confirmed, to: [.confirmed, .onHold], clause: "P4.2.2"
    ) { order, context in try holdWhereCreditFails(&order, in: context) }

    /// Holds a customer's confirmed orders that the credit check would not let pass now and of which nothing was shipped. For who has
    /// taken a payment back.
    ///
    /// Throws `amount_out_of_range`.
    package static func holdUnpaid(of customer: ID<Customer>, in context: RuleContext) throws {
        let waiting = try context.all(
            Order.self,
            where: """
                customer_id = ? AND status = 'confirmed' AND fulfilment_status IN ('open', 'in_production', 'ready') AND archived_at IS NULL
                """, customer.stored)
        guard !waiting.isEmpty else { return }
        // Each of them stands in the exposure already, so that it is the same for all.
        let credit = try Credit.of(customer, in: context)
        let exposure = try Exposure.of(customer, in: context).total
        for order in waiting where try CreditCheck.reason(order, credit, exposure, in: context) != nil {
            try context.follow("hold-by-reversal", order)
        }
    }

    /// Releases a customer's orders that the credit check would let pass now, oldest first. For who has taken a payment in.
    ///
    /// Throws `amount_out_of_range`.
    package static func releasePaid(of customer: ID<Customer>, in context: RuleContext) throws {
        let held = try context.all(
            Order.self,
            where: "customer_id = ? AND status = 'on_hold' AND hold_reason <> 'by_hand' AND archived_at IS NULL", customer.stored)
        for order in held where try CreditCheck(order, in: context).reason == nil {
            try context.follow("release-by-payment", order)
        }
    }
}

extension Record where D == Order {
    /// Back to where it came from; approved where all have reviewed meanwhile.
    mutating func endHold() {
        let origin = self.heldFrom ?? .inReview
        self.status = origin == .inReview && self.isReviewed ? .approved : origin
        self.heldFrom = nil
        self.holdReason = nil
        self.holdComment = nil
    }
}
