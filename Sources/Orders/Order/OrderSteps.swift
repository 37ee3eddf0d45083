// The steps of an order, row by row as the process has them (P2.5).

import CRM
package import Kernel

final class SubmitOrder: Form {
    let noContractReason = text("Reason for having no contract", "无合同原因", max: 500).optional()
}

final class ConfirmByERP: Form {
    let erpNumber = text("ERP's number", "ERP 订单号", max: 100)
    let confirmedAt = instant("Confirmed at", "确认时间").optional()
}

extension Order {
    /// From the draft to completion (states.md, P2.5).
    package static let steps: [Step<Order>] =
        [
            Step(
                "submit", "Submit", "提交", from: .draft, to: [.inReview, .onHold], by: .owner, .manager, clause: "P2.5.1",
                input: SubmitOrder.self,
                effect: submit),
            Step(
                "revise", "Take back to draft", "退回修改", from: .inReview, .approved, .onHold, to: [.draft], by: .owner, .manager,
                clause: "P2.5.2",
                input: Reason.self, when: .heldOnly(from: .inReview, .approved)
            ) { order, form, context in order.voidReviews() },
            Step(
                "hold", "Put on hold", "挂起", from: .inReview, .approved, .confirmed, to: [.onHold], by: .finance, .manager,
                clause: "P4.2.2",
                input: Reason.self, effect: holdByHand),
            // What the credit check holds, finance alone releases.
            Step(
                "release", "Release", "放行", from: .onHold, to: [.inReview, .approved, .confirmed, .onHold], by: .finance, decision: true,
                clause: "P4.2.2",
                input: Comment.self, when: StepCondition { $0.holdReason != .byHand }
            ) { order, _, context in try release(&order, overridesCredit: true, context) },
            Step(
                "release", "Release", "放行", from: .onHold, to: [.inReview, .approved, .confirmed, .onHold], by: .finance, .manager,
                decision: true,
                clause: "P4.2.2", input: Comment.self, when: StepCondition { $0.holdReason == .byHand }
            ) { order, _, context in try release(&order, overridesCredit: context.rolesOfStep.contains(.finance), context) },
            Step(
                "confirm", "Confirm", "确认", from: .approved, to: [.confirmed, .onHold], by: .owner, .manager, .logistics, clause: "P2.5.2",
                effect: confirm),
            Step(
                "erp-confirmation", "Take over the ERP's number", "登记 ERP 订单号", from: .confirmed, .completed, by: .logistics,
                clause: "P2.5.2",
                input: ConfirmByERP.self, repeatable: true, effect: confirmByERP),
            Step(
                "promise", "Promise other days", "变更承诺日期", from: .confirmed, by: .logistics, clause: "P2.5.3", input: PromiseDays.self,
                effect: promiseAnew),
            Step(
                "complete", "Complete", "完成", from: .confirmed, to: [.completed], by: .owner, .manager, clause: "P2.5.3", effect: complete),
            Step(
                "cancel", "Cancel", "取消", from: .draft, .inReview, .approved, .onHold, to: [.cancelled], by: .owner, .manager,
                clause: "P2.5.3",
                input: Reason.self, when: .heldOnly(from: .inReview, .approved), effect: cancel),
            Step(
                "cancel", "Cancel", "取消", from: .confirmed, .onHold, to: [.cancelled], by: .manager, decision: true, clause: "P2.5.3",
                input: Reason.self,
                when: .heldOnly(from: .confirmed), effect: cancelConfirmed),
        ] + ReviewDepartment.allCases.flatMap(reviewSteps) + [releaseByPayment, holdByReversal]

    // MARK: Effects

    /// Hands the order to the departments; they all review at once, and the credit check runs beside them.
    private static func submit(_ order: inout Record<Order>, _ form: Record<SubmitOrder>, _ context: RuleContext) throws {
        guard order.lines.contains(where: { $0.kind == .product }) else { throw Failure(.orderWithoutLines) }
        guard order.lines.allSatisfy({ $0.kind == .freight || $0.wantedOn != nil }) else { throw Failure(.orderWithoutDates) }
        let isContracted = try order.hasContractInForce(in: context)
        let departments = try departmentsAsked(isContracted: isContracted, reason: form.noContractReason, in: context)
        try requireOpenCustomer(of: order, in: context)
        order.noContractReason = isContracted ? nil : form.noContractReason
        order.submittedAt = context.now
        try order.openReviews(by: departments, in: context)
        order.status = .inReview
        try holdWhereCreditFails(&order, in: context)
    }

