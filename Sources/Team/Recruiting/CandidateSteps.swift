// The steps of a candidate, row by row as the process has them (P3.1.2).

import Identity
package import Kernel

/// What somebody thinks of a candidate after one of the steps.
final class AssessCandidate: Form {
    /// Points out of a hundred.
    let score = integer("Score", "得分", 0...100)
    let comment = paragraphs("Comment", "意见", max: 2000).optional()
    /// Where a step before it was passed over.
    let reason = text("Reason for passing a step over", "跳过环节的原因", max: 500).optional()
}

final class OfferPost: Form {
    /// Where a step before it was passed over.
    let reason = text("Reason for passing a step over", "跳过环节的原因", max: 500).optional()
}

final class HireCandidate: Form {
    let startsOn = day("Starts on", "入职日期")
    let position = text("Position", "职位", max: 100)
    let manager = reference(User.self, "Manager", "上级")
    /// Nothing named: what stands before the @ of the mail, or the candidate's number.
    let username = identifier("User name", "用户名", max: 60).optional()
}

extension Candidate {
    /// From the résumé to the first day, or to an end before. Personnel leads, the hiring manager decides.
    package static let steps: [Step<Candidate>] = [
        Step(
            "screen", "Screen", "筛选简历", from: .applied, to: [.screened], by: .role(.hr), .owner, clause: "P3.1.2",
            input: AssessCandidate.self
        ) { candidate, form, context in
            _ = try Posts.requireOpen(candidate.plan, context)
            candidate.screeningScore = form.score
            candidate.screeningComment = form.comment
        },
        Step(
            "interview", "Interview", "面试", from: .applied, .screened, to: [.interviewed], by: .role(.hr), .owner, clause: "P3.1.2",
            input: AssessCandidate.self
        ) { candidate, form, context in
            _ = try Posts.requireOpen(candidate.plan, context)
            try candidate.notePassingOver(of: .screened, form.reason)
            candidate.interviewScore = form.score
            candidate.interviewComment = form.comment
        },
        Step(
            "test", "Written test", "笔试", from: .screened, .interviewed, to: [.tested], by: .role(.hr), .owner, clause: "P3.1.2",
            input: AssessCandidate.self
        ) { candidate, form, context in
            _ = try Posts.requireOpen(candidate.plan, context)
            try candidate.notePassingOver(of: .interviewed, form.reason)
            candidate.testScore = form.score
            candidate.testComment = form.comment
        },
        Step(
            "offer", "Offer", "发出录用通知", from: .interviewed, .tested, to: [.offered], by: .role(.hr), clause: "P3.1.2",
            input: OfferPost.self
        ) { candidate, form, context in
            _ = try Posts.requireLeft(in: candidate.plan, context)
            try candidate.notePassingOver(of: .tested, form.reason)
            candidate.offeredAt = context.now
        },
        Step(
            "hire", "Hire", "录用", from: .offered, to: [.hired], by: .owner, decision: true, clause: "P3.1.2", input: HireCandidate.self,
            effect: Hiring.hire),
        Step(
            "reject", "Reject", "淘汰", from: .applied, .screened, .interviewed, .tested, .offered, to: [.rejected], by: .role(.hr), .owner,
            clause: "P3.1.2", input: Reason.self
        ) { candidate, form, context in
            candidate.decisionReason = form.reason
            candidate.decidedAt = context.now
        },
        Step(
            "withdraw", "Withdraw", "放弃", from: .applied, .screened, .interviewed, .tested, .offered, to: [.withdrawn], by: .role(.hr),
            clause: "P3.1.2"
        ) { candidate, context in candidate.decidedAt = context.now },
    ]
}

extension Record where D == Candidate {
    /// A step that was not taken needs a reason; nothing is to be noted where it was. Throws `step_passed_over`.
    fileprivate mutating func notePassingOver(of step: CandidateStatus, _ reason: String?) throws {
        let score: Int64? =
            switch step {
            case .screened: self.screeningScore
            case .interviewed: self.interviewScore
            default: self.testScore
            }
        guard score == nil else { return }
        guard let reason else {
            throw Failure.invalid(
                .stepPassedOver, at: "/reason", ["step": step.label.english.lowercased(), "step_zh": step.chinese])
        }
        let earlier = self.passedOverReason.map { $0 + "\n" } ?? ""
        self.passedOverReason = earlier + step.rawValue + ": " + reason
    }
}
