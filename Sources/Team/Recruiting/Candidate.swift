// Who applies for a post (P3.1.2). Personnel and the hiring manager see it, nobody else.

package import Identity
package import Kernel

/// Somebody who applies for a post of an approved plan.
///
/// Neither executives nor auditors nor administrators see candidates: so their readers are named here one by one, without those who see
/// everything else, and what the audit keeps of candidates is shown to the same people alone.
package final class Candidate: Resource {
    package typealias Status = CandidateStatus
    package static let schema = Schema<Candidate>("candidates", one: "candidate", "Candidate", "候选人")

    package let number = Kernel.number("CA")
    package let plan = reference(RecruitmentPlan.self, "Recruitment plan", "招聘计划").fixed()
    /// As the plan has it.
    package let hiringManager = reference(User.self, "Hiring manager", "用人经理").computed().scoped()
    package let name = text("Name", "姓名", max: 100).personal()
    package let email = Kernel.email("Mail", "邮箱").personal().optional()
    package let phone = Kernel.phone("Phone", "电话").personal().optional()
    package let channel = choice(RecruitmentChannel.self, "Channel", "招聘渠道")
    package let resume = paragraphs("Résumé in short", "简历摘要").personal(identifies: false).optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).personal(identifies: false).optional()
    package let status = state(CandidateStatus.self, initial: .applied, editable: [.applied, .screened, .interviewed, .tested, .offered])
    package let screeningScore = score("Score of the screening", "简历筛选得分")
    package let screeningComment = remark("Comment on the screening", "简历筛选意见")
    package let interviewScore = score("Score of the interview", "面试得分")
    package let interviewComment = remark("Comment on the interview", "面试意见")
    package let testScore = score("Score of the written test", "笔试得分")
    package let testComment = remark("Comment on the written test", "笔试意见")
    /// Why a step was passed over, such as the written test.
    package let passedOverReason = remark("Reason for passing a step over", "跳过环节的原因")
    package let decisionReason = remark("Reason of the rejection", "淘汰原因")
    package let offeredAt = instant("Offered at", "发出录用通知时间").computed().optional()
    package let decidedAt = instant("Decided at", "结束时间").computed().optional()
    package let startsOn = day("Starts on", "入职日期").computed().optional()
    package let hiredUser = reference(User.self, "Hired as", "录用为用户").computed().optional()
    /// It stays when the person is erased.
    package let externalID = Kernel.externalID()
    package let erasedAt = Kernel.erasedAt()

    package init() {}

    package static let access = [
        Grant([.hr], .all),
        Grant([.salesManager], .read, rows: .own),
    ]

    /// One applies for what is approved. Throws `plan_not_open`, `plan_period_over` and `head_count_reached`.
    package static func prepare(_ candidate: inout Record<Candidate>, from old: Record<Candidate>?, in context: RuleContext) throws {
        guard old == nil else { return }
        candidate.hiringManager = try Posts.requireOpen(candidate.plan, context).owner
    }

    /// The last one ends the plan.
    package static func written(_ candidate: Record<Candidate>, from old: Record<Candidate>?, in context: RuleContext) throws {
        guard candidate.status == .hired, old?.status != .hired else { return }
        let plan = try context.require(RecruitmentPlan.self, candidate.plan)
        if try Posts.hired(of: plan.id, context) >= plan.headCount { try context.follow("fill", plan) }
    }
}

/// Points out of a hundred.
private func score(_ english: String, _ chinese: String) -> Field<Int64?> {
    integer(english, chinese, 0...100).personal(identifies: false).computed().optional()
}

private func remark(_ english: String, _ chinese: String) -> Field<String?> {
    paragraphs(english, chinese, max: 2000).personal(identifies: false).computed().optional()
}

/// Where a candidate is (P3.1.2).
package enum CandidateStatus: String, Choice {
    case applied, screened, interviewed, tested, offered, hired, rejected, withdrawn

    package var chinese: String {
        switch self {
        case .applied: "已投递"
        case .screened: "已筛选"
        case .interviewed: "已面试"
        case .tested: "已笔试"
        case .offered: "已发录用通知"
        case .hired: "已录用"
        case .rejected: "已淘汰"
        case .withdrawn: "已放弃"
        }
    }
}

/// By which way somebody came to apply (P3.1.2).
package enum RecruitmentChannel: String, Choice {
    case online
    case onSite = "on_site"
    case campus, referral

    package var chinese: String {
        switch self {
        case .online: "网络招聘"
        case .onSite: "现场招聘"
        case .campus: "校园招聘"
        case .referral: "内部推荐"
        }
    }
}
