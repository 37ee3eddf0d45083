// The papers with which the head of sales shows that regular duties were done (P4.1.1, P5.2).

import Kernel
import Team

/// What the server finds, the analysis of each month and the list of risks of each quarter, as files on their duties; some are missing.
struct DutyStory: Sendable {
    let time: TimeOfStory

    func happenings() -> [Happening] {
        // In life every ten minutes; here at the beginning of each week, which tells the same.
        let looks = time.workdays.filter { $0.weekday == 0 || $0 == time.lastDay }.map { day in
            time.act(day, 9, 0, by: .job) { try $0.run(["duty-days"]) }
        }
        let months = time.months.dropFirst()
        return looks + months.enumerated().flatMap { place, month in analysis(place, in: month, isLast: place >= months.count - 2) }
            + months.filter { ($0.civil.month - 1) % 3 == 0 }.compactMap(risks)
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

    private func risks(in month: Day) -> Happening? {
        let day = time.shift.fileDay(of: month.adding(days: 20)).nextWorkday
        guard day <= time.lastDay else { return nil }
        return time.act(day, 15, 50, by: time.user("andrew")) { rules in
            let quarter = "\(month.civil.year)-Q\((month.civil.month + 2) / 3)"
            let text = """
                # \(quarter) 风险清单 Risks

                - 市场 Market: 进口关税与汇率波动。Duties and exchange rates move.
                - 客户 Customers: 前五大客户占比偏高。Five customers buy much of all.
                - 竞争 Competition: 四海优选在华南降价。Lower prices in the south.
                - 回款 Receivables: \(try ReportedFigures(rules).overdue)

                """
            try attach(text, named: "risks-\(quarter).md", toDutyOf: "P4.1.1", rules)
        }
    }

    private func attach(_ text: String, named name: String, toDutyOf clause: String, _ rules: RuleContext) throws {
        let duties = try rules.all(Duty.self, where: "clause = ? AND shown_by = 'document'", clause.stored)
        guard let duty = duties.first else { throw DemoFault(text: "there is no duty of the clause \(clause)") }
        try rules.attach(Array(text.utf8), named: name, kind: "document", contentType: "text/markdown", to: duty.id)
    }
}
