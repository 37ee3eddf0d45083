// How a schedule is paused, goes on, and makes its report now.

package import Kernel
import Team

extension ReportSchedule {
    /// By its owner, or an administrator.
    package static let steps: [Step<ReportSchedule>] = [
        Step("run", "Make it now", "立即生成", from: .active, .paused, by: .owner, .role(.admin), clause: "P5.2", effect: runNow),
        Step("pause", "Pause", "暂停", from: .active, to: [.paused], by: .owner, .role(.admin), clause: "P5.2") { schedule, _ in
            schedule.nextAt = nil
        },
        Step("resume", "Go on", "恢复", from: .paused, to: [.active], by: .owner, .role(.admin), clause: "P5.2") { schedule, context in
            try context.requireAtWork(schedule.owner, at: "/owner_id")
            schedule.pauseReason = nil
            try schedule.plan(after: context.now, context)
        },
    ]

    /// Throws `report_run_underway` as long as the last one is not ended, and `person_unfit` where the owner does not work here.
    @Sendable private static func runNow(_ schedule: inout Record<ReportSchedule>, _ context: RuleContext) throws {
        try context.requireAtWork(schedule.owner, at: "/owner_id")
        if let last = schedule.lastRun, let run = try context.find(ReportRun.self, last), run.status == .making {
            throw Failure(.reportRunUnderway, ["id": String(last.integer)])
        }
        try schedule.make(for: ReportSlot(day: context.today, at: context.now), isByHand: true, in: context)
    }
}
