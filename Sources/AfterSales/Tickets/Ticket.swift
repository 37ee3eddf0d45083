// The ticket: what a customer has to say after the delivery, from the first word to the answer to how content he or she is (P2.6).

package import CRM
package import Catalog
package import Identity
package import Kernel
package import Orders

/// A customer's question, complaint or trouble. It has one assignee at a time, who stands before the customer throughout.
package final class Ticket: Resource {
    package typealias Status = TicketStatus
    package static let schema = Schema<Ticket>("tickets", one: "ticket", "Ticket", "工单")

    package let number = Kernel.number("TK").searched()
    package let channel = choice(TicketChannel.self, "Channel", "渠道")
    package let type = choice(TicketType.self, "Type", "类型")
    package let priority = choice(TicketPriority.self, "Priority", "优先级").byDefault(.normal)
    package let customer = reference(Customer.self, "Customer", "客户").concerned().fixed()
    /// So that whoever works on it and sees no customers knows whose it is.
    package let customerName = text("Customer's name", "客户名称").computed()
    /// One of the customer's: the rule asks that, because service sees a customer's orders only once there is a ticket.
    package let order = reference(Order.self, "Order", "订单").askedByRule().optional()
    package let product = reference(Product.self, "Product", "产品").optional()
    package let contact = reference(Contact.self, "Contact", "联系人").optional()
    package let subject = text("Subject", "主题").searched()
    package let description = paragraphs("Description", "描述").optional()
    package let department = reference(Department.self, "Department", "部门").fixed().optional()
    package let assignee = reference(User.self, "Assignee", "处理人").assigned().handedOver().fixed().optional()
    package let status = state(
        TicketStatus.self, initial: .new, editable: [.new, .assigned, .inProgress, .waitingCustomer, .resolved])
    package let slaPolicy = reference(SLAPolicy.self, "Service level", "服务时限规则").computed().optional()
    package let responseDueAt = instant("Response due at", "响应期限").computed().optional()
    package let respondedAt = instant("Responded at", "响应时间").computed().optional()
    /// It has been noted that nobody had begun when the time was over.
    package let responseMissed = boolean("Response was late", "响应超时").byDefault(false).computed()
    package let resolveDueAt = instant("Resolution due at", "解决期限").computed().optional()
    package let resolvedAt = instant("Resolved at", "解决时间").computed().optional()
    package let resolvedBy = reference(User.self, "Resolved by", "解决人").computed().optional()
    /// It has been noted that it was not resolved when the time was over, be it once before it was reopened.
    package let resolveMissed = boolean("Resolution was late", "解决超时").byDefault(false).computed()
    /// When the time to resolve began: at the entry, and anew when it is reopened.
    package let clockStartedAt = instant("Clock started at", "计时开始时间").computed().optional()
    package let waitingSince = instant("Waiting for the customer since", "等待客户起始时间").computed().optional()
    /// Minutes of the working calendar that were waited since the clock started.
    package let waitedMinutes = integer("Waited, working minutes", "已等待（工作分钟）").byDefault(0).computed()
    package let question = paragraphs("Question to the customer", "向客户的提问", max: 2000).computed().optional()
    package let solution = paragraphs("Solution", "解决方案").computed().optional()
    package let satisfactionScore = integer("Satisfaction", "满意度", 1...5).computed().optional()
    /// It was reopened because the customer was not satisfied: that happens once.
    package let reopenedByScore = boolean("Reopened as not satisfactory", "因不满意重新打开").byDefault(false).computed()
    package let noSatisfactionReason = text("Reason for having no satisfaction", "无满意度原因", max: 500).computed().optional()
    package let closedAt = instant("Closed at", "关闭时间").computed().optional()
    package let closedBy = reference(User.self, "Closed by", "关闭人").computed().optional()
    package let reopenReason = text("Reason of the reopening", "重新打开原因", max: 500).computed().optional()
    package let escalatedAt = instant("Escalated at", "上报时间").computed().optional()
    package let escalatedTo = reference(User.self, "Escalated to", "上报对象").computed().informed().optional()
    /// When the job has to look at it: the due times while they can still be missed. Nil where there is nothing to tell any more.
    package let responseWatchAt = instant("To be looked at for the response", "响应检查时间").computed().secret().optional()
    package let resolveWatchAt = instant("To be looked at for the resolution", "解决检查时间").computed().secret().optional()
    package let externalID = Kernel.externalID()
    package let assignments = computedChildren(TicketAssignment.self, "Assignments", "分派记录")
    package let escalations = computedChildren(TicketEscalation.self, "Escalations", "上报记录")
    package let satisfactions = computedChildren(TicketSatisfaction.self, "Satisfaction", "满意度记录")

    package init() {}

    package static let furtherEvents = ["deadline_missed", "escalated", "dissatisfied"]

    package static let access =
        Grant.standard + [
            .toWhomItIsAssigned,
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            Grant([.product], .read, rows: .matching("t.type = 'quality'")),
            Grant([.service], [.read, .create, .update]),
            Grant([.service], .archive, leading: true),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Whoever takes over somebody's work has been given it.
    package static func handOver(
        _ ticket: inout Record<Ticket>, from old: Record<Ticket>, _ people: HandingOver, in context: RuleContext
    ) throws {
        ticket.noteAssignment(to: ID(people.to), .handedOver, in: context)
    }

    /// The customer lives on in another.
    package static func referrerMoved(_ ticket: inout Record<Ticket>, in context: RuleContext) throws {
        ticket.customerName = try context.require(Customer.self, ticket.customer).name
    }
}

/// To whom a ticket was given, when and why; and who worked on it then.
package final class TicketAssignment: Item {
    package static let schema = Schema<TicketAssignment>(
        table: "ticket_assignments", one: "ticket_assignment", parent: "ticket_id", "Assignment", "分派记录")

    package let at = instant("At", "时间").computed()
    package let assignee = reference(User.self, "Assigned to", "分派给").computed()
    package let department = reference(Department.self, "Department", "部门").computed().optional()
    package let reason = choice(RoutingReason.self, "Reason", "原因").computed()
    package let rule = reference(RoutingRule.self, "Rule", "路由规则").computed().optional()
    /// Names of those whom the rule would have taken, were they not away.
    package let passedOver = text("Passed over as absent", "因缺勤跳过", max: 2000).computed().optional()
    package let startedAt = instant("Started at", "开始处理时间").computed().optional()
    package let startedBy = reference(User.self, "Started by", "开始处理人").computed().optional()
    package let resolvedBy = reference(User.self, "Resolved by", "解决人").computed().optional()

    package init() {}
}

/// That a ticket went up the reporting line, each thing once (P2.6.2).
package final class TicketEscalation: Item {
    package static let schema = Schema<TicketEscalation>(
        table: "ticket_escalations", one: "ticket_escalation", parent: "ticket_id", "Escalation", "上报记录")

    package let at = instant("At", "时间").computed()
    package let cause = choice(EscalationCause.self, "Cause", "原因").computed()
    package let dueAt = instant("Was due at", "原期限").computed().optional()
    package let to = reference(User.self, "To", "上报对象").computed().optional()
    package let reason = text("Reason", "说明", max: 500).computed().optional()

    package init() {}
}

/// What a customer has said to a resolution (P2.6.3).
package final class TicketSatisfaction: Item {
    package static let schema = Schema<TicketSatisfaction>(
        table: "ticket_satisfactions", one: "ticket_satisfaction", parent: "ticket_id", "Satisfaction", "满意度记录")

    package let at = instant("At", "时间").computed()
    package let score = integer("Score", "评分", 1...5).computed()
    package let comment = paragraphs("Comment", "评价", max: 2000).computed().optional()
    package let channel = choice(SurveyChannel.self, "Channel", "渠道").computed()
    package let recordedBy = reference(User.self, "Recorded by", "登记人").computed().optional()

    package init() {}
}
