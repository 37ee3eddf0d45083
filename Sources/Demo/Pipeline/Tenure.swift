// Who has looked after which customer since when: the orders of the files say it.

import Kernel

/// Whose each customer was, day by day.
struct Tenure: Sendable {
    /// By the customer's code: each owner with the day on which he or she got it, oldest first.
    private let owners: [String: [(since: Day, owner: Int64)]]

    init(_ northwind: Northwind, _ accounts: Accounts) {
        var owners = Dictionary(
            northwind.customers.map { ($0.code, [(since: Day(daysSince1970: 0), owner: accounts[$0.code].firstOwnerID)]) },
            uniquingKeysWith: { first, _ in first })
        for order in northwind.orders where owners[order.customerCode]?.last?.owner != order.employeeID {
            owners[order.customerCode, default: []].append((order.orderedOn, order.employeeID))
        }
        self.owners = owners
    }

    /// Who had the customer from one day to another; nil where it changed hands meanwhile.
    func owner(of code: String, from first: Day, to last: Day) -> Int64? {
        guard let all = owners[code], let owner = all.last(where: { $0.since < first }) else { return nil }
        return all.contains { $0.since >= first && $0.since <= last } ? nil : owner.owner
    }
}
