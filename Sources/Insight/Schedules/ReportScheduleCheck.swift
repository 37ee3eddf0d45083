// What a schedule has to hold before it is written: every fault at once.

import HTTP
import Identity
import Kernel
import Team

/// A schedule beside the rules for it.
struct ReportScheduleCheck {
    private let draft: Draft<ReportSchedule>
    private let reader: RuleReader
    private var schedule: Record<ReportSchedule> { draft.record }
    private var old: Record<ReportSchedule>? { draft.old }
    /// Who may have reports made for others (P5.3): who answers for people, or for what the reports tell of.
    private static let forOthers: RoleSet = [.salesManager, .executive, .hr, .finance, .admin]
    /// Living schedules of one owner.
    private static let mostOfOwner: Int64 = 50

    init(_ draft: Draft<ReportSchedule>, _ reader: RuleReader) {
        self.draft = draft
        self.reader = reader
    }

    /// Throws `invalid_body` with all faults, `not_allowed` and `outside_scope` of a report that its owner may not read, and
    /// `too_many_schedules`.
    func require() throws {
        var faults = try faults()
        if faults.isEmpty { faults += try ownersFaults() }
        if !faults.isEmpty { throw Failure.invalid(faults) }
        if isNewToOwner { try requireRoom() }
    }

    /// All faults of what the draft knows, but for what the report refuses its owner as a whole.
    func faults() throws -> [Fault] {
        try rhythmFaults + reportFaults() + ownerFaults() + audienceFaults()
    }

    /// One that was archived counts for its owner again, and reaches people again.
    private var comesBack: Bool { old?.isArchived ?? false }
    private var isNewToOwner: Bool { schedule.owner != old?.owner || comesBack }

    private func requireRoom() throws {
        let sql = "SELECT count(*) FROM report_schedules WHERE owner_id = ? AND archived_at IS NULL"
        guard try reader.integer(sql, schedule.owner.stored) ?? 0 < Self.mostOfOwner else {
            throw Failure(.tooManySchedules, ["maximum": String(Self.mostOfOwner)])
        }
    }

    private func ownerFaults() throws -> [Fault] {
        guard draft.knows("owner_id"), isNewToOwner, try !reader.isAtWork(schedule.owner) else { return [] }
        return [try reader.unfit(schedule.owner, at: "/owner_id")]
    }

    private var rhythmFaults: [Fault] {
        guard draft.knows("rhythm") else { return [] }
        let rhythm = schedule.rhythm
        let isByMonth = rhythm == .monthly || rhythm == .quarterly
        var faults: [Fault] = []
        func ask(_ name: String, _ isGiven: Bool, _ isWanted: Bool) {
            guard isGiven != isWanted, draft.knows(name) else { return }
            faults.append(
                Fault(isWanted ? .reportDayMissing : .reportDayUnfit, at: "/" + name, ["name": name, "rhythm": rhythm.rawValue]))
        }
        ask("weekday", schedule.has(\.weekday), rhythm == .weekly)
        ask("day_of_month", schedule.has(\.dayOfMonth), isByMonth)
        return faults
    }

    // MARK: The report

    private func reportFaults() throws -> [Fault] {
        guard draft.knows("report") else { return try parameterFaults(of: nil) }
        guard let report = Report.named(schedule.report) else {
            let known = Report.all.map(\.name)
            return [Fault(.unknownReport, at: "/report", NearestName.hints(for: schedule.report, among: known))]
                + (try parameterFaults(of: nil))
        }
        return try parameterFaults(of: report) + periodFaults(of: report)
    }

    private func periodFaults(of report: Report) -> [Fault] {
        guard let period = schedule.period else { return [] }
        guard !report.periodWords.isEmpty else { return [Fault(.reportWithoutPeriod, at: "/period", ["name": report.name])] }
        guard !report.fits(period) else { return [] }
        return [Fault(.reportPeriodPartial, at: "/period", ["name": report.name, "period": period.rawValue])]
    }

    /// - Parameter report: nil where there is none of that name
    private func parameterFaults(of report: Report?) throws -> [Fault] {
        guard draft.knows("parameters") else { return [] }
        guard let items = HTTPRequest.queryItems(schedule.parameters ?? "") else { return [Fault(.badQuery, at: "/parameters")] }
        let period = schedule.period.flatMap { report?.fits($0) == true ? $0 : nil }
        let own = items.filter { WantedReport.ownWords.contains($0.name) }
        let twice = schedule.period == nil ? [] : items.filter { report?.periodWords.contains($0.name) == true }
        let rest = items.filter { item in !(own + twice).contains { $0.name == item.name } }
        return own.map { Fault(.exportNoParameter, at: "/parameters", ["name": $0.name]) }
            + twice.map { Fault(.reportPeriodTwice, at: "/parameters", ["name": $0.name]) }
            + (try report.map { try faults(of: $0, asked: rest + (period?.parameters(on: reader.today) ?? [])) } ?? [])
    }

    /// What the report finds wrong with its parameters, as its owner would ask it.
    private func faults(of report: Report, asked items: [(name: String, value: String)]) throws -> [Fault] {
        guard draft.knows("owner_id"), let own = try ReportRights(of: schedule, reader).reader(of: schedule.owner.integer) else {
            return []
        }
        return try own.ask(ReportDesk.self).faults(WantedReport(report.name, items, as: .xlsx), own)
    }

    // MARK: The audience

    /// What was entered before by somebody who might stays when another changes the rest.
    private func audienceFaults() throws -> [Fault] {
        guard comesBack || schedule.isAddressed(otherThan: old) else { return [] }
        var faults = reader.caller.roles.isDisjoint(with: Self.forOthers) ? namedFaults : []
        if draft.knows("people", "roles", "departments", "owner_id"), let excess = try ReportAudience(of: schedule, reader).excess {
            faults.append(Fault(.tooManyRecipients, at: "/people", excess))
        }
        return faults
    }

    /// Everybody who is named, by somebody who has reports made for himself or herself alone.
    private var namedFaults: [Fault] {
        let needed = Self.forOthers.roles.map(\.rawValue).joined(separator: ", ")
        let owner = draft.knows("owner_id") ? schedule.owner : nil
        let people = draft.knows("people") ? schedule.people : []
        let others = people.map(\.user).enumerated().filter { $1 != owner }.map { "/people/\($0.offset)/user_id" }
        let groups = [
            ("roles", !schedule.roles.elements.isEmpty), ("departments", !schedule.departments.isEmpty),
            ("channels", !schedule.channels.isEmpty),
        ]
        let named = groups.filter { $0.1 && draft.knows($0.0) }.map { "/" + $0.0 }
        return (others + named).map { Fault(.reportForOthers, at: $0, ["needed": needed]) }
    }

    /// The owner reads the report, and with these parameters.
    private func ownersFaults() throws -> [Fault] {
        do {
            try ReportRights(of: schedule, reader).check(for: schedule.owner.integer)
            return []
        } catch let failure as Failure {
            if !failure.faults.isEmpty { return failure.faults }
            guard schedule.owner.integer != reader.caller.userID else { throw failure }
            return [Fault(failure.code, at: "/owner_id", failure.details)]
        }
    }
}

extension Report {
    /// The parameters that say of which days it tells; none where it tells of a moment.
    fileprivate var periodWords: Set<String> {
        switch time {
        case .now, .asOf: []
        case .range, .rangeAhead: ["from", "to"]
        case .period: ["from", "to", "period"]
        }
    }

    /// Whether it can tell of those days.
    fileprivate func fits(_ period: RelativePeriod) -> Bool {
        !periodWords.isEmpty && (time != .period || period.isWhole)
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
