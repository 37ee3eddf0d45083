// The company's whole history: all happenings of all orders and of the days before, as one line of time.

import Kernel

/// Everything that happened, in the order in which it did.
struct History: Sendable {
    let lastDay: Day
    let shift: Shift
    private let opening: Opening
    private let stories: [OrderStory]
    private let pipeline: Pipeline
    private let dunning: DunningStory
    private let production: [ProductionStory]
    private let service: ServiceStories
    private let team: TeamStories
    private let reviews: ReviewStories
    private let risks: RiskStories
    private let staff: Staff

    /// Throws `DemoFault` where the files hold no orders.
    init(_ northwind: Northwind, _ staff: Staff, _ calendar: CompanyCalendar, asOf: Day) throws {
        let days = northwind.orders.map(\.orderedOn)
        guard let firstDay = days.min(), let lastDay = days.max() else { throw DemoFault(text: "the files hold no orders") }
        let courses = History.courses(northwind.orders, lastDay)
        let accounts = try Accounts(northwind.orders, courses, customers: northwind.customers, idle: staff.id("andrew"))
        let shift = Shift(newest: lastDay, before: asOf, calendar: calendar)
        self.lastDay = lastDay
        self.shift = shift
        self.staff = staff
        opening = Opening(northwind, staff, accounts, shift, firstOrder: firstDay)
        pipeline = Pipeline(northwind, courses, accounts, staff, shift, firstDay: opening.firstDay, lastDay: lastDay)
        dunning = DunningStory(staff: staff, shift: shift, firstDay: opening.firstDay, lastDay: lastDay)
        stories = History.stories(northwind, courses, accounts, pipeline.plan)
        production = ProductionStory.all(of: stories, lastDay: lastDay)
        service = ServiceStories(stories, staff, shift, firstDay: opening.firstDay, lastDay: lastDay)
        let time = TimeOfStory(staff: staff, shift: shift, firstDay: opening.firstDay, lastDay: lastDay)
        team = TeamStories(time)
        reviews = try ReviewStories(time, northwind.orders)
        risks = RiskStories(time: time)
    }

    /// All happenings, sorted by their moments: the audit's instants never go backwards.
    func happenings(hashes: [String], key: IssuedKey) -> [Happening] {
        let all =
            opening.happenings(hashes: hashes, key: key) + stories.flatMap { $0.happenings(staff, shift) }
            + production.flatMap { $0.happenings(staff, shift, lastDay: lastDay) } + pipeline.happenings() + dunning.happenings()
            + service.happenings() + team.happenings(hashes: Array(hashes.dropFirst(staff.people.count)))
            + reviews.happenings() + risks.happenings() + opening.discontinuations(on: lastDay)
        return all.sorted { $0.at < $1.at }
    }

    private static func courses(_ orders: [PastOrder], _ lastDay: Day) -> [Course] {
        var places: [Day: Int] = [:]
        return orders.map { order in
            let place = places[order.orderedOn, default: 0]
            places[order.orderedOn] = place + 1
            return Course(of: order, place: place, lastDay: lastDay)
        }
    }

    private static func stories(_ northwind: Northwind, _ courses: [Course], _ accounts: Accounts, _ plan: DealPlan)
        -> [OrderStory]
    {
        let customers = Dictionary(
            zip(northwind.customers, 1...).map { ($0.code, (id: Int64($1), receiver: $0.contactName)) },
            uniquingKeysWith: { first, _ in first })
        var owners: [String: Int64] = [:]
        return zip(northwind.orders, courses).enumerated().map { index, pair in
            let (order, course) = pair
            let owner = owners.updateValue(order.employeeID, forKey: order.customerCode) ?? accounts[order.customerCode].firstOwnerID
            let customer = customers[order.customerCode]
            return OrderStory(
                order: order, course: course, id: ID(Int64(index + 1)), customerID: customer?.id ?? 0, receiver: customer?.receiver ?? "",
                handsCustomerOver: owner != order.employeeID, deal: plan.ordered[order.id])
        }
    }
}
