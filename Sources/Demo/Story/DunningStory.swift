// What finance does every Tuesday about what is not paid.

import JSON
import Kernel
import Receivables

/// The collection of overdue invoices, from the letter that is sent by itself to the court.
struct DunningStory: Sendable {
    let staff: Staff
    let shift: Shift
    let firstDay: Day
    let lastDay: Day

    func happenings() -> [Happening] {
        stride(from: 1, through: lastDay.daysSince1970 - firstDay.daysSince1970, by: 7).flatMap { days in
            let tuesday = firstDay.adding(days: days)
            let isLate = lastDay.daysSince1970 - tuesday.daysSince1970 < 14
            return [
                Happening(at: shift.instant(Moment(tuesday, 10, 0)), by: .user(staff.id("finance1"))) { rules in
                    for dunning in try cases(rules) { try collect(dunning, takesPromises: isLate, rules) }
                },
                Happening(at: shift.instant(Moment(tuesday, 14, 0)), by: .user(staff.id("executive"))) { rules in
                    for dunning in try cases(rules) { try goToCourt(dunning, rules) }
                },
            ]
        }
    }

    private func cases(_ rules: RuleContext) throws -> [Record<DunningCase>] {
        try rules.all(DunningCase.self, where: "status IN ('letter', 'visit') AND overdue_amount > 0")
    }

    /// Somebody goes there two weeks after the case was opened; every sixth customer says that the goods were not as ordered.
    private func collect(_ dunning: Record<DunningCase>, takesPromises: Bool, _ rules: RuleContext) throws {
        let kind = dunning.id.integer % 6
        switch dunning.status {
        case .letter where kind == 0 && age(dunning, rules) >= 30:
            try rules.take("hold", dunning.id, ["reason": .string("The customer says that goods were missing; service looks into it")])
        case .letter where kind != 0 && kind != 5 && age(dunning, rules) >= 14:
            try rules.take("visit", dunning.id, ["outcome": .string("The purchaser asks for patience until the month's end")])
        case .visit where kind == 1 && takesPromises:
            let day = rules.today.adding(days: 14).description
            try rules.take("promise", dunning.id, ["on": .string(day), "amount": .string(money(dunning.overdueAmount.minorUnits))])
        default: break
        }
    }

    private func goToCourt(_ dunning: Record<DunningCase>, _ rules: RuleContext) throws {
        guard dunning.status == .visit, dunning.id.integer.isMultiple(of: 2), age(dunning, rules) >= 60 else { return }
        try rules.take("lawsuit", dunning.id, ["outcome": .string("Handed to the lawyers")])
    }

    /// Days since it was opened.
    private func age(_ dunning: Record<DunningCase>, _ rules: RuleContext) -> Int {
        rules.today.daysSince1970 - dunning.openedOn.daysSince1970
    }
}
