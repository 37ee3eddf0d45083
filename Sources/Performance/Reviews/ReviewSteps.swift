// The steps of a review, row by row as the process has them (P3.2.2).

import Identity
package import Kernel

final class ScoreReview: Form {
    /// One for each indicator that the manager scores; none, where there are none.
    let scores = children(GivenScore.self, "Scores", "评分", 0...50)
    let comment = paragraphs("Comment", "评语", max: 5000).optional()
}

/// What a manager gives for one indicator.
final class GivenScore: Item {
    static let schema = Schema<GivenScore>(table: "", one: "given_score", parent: "form", "Score", "评分")

    let indicator = reference(Indicator.self, "Indicator", "指标")
    let score = integer("Score", "评分", 0...100)
    let comment = text("Comment", "说明", max: 500).optional()
}

final class AcknowledgeReview: Form {
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
}

final class DecideReviewAppeal: Form {
    let decision = choice(ReviewAppealDecision.self, "Decision", "结论")
    let reason = text("Reason", "理由", max: 500)
    /// Where it is changed: what the executive gives instead.
    let scores = children(GivenScore.self, "Scores", "评分", 0...50)
}

extension PerformanceReview {
    /// Computed, scored, confirmed, and then for the person to say something to.
    package static let steps: [Step<PerformanceReview>] = [
        Step("compute", "Compute", "计算", from: .open, .computed, to: [.computed], by: .role(.hr), clause: "P3.2.2") { review, context in
            guard review.startsOn <= context.today else { throw Failure(.periodToCome, ["day": review.startsOn.description]) }
            try ReviewFigures.compute(&review, in: context)
        },
        Step(
            "score", "Score", "评分", from: .computed, to: [.scored], by: .manager, decision: true, clause: "P3.2.2", input: ScoreReview.self,
            effect: score),
        Step(
            "confirm", "Confirm", "确认", from: .scored, to: [.confirmed], by: .secondManager, decision: true, clause: "P3.2.2",
            input: NoInput.self, after: { [$0.scoredBy?.integer].compactMap(\.self) }
        ) { review, _, context in
            try review.requireOthers(in: context)
            review.confirmedAt = context.now
            review.confirmedBy = context.caller.userID.map { ID($0) }
            review.shownTo = review.user
        },
        Step(
            "acknowledge", "Acknowledge", "本人确认", from: .confirmed, to: [.acknowledged], by: .owner, clause: "P3.2.2",
            input: AcknowledgeReview.self
        ) { review, form, context in
            try review.requirePerson(in: context)
            review.acknowledgedAt = context.now
            review.acknowledgeComment = form.comment
        },
        Step("appeal", "Appeal", "申诉", from: .confirmed, to: [.appealed], by: .owner, clause: "P3.2.2", input: Reason.self) {
            review, form, context in
            try review.requirePerson(in: context)
            try review.requireOpenPeriod(in: context)
            guard review.appealDecision != .kept else { throw Failure(.appealDecided) }
            review.appealedAt = context.now
            review.appealReason = form.reason
        },
        Step(
            "decide-appeal", "Decide the appeal", "处理申诉", from: .appealed, to: [.confirmed, .scored], by: .role(.executive), decision: true,
            clause: "P3.2.2", input: DecideReviewAppeal.self,
            after: { [$0.scoredBy?.integer, $0.confirmedBy?.integer].compactMap(\.self) }, effect: decideAppeal),
        Step("close", "Close", "关闭", from: .acknowledged, .confirmed, to: [.closed], by: .role(.hr), clause: "P3.2.3", effect: close),
    ]

    // MARK: Effects

    private static func score(_ review: inout Record<PerformanceReview>, _ form: Record<ScoreReview>, _ context: RuleContext) throws {
        try review.requireOthers(in: context)
        // What is scored half way says nothing of the whole.
        let over = context.registry.calendar.start(of: review.endsOn.adding(days: 1))
        guard context.now >= over else { throw Failure(.reviewPeriodRuns, ["day": review.endsOn.description]) }
        guard let computed = review.computedAt, computed >= over, try ReviewFigures.areCurrent(review, in: context) else {
            throw Failure(.figuresOutdated)
        }
        try review.take(form.scores, all: true)
        try Appraisal.appraise(&review, in: context)
        guard review.score != nil else { throw Failure(.nothingToScore) }
        review.comment = form.comment
        review.scoredAt = context.now
        review.scoredBy = context.caller.userID.map { ID($0) }
    }

