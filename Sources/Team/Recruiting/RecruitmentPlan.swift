// How many people sales wants to hire for which post (P3.1.1).

package import Identity
package import Kernel

/// A plan of sales for a period: a post, how many, and what they have to be able to do. Once approved, so many may be hired for it.
package final class RecruitmentPlan: Resource {
    package typealias Status = RecruitmentPlanStatus
    package static let schema = Schema<RecruitmentPlan>("recruitment-plans", one: "recruitment_plan", "Recruitment plan", "招聘计划")

    package let number = Kernel.number("RP")
    /// What the post is called, such as sales representative for tea.
    package let position = text("Position", "职位", max: 100)
    /// Where whoever is hired works; sales, where nothing is said.
    package let department = reference(Department.self, "Department", "部门").filled()
    /// What whoever is hired may do with the server: approved with the plan, so that nobody who hires gives out rights.
    package let role = choice(Role.self, "Role", "角色").byDefault(.salesRep)
    package let headCount = integer("Head count", "招聘人数", 1...1000)
    package let requirements = paragraphs("Requirements", "任职要求").optional()
    package let startsOn = day("Period from", "计划期开始")
    package let endsOn = day("Period to", "计划期结束")
    /// The hiring manager: sees the candidates and hires among them.
    package let owner = reference(User.self, "Hiring manager", "用人经理").callerByDefault().scoped(among: [.salesManager]).handedOver()
    package let status = state(RecruitmentPlanStatus.self, initial: .draft, editable: [.draft])
    package let hired = integer("Hired", "已录用人数").byDefault(0).computed()
    package let submittedAt = instant("Submitted at", "提交时间").computed().optional()
    package let approvedAt = instant("Approved at", "批准时间").computed().optional()
    package let approvedBy = reference(User.self, "Approved by", "批准人").computed().optional()
    package let rejectReason = text("Reason of the rejection", "驳回原因", max: 500).computed().optional()
    package let closeReason = text("Reason of the closing", "关闭原因", max: 500).computed().optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let isPaper = true

    package static let access =
        Grant.standard + [
            Grant([.salesManager], .all, rows: .team),
            Grant([.hr], .read),
        ]

    /// Who was hired for it.
    package static let derivations: [Derivation<RecruitmentPlan>] = [
        Derivation(from: Candidate.self, by: \.plan) { plan, reader in plan.hired = try Posts.hired(of: plan.id, reader) }
    ]

    /// Throws `period_ends_first` and `role_not_recruited`.
    package static func prepare(_ plan: inout Record<RecruitmentPlan>, from old: Record<RecruitmentPlan>?, in context: RuleContext) throws {
        if !plan.has(\.department) {
            let sales = try context.integer("SELECT id FROM departments WHERE code = 'sales' AND archived_at IS NULL")
            guard let sales else { throw Failure.invalid(.noSalesDepartment, at: "/department_id") }
            plan.department = ID(sales)
        }
        var faults: [Fault] = []
        if plan.endsOn < plan.startsOn { faults.append(Fault(.periodEndsFirst, at: "/ends_on")) }
        if notRecruited.contains(plan.role) { faults.append(Fault(.roleNotRecruited, at: "/role", ["role": plan.role.rawValue])) }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    /// Roles that watch over the others, or are a system's: an administrator gives them, no plan.
    private static let notRecruited: RoleSet = [.admin, .executive, .auditor, .integration]

    /// Whoever takes a plan over sees its candidates, and whoever had it no longer does.
    package static func written(_ plan: Record<RecruitmentPlan>, from old: Record<RecruitmentPlan>?, in context: RuleContext) throws {
        guard let old, old.owner != plan.owner else { return }
        for var candidate in try context.all(Candidate.self, where: "plan_id = ?", plan.id.stored) {
            candidate.hiringManager = plan.owner
            try context.save(&candidate, action: "handed_over")
        }
    }
}

/// Where a plan is: made by sales, decided by an executive, and ended when all are hired, or before.
package enum RecruitmentPlanStatus: String, Choice {
    case draft, submitted, approved, filled, closed

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .submitted: "待批准"
        case .approved: "已批准"
        case .filled: "已招满"
        case .closed: "已关闭"
        }
    }
}
