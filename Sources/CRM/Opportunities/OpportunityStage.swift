// How long a deal stands in each stage: every move is kept.

package import Identity
package import Kernel

/// One stay in a stage. The server alone writes it; the last one is where the opportunity stands now.
package final class OpportunityStage: Item {
    package static let schema = Schema<OpportunityStage>(
        table: "opportunity_stages", one: "opportunity_stage", parent: "opportunity_id", "Stage", "阶段")

    package let stage = choice(OpportunityStatus.self, "Stage", "阶段").computed()
    package let enteredAt = instant("Entered at", "进入时间").computed()
    /// Nobody where the server itself moved it.
    package let enteredBy = reference(User.self, "Entered by", "操作人").computed().optional()
    package let reason = text("Reason", "原因", max: 500).computed().optional()
    package let leftAt = instant("Left at", "离开时间").computed().optional()
    package let durationSeconds = integer("Duration, seconds", "时长（秒）").computed().optional()
    /// Minutes of the working calendar, as it was when the stage was left.
    package let workingMinutes = integer("Duration, working minutes", "工作时长（分钟）").computed().optional()

    package init() {}
}

extension Record where D == Opportunity {
    /// Keeps the move where the opportunity stands in another stage than the last one kept; returns whether it does.
    @discardableResult
    mutating func noteStage(reason: String? = nil, in context: RuleContext) throws -> Bool {
        var stages = self.stages
        if let last = stages.last {
            guard last.stage != self.status else { return false }
            try stages[stages.count - 1].leave(in: context)
        }
        var entered = Record<OpportunityStage>(new: OpportunityStage.self)
        entered.stage = self.status
        entered.enteredAt = context.now
        entered.enteredBy = context.caller.userID.map { ID($0) }
        entered.reason = reason
        self.stages = stages + [entered]
        self.stageEnteredAt = context.now
        return true
    }

    /// The probability that the stage has.
    mutating func followStage(in context: RuleReader) {
        self.probability = context.settings(CRMSettings.self).probability(in: self.status)
    }

    /// Leads to where the step has put it: the move is kept, and the probability follows.
    mutating func move(to status: OpportunityStatus, reason: String? = nil, in context: RuleContext) throws {
        self.status = status
        if try noteStage(reason: reason, in: context) { followStage(in: context) }
    }

    /// Nothing goes on upon an evaluation of something else (P2.2.3): the needs are analysed again.
    mutating func takeEvaluationBack() {
        self.feasibility = nil
        self.value = nil
        self.worthwhile = nil
        self.grade = nil
        self.evaluatedAt = nil
        self.evaluationComment = nil
        self.status = .needsAnalysis
    }
}

extension Record where D == OpportunityStage {
    fileprivate mutating func leave(in context: RuleContext) throws {
        let calendar = try context.workingCalendar(from: context.registry.calendar.day(of: self.enteredAt))
        self.leftAt = context.now
        self.durationSeconds = max(0, (context.now.milliseconds - self.enteredAt.milliseconds) / 1000)
        self.workingMinutes = Int64(calendar.minutes(from: self.enteredAt, to: context.now))
    }
}
