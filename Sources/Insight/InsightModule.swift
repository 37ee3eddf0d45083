// What can be seen of all that was recorded: reports over every module before (P5.2, P6).

package import Kernel

extension Module {
    /// Reports, and what is made of them on schedule.
    package static let insight = Module(
        "insight", "Insight", "分析",
        resources: [AnyResource(ReportSchedule.self), AnyResource(ReportRun.self), AnyResource(ReportSettings.self)],
        migrations: insightMigrations, routes: Report.all.map(\.route) + [Report.list, ReportRun.fileRoute],
        failures: FailureCode.ofReports, jobs: [.reportSchedules])
}

extension Report {
    /// In the order in which they are listed.
    static let all: [Report] = [
        .salesTrend, .productMix, .customerValue, .funnel, .winLoss, .competitors, .campaignReturn, .forecast, .forecastAccuracy, .ageing,
        .cycleTimes, .onTimeInFull, .satisfaction, .recruitment, .leaderboard, .compliance, .dataQuality,
    ]
}
