// Which tickets there are: of what type, about which order, when, and how each ends. The same at every run.

import Kernel

/// How a ticket stands on the last day.
enum TicketEnd: Sendable, CaseIterable {
    /// Closed: with a good score, by the job because nobody answered, with a reason by hand, after a bad score, after it was opened again.
    case satisfied, unanswered, withoutScore, dissatisfied, reopened
    /// Still open.
    case new, assigned, inProgress, waiting, resolved, inProgressAgain, late

    /// How many of the two hundred end so.
    var count: Int {
        switch self {
        case .satisfied: 96
        case .unanswered: 28
        case .withoutScore: 18
        case .dissatisfied: 14
        case .reopened: 4
        case .new: 3
        case .assigned: 5
        case .inProgress: 9
        case .waiting: 7
        case .resolved: 8
        case .inProgressAgain, .late: 4
        }
    }

    var isClosed: Bool { [.satisfied, .unanswered, .withoutScore, .dissatisfied, .reopened].contains(self) }

    /// How many working days before the last day an open one was entered.
    func age(_ dice: inout Dice) -> Int {
        switch self {
        case .new: dice.roll(0...1)
        case .assigned: dice.roll(0...2)
        case .inProgress: dice.roll(1...2)
        case .waiting: dice.roll(2...5)
        case .resolved: dice.roll(3...4)
        case .inProgressAgain: dice.roll(7...9)
        default: dice.roll(9...12)
        }
    }
}

/// What a ticket is about.
enum TicketMatter: String, Sendable, CaseIterable {
    case quality, inquiry, complaint, delivery, other

    /// How many of the two hundred.
    var count: Int {
        switch self {
        case .quality: 60
        case .inquiry: 50
        case .complaint, .delivery: 35
        case .other: 20
        }
    }
}

/// One ticket of the plan.
struct PlannedTicket: Sendable {
    /// From 0 on, among all.
    let place: Int
    let end: TicketEnd
    let matter: TicketMatter
    let enteredOn: Day
    let customerID: Int64
    /// The order that it names; nil for a question about nothing that was bought.
    let order: PastOrder?
    let orderID: Int64
    /// How the goods are treated, and what becomes of it; nil where words are enough.
    let action: PlannedAction?
}

/// All tickets of the two years.
struct TicketPlan: Sendable {
    private(set) var tickets: [PlannedTicket] = []

    /// An order that has arrived.
    private struct Delivered {
        let story: OrderStory
        let on: Day
    }

    /// - Parameter stories: of all orders
    init(_ stories: [OrderStory], lastDay: Day) {
        var dice = Dice(seed: "tickets")
        let delivered = stories.compactMap { story in story.course.moment(of: .delivery).map { Delivered(story: story, on: $0.day) } }
            .sorted { ($0.on, $0.story.id.integer) < ($1.on, $1.story.id.integer) }
        let closed = TicketEnd.allCases.filter(\.isClosed).flatMap { Array(repeating: $0, count: $0.count) }
        let open = TicketEnd.allCases.filter { !$0.isClosed }.flatMap { Array(repeating: $0, count: $0.count) }
        let old = delivered.filter { $0.on < lastDay.adding(days: -50) }
        let young = delivered.filter { $0.on >= lastDay.adding(days: -50) && $0.on < lastDay.subtracting(workdays: 13) }
        var matters = Matters(&dice)
        for (index, end) in dice.shuffle(closed).enumerated() {
            let order = old[index * old.count / closed.count]
            add(end, matters.next(for: end), order.story, on: order.on.adding(workdays: dice.roll(1...20)), &dice)
        }
        for (index, end) in open.enumerated() {
            let order = young[index * young.count / open.count]
            add(end, matters.next(for: end), order.story, on: lastDay.subtracting(workdays: end.age(&dice)), &dice)
        }
    }

    private mutating func add(_ end: TicketEnd, _ matter: TicketMatter, _ story: OrderStory, on day: Day, _ dice: inout Dice) {
        let place = tickets.count
        // Every other question is about nothing that was bought.
        let isAboutOrder = [.quality, .complaint, .delivery].contains(matter) || place.isMultiple(of: 2)
        tickets.append(
            PlannedTicket(
                place: place, end: end, matter: matter, enteredOn: day, customerID: story.customerID,
                order: isAboutOrder ? story.order : nil, orderID: story.id.integer,
                action: isAboutOrder ? PlannedAction(of: matter, end, place: place) : nil))
    }

    /// The matters in an order like chance; what waits for somebody to assign it is what no rule knows.
    private struct Matters {
        private var left: [TicketMatter]

        init(_ dice: inout Dice) {
            let all = TicketMatter.allCases.flatMap { matter in
                Array(repeating: matter, count: matter == .other ? matter.count - TicketEnd.new.count : matter.count)
            }
            left = dice.shuffle(all)
        }

        mutating func next(for end: TicketEnd) -> TicketMatter { end == .new ? .other : left.popLast() ?? .other }
    }
}
