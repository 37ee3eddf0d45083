// The refusals of report schedules, and the reasons why somebody has no file.

import Kernel

extension FailureCode {
    // Of a schedule.
    static let reportDayMissing = FailureCode(
        "report_day_missing", 422, "A {rhythm} report needs {name}.", "{rhythm} 报表须填写 {name}。")
    static let reportDayUnfit = FailureCode(
        "report_day_unfit", 422, "A {rhythm} report has no {name}: leave it out.", "{rhythm} 报表没有 {name}：请省略。")
    static let reportWithoutPeriod = FailureCode(
        "report_without_period", 422, "The report {name} tells of now and takes no period: leave it out.",
        "报表 {name} 反映当前情况，没有统计区间：请省略。")
    static let reportPeriodTwice = FailureCode(
        "report_period_twice", 422, "The period says of which days the report tells: leave {name} out of parameters, or the period.",
        "统计区间已由 period 指定：请去掉 parameters 中的 {name}，或省略 period。")
    static let reportPeriodPartial = FailureCode(
        "report_period_partial", 422,
        "The report {name} tells of a whole month, quarter or year, and {period} is none: take previous_month, previous_quarter or previous_year.",
        "报表 {name} 按整月、整季或整年统计，{period} 不适用：请选择 previous_month、previous_quarter 或 previous_year。")
    static let reportForOthers = FailureCode(
        "report_for_others", 422, "Whoever reads a report has it made for himself or herself; for others: {needed}.",
        "可以为本人安排报表；为他人安排需要角色：{needed}。")
    static let tooManyRecipients = FailureCode(
        "too_many_recipients", 422, "The report would go to {count} people, at most {maximum}: name fewer, or make several schedules.",
        "该报表将发给 {count} 人，上限为 {maximum} 人：请减少接收人，或分为多个计划。")
    static let tooManySchedules = FailureCode(
        "too_many_schedules", 409, "Its owner has {maximum} schedules already: archive one.", "负责人已有 {maximum} 个报表计划：请先归档一个。")
    static let reportRunUnderway = FailureCode(
        "report_run_underway", 409, "Run {id} is still being made: wait until it has ended.", "第 {id} 次生成尚未结束：请等待完成。")

    // Why a run has no file for somebody.
    static let reportRecipientAway = FailureCode(
        "report_recipient_away", 409, "Whoever it was for was away when it was made.", "生成时接收人不在岗。")
    static let reportRecipientLeft = FailureCode(
        "report_recipient_left", 409, "Whoever it was for does not work here any more.", "接收人已离职或停用。")
    static let reportRecipientUnable = FailureCode(
        "report_recipient_unable", 403, "Whoever it was for may not read this report.", "接收人无权查看该报表。")
    static let reportParametersUnfit = FailureCode(
        "report_parameters_unfit", 409, "Whoever it was for may not filter or group the report like that.",
        "接收人无法使用这些参数生成该报表：无权按此筛选或分组。")
    static let reportParametersErased = FailureCode(
        "report_parameters_erased", 409, "Its parameters named somebody who was erased: enter others, and let it go on.",
        "参数中涉及的个人信息已被删除：请重新填写参数后恢复该计划。")
    static let reportOwnerLeft = FailureCode(
        "report_owner_left", 409, "Its owner does not work here any more: hand it over, and let it go on.",
        "负责人已离职或停用：请移交后恢复该计划。")

    // Of fetching a file.
    static let reportNotForYou = FailureCode(
        "report_not_for_you", 403, "This run has no file for you: each file is for whoever it was made for.", "本次生成没有您的文件：文件仅供接收人本人下载。")
    static let reportFileWaits = FailureCode(
        "report_file_waits", 409, "Your file is still to be made.", "您的文件尚未开始生成。")
    static let reportFileMissing = FailureCode(
        "report_file_missing", 409, "No file was made for you: explain of the run says why.", "未为您生成文件：请查看本次生成的说明（explain）。")

    static let ofReports: [FailureCode] = [
        reportDayMissing, reportDayUnfit, reportWithoutPeriod, reportPeriodTwice, reportPeriodPartial,
        reportForOthers, tooManyRecipients, tooManySchedules,
        reportRunUnderway, reportRecipientAway, reportRecipientLeft, reportRecipientUnable, reportParametersUnfit, reportParametersErased,
        reportOwnerLeft, reportNotForYou, reportFileWaits, reportFileMissing,
    ]
}
