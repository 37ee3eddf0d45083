// The sample company's pipeline: how customers are found and won, beside the orders of the files.

import Kernel

/// Everything before the orders: the market, leads, opportunities, proposals, negotiations and contracts.
struct Pipeline: Sendable {
    let plan: DealPlan
    private let leads: LeadStories
    private let market: MarketStory
    private let staff: Staff
    private let shift: Shift
    private let firstDay: Day
    private let lastDay: Day

    /// - Parameter firstDay: of the company
    init(_ northwind: Northwind, _ courses: [Course], _ accounts: Accounts, _ staff: Staff, _ shift: Shift, firstDay: Day, lastDay: Day) {
        self.staff = staff
        self.shift = shift
        self.firstDay = firstDay
        self.lastDay = lastDay
        plan = DealPlan(northwind, courses, Tenure(northwind, accounts), staff, firstDay: firstDay, lastDay: lastDay)
        leads = LeadStories(
            prospects: northwind.prospects.dropFirst(DealPlan.prospectCount), sellers: staff.representatives,
            firstDay: firstDay.adding(workdays: 10),
            lastDay: lastDay)
        market = MarketStory(staff: staff, shift: shift, firstDay: firstDay, lastDay: lastDay)
    }

    func happenings() -> [Happening] {
        market.happenings() + leads.happenings(staff, shift)
            + plan.deals.flatMap { DealStory($0, staff).happenings(until: lastDay, shift) } + mornings() + nights()
    }

    // MARK: What happens by itself

    /// When the company has begun to work with the server.
    private var firstMorning: Day { firstDay.adding(workdays: 10) }

    /// On every working day at nine, before anybody has come: contracts begin and end, proposals expire, goods and payments are late,
    /// meetings come again, tasks are due.
    private func mornings() -> [Happening] {
        var day = firstMorning
        var happenings: [Happening] = []
        while day <= lastDay {
            happenings.append(
                Happening(at: shift.instant(Moment(day, 9, 0)), by: .job) { rules in try rules.run(Pipeline.jobs) })
            day = day.adding(workdays: 1)
        }
        return happenings
    }

    /// Soon after midnight, on every day: the forecast is kept, so that it can be held against what came.
    private func nights() -> [Happening] {
        (firstMorning.daysSince1970...lastDay.daysSince1970).map { day in
            Happening(at: shift.instant(Moment(Day(daysSince1970: day), 0, 10)), by: .job) { rules in try rules.run(["forecast-snapshots"])
            }
        }
    }

    private static let jobs: Set<String> = [
        "contract-days", "expire-proposals", "late-goods", "overdue-invoices", "dunning", "onboarding-days", "meetings-recur", "task-days",
        "erase-candidates",
    ]
}

extension RuleContext {
    /// Runs periodic jobs until they have nothing left to do.
    func run(_ names: Set<String>) throws {
        for job in registry.jobs where names.contains(job.name) {
            for work in try job.study?(self) ?? [] { try work(self) }
            while try job.slice(self) {}
        }
    }
}
