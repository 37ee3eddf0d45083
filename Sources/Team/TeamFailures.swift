// The refusals of the team's records.

import Kernel

extension FailureCode {
    static let periodEndsFirst = FailureCode("period_ends_first", 422, "The period ends before it begins.", "计划期的结束早于开始。")
    static let roleNotRecruited = FailureCode(
        "role_not_recruited", 422, "The role {role} is given by an administrator, not by hiring: name another one.",
        "角色 {role} 由管理员授予，不能通过招聘授予：请选择其他角色。")
    static let noSalesDepartment = FailureCode(
        "no_sales_department", 422, "There is no department with the code sales: name the department.", "没有代码为 sales 的部门：请指定部门。")
    static let planOver = FailureCode(
        "plan_over", 409, "The period of the plan ended on {day}: reject it, so that sales plans anew (P3.1.1).",
        "计划期已于 {day} 结束：请驳回，由销售部门重新编制（P3.1.1）。")
    static let planNotOpen = FailureCode(
        "plan_not_open", 409, "The recruitment plan {number} is {status}: one applies and is hired while it is approved (P3.1.1).",
        "招聘计划 {number} 状态为 {status}：仅在已批准时可以应聘和录用（P3.1.1）。")
    static let planPeriodOver = FailureCode(
        "plan_period_over", 409,
        "The period of the recruitment plan {number} ended on {day}: a new plan needs to be approved first (P3.1.1).",
        "招聘计划 {number} 的计划期已于 {day} 结束：须先批准新的计划（P3.1.1）。")
    static let headCountReached = FailureCode(
        "head_count_reached", 409,
        "All {count} of the recruitment plan {number} are hired: a new plan needs to be approved first (P3.1.1).",
        "招聘计划 {number} 的 {count} 个名额已录满：须先批准新的计划（P3.1.1）。")
    static let stepPassedOver = FailureCode(
        "step_passed_over", 422, "The candidate was not {step}: say why that is passed over (P3.1.2).",
        "候选人未经过“{step_zh}”：请说明跳过的原因（P3.1.2）。")
    static let ownCandidacy = FailureCode(
        "own_candidacy", 403, "Mail or phone are yours, or those of whom you stand in for: nobody hires himself or herself (P3.1.2).",
        "邮箱或电话与您本人或被代理人相同：不能录用自己（P3.1.2）。")
    static let managerOutsideTeam = FailureCode(
        "manager_outside_team", 422, "Whoever is hired works below the hiring manager: name that one, or somebody below.",
        "新员工的上级须为用人经理本人或其下属。")
    static let usernameTaken = FailureCode(
        "username_taken", 422, "Somebody has the user name {username} already: name another one, or none.", "用户名 {username} 已被使用：请另选或留空。")
    static let topicWithoutCourse = FailureCode(
        "topic_without_course", 409, "No active onboarding course teaches: {topics}. Enter one first (P3.1.3).",
        "以下主题没有启用的入职课程：{topics_zh}。请先建立课程（P3.1.3）。")
    static let personUnfit = FailureCode(
        "person_unfit", 422, "{name} does not work here any more, or is no person: name somebody else.", "{name} 已停用或不是员工：请指定其他人员。")
    static let courseOver = FailureCode(
        "course_over", 422, "The course {name} is no longer given: name another one.", "课程 {name} 已停用：请选择其他课程。")
    static let alreadyEnrolled = FailureCode(
        "already_enrolled", 409, "He or she is enrolled in {name} already, and it is open.", "该人员已报名课程 {name} 且尚未结束。")
    static let ownEnrolment = FailureCode(
        "own_enrolment", 403,
        "The training is yours, or of whom you stand in for: the trainer or another sales manager decides on it (P3.1.3).",
        "这是您本人或被代理人的培训：须由讲师或其他销售经理处理（P3.1.3）。")
    static let meetingPast = FailureCode(
        "meeting_past", 422, "A meeting is planned ahead, or noted at most {days} days late; it is not moved into the past.",
        "会议应提前计划，或最迟在 {days} 天内补录；不能改到过去的时间。")
    static let attendeeTwice = FailureCode("attendee_twice", 422, "The person stands in the list before.", "该人员在名单中重复。")
    static let meetingToCome = FailureCode(
        "meeting_to_come", 409, "The meeting begins at {at}: note it as held afterwards (P3.3.1).", "会议于 {at} 开始：请在召开后登记（P3.3.1）。")
    static let meetingAlone = FailureCode(
        "meeting_alone", 422, "The organiser alone holds no meeting: name who else was there, or cancel it (P3.3.1).",
        "仅组织者一人不构成会议：请填写其他到会人员，或取消会议（P3.3.1）。")
    static let oneDepartment = FailureCode(
        "one_department", 422, "All who were there are of one department: a cross-department meeting has people of two (P3.3.2).",
        "到会人员均属同一部门：跨部门会议须至少有两个部门的人员（P3.3.2）。")
    static let duePast = FailureCode("due_past", 422, "The day has passed: name today or a later one.", "日期已过：请填写今天或以后的日期。")
    static let audienceEmpty = FailureCode(
        "audience_empty", 422, "Say whom the notice is for: everybody, roles, departments or people (P3.3.1).",
        "请指定通知对象：全员、角色、部门或人员（P3.3.1）。")
    static let nobodyAddressed = FailureCode(
        "nobody_addressed", 409, "Nobody who works here is among those addressed, but you: name others first (P3.3.1).",
        "除您本人外没有在职的通知对象：请先更改通知对象（P3.3.1）。")
    static let channelURL = FailureCode(
        "channel_url", 422, "The address is no URL such as https://oapi.dingtalk.com/robot/send?access_token=…, without user and fragment.",
        "地址不是有效的 URL，应如 https://oapi.dingtalk.com/robot/send?access_token=…，且不含用户名和片段。")
    static let secretUnused = FailureCode(
        "secret_unused", 422, "Robots of WeCom sign nothing: the key stands in the address. Leave the secret out.",
        "企业微信机器人不使用签名：密钥包含在地址中。请不要填写签名密钥。")
    static let channelInactive = FailureCode(
        "channel_inactive", 409, "The channel {name} is switched off: name another one, or none (P3.3.1).",
        "消息通道 {name} 已停用：请选择其他通道或留空（P3.3.1）。")
    static let notAddressed = FailureCode(
        "not_addressed", 403, "The notice is not for you: each reads for himself or herself (P3.3.1).", "该通知并非发给您本人：已读须由本人确认（P3.3.1）。")
    static let acknowledgedAlready = FailureCode(
        "acknowledged_already", 409, "You have said already that you have read it (P3.3.1).", "您已确认阅读该通知（P3.3.1）。")
    static let unknownClause = FailureCode(
        "unknown_clause", 422, "A clause of the policy reads like P3.1.1.", "制度条款的格式如 P3.1.1。")
    static let dutyStartsPast = FailureCode(
        "duty_starts_past", 422,
        "The day lies before the current period: nobody is late with what was not asked for. Name a later day, or none.",
        "该日期早于本期：未曾要求的职责不算逾期。请填写本期内或以后的日期，或留空。")

    static let teamCodes: [FailureCode] = [
        periodEndsFirst, roleNotRecruited, noSalesDepartment, planOver, planNotOpen, planPeriodOver, headCountReached, stepPassedOver,
        ownCandidacy,
        managerOutsideTeam, usernameTaken, topicWithoutCourse, personUnfit, courseOver, alreadyEnrolled, ownEnrolment,
        meetingPast, attendeeTwice, meetingToCome, meetingAlone, oneDepartment, duePast, audienceEmpty, nobodyAddressed,
        channelURL, secretUnused, channelInactive, notAddressed, acknowledgedAlready, unknownClause, dutyStartsPast,
    ]
}
