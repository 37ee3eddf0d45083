// How a run comes about: its files are exports, one for each who gets it, and what becomes of those stands in the run.

import Identity
package import Kernel
import SQLite

extension Record where D == ReportSchedule {
    /// Begins a run; its files follow piece by piece. Throws `too_many_recipients` where roles and departments have grown.
    mutating func make(for slot: ReportSlot, isByHand: Bool, in context: RuleContext) throws {
        let audience = try ReportAudience(of: self, context)
        try audience.requireBounded()
        var run = Record<ReportRun>(new: ReportRun.self)
        run.scheduleID = self.id.integer
        run.name = self.name
        run.report = self.report
        run.parameters = question(on: slot.day)
        run.language = self.language
        run.owner = self.owner
        run.byHand = isByHand
        run.dueAt = slot.at
        run.dueOn = slot.day
        let days = self.period?.days(on: slot.day)
        run.startsOn = days?.lowerBound
        run.endsOn = days?.upperBound
        run.files = audience.people.map { person in
            var file = Record<ReportFile>(new: ReportFile.self)
            file.user = ID(person)
            return file
        }
        try context.insert(&run)
        try run.beginNext(with: audience.rights, in: context)
        try run.settle(in: context)
        self.lastRun = run.id
        self.lastRunAt = context.now
        try noteWithoutFile(context)
    }
}

extension Record where D == ReportRun {
    /// Files of one run that are under way at once.
    static let filesAtOnce = 10

    /// Has the next files made, as many as there is room for: for whoever is there and may read the report, by his or her own rights.
    mutating func beginNext(with rights: ReportRights, in context: RuleContext) throws {
        var files = self.files
        let room = max(0, Self.filesAtOnce - files.count { $0.status == .making })
        for place in files.indices.filter({ files[$0].status == .waiting }).prefix(room) {
            try begin(&files[place], with: rights, in: context)
        }
        self.files = files
        try context.save(&self, action: "files_begun")
    }

    /// What was not begun comes no more.
    mutating func giveUpWaiting(in context: RuleContext) throws {
        self.files = self.files.map { file in
            var file = file
            if file.status == .waiting { file.status = .removed }
            return file
        }
        try context.save(&self, action: "given_up")
        try settle(in: context)
    }

    private func begin(_ file: inout Record<ReportFile>, with rights: ReportRights, in context: RuleContext) throws {
        let person = file.user.integer
        let isAway = try Presence.isAbsent(person, at: context.now, context.connection)
        if let reason = isAway ? .reportRecipientAway : try rights.refusal(of: person) {
            file.status = .skipped
            file.reason = reason.name
            return
        }
        do {
            file.exportID = try context.attempt { try export(for: person, in: context) }
            file.status = .making
        } catch let failure as Failure {
            file.status = .failed
            file.reason = failure.code.name
        }
    }

    private func export(for person: Int64, in context: RuleContext) throws -> Int64 {
        var export = Record<Export>(new: Export.self)
        export.report = self.report
        export.parameters = self.parameters.flatMap { $0.isEmpty ? nil : $0 }
        export.format = .xlsx
        export.heads = self.language.heads
        export.keepHours = context.settings(ReportSettings.self).keepHours
        export.startedByID = person
        export.scheduled = true
        try context.insert(&export)
        // The parameters stand in the run itself, where an erasure finds them.
        try context.noteExport(by: self, as: "\(self.report).\(export.format.rawValue)", query: [])
        return export.id.integer
    }

    /// One that has ended makes room for another.
    fileprivate mutating func beginNext(in context: RuleContext) throws {
        let schedule = try context.require(ReportSchedule.self, ID(self.scheduleID))
        guard !schedule.isArchived, self.files.contains(where: { $0.status == .waiting }) else { return }
        try beginNext(with: ReportRights(of: schedule, context), in: context)
    }

    /// Ends the run once no file is still to come.
    func settle(in context: RuleContext) throws {
        guard self.status == .making, !self.files.contains(where: \.status.isOpen) else { return }
        try context.follow(self.files.contains { $0.status == .made } ? "finish" : "fail", self)
    }
}

extension [Reaction] {
    /// What becomes of an export that a schedule has asked for stands in its run.
    package static let exportsFillReportRuns: [Reaction] = ["finish", "fail", "cancel", "expire"].map { step in
        Reaction(to: Export.self, step) { export, context in
            guard export.scheduled else { return }
            try ReportRun.note(export, in: context)
        }
    }
}

extension ReportRun {
    fileprivate static func note(_ export: Record<Export>, in context: RuleContext) throws {
        let sql = "SELECT run_id FROM report_files WHERE export_id = ?"
        guard let id = try context.integer(sql, export.id.stored), var run = try context.find(ReportRun.self, ID(id)) else { return }
        run.files = run.files.map { $0.exportID == export.id.integer ? $0.following(export) : $0 }
        run.made = Int64(run.files.count { $0.status == .made })
        try context.save(&run, action: "file_" + export.status.rawValue)
        try run.beginNext(in: context)
        try run.settle(in: context)
    }
}

extension Record where D == ReportFile {
    fileprivate func following(_ export: Record<Export>) -> Record<ReportFile> {
        var file = self
        file.link = export.link
        file.bytes = export.bytes
        file.reason = export.failure
        file.status =
            switch export.status {
            case .queued, .running: .making
            case .finished: .made
            case .failed: .failed
            case .cancelled, .expired: .removed
            }
        return file
    }
}
