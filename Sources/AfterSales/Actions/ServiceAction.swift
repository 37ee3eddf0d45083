// What service does about a ticket: repair, exchange, return, an answer or a visit (P2.6.2).

package import Identity
package import Kernel
package import Orders
package import Receivables

/// One thing that is done for the customer, of goods that were delivered where it is about goods. It belongs to whoever has the ticket.
package final class ServiceAction: Resource {
    package typealias Status = ServiceActionStatus
    package static let schema = Schema<ServiceAction>("service-actions", one: "service_action", "Service action", "服务处理")

    package let number = Kernel.number("SV")
    package let ticket = reference(Ticket.self, "Ticket", "工单").concerned().fixed()
    package let kind = choice(ServiceActionKind.self, "Kind", "类型")
    package let description = paragraphs("Description", "说明", max: 2000).optional()
    /// That of the ticket.
    package let assignee = reference(User.self, "Assignee", "处理人").assigned().handedOver().computed()
    /// Whose goods the lines are.
    package let order = reference(Order.self, "Order", "订单").computed().optional()
    package let status = state(ServiceActionStatus.self, initial: .proposed, editable: [.proposed])
    package let approvedAt = instant("Approved at", "批准时间").computed().optional()
    package let performedAt = instant("Begun at", "开始时间").computed().optional()
    package let finishedAt = instant("Finished at", "完成时间").computed().optional()
    package let result = paragraphs("Result", "处理结果", max: 2000).computed().optional()
    package let rejectReason = text("Reason of the rejection", "驳回原因", max: 500).computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    /// What took the place of exchanged goods.
    package let replacementShipment = reference(Shipment.self, "Replacement shipment", "换货发货单").computed().optional()
    package let externalID = Kernel.externalID()
    package let lines = children(ServiceActionLine.self, "Lines", "明细", 0...500)
    package let credits = computedChildren(ServiceActionCredit.self, "Credit notes", "红字发票")
    package let approvals = computedChildren(ServiceActionApproval.self, "Approvals", "审批")

    package init() {}

    package static let furtherEvents = ["reassigned"]

    package static let access =
        Grant.standard + [
            .toWhomItIsAssigned,
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            Grant([.finance], .read, rows: .matching("t.kind = 'return'")),
            Grant([.service, .integration], [.read, .create, .update]),
        ]

    /// Checks ticket and quantities, tells the warranty, and opens the approvals that the kind needs. What was approved of another kind,
    /// other lines or another description counts no more.
    ///
    /// Throws `ticket_not_open`, `ticket_unassigned`, and the faults of the lines.
    package static func prepare(_ action: inout Record<ServiceAction>, from old: Record<ServiceAction>?, in context: RuleContext) throws {
        let ticket = try requireOpenTicket(of: action, in: context)
        guard let assignee = ticket.assignee else { throw Failure(.ticketUnassigned, ["number": ticket.number]) }
        action.assignee = assignee
        let goods = DeliveredGoods(action, ticket)
        let faults = try goods.faults(in: context)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        action.order = try goods.order(in: context)
        action.lines = try goods.linesWithWarranty(in: context)
        if action.isOtherWork(than: old) { action.openApprovals() }
    }

    /// Throws `ticket_not_open`.
    @discardableResult
    static func requireOpenTicket(of action: Record<ServiceAction>, in context: RuleContext) throws -> Record<Ticket> {
        let ticket = try context.require(Ticket.self, action.ticket)
        guard TicketStatus.open.contains(ticket.status), !ticket.isArchived else {
            throw Failure(.ticketNotOpen, ["number": ticket.number, "status": ticket.isArchived ? "archived" : ticket.status.rawValue])
        }
        return ticket
    }
}

/// How much of an order's line it is about.
package final class ServiceActionLine: Item {
    package static let schema = Schema<ServiceActionLine>(
        table: "service_action_lines", one: "service_action_line", parent: "service_action_id", "Line", "处理明细")

    package let orderLine = reference(OrderLine.self, "Order line", "订单行")
    package let quantity = Kernel.quantity("Quantity", "数量")
    /// Counted from the line's last delivery.
    package let warrantyUntilOn = day("Warranty until", "质保截止日").computed().optional()
    /// Whether the ticket was entered by then.
    package let inWarranty = boolean("In warranty", "在保").byDefault(false).computed()

    package init() {}
}

/// A credit note that was made for returned goods.
package final class ServiceActionCredit: Item {
    package static let schema = Schema<ServiceActionCredit>(
        table: "service_action_credits", one: "service_action_credit", parent: "service_action_id", "Credit note", "红字发票")

    package let creditNote = reference(CreditNote.self, "Credit note", "红字发票").computed()

    package init() {}
}

/// What one of those who have to agree says (P2.6.2).
package final class ServiceActionApproval: Item {
    package static let schema = Schema<ServiceActionApproval>(
        table: "service_action_approvals", one: "service_action_approval", parent: "service_action_id", "Approval", "审批")

    package let level = choice(ServiceApprovalLevel.self, "Level", "审批级别").computed()
    package let verdict = choice(Verdict.self, "Verdict", "结论").byDefault(.pending).computed()
    package let reviewer = reference(User.self, "Reviewer", "审批人").computed().optional()
    package let onBehalfOf = reference(User.self, "On behalf of", "代理的人员").computed().optional()
    package let decidedAt = instant("Decided at", "审批时间").computed().optional()
    package let comment = paragraphs("Comment", "意见", max: 2000).computed().optional()

    package init() {}
}

extension Record where D == ServiceAction {
    fileprivate func isOtherWork(than old: Record<ServiceAction>?) -> Bool {
        guard let old else { return true }
        return old.kind != self.kind || old.description != self.description || old.lines.map(\.row) != self.lines.map(\.row)
    }

    /// The assignee's manager agrees to each, finance to what costs money back.
    fileprivate mutating func openApprovals() {
        let levels: [ServiceApprovalLevel] = self.kind == .return ? [.manager, .finance] : [.manager]
        self.approvals = levels.map { level in
            var approval = Record<ServiceActionApproval>(new: ServiceActionApproval.self)
            approval.level = level
            return approval
        }
    }
}

extension Ticket {
    /// What is still being done: SQL over the service actions of a ticket.
    static let openActions = "archived_at IS NULL AND status IN ('proposed', 'approved', 'in_progress')"

    /// Nothing is resolved while something is still being done about it. Throws `actions_open`.
    static func requireActionsDone(of ticket: Record<Ticket>, in context: RuleContext) throws {
        let open = try context.all(ServiceAction.self, where: "ticket_id = ? AND " + openActions, ticket.id.stored)
        guard open.isEmpty else { throw Failure(.actionsOpen, ["numbers": open.map(\.number).joined(separator: ", ")]) }
    }

    /// One person stands before the customer: what is still to be done goes along to the new assignee.
    static func passOnActions(of ticket: Record<Ticket>, from old: Record<Ticket>, in context: RuleContext) throws {
        guard let assignee = ticket.assignee, assignee != old.assignee else { return }
        for var action in try context.all(ServiceAction.self, where: "ticket_id = ? AND " + openActions, ticket.id.stored) {
            action.assignee = assignee
            try context.save(&action, action: "reassigned")
        }
    }
}
