// What everybody in sales is to reach: set by who stands above for each year, and split by month by the server (P3.2.1).

import Catalog
import JSON
import Kernel
import Performance

/// The targets of all years of the story.
struct TargetStory: Sendable {
    let time: TimeOfStory
    /// What each sold in a year of the company's calendar, as a year's worth, in minor units.
    private let sales: [SellerYear: Int64]

    private struct SellerYear: Hashable, Sendable {
        let seller: Int64
        let year: Int
    }

    init(_ time: TimeOfStory, _ orders: [PastOrder]) throws {
        self.time = time
        var sold: [SellerYear: Int64] = [:]
        for order in orders {
            let net = try LineAmounts.total(
                of: order.lines.map {
                    try LineAmounts(
                        quantity: $0.quantity, unitPrice: $0.price, discount: $0.discount, taxRate: Accounts.taxRate, currencyDecimals: 2)
                }
            ).net
            sold[SellerYear(seller: order.employeeID, year: time.shift.day(order.orderedOn).civil.year), default: 0] += net.minorUnits
        }
        let (first, last) = (time.shift.day(time.firstDay), time.shift.day(time.lastDay))
        sales = Dictionary(
            uniqueKeysWithValues: sold.map { key, net in (key, net * 12 / Self.months(of: key.year, from: first, to: last)) })
    }

    /// How many months of the year the story has.
    private static func months(of year: Int, from first: Day, to last: Day) -> Int64 {
        let begin = year == first.civil.year ? first.civil.month : 1
        let end = year == last.civil.year ? last.civil.month : 12
        return Int64(max(1, end - begin + 1))
    }

    /// In the first week, and in each January.
    func happenings() -> [Happening] {
        let days = [time.firstDay.adding(days: 4)] + time.months.dropFirst().filter { $0.civil.month == 1 }.map(time.workday(2))
        return days.flatMap { day in
            let year = time.shift.day(day).civil.year
            return ReviewStories.people.enumerated().map { place, name in
                let person = time.staff.id(name)
                let manager = time.staff.reviewer(of: person)
                return time.act(day, 15, 20 + place * 2, by: .user(manager)) { try set(for: person, in: year, $0) }
            }
        }
    }

    /// The company's customers pay for the first time in its third month, so less is asked of its first year.
    private var firstYear: Int { time.shift.day(time.firstDay).civil.year }

    /// Robert was promised a market that did not come; the others have what can be reached with some effort.
    private func set(for person: Int64, in year: Int, _ rules: RuleContext) throws {
        var dice = Dice(seed: "target \(person) \(year)")
        let percent = person == time.staff.id("robert") ? 240 : Int64(dice.roll(65...95)) * (year == firstYear ? 6 : 10) / 10
        let thousand: Int64 = 1_000_00
        let revenue = max(thousand * 12, (sales[SellerYear(seller: person, year: year)] ?? 0) * percent / 100 / thousand * thousand)
        let values: [(code: String, value: String)] = [
            ("revenue", money(revenue)), ("profit", money(revenue * 18 / 100)), ("new_customers", "6"),
            ("activities", String(dice.roll(5...14))), ("satisfaction", "4"), ("growth_rate", "15"),
        ]
        for (code, value) in values {
            let indicator = try rules.integer("SELECT id FROM indicators WHERE code = ?", code.stored) ?? 0
            _ = try rules.create(
                Target.self,
                [
                    "user_id": .integer(person), "indicator_id": .integer(indicator), "period": .string(String(year)),
                    "value": .string(value),
                ])
        }
    }
}
