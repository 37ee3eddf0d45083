// The register of risks: what may go wrong, how grave it is, what is done about it, and until when that is looked at again (P4.1).

package import CRM
package import Identity
package import Kernel
import Team

/// Something that may go wrong, entered by somebody or raised by the server from the records.
///
/// Nobody puts a risk away: it is closed, with a result.
package final class Risk: Resource {
    package typealias Status = RiskStatus
    package static let schema = Schema<Risk>("risks", one: "risk", "Risk", "风险")

    package let number = Kernel.number("RK")
    package let title = text("Title", "标题")
    package let titleChinese = text("Title in Chinese", "中文标题").optional()
    package let category = choice(RiskCategory.self, "Category", "类别")
    /// Why it may come (P4.1.1).
    package let cause = paragraphs("Cause", "原因", max: 2000)
    package let causeChinese = paragraphs("Cause in Chinese", "中文原因", max: 2000).optional()
    /// What the server has raised it for; nil: somebody entered it.
    package let systemCause = choice(RiskCause.self, "Raised by the server for", "系统发现的原因").computed().optional()
    /// The kind of record that it is about, as in the audit.
    package let entity = identifier("Kind of record", "对象类型", max: 60).fixed().optional()
    package let entityID = integer("Id of the record", "对象编号", 1...Int64.max).subject(kindIn: "entity").fixed().optional()
    package let customer = reference(Customer.self, "Customer", "客户").computed().concerned().optional()
    package let owner = reference(User.self, "Owner", "负责人").callerByDefault().scoped().assigned().handedOver()
    /// Who has given it to the owner, and goes on reading it.
    package let givenBy = reference(User.self, "Given by", "指派人").computed().informed().optional()
    package let status = state(RiskStatus.self, initial: .identified, editable: [.identified, .assessed, .responding])
    package let identifiedAt = instant("Identified at", "识别时间").computed()
    /// What it is now: what is left with the response, else what it is without one.
    package let level = choice(RiskLevel.self, "Level", "风险等级").computed().optional()
    package let score = integer("Score", "风险值", 1...25).computed().optional()
    package let inherentLikelihood = integer("Likelihood without a response", "固有可能性", 1...5).computed().optional()
    package let inherentImpact = integer("Impact without a response", "固有影响", 1...5).computed().optional()
    package let inherentLevel = choice(RiskLevel.self, "Level without a response", "固有风险等级").computed().optional()
    package let residualLikelihood = integer("Likelihood with the response", "剩余可能性", 1...5).computed().optional()
    package let residualImpact = integer("Impact with the response", "剩余影响", 1...5).computed().optional()
    package let residualLevel = choice(RiskLevel.self, "Level with the response", "剩余风险等级").computed().optional()
    package let assessmentComment = paragraphs("Comment on the assessment", "评估说明", max: 2000).computed().optional()
    package let assessedAt = instant("Assessed at", "评估时间").computed().optional()
    package let assessedBy = reference(User.self, "Assessed by", "评估人").computed().optional()
    /// Not assessed so many days after it was identified as the settings say.
    package let assessmentOverdue = boolean("Assessment overdue", "评估逾期").byDefault(false).computed()
    package let response = paragraphs("Response", "应对措施", max: 5000).computed().optional()
    package let respondedAt = instant("Responded at", "应对时间").computed().optional()
    /// High, and nobody has said what is done about it (P4.1.2).
    package let highWithoutResponse = boolean("High without a response", "高风险未应对").byDefault(false).computed()
    /// When that was told; once.
    package let alarmedAt = instant("Alarm told at", "告警时间").computed().optional()
    package let reviewOn = day("To be reviewed on", "复核日期").computed().optional()
    package let reviewOverdue = boolean("Review overdue", "复核逾期").byDefault(false).computed()
    package let acceptReason = text("Reason of the acceptance", "接受原因", max: 500).computed().optional()
    package let acceptedAt = instant("Accepted at", "接受时间").computed().optional()
    package let acceptedBy = reference(User.self, "Accepted by", "接受人").computed().optional()
    package let result = paragraphs("Result", "处理结果", max: 2000).computed().optional()
    package let closedAt = instant("Closed at", "关闭时间").computed().optional()
    /// Nil where the server has closed it, because its cause is gone.
    package let closedBy = reference(User.self, "Closed by", "关闭人").computed().optional()
    package let reopenReason = text("Reason of the reopening", "重新打开原因", max: 500).computed().optional()
    /// When the server found that what it was raised for is gone.
    package let causeGoneAt = instant("Cause gone at", "原因消除时间").computed().optional()
    /// Until when one that a person closed is not raised again, as long as it gets no worse.
    package let quietUntilOn = day("Not raised again before", "不再重复提示至").computed().optional()
    /// How bad it is, in the cause's own measure; not given out, because it may tell of a customer's credit.
    package let measure = integer("Measure", "度量", 0...Int64.max).computed().secret().optional()
    /// The records behind it, as JSON; `evidence` tells those of them that the caller may see.
    package let evidence = paragraphs("Records behind it", "依据记录", max: 60_000).computed().secret().optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let furtherEvents = [
        "raised", "worsened", "cause_back", "cause_gone", "closed_while_cause_lasts", "alarm", "assessment_overdue", "review_overdue",
    ]

    package static let access = [
        Grant([.auditor], .read),
        Grant([.admin, .executive], [.read, .create, .update]),
        Grant([.salesManager], [.read, .create, .update], rows: .team),
        Grant([.salesManager], .read, rows: .created),
        // The owner, whoever stands above, and who has given it to the owner.
        Grant(.everyone, [.read, .update], rows: .assigned),
    ]

    /// Throws `risk_record_incomplete`, `unknown_reference`, `archived_reference` and `person_unfit`.
    package static func prepare(_ risk: inout Record<Risk>, from old: Record<Risk>?, in context: RuleContext) throws {
        if old == nil {
            risk.identifiedAt = context.now
            if risk.systemCause == nil { try risk.findCustomer(in: context) }
        }
        if risk.has(\.owner), risk.owner != old?.owner { try context.requireAtWork(risk.owner, at: "/owner_id") }
        risk.noteLevel()
    }

    /// Whoever closes one of the server's although its cause lasts, or dismisses its alert, does not do so unseen: it is told to whoever stands
    /// above the owner.
    package static func written(_ risk: Record<Risk>, from old: Record<Risk>?, in context: RuleContext) throws {
        guard let old, old.status != .closed, risk.status == .closed, risk.systemCause != nil, risk.causeGoneAt == nil else { return }
        try context.tell("closed_while_cause_lasts", of: risk, facts: risk.facts(alsoAbove: true, context))
    }

    /// What was merged away is about the customer that lives on.
    package static func referrerMoved(_ risk: inout Record<Risk>, in context: RuleContext) throws {
        guard risk.entity == Customer.schema.entity, let id = risk.entityID else { return }
        risk.customer = ID(id)
    }
}

