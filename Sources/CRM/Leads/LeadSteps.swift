// From the first word of a possible customer to the customer (P2.1.2, P2.1.3).

import Identity
package import Kernel

final class AssignLead: Form {
    let owner = reference(User.self, "Owner", "负责人").optional()
}

final class ContactLead: Form {
    let kind = choice(ActivityKind.self, "Kind", "方式")
    let summary = text("Summary", "概要")
    let outcome = paragraphs("Outcome", "结果", max: 2000).optional()
    let happenedAt = instant("Happened at", "发生时间").optional()
    let nextFollowUpOn = day("Next follow-up", "下次跟进日期").optional()
}

final class QualifyLead: Form {
    let need = paragraphs("Need", "需求", max: 2000)
    let purchaseIntention = choice(PurchaseIntention.self, "Purchase intention", "采购意向")
}

final class NurtureLead: Form {
    let nextFollowUpOn = day("Next follow-up", "下次跟进日期")
}

extension Lead {
    /// From the assignment to the conversion (P2.1.2, P2.1.3).
    package static let steps: [Step<Lead>] = [
        Step(
            "assign", "Assign", "分配", from: .new, .contacted, .qualified, .nurture, by: .manager, .role(.marketing), clause: "P2.1.2",
            input: AssignLead.self
        ) { lead, form, context in
            try LeadAssignment.assign(&lead, to: form.owner, in: context)
        },
        Step(
            "contact", "Contact", "联系", from: .new, .contacted, .nurture, to: [.contacted], by: .owner, clause: "P2.1.3",
            within: Deadline(CRMSettings.self) { $0.firstContactHours }, input: ContactLead.self, effect: contact),
        Step("qualify", "Qualify", "确认", from: .contacted, to: [.qualified], by: .owner, clause: "P2.1.3", input: QualifyLead.self) {
            lead, form, _ in
            lead.need = form.need
            lead.purchaseIntention = form.purchaseIntention
        },
        Step(
            "nurture", "Nurture", "培育", from: .new, .contacted, .qualified, to: [.nurture], by: .owner, clause: "P2.1.3",
            input: NurtureLead.self
        ) { lead, form, context in
            try Activity.requireToCome(form.nextFollowUpOn, in: context)
            lead.nextFollowUpOn = form.nextFollowUpOn
        },
        Step(
            "disqualify", "Disqualify", "作废", from: .new, .contacted, .qualified, .nurture, to: [.disqualified], by: .owner, .manager,
            clause: "P2.1.2", input: Reason.self
        ) { lead, form, _ in
            lead.disqualifyReason = form.reason
            lead.nextFollowUpOn = nil
        },
        Step(
            "convert", "Convert", "转化", from: .qualified, to: [.converted], by: .owner, clause: "P2.1.3", input: ConvertLead.self
        ) { lead, form, context in
            try LeadConversion(form, in: context).carryOut(&lead)
        },
    ]

    /// A contact is an activity: it is recorded with its way, its moment and what came of it.
    private static func contact(_ lead: inout Record<Lead>, _ form: Record<ContactLead>, _ context: RuleContext) throws {
        var activity = Record(new: Activity.self)
        activity.entity = Lead.schema.entity
        activity.entityID = lead.id.integer
        activity.owner = context.caller.userID.map { ID($0) } ?? lead.owner ?? ID(0)
        activity.kind = form.kind
        activity.summary = form.summary
        activity.outcome = form.outcome
        activity.happenedAt = form.happenedAt ?? context.now
        activity.nextFollowUpOn = form.nextFollowUpOn
        try context.insert(&activity)
        lead.firstContactedAt = lead.firstContactedAt ?? activity.happenedAt
        lead.firstContactDueAt = nil
        lead.nextFollowUpOn = activity.nextFollowUpOn
    }
}
