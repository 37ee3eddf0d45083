// What a schedule has to hold before it is written: every fault at once.

import HTTP
import Identity
import Kernel
import Team

/// A schedule beside the rules for it.
struct ReportScheduleCheck {
    private let schedule: Record<ReportSchedule>
    private let old: Record<ReportSchedule>?
    private let context: RuleContext
    /// Who may have reports made for others (P5.3): who answers for people, or for what the reports tell of.
    private static let forOthers: RoleSet = [.salesManager, .executive, .hr, .finance, .admin]
    /// Living schedules of one owner.
    private static let mostOfOwner: Int64 = 50

    init(_ schedule: Record<ReportSchedule>, from old: Record<ReportSchedule>?, _ context: RuleContext) {
        self.schedule = schedule
        self.old = old
        self.context = context
    }

    /// Throws `invalid_body` with all faults, `not_allowed` and `outside_scope` of a report that its owner may not read, and
    /// `too_many_schedules`.
    func require() throws {
        if schedule.owner != old?.owner || comesBack {
            try context.requireAtWork(schedule.owner, at: "/owner_id")
            try requireRoom()
        }
        var faults = rhythmFaults + reportFaults
        faults += try audienceFaults()
        if faults.isEmpty { faults += try ownersFaults() }
        if !faults.isEmpty { throw Failure.invalid(faults) }
    }

    /// One that was archived counts for its owner again, and reaches people again.
    private var comesBack: Bool { old?.isArchived ?? false }

    private func requireRoom() throws {
        let sql = "SELECT count(*) FROM report_schedules WHERE owner_id = ? AND archived_at IS NULL"
        guard try context.integer(sql, schedule.owner.stored) ?? 0 < Self.mostOfOwner else {
            throw Failure(.tooManySchedules, ["maximum": String(Self.mostOfOwner)])
        }
    }

    private var rhythmFaults: [Fault] {
        let rhythm = schedule.rhythm
        let isByMonth = rhythm == .monthly || rhythm == .quarterly
        var faults: [Fault] = []
        func ask(_ name: String, _ isGiven: Bool, _ isWanted: Bool) {
            guard isGiven != isWanted else { return }
            faults.append(
                Fault(isWanted ? .reportDayMissing : .reportDayUnfit, at: "/" + name, ["name": name, "rhythm": rhythm.rawValue]))
        }
        ask("weekday", schedule.has(\.weekday), rhythm == .weekly)
        ask("day_of_month", schedule.has(\.dayOfMonth), isByMonth)
        return faults
    }

    private var reportFaults: [Fault] {
        guard let report = Report.named(schedule.report) else {
            let known = Report.all.map(\.name)
            return [Fault(.unknownReport, at: "/report", NearestName.hints(for: schedule.report, among: known))]
        }
        guard let items = HTTPRequest.queryItems(schedule.parameters ?? "") else { return [Fault(.badQuery, at: "/parameters")] }
        var faults = items.filter { WantedReport.ownWords.contains($0.name) }.map {
            Fault(.exportNoParameter, at: "/parameters", ["name": $0.name])
        }
        guard let period = schedule.period else { return faults }
        switch report.time {
        case .now, .asOf: faults.append(Fault(.reportWithoutPeriod, at: "/period", ["name": report.name]))
        case .range, .rangeAhead:
            faults += items.filter { ["from", "to"].contains($0.name) }.map {
                Fault(.reportPeriodTwice, at: "/parameters", ["name": $0.name])
            }
        case .period:
            faults += items.filter { ["from", "to", "period"].contains($0.name) }.map {
                Fault(.reportPeriodTwice, at: "/parameters", ["name": $0.name])
            }
            if !period.isWhole {
                faults.append(Fault(.reportPeriodPartial, at: "/period", ["name": report.name, "period": period.rawValue]))
            }
        }
        return faults
    }

    /// What was entered before by somebody who might stays when another changes the rest.
    private func audienceFaults() throws -> [Fault] {
        guard comesBack || schedule.isAddressed(otherThan: old) else { return [] }
        let mayNameOthers = !context.caller.roles.isDisjoint(with: Self.forOthers)
        var faults: [Fault] = []
        if !mayNameOthers {
            let needed = Self.forOthers.roles.map(\.rawValue).joined(separator: ", ")
            let others = schedule.people.map(\.user).enumerated().filter { $1 != schedule.owner }.map { "/people/\($0.offset)/user_id" }
            let groups = [
                ("/roles", !schedule.roles.elements.isEmpty), ("/departments", !schedule.departments.isEmpty),
                ("/channels", !schedule.channels.isEmpty),
            ]
            faults += (others + groups.filter(\.1).map(\.0)).map { Fault(.reportForOthers, at: $0, ["needed": needed]) }
        }
        if let excess = try ReportAudience(of: schedule, context).excess {
            faults.append(Fault(.tooManyRecipients, at: "/people", excess))
        }
        return faults
    }

    /// The owner reads the report, and with these parameters.
    private func ownersFaults() throws -> [Fault] {
        do {
            try ReportRights(of: schedule, context).check(for: schedule.owner.integer)
            return []
        } catch let failure as Failure {
            if !failure.faults.isEmpty { return failure.faults }
            guard schedule.owner.integer != context.caller.userID else { throw failure }
            return [Fault(failure.code, at: "/owner_id", failure.details)]
        }
    }
}

extension Record where D == ReportSchedule {
    /// Whether somebody else gets it, or is told of it, than before.
    fileprivate func isAddressed(otherThan old: Record<ReportSchedule>?) -> Bool {
        guard let old else { return true }
        return Set(self.people.map(\.user)) != Set(old.people.map(\.user))
            || Set(self.departments.map(\.department)) != Set(old.departments.map(\.department))
            || Set(self.roles.elements) != Set(old.roles.elements) || Set(self.channels.map(\.channel)) != Set(old.channels.map(\.channel))
    }
}
