// How the server pauses a schedule that cannot go on, and whoever has to see to it learns so.

import Identity
import Kernel
import Team

extension Record where D == ReportSchedule {
    /// Pauses it until what is refused was mended, and tells of it: once, because what is paused is not due again.
    mutating func pause(because failure: Failure, in context: RuleContext) throws {
        self.pauseReason = failure.code.name
        try context.save(&self)
        try followPause(because: failure, in: context)
    }

    /// The same where the reason stands in the record already.
    func followPause(because failure: Failure, in context: RuleContext) throws {
        guard self.status == .active else { return }
        try context.follow("pause", self)
        let keepers = try keepers(context)
        guard let first = keepers.first else { return }
        try context.publishNotice(
            title, message(because: failure), by: first, to: keepers, on: [])
    }

    /// Its owner; where nobody answers for it any more, the administrators, who hand it over.
    private func keepers(_ context: RuleContext) throws -> [ID<User>] {
        if try context.isAtWork(self.owner) { return [self.owner] }
        return try context.peopleAtWork(in: [], with: ChoiceList([.admin])).sorted().map { ID($0) }
    }

    private var title: String {
        let word = self.language == .chinese ? "已暂停" : "paused"
        return String((self.name + " · " + word).prefix(200))
    }

    private func message(because failure: Failure) -> String {
        let path = schema.path(of: self.id.integer)
        switch self.language {
        case .english:
            return "The report schedule “\(self.name)” was paused: \(failure.reason(in: .english)) "
                + "Mend it by PATCH \(path); POST \(path)/resume lets it go on."
        case .chinese:
            return "报表计划“\(self.name)”已暂停：\(failure.reason(in: .chinese))请用 PATCH \(path) 修改，再用 POST \(path)/resume 恢复。"
        }
    }
}

extension Failure {
    /// In a sentence; of a body with faults, those.
    fileprivate func reason(in language: Language) -> String {
        guard !faults.isEmpty else { return code.text.filled(details, in: language) }
        return faults.map { $0.code.text.filled($0.details, in: language) }.joined(separator: " ")
    }
}
