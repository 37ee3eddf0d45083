// How those who get a report learn that it is there: a notice, the channels of the schedule, and an event for other systems.

import Identity
import JSON
import Kernel
import Team

extension Record where D == ReportRun {
    /// Tells everybody whose file is there, once: in the commit in which the run ends.
    func tellRecipients(in context: RuleContext) throws {
        let people = self.files.filter { $0.status == .made }.map(\.user)
        try context.tell("made", of: self, facts: facts(people.count))
        let schedule = try context.require(ReportSchedule.self, ID(self.scheduleID))
        try context.publishNotice(
            title(self.language), message(in: self.language, context), by: self.owner, to: people, on: schedule.channels.map(\.channel))
    }

    private var link: String { schema.path(of: self.id.integer) + "/file" }

    private func facts(_ count: Int) -> JSONObject {
        [
            "schedule_id": .integer(self.scheduleID), "report": .string(self.report),
            "from": self.startsOn.map { .string($0.description) } ?? .null, "to": self.endsOn.map { .string($0.description) } ?? .null,
            "files": .integer(Int64(count)), "link": .string(link),
        ]
    }

    private func title(_ locale: Locale) -> String {
        let label = Report.named(self.report)?.label.text(in: locale.language) ?? self.report
        return String((self.name + " · " + label).prefix(200))
    }

    private func message(in locale: Locale, _ context: RuleContext) -> String {
        let report = Report.named(self.report)?.label.text(in: locale.language) ?? self.report
        let until = context.registry.calendar.day(of: self.keptUntil ?? context.now)
        switch locale {
        case .english:
            let days = self.startsOn.flatMap { from in self.endsOn.map { " from \(from) to \($0)" } } ?? ""
            return "The report “\(report)”\(days) is made. GET \(link) gives each of you your own copy, kept until \(until)."
        case .chinese:
            let days = self.startsOn.flatMap { from in self.endsOn.map { "（\(from) 至 \($0)）" } } ?? ""
            return "报表“\(report)”\(days)已生成。GET \(link) 下载本人的文件，保留至 \(until)。"
        }
    }
}

extension Locale {
    fileprivate var language: Language { self == .chinese ? .chinese : .english }
}
