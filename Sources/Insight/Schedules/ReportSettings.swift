// What the company can set of reports that are made on schedule.

package import Kernel

/// How long scheduled reports are kept.
package final class ReportSettings: Settings {
    package static let schema = Schema<ReportSettings>(settings: "reports", "Reports", "报表")

    package let keepDays = integer("Files of scheduled reports are kept, days", "计划报表文件保留天数", 1...366).byDefault(30)

    package init() {}
}

extension Record where D == ReportSettings {
    var keepHours: Int64 { self.keepDays * 24 }
}
