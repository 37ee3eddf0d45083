// What the company can set of its team: onboarding, tasks, and how long candidates are kept (P3.1, P3.3).

package import Kernel

/// Times of onboarding and tasks.
package final class TeamSettings: Settings {
    package static let schema = Schema<TeamSettings>(settings: "team", "Team", "团队")

    /// Days from the first day of work on; 0: done by the first day.
    package let onboardingDays = integer("Onboarding done within days after the hire", "入职培训期限（入职后天数）", 0...365).byDefault(30)
    /// Months since the decision, after which a candidate's personal data are erased.
    package let candidatesKeptMonths = integer("Months that candidates' data are kept", "候选人信息保存月数", 1...120).byDefault(12)
    /// Days of the working calendar before the day on which something is due.
    package let taskReminderDays = integer("Reminder of tasks, working days before", "任务到期前提醒（工作日）", 0...30).byDefault(1)

    /// Hours from the first attempt on, after which a message for a channel is given up.
    package let channelRetryHours = integer("Messages to channels are tried for, hours", "消息推送重试时长（小时）", 1...168).byDefault(24)

    package init() {}
}
