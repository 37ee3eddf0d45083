// How content customers are, and how recruiting goes (P2.6.3, P3.1).

import AfterSales
import CRM
import Kernel
import Team

extension Report {
    static let satisfaction = Report(
        name: "satisfaction", label: Label("Satisfaction", "满意度"),
        definition: Label(
            "Tickets by the day on which they were last resolved: the mean of the scores that customers gave, how many were satisfied (4 and 5) and dissatisfied (1 and 2), and how many were late.",
            "按最近一次解决日期统计的工单：客户评分的平均值、满意（4–5 分）与不满意（1–2 分）的数量，以及超时数量。"),
        clause: "P2.6.3", source: .list(of: Ticket.self), time: .range,
        groupings: [
            .choice("type", "Type", "类型", TicketType.self), .choice("channel", "Channel", "渠道", TicketChannel.self),
            .choice("priority", "Priority", "优先级", TicketPriority.self), .assignee.unnamed("Nobody", "无处理人"),
            .product.unnamed("No product", "无产品"),
            .customer, .region, .industry,
        ] + ReportGrouping.periods,
        columns: [
            .rows("tickets", "Tickets", "工单数"),
            .rows("scored", "With a score", "已评分", with: [("satisfaction_score.null", "false")]),
            ReportColumn("scores", "", "", .count, .measured(.sum("t.satisfaction_score"), part: 0, with: [])).hidden,
            ReportColumn("mean_score", "Score, mean", "平均分", .decimal(places: 2), .quotient("scores", by: "scored")),
            .rows("satisfied", "Satisfied, 4 and 5", "满意（4–5 分）", with: [("satisfaction_score.gte", "4")]),
            .rows("dissatisfied", "Dissatisfied, 1 and 2", "不满意（1–2 分）", with: [("satisfaction_score.lte", "2")]),
            .ratio("satisfied_ratio", "Satisfied of those with a score", "满意率", "satisfied", of: "scored"),
            .rows("response_late", "Response was late", "响应超时", with: [("response_missed", "true")]),
            .rows("resolution_late", "Resolution was late", "解决超时", with: [("resolve_missed", "true")]),
        ],
        order: "tickets", chart: .bars(["mean_score"]), takesFilters: true, compares: true,
        question: Label("How content are customers with what service does?", "客户对售后满意吗？"),
        body: .parts([
            ReportPart(
                source: Ticket.schema, day: "resolved_at",
                keys: [
                    "type": .field("type"), "channel": .field("channel"), "priority": .field("priority"), "assignee": .field("assignee_id"),
                    "product": .field("product_id"),
                ].adding(.byCustomer))
        ]))

    static let recruitment = Report(
        name: "recruitment", label: Label("Recruitment", "招聘"),
        definition: Label(
            "Approved plans whose period begins in the time: posts and how many are filled; beside them the candidates who were entered in the time, where the reader may see candidates.",
            "计划期在期间内开始的已批准招聘计划：岗位数与已录用数；以及期间内录入的候选人（仅限有权查看候选人的人员）。"),
        clause: "P3.1.2", source: .list(of: RecruitmentPlan.self), time: .range,
        groupings: [
            .record("plan", "Recruitment plan", "招聘计划", "SELECT number || ' ' || position FROM recruitment_plans WHERE id = k"),
            .choice("channel", "Channel", "招聘渠道", RecruitmentChannel.self),
        ] + ReportGrouping.periods,
        columns: [
            .rows("plans", "Plans", "计划数"),
            ReportColumn("head_count", "Posts", "招聘人数", .count, .measured(.sum("t.head_count"), part: 0, with: [])),
            ReportColumn("hired", "Filled", "已录用", .count, .measured(.sum("t.hired"), part: 0, with: [])),
            .ratio("filled_ratio", "Filled of the posts", "完成率", "hired", of: "head_count"),
            .rows("candidates", "Candidates", "候选人数", part: 1),
            .rows("in_process", "In process", "流程中", part: 1, with: [("status", "applied,screened,interviewed,tested,offered")]),
            .rows("candidates_hired", "Candidates hired", "录用候选人", part: 1, with: [("status", "hired")]),
            .rows("rejected", "Rejected", "已淘汰", part: 1, with: [("status", "rejected")]),
            .rows("withdrawn", "Withdrawn", "已放弃", part: 1, with: [("status", "withdrawn")]),
            .ratio("hire_rate", "Hired of the candidates", "录用率", "candidates_hired", of: "candidates"),
        ],
        order: "head_count", chart: .bars(["head_count", "hired"]),
        question: Label("How many posts are filled, and what became of the candidates?", "招到了多少人，候选人结果如何？"),
        body: .parts([
            ReportPart(
                source: RecruitmentPlan.schema, filters: [("status", "approved,filled,closed"), ("approved_at.null", "false")],
                day: "starts_on", keys: ["plan": .field("id")]),
            ReportPart(
                source: Candidate.schema, day: "created_at", keys: ["plan": .field("plan_id"), "channel": .field("channel")]),
        ]))
}