    /// Kept, it is as it was. Changed, the figures are taken from the papers once more, with the targets of then; the executive's scores go
    /// before the manager's, and it is confirmed anew.
    private static func decideAppeal(
        _ review: inout Record<PerformanceReview>, _ form: Record<DecideReviewAppeal>, _ context: RuleContext
    ) throws {
        try review.requireOthers(in: context)
        review.appealDecision = form.decision
        review.appealDecisionReason = form.reason
        review.appealDecidedBy = context.caller.userID.map { ID($0) }
        guard form.decision == .changed else {
            guard form.scores.isEmpty else { throw Failure.invalid(.scoresOfKeptAppeal, at: "/scores") }
            review.status = .confirmed
            return
        }
        try review.requireOpenPeriod(in: context)
        try review.take(form.scores, all: false)
        try ReviewFigures.compute(&review, keepsTargets: true, in: context)
        guard review.score != nil else { throw Failure(.nothingToScore) }
        review.status = .scored
        (review.scoredAt, review.scoredBy) = (context.now, review.appealDecidedBy)
        (review.confirmedAt, review.confirmedBy, review.shownTo) = (nil, nil, nil)
    }

    /// Whether it is a miss is settled now: a limit that is changed later changes nothing of it.
    private static func close(_ review: inout Record<PerformanceReview>, _ context: RuleContext) throws {
        let settings = context.settings(PerformanceSettings.self)
        try review.requireTimeToAppeal(settings.closeDays, in: context)
        review.closedAt = context.now
        review.missed = review.score.map { $0 < Figure(whole: settings.missBelow) }
        review.shownTo = review.user
    }
}

extension Record where D == PerformanceReview {
    /// Nobody judges himself or herself, or whom he or she stands in for. Throws `own_review`.
    fileprivate func requireOthers(in context: RuleContext) throws {
        guard !context.caller.actsFor(self.user.integer) else { throw Failure(.ownReview) }
    }

    /// What the person has to say, nobody says in his or her place. Throws `person_alone`.
    fileprivate func requirePerson(in context: RuleContext) throws {
        guard context.caller.userID == self.user.integer else { throw Failure(.personAlone) }
    }

    /// Whether what is settled can be opened no more: others' figures go by it.
    private func isOfClosedPeriod(_ reader: RuleReader) throws -> Bool {
        try reader.require(ReviewPeriod.self, self.reviewPeriod).status == .closed
    }

    /// Throws `period_closed`.
    fileprivate func requireOpenPeriod(in reader: RuleReader) throws {
        guard try !isOfClosedPeriod(reader) else { throw Failure(.periodClosed, ["period": self.period]) }
    }

    /// Personnel does not cut short what the person may say to it. Throws `review_not_acknowledged`.
    fileprivate func requireTimeToAppeal(_ days: Int64, in context: RuleContext) throws {
        guard self.acknowledgedAt == nil, let confirmed = self.confirmedAt, context.now < confirmed.adding(seconds: days * 86_400) else {
            return
        }
        guard try isOfClosedPeriod(context) else { throw Failure(.reviewNotAcknowledged, ["days": String(days)]) }
    }

    /// Puts the scores into the lines. Throws every fault at once.
    ///
    /// - Parameter all: whether each indicator that is scored has to be named
    fileprivate mutating func take(_ scores: [Record<GivenScore>], all: Bool) throws {
        var lines = self.lines
        var faults = scores.repeats(of: { $0.indicator }).map { Fault(.indicatorTwice, at: "/scores/\($0)/indicator_id") }
        for (index, given) in scores.enumerated() {
            guard let place = lines.firstIndex(where: { $0.indicator == given.indicator && $0.measure == .score }) else {
                faults.append(Fault(.notScoredHere, at: "/scores/\(index)/indicator_id"))
                continue
            }
            lines[place].score = given.score
            lines[place].comment = given.comment
        }
        let missing = lines.filter { line in line.measure == .score && !scores.contains { $0.indicator == line.indicator } }
        if all, !missing.isEmpty {
            faults.append(Fault(.scoresMissing, at: "/scores", ["missing": missing.map(\.code).joined(separator: ", ")]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        self.lines = lines
    }
}
