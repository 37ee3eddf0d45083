// The steps of a risk: assessed, answered or accepted, reviewed, closed, opened again (states.md, Risk).

import Identity
package import Kernel
import Team

final class AssessRisk: Form {
    let likelihood = integer("Likelihood", "可能性", 1...5)
    let impact = integer("Impact", "影响", 1...5)
    let comment = paragraphs("Comment", "说明", max: 2000).optional()
}

final class RespondToRisk: Form {
    let response = paragraphs("Response", "应对措施", max: 5000)
    let owner = reference(User.self, "Owner", "负责人")
    let reviewOn = day("To be reviewed on", "复核日期")
}

final class AcceptRisk: Form {
    let reason = text("Reason", "原因", max: 500)
    /// As late as the settings allow, where nobody says otherwise.
    let reviewOn = day("To be reviewed on", "复核日期").optional()
}

final class CloseRisk: Form {
    let result = paragraphs("Result", "处理结果", max: 2000)
}

extension Risk {
    /// From the identification to the result (P4.1).
    package static let steps: [Step<Risk>] = [
        Step(
            "assess", "Assess", "评估", from: .identified, .assessed, .responding, to: [.assessed], by: .owner, .role(.salesManager),
            clause: "P4.1.2", input: AssessRisk.self, effect: assess),
        Step(
            "respond", "Respond", "应对", from: .assessed, to: [.responding], by: .owner, .role(.salesManager), clause: "P4.1.2",
            input: RespondToRisk.self, effect: respond),
        Step(
            "accept", "Accept", "接受", from: .assessed, to: [.accepted], by: .role(.executive), clause: "P4.1.2", input: AcceptRisk.self,
            when: StepCondition(reading: [.assessed: ["assessed at level high"]]) { $0.level == .high }, effect: accept),
        // An executive as well, whose own risks no manager sees.
        Step(
            "accept", "Accept", "接受", from: .assessed, to: [.accepted], by: .role(.salesManager), .role(.executive), clause: "P4.1.2",
            input: AcceptRisk.self,
            when: StepCondition(reading: [.assessed: ["assessed at level medium or low"]]) { $0.level != .high }, effect: accept),
        Step(
            "close", "Close", "关闭", from: .assessed, .responding, .accepted, to: [.closed], by: .owner, .role(.salesManager),
            clause: "P4.1", input: CloseRisk.self, effect: close),
        // The server alone: what was never assessed goes with its cause as well.
        Step("close", "Close", "关闭", from: .identified, to: [.closed], clause: "P4.1", input: CloseRisk.self, effect: close),
        Step(
            "reopen", "Reopen", "重新打开", from: .closed, to: [.identified], by: .owner, .role(.salesManager), clause: "P4.1",
            input: Reason.self, effect: reopen),
    ]

    // MARK: Effects

    /// Without a response it is the inherent risk that is assessed, with one it is what is left.
    private static func assess(_ risk: inout Record<Risk>, _ form: Record<AssessRisk>, _ context: RuleContext) throws {
        let level = RiskLevel(score: form.likelihood &* form.impact)
        if risk.response == nil {
            (risk.inherentLikelihood, risk.inherentImpact, risk.inherentLevel) = (form.likelihood, form.impact, level)
        } else {
            (risk.residualLikelihood, risk.residualImpact, risk.residualLevel) = (form.likelihood, form.impact, level)
        }
        risk.assessmentComment = form.comment
        risk.assessedAt = context.now
        risk.assessedBy = context.caller.userID.map { ID($0) }
        risk.assessmentOverdue = false
        risk.noteLevel()
    }

    /// Throws `review_day`, `person_unfit` and `owner_outside_team`.
    private static func respond(_ risk: inout Record<Risk>, _ form: Record<RespondToRisk>, _ context: RuleContext) throws {
        try requireReviewDay(form.reviewOn, context)
        if form.owner != risk.owner {
            try context.requireAtWork(form.owner, at: "/owner_id")
            // A sales manager has anybody respond; an owner gives it to nobody for whom he or she does not answer.
            if !context.rolesOfStep.contains(.salesManager) { try context.requireMayGive(risk, to: form.owner) }
            risk.givenBy = context.caller.userID.map { ID($0) }
            risk.owner = form.owner
        }
        risk.response = form.response
        risk.respondedAt = context.now
        risk.reviewOn = form.reviewOn
        risk.reviewOverdue = false
        risk.noteLevel()
    }