    /// Without a signed contract, an order says why, and the sales manager reviews it as well (P2.5.1).
    private static func departmentsAsked(isContracted: Bool, reason: String?, in context: RuleContext) throws -> [ReviewDepartment] {
        let settings = context.settings(OrderSettings.self)
        let always = settings.reviewDepartments.elements
        if isContracted { return always }
        switch settings.contractRequired {
        case .never: return always
        case .always: throw Failure(.contractRequired)
        case .reason:
            guard reason != nil else { throw Failure.invalid(.contractReasonRequired, at: "/no_contract_reason") }
            return always.contains(.sales) ? always : always + [.sales]
        }
    }

    private static func holdByHand(_ order: inout Record<Order>, _ form: Record<Reason>, _ context: RuleContext) throws {
        let before = try context.require(Order.self, order.id)
        order.heldFrom = before.status
        order.holdReason = .byHand
        order.holdComment = form.reason
    }

    /// Back to where it came from; approved where all have reviewed meanwhile. The credit is checked again: whoever may override it
    /// releases what is at stake now, for others the order is held again. Where the check passes, nothing is overridden.
    private static func release(_ order: inout Record<Order>, overridesCredit: Bool, _ context: RuleContext) throws {
        order.endHold()
        guard overridesCredit else { return try holdWhereCreditFails(&order, in: context) }
        let check = try CreditCheck(order, in: context)
        if check.reason != nil { order.releasedExposure = check.exposure.minorUnits }
    }

    private static func confirm(_ order: inout Record<Order>, _ context: RuleContext) throws {
        guard order.isReviewed else { throw Failure(.reviewsMissing) }
        try order.requireContractNotTerminated(in: context)
        try requireOpenCustomer(of: order, in: context)
        try holdWhereCreditFails(&order, in: context)
        guard order.status == .approved else { return }
        order.status = .confirmed
        order.confirmedAt = context.now
        try Customer.noteBusiness(with: order.customer, in: context)
    }

    /// The ERP's own number, once; the same again changes nothing.
    private static func confirmByERP(_ order: inout Record<Order>, _ form: Record<ConfirmByERP>, _ context: RuleContext) throws {
        if let number = order.erpNumber {
            guard number == form.erpNumber else { throw Failure(.otherERPNumber, ["number": number]) }
            return
        }
        order.erpNumber = form.erpNumber
        order.erpConfirmedAt = form.confirmedAt ?? context.now
    }

    private static func complete(_ order: inout Record<Order>, _ context: RuleContext) throws {
        guard order.fulfilmentStatus == .delivered else { throw Failure(.notDelivered) }
        guard try context.ask(ReceivablesQuestions.self).isPaid(order, context) else { throw Failure(.notPaid) }
        order.completedAt = context.now
    }

    private static func cancel(_ order: inout Record<Order>, _ form: Record<Reason>, _ context: RuleContext) throws {
        order.voidReviews()
        order.cancelReason = form.reason
    }

    private static func cancelConfirmed(_ order: inout Record<Order>, _ form: Record<Reason>, _ context: RuleContext) throws {
        guard try !Shipment.hasLeft(order, in: context) else { throw Failure(.alreadyShipped) }
        guard order.invoicingStatus == .none else { throw Failure(.alreadyInvoiced) }
        try cancel(&order, form, context)
    }

    /// What production had still to make of a cancelled order falls away.
    package static func written(_ order: Record<Order>, from old: Record<Order>?, in context: RuleContext) throws {
        guard order.status == .cancelled, let old, old.status != .cancelled else { return }
        try ProductionPlan.dropAll(of: order.id, in: context)
    }

    static func requireOpenCustomer(of order: Record<Order>, in context: RuleContext) throws {
        try context.require(Customer.self, order.customer).requireOpen()
    }
}

extension StepCondition where R == Order {
    /// On hold from one of these states, where it is on hold: the way from a confirmed order is another one than from an order in review.
    static func heldOnly(from origins: OrderStatus...) -> StepCondition {
        StepCondition(reading: [.onHold: origins.map { "on_hold from \($0.rawValue)" }]) { order in
            order.heldFrom.map(origins.contains) ?? true
        }
    }
}
