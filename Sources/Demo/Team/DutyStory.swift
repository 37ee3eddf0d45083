// The papers with which the head of sales shows that a regular duty was done (P5.2).

import Kernel
import Team

/// What the server finds, and the analysis of each month as a file on its duty; some are missing.
struct DutyStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        // In life every ten minutes; here at the beginning of each week, which tells the same.
        let looks = time.workdays.filter { $0.weekday == 0 || $0 == time.lastDay }.map { day in
            time.act(day, 9, 0, by: .job) { try $0.run(["duty-days"]) }
        }
        let months = time.months.dropFirst()
        return looks + months.enumerated().flatMap { place, month in analysis(place, in: month, isLast: place >= months.count - 2) }
    }

    /// In the second week of the month after. The newest two have not been written yet, and one was forgotten.
    private func analysis(_ place: Int, in month: Day, isLast: Bool) -> [Happening] {
        guard !isLast, place != 8 else { return [] }
        let day = time.shift.fileDay(of: month.adding(days: 7)).nextWorkday
        return [
            time.act(day, 15, 40, by: time.user("andrew")) { rules in
                let previous = month.adding(months: -1)
                let text = try ReportedFigures(rules).analysis(of: previous)
                try attach(text, named: "analysis-\(previous.description.prefix(7)).md", toDutyOf: "P5.2", rules)
            }
        ]
    }

    private func attach(_ text: String, named name: String, toDutyOf clause: String, _ rules: RuleContext) throws {
        let duties = try rules.all(Duty.self, where: "clause = ? AND shown_by = 'document'", clause.stored)
        guard let duty = duties.first else { throw DemoFault(text: "there is no duty of the clause \(clause)") }
        try rules.attach(Array(text.utf8), named: name, kind: "document", contentType: "text/markdown", to: duty.id)
    }
}
