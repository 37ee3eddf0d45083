// After-sales of the sample company: how tickets find their people, and two hundred of them.

import AfterSales
import Identity
import JSON
import Kernel

/// Routing, service levels, all tickets, and the job that looks at their times.
struct ServiceStories: Sendable {
    private let plan: TicketPlan
    private let receivers: [Int64: String]
    private let staff: Staff
    private let shift: Shift
    private let firstDay: Day
    private let lastDay: Day

    /// - Parameter firstDay: of the company
    init(_ stories: [OrderStory], _ staff: Staff, _ shift: Shift, firstDay: Day, lastDay: Day) {
        plan = TicketPlan(stories, lastDay: lastDay)
        receivers = Dictionary(stories.map { ($0.customerID, $0.receiver) }, uniquingKeysWith: { first, _ in first })
        self.staff = staff
        self.shift = shift
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    func happenings() -> [Happening] {
        let tickets = plan.tickets.flatMap { ticket in
            TicketStory(ticket, receiver: receivers[ticket.customerID] ?? "", staff).happenings(until: lastDay, shift)
        }
        return rulesOfService() + looks() + tickets
    }

    // MARK: Rules

    /// Who leads service says on the first day who gets what, and within which time.
    private func rulesOfService() -> [Happening] {
        let service1 = staff.id("service1")
        let (first, second) = (JSONValue.integer(service1), JSONValue.integer(staff.id("service2")))
        // What has no type of its own waits for somebody to assign it.
        let rules: [JSONObject] = [
            ["name": "Seafood goes bad", "priority": 50, "type": "quality", "category_id": 8, "assignee_id": first],
            ["name": "Complaints", "type": "complaint", "assignee_id": first],
            ["name": "Questions", "type": "inquiry", "assignee_id": second],
            ["name": "Quality in turn", "type": "quality"], ["name": "Delivery in turn", "type": "delivery"],
        ]
        let entries = rules.map { rule in { @Sendable (context: RuleContext) in try ServiceStories.enter(rule, context) } }
        let times = ServiceStories.levels.map { level in
            { @Sendable (context: RuleContext) in _ = try context.create(SLAPolicy.self, level) }
        }
        return zip(0..., entries + times).map { minute, work in
            Happening(at: shift.instant(Moment(firstDay, 16, minute)), by: .user(service1), work: work)
        }
    }

    private static let levels: [JSONObject] = [
        ["name": "Urgent", "priority": "urgent", "response_hours": 2, "resolve_hours": 8],
        ["name": "High", "priority": "high", "response_hours": 4, "resolve_hours": 16],
        ["name": "Low", "priority": "low", "response_hours": 8, "resolve_hours": 40],
    ]

    private static func enter(_ rule: JSONObject, _ rules: RuleContext) throws {
        var rule = rule
        let service = try rules.all(Department.self, where: "code = 'service'").first
        rule["department_id"] = service.map { .integer($0.id.integer) }
        _ = try rules.create(RoutingRule.self, rule)
    }

    // MARK: What happens by itself

    /// In life every minute; here some times on every working day.
    private func looks() -> [Happening] {
        var day = firstDay.adding(workdays: 10)
        var happenings: [Happening] = []
        while day <= lastDay {
            for hour in [9, 11, 14, 16] {
                happenings.append(
                    Happening(at: shift.instant(Moment(day, hour, 0)), by: .job) { rules in
                        try rules.run(["ticket-deadlines", "close-tickets"])
                    })
            }
            day = day.adding(workdays: 1)
        }
        return happenings
    }
}
