// What follows from a review: reward, coaching or penalty (P3.2.3).

package import Identity
package import Kernel
package import Team

/// What the rules propose after a review, and what was decided. The person reads it once it is decided.
package final class Outcome: Resource {
    package typealias Status = OutcomeStatus
    package static let schema = Schema<Outcome>("outcomes", one: "outcome", "Outcome", "考核结果处理")

    package let number = Kernel.number("OC")
    package let kind = choice(OutcomeKind.self, "Kind", "类型").computed()
    package let review = reference(PerformanceReview.self, "Review", "绩效考核").computed()
    package let period = text("Period", "期间", max: 7).computed()
    package let user = reference(User.self, "Who", "人员").computed().scoped()
    package let shownTo = reference(User.self, "Shown to", "可见人").computed().informed().optional()
    package let status = state(OutcomeStatus.self, initial: .proposed, editable: [])
    /// That of the review.
    package let score = figure("Score", "得分").computed().optional()
    package let missesInRow = integer("Misses in a row", "连续未达标次数", 0...1000).computed()
    /// What it is, once that was decided: a bonus, a transfer.
    package let measure = choice(OutcomeMeasure.self, "Measure", "措施").computed().optional()
    package let course = reference(Course.self, "Course", "课程").computed().optional()
    /// Made with the decision.
    package let enrolment = reference(Enrolment.self, "Enrolment", "培训报名").computed().optional()
    package let comment = paragraphs("Comment", "意见", max: 2000).computed().optional()
    package let decidedAt = instant("Decided at", "决定时间").computed().optional()
    package let decidedBy = reference(User.self, "Decided by", "决定人").computed().optional()
    package let waiveReason = text("Reason of the waiver", "免除原因", max: 500).computed().optional()
    package let appealedAt = instant("Appealed at", "申诉时间").computed().optional()
    package let appealReason = text("Reason of the appeal", "申诉理由", max: 500).computed().optional()
    package let appealDecision = choice(OutcomeAppealDecision.self, "Decision on the appeal", "申诉结论").computed().optional()
    package let appealDecisionReason = text("Reason of the decision", "结论理由", max: 500).computed().optional()
    package let appealDecidedBy = reference(User.self, "Appeal decided by", "申诉处理人").computed().optional()

    package init() {}

    package static let furtherEvents = ["proposed"]

    package static let access = [
        Grant([.hr, .executive, .auditor], .read),
        Grant(.everyone, .read, rows: .below),
        // The person, once it is decided.
        .toWhomItIsAssigned,
    ]
}

/// What kind of thing follows (P3.2.3).
package enum OutcomeKind: String, Choice {
    case reward, coaching, penalty

    package var chinese: String {
        switch self {
        case .reward: "奖励"
        case .coaching: "辅导培训"
        case .penalty: "处罚"
        }
    }
}

/// What exactly follows (P3.2.3).
package enum OutcomeMeasure: String, Choice {
    case bonus, promotion, certificate, training, transfer, demotion

    package var chinese: String {
        switch self {
        case .bonus: "奖金"
        case .promotion: "晋升"
        case .certificate: "荣誉证书"
        case .training: "培训"
        case .transfer: "调岗"
        case .demotion: "降职"
        }
    }

    /// Of which kind it is.
    var kind: OutcomeKind {
        switch self {
        case .bonus, .promotion, .certificate: .reward
        case .training: .coaching
        case .transfer, .demotion: .penalty
        }
    }
}

/// Where it is.
package enum OutcomeStatus: String, Choice {
    case proposed, decided, waived, appealed

    package var chinese: String {
        switch self {
        case .proposed: "待决定"
        case .decided: "已决定"
        case .waived: "已免除"
        case .appealed: "申诉中"
        }
    }
}

/// What comes of an appeal against an outcome.
package enum OutcomeAppealDecision: String, Choice {
    case kept, waived

    package var chinese: String { self == .kept ? "维持" : "免除" }
}
