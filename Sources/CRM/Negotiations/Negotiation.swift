// Negotiating upon an approved proposal: when and where, with whom, prepared by what, and what came of it (P2.4).

package import Identity
package import Kernel

/// A meeting with a customer about a deal.
package final class Negotiation: Resource {
    package typealias Status = NegotiationStatus
    package static let schema = Schema<Negotiation>("negotiations", one: "negotiation", "Negotiation", "谈判")

    package let number = Kernel.number("NG")
    package let opportunity = reference(Opportunity.self, "Opportunity", "商机").concerned().fixed()
    package let customer = reference(Customer.self, "Customer", "客户").computed()
    package let owner = salesOwner()
    /// The version upon which is negotiated.
    package let proposal = reference(Proposal.self, "Proposal", "方案").optional()
    package let subject = text("Subject", "主题")
    package let scheduledAt = instant("Scheduled at", "约定时间")
    package let place = text("Place", "地点")
    /// Of what concessions are worth; that of the proposal.
    package let currency = Kernel.currency().companysByDefault()
    package let status = state(NegotiationStatus.self, initial: .scheduled, editable: [.scheduled, .held])
    package let minutes = paragraphs("Minutes", "纪要").optional()
    package let heldAt = instant("Held at", "谈判时间").computed().optional()
    package let outcome = choice(NegotiationOutcome.self, "Outcome", "结果").computed().optional()
    package let conclusion = paragraphs("Conclusion", "结论说明", max: 2000).computed().optional()
    package let concludedAt = instant("Concluded at", "结束时间").computed().optional()
    /// The version with the conceded terms, which is reviewed again (P2.4.2).
    package let concededProposal = reference(Proposal.self, "Proposal as conceded", "让步后的方案").computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    package let externalID = Kernel.externalID()
    package let attendees = children(NegotiationAttendee.self, "Attendees", "参加人", 0...50)
    package let checklist = children(NegotiationCheck.self, "Preparation", "准备清单", 0...100)
    package let requests = children(NegotiationRequest.self, "Requests of the customer", "客户要求", 0...100)
    package let concessions = children(Concession.self, "Concessions", "让步", 0...100)
    package let openPoints = children(OpenPoint.self, "Open points", "待办事项", 0...100)

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesRep], [.read, .create, .update], rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.integration], [.read, .create, .update]),
        ]
}

/// Somebody of the company, or of the customer.
package final class NegotiationAttendee: Item {
    package static let schema = Schema<NegotiationAttendee>(
        table: "negotiation_attendees", one: "negotiation_attendee", parent: "negotiation_id", "Attendee", "参加人")

    package let user = reference(User.self, "Colleague", "公司人员").optional()
    package let contact = reference(Contact.self, "Contact", "客户联系人").optional()
    package let note = text("Note", "说明").optional()

    package init() {}
}

/// Something to prepare (P2.4.1).
package final class NegotiationCheck: Item {
    package static let schema = Schema<NegotiationCheck>(
        table: "negotiation_checks", one: "negotiation_check", parent: "negotiation_id", "Item of the checklist", "准备事项")

    package let item = text("What is to be prepared", "准备内容")
    package let done = boolean("Done", "已完成").byDefault(false)
    /// What is missing, where it is not done.
    package let gap = text("Gap", "缺口说明", max: 500).optional()

    package init() {}
}

/// Something that the customer wants (P2.4.2).
package final class NegotiationRequest: Item {
    package static let schema = Schema<NegotiationRequest>(
        table: "negotiation_requests", one: "negotiation_request", parent: "negotiation_id", "Request", "客户要求")

    package let request = text("Request", "要求", max: 1000)
    package let answer = text("Our answer", "答复", max: 1000).optional()

    package init() {}
}

/// Something that was given way in, from → to, with its worth (P2.4.2).
package final class Concession: Item {
    package static let schema = Schema<Concession>(
        table: "negotiation_concessions", one: "concession", parent: "negotiation_id", "Concession", "让步")

    package let kind = choice(ConcessionKind.self, "Kind", "类别")
    package let subject = text("What about", "事项")
    package let from = text("From", "原条件", max: 5000).optional()
    /// Of delivery and service: the words that stand in the proposal then.
    package let to = text("To", "新条件", max: 5000).optional()
    package let worth = amount("Worth", "让步价值").optional()
    /// Of a price: the proposal's line; without one the discount is of all goods.
    package let line = reference(ProposalLine.self, "Line of the proposal", "方案报价行").optional()
    package let unitPrice = Kernel.unitPrice("Unit price conceded", "让步后单价").optional()
    package let discount = fraction("Discount conceded", "让步后折扣").optional()
    package let paymentTermsDays = integer("Payment terms conceded, days", "让步后账期（天）", 0...720).optional()

    package init() {}
}

/// What is still to be settled, by whom and by when.
package final class OpenPoint: Item {
    package static let schema = Schema<OpenPoint>(
        table: "negotiation_points", one: "open_point", parent: "negotiation_id", "Open point", "待办事项")

    package let point = text("What", "事项", max: 1000)
    package let owner = reference(User.self, "Owner", "负责人").handedOver()
    package let dueOn = day("Due on", "期限")

    package init() {}
}
