// What the orders say of each customer: who looks after it, how much it buys, and how much credit it needs for that.

import CRM
import Catalog
import Kernel

/// A customer as its orders show it.
struct Account: Sendable {
    /// Who entered its first order; the head of sales where there is none.
    let firstOwnerID: Int64
    let level: CustomerLevel
    let rating: CreditRating
    let limit: Money
}

/// The accounts of all customers, by their code.
struct Accounts: Sendable {
    private let byCode: [String: Account]

    /// The tax rate of everything that is sold.
    static let taxRate = Fraction(unscaled: 1300)

    /// - Parameter idle: who owns customers without orders
    init(_ orders: [PastOrder], _ courses: [Course], customers: [Buyer], idle: Int64) throws {
        let papers = try zip(orders, courses).map { try (order: $0, paper: Paper($0, $1)) }
        let byCustomer = Dictionary(grouping: papers, by: \.order.customerCode)
        let sales = byCustomer.mapValues { $0.reduce(0) { $0 + $1.paper.gross } }
        let ranking = customers.map(\.code).sorted { (sales[$0] ?? 0, $1) > (sales[$1] ?? 0, $0) }
        var accounts: [String: Account] = [:]
        for (rank, code) in ranking.enumerated() {
            let papers = byCustomer[code] ?? []
            let (level, rating) = Accounts.class(rank: papers.isEmpty ? .max : rank)
            accounts[code] = Account(
                firstOwnerID: papers.first?.order.employeeID ?? idle, level: level, rating: rating,
                limit: Accounts.limit(peak: Paper.peak(papers.map(\.paper))))
        }
        byCode = accounts
    }

    subscript(code: String) -> Account {
        byCode[code] ?? Account(firstOwnerID: 0, level: .d, rating: .b, limit: Accounts.limit(peak: 0))
    }

    private static func `class`(rank: Int) -> (CustomerLevel, CreditRating) {
        switch rank {
        case ..<10: (.a, .aaa)
        case ..<30: (.b, .aa)
        case Int.max: (.d, .b)
        default: (.c, .a)
        }
    }

    /// Twice what was ever owed at once, in steps of ten thousand and at least twenty: no order is held by it, and the next fits.
    private static func limit(peak: Int64) -> Money {
        let step: Int64 = 10_000_00
        return Money(minorUnits: max(2 * step, (2 * peak + step - 1) / step * step))
    }
}

/// What an order adds to the exposure, and when.
private struct Paper {
    /// Minor units.
    let gross: Int64
    let submitted: Moment?
    let confirmed: Moment?
    let paid: Moment?

    init(_ order: PastOrder, _ course: Course) throws {
        let goods = try order.lines.map {
            try LineAmounts(
                quantity: $0.quantity, unitPrice: $0.price, discount: $0.discount, taxRate: Accounts.taxRate, currencyDecimals: 2)
        }
        let freight = try LineAmounts(
            quantity: Quantity(unscaled: 1_0000), unitPrice: order.freight, taxRate: Accounts.taxRate, currencyDecimals: 2)
        gross = try LineAmounts.total(of: goods + [freight]).gross.minorUnits
        submitted = course.moment(of: .submission)
        confirmed = course.moment(of: .confirmation)
        paid = course.moment(of: .payment)
    }

    /// The most that a customer's credit check ever meets.
    static func peak(_ papers: [Paper]) -> Int64 {
        papers.indices.map { index in
            let checks = [papers[index].submitted, papers[index].confirmed].compactMap { $0 }
            let others = papers.indices.filter { $0 != index }
            let exposures = checks.map { check in
                others.filter { papers[$0].isOpen(at: check) }.reduce(papers[index].gross) { $0 + papers[$1].gross }
            }
            return exposures.max() ?? 0
        }.max() ?? 0
    }

    private func isOpen(at moment: Moment) -> Bool {
        guard let confirmed, confirmed <= moment else { return false }
        return paid.map { $0 >= moment } ?? true
    }
}
