// Who gets a scheduled report, and who of them cannot read it.

import HTTP
import Identity
import Kernel
import SQLite
import Team

/// Those for whom a schedule makes files.
struct ReportAudience {
    /// People of one schedule at most: each has a file of his or her own.
    static let most = 50

    /// Ids of users, each once.
    let people: [Int64]
    let rights: ReportRights

    /// Everybody who is named, whoever works here with one of the roles or in one of the departments, and the owner where nobody is named.
    init(of schedule: Record<ReportSchedule>, _ reader: RuleReader) throws {
        rights = ReportRights(of: schedule, reader)
        guard schedule.isForOthers else {
            people = [schedule.owner.integer]
            return
        }
        let groups = try reader.peopleAtWork(in: schedule.departments.map(\.department), with: schedule.roles)
        people = groups.union(schedule.people.map(\.user.integer)).sorted()
    }

    /// What it would be refused with; nil where there are not too many.
    var excess: [String: String]? {
        people.count > Self.most ? ["count": String(people.count), "maximum": String(Self.most)] : nil
    }

    /// Throws `too_many_recipients`.
    func requireBounded() throws {
        if let excess { throw Failure(.tooManyRecipients, excess) }
    }
}

extension Record where D == ReportSchedule {
    /// Whether somebody is named; else it is for its owner.
    var isForOthers: Bool { !self.people.isEmpty || !self.departments.isEmpty || !self.roles.elements.isEmpty }

    /// What is asked of the report on a day. Throws `bad_query`.
    func wanted(on day: Day) throws -> WantedReport {
        let text = question(on: day)
        guard let items = HTTPRequest.queryItems(text) else { throw Failure.invalid(.badQuery, at: "/parameters") }
        return WantedReport(self.report, items, as: .xlsx, heads: self.language.heads)
    }

    /// The parameters with the days.
    func question(on day: Day) -> String {
        let days = self.period.map { $0.parameters(on: day).map { "\($0.name)=\($0.value)" }.joined(separator: "&") }
        return [self.parameters, days].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "&")
    }
}

extension Locale {
    /// What stands above the columns of a file in it.
    var heads: ExportHeads { self == .chinese ? .chinese : .english }
}

/// Whether somebody may read what a schedule makes, by his or her own rights alone.
struct ReportRights {
    private let schedule: Record<ReportSchedule>
    private let reader: RuleReader

    init(of schedule: Record<ReportSchedule>, _ reader: RuleReader) {
        self.schedule = schedule
        self.reader = reader
    }

    /// Why the person can get no file; nil where he or she can.
    func refusal(of person: Int64) throws -> FailureCode? {
        do {
            try check(for: person)
            return nil
        } catch let failure as Failure {
            switch failure.code.name {
            case FailureCode.reportRecipientLeft.name: return .reportRecipientLeft
            case _ where failure.code.status == 403: return .reportRecipientUnable
            default: return .reportParametersUnfit
            }
        }
    }

    /// What reads as the person alone; nil for whoever does not work here.
    func reader(of person: Int64) throws -> RuleReader? {
        guard try reader.isAtWork(ID(person)),
            let caller = try reader.registry.directory.person(person, nil, reader.now, reader.connection)
        else { return nil }
        return RuleReader(caller: caller.alone, now: reader.now, registry: reader.registry, connection: reader.connection)
    }

    /// Throws `report_recipient_left` for whoever does not work here, and what the report refuses the person.
    func check(for person: Int64) throws {
        guard let own = try self.reader(of: person) else { throw Failure(.reportRecipientLeft) }
        try own.ask(ReportDesk.self).check(schedule.wanted(on: reader.today), own)
    }
}
