// What can be seen of all that was recorded: reports over every module before (P5.2, P6).

package import Kernel

extension Module {
    /// Reports.
    package static let insight = Module(
        "insight", "Insight", "分析", resources: [], migrations: insightMigrations,
        routes: Report.all.map(\.route) + [Report.list])
}

extension Report {
    /// In the order in which they are listed.
    static let all: [Report] = [
        .salesTrend, .productMix, .customerValue, .funnel, .winLoss, .competitors, .campaignReturn, .forecast, .forecastAccuracy, .ageing,
        .cycleTimes, .onTimeInFull, .satisfaction, .recruitment, .compliance, .dataQuality,
    ]
}