extension Record where D == Risk {
    /// The record that it is about is one that the caller sees.
    fileprivate mutating func findCustomer(in context: RuleContext) throws {
        guard (self.entity == nil) == (self.entityID == nil) else {
            throw Failure.invalid(.riskRecordIncomplete, at: self.entity == nil ? "/entity" : "/entity_id")
        }
        guard let entity = self.entity, let id = self.entityID else { return }
        self.customer = try context.readableSubject(entity, id, at: "/entity_id").customerID.map { ID($0) }
    }

    /// What it is now follows from both assessments; an alarm stands as long as it is high and nobody has responded.
    mutating func noteLevel() {
        let residual = Record<Risk>.score(self.residualLikelihood, self.residualImpact)
        self.score = residual ?? Record<Risk>.score(self.inherentLikelihood, self.inherentImpact)
        self.level = self.score.map { RiskLevel(score: $0) }
        let isUnanswered = self.response == nil && (self.status == .identified || self.status == .assessed)
        self.highWithoutResponse = self.level == .high && isUnanswered
        if !self.highWithoutResponse { self.alarmedAt = nil }
    }

    private static func score(_ likelihood: Int64?, _ impact: Int64?) -> Int64? {
        guard let likelihood, let impact else { return nil }
        return likelihood &* impact
    }
}
