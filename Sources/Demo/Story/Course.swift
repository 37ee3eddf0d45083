// The course of one order: what happened to it when, from the files' three dates and plausible hours between them.

import Kernel

/// One thing that happens to an order.
enum Act: Sendable, Hashable {
    case entry, submission
    case financeReview, logisticsReview, salesReview
    case confirmation, erpConfirmation
    case shipment, packing, shipping, delivery
    case invoicing, payment
    case completion

    static let reviews: [Act] = [.financeReview, .logisticsReview, .salesReview]
}

/// What happens to one order, in order.
struct Course: Sendable {
    private(set) var acts: [(act: Act, at: Moment)] = []
    private var dice: Dice

    /// - Parameters:
    ///   - place: the order's place among those of its day
    ///   - lastDay: the day of the newest order; nothing happens after it
    init(of order: PastOrder, place: Int, lastDay: Day) {
        dice = Dice(seed: order.id)
        enter(order, place: place)
        let stage = Stage(of: order, on: lastDay)
        review(order, by: lastDay, count: stage.reviewCount)
        if stage.isConfirmed { confirm() }
        if let shippedOn = order.shippedOn { ship(on: shippedOn, lastDay: lastDay) }
    }

    func moment(of act: Act) -> Moment? {
        acts.first { $0.act == act }?.at
    }

    /// In the morning, each order of the day after the one before.
    private mutating func enter(_ order: PastOrder, place: Int) {
        let entry = Moment(order.orderedOn, 9, 5 + 25 * place + dice.roll(0...10))
        add(.entry, entry)
        add(.submission, entry.adding(minutes: dice.roll(4...12)))
    }

    /// The same afternoon or on the next working day, all departments beside one another.
    private mutating func review(_ order: PastOrder, by lastDay: Day, count: Int) {
        let latest = order.shippedOn?.adding(days: -1) ?? lastDay
        let next = order.orderedOn.adding(workdays: 1)
        let isNextDay = dice.roll(1...3) == 1 && next <= latest
        let (begin, length) = isNextDay ? (Moment(next, 9, 10), 100) : (Moment(order.orderedOn, 13, 5), 185)
        let given = Act.reviews.map { (act: $0, at: begin.adding(minutes: dice.roll(0...length))) }
        acts += given.sorted { $0.at < $1.at }.prefix(count)
    }

    private mutating func confirm() {
        guard let last = acts.last?.at else { return }
        let confirmation = last.adding(minutes: dice.roll(10...40))
        add(.confirmation, confirmation)
        add(.erpConfirmation, confirmation.adding(minutes: dice.roll(2...9)))
    }

    private mutating func ship(on day: Day, lastDay: Day) {
        let shipment = Moment(day, 9, 10 + dice.roll(0...80))
        add(.shipment, shipment)
        add(.packing, shipment.adding(minutes: dice.roll(5...20)))
        add(.shipping, Moment(day, 13, 15 + dice.roll(0...130)))
        let arrival = min(day.adding(workdays: dice.roll(1...5)), lastDay)
        let delivery =
            if arrival == day {
                // What left last arrives nearby the same evening.
                Moment(arrival, 16, 5 + dice.roll(0...50))
            } else if dice.roll(1...2) == 1 {
                Moment(arrival, 9, 30 + dice.roll(0...90))
            } else {
                Moment(arrival, 13, 10 + dice.roll(0...200))
            }
        add(.delivery, delivery)
        // Whoever takes the goods in pays them.
        add(.invoicing, delivery.adding(minutes: 5))
        add(.payment, delivery.adding(minutes: 12))
        add(.completion, delivery.adding(minutes: dice.roll(20...55)))
    }

    private mutating func add(_ act: Act, _ moment: Moment) {
        acts.append((act, moment))
    }
}

/// How far an order is on the last day.
private struct Stage {
    let reviewCount: Int
    let isConfirmed: Bool

    /// What has left was confirmed. What has not is the further the older it is: a week for confirmation, two days for all reviews.
    init(of order: PastOrder, on lastDay: Day) {
        let age = lastDay.daysSince1970 - order.orderedOn.daysSince1970
        isConfirmed = order.shippedOn != nil || age >= 7
        if isConfirmed || age >= 2 {
            reviewCount = 3
        } else {
            reviewCount = age == 1 ? 2 : (Int(order.id) ?? 0).isMultiple(of: 2) ? 1 : 0
        }
    }
}