    /// A person decides, and nobody accepts in another's place what is his or her own. Throws `decided_by_people`, `own_risk`, `review_day`.
    private static func accept(_ risk: inout Record<Risk>, _ form: Record<AcceptRisk>, _ context: RuleContext) throws {
        guard !context.caller.isKey else { throw Failure(.decidedByPeople) }
        guard context.principalOfStep == nil || risk.owner.integer != context.caller.userID else { throw Failure(.ownRisk) }
        if let day = form.reviewOn { try requireReviewDay(day, context) }
        risk.acceptReason = form.reason
        risk.acceptedAt = context.now
        risk.acceptedBy = context.caller.userID.map { ID($0) }
        risk.reviewOn = form.reviewOn ?? lastReviewDay(context)
        risk.reviewOverdue = false
        risk.noteLevel()
    }

    /// Taken by the server where the cause is gone. What a person closes although its cause lasts is not raised again for a while.
    private static func close(_ risk: inout Record<Risk>, _ form: Record<CloseRisk>, _ context: RuleContext) throws {
        risk.closedAt = context.now
        risk.assessmentOverdue = false
        risk.reviewOverdue = false
        if context.caller.userID == nil {
            let lapse = try risk.lapseOfAlert(context)
            if lapse == nil { risk.causeGoneAt = context.now }
            risk.result = try lapse ?? risk.resultOfServer(context)
        } else {
            risk.closedBy = context.caller.userID.map { ID($0) }
            risk.result = form.result
            if risk.systemCause != nil, risk.causeGoneAt == nil { risk.quietUntilOn = risk.quietDay(context) }
        }
        risk.noteLevel()
    }

    /// It is assessed anew; what it was before stands in its trail. Throws `risk_open_already`.
    private static func reopen(_ risk: inout Record<Risk>, _ form: Record<Reason>, _ context: RuleContext) throws {
        if let other = try risk.otherForItsCause(context) { throw Failure(.riskOpenAlready, ["number": other.number]) }
        risk.reopenReason = form.reason
        risk.identifiedAt = context.now
        (risk.inherentLikelihood, risk.inherentImpact, risk.inherentLevel) = (nil, nil, nil)
        (risk.residualLikelihood, risk.residualImpact, risk.residualLevel) = (nil, nil, nil)
        (risk.response, risk.respondedAt, risk.reviewOn) = (nil, nil, nil)
        (risk.acceptReason, risk.acceptedAt, risk.acceptedBy) = (nil, nil, nil)
        (risk.result, risk.closedAt, risk.closedBy, risk.quietUntilOn) = (nil, nil, nil, nil)
        risk.noteLevel()
    }

    // MARK: Days of review

    private static func lastReviewDay(_ reader: RuleReader) -> Day {
        reader.today.adding(days: Int(clamping: reader.settings(RiskSettings.self).reviewDays))
    }

    /// Nobody puts a review off for years. Throws `review_day`.
    private static func requireReviewDay(_ day: Day, _ reader: RuleReader) throws {
        let last = lastReviewDay(reader)
        guard day <= reader.today || day > last else { return }
        let first = reader.today.adding(days: 1)
        throw Failure.invalid(.reviewDay, at: "/review_on", ["from": first.description, "to": last.description])
    }
}

extension Record where D == Risk {
    /// Why the alert that it was raised for counts no more although its figure is not back; nil for every other risk.
    func lapseOfAlert(_ reader: RuleReader) throws -> String? {
        guard self.systemCause == .indicatorOverThreshold, let alert = self.entityID else { return nil }
        return try AlertCauses.lapse(of: alert, reader)
    }

    /// Another one that is open for the same cause and record; nil for none.
    fileprivate func otherForItsCause(_ reader: RuleReader) throws -> Record<Risk>? {
        guard let cause = self.systemCause, let entity = self.entity, let id = self.entityID,
            let other = try OpenRisk.find(CauseKey(cause: cause, entity: entity, id: id), reader), other != self.id
        else { return nil }
        return try reader.require(Risk.self, other)
    }

    /// Why the server closes it: what it was raised for is gone, or stands in another risk after two customers were merged.
    fileprivate func resultOfServer(_ reader: RuleReader) throws -> String {
        guard let other = try otherForItsCause(reader) else { return "The server found that the cause is gone. 系统核查：原因已消除。" }
        return "It goes on in \(other.number). 并入 \(other.number)。"
    }

    /// The day of its review where that is still to come, else so many days from now as the settings say.
    fileprivate func quietDay(_ reader: RuleReader) -> Day {
        if let day = self.reviewOn, day > reader.today { return day }
        return reader.today.adding(days: Int(clamping: reader.settings(RiskSettings.self).quietDays))
    }
}
