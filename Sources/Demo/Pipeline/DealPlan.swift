// Which deals there are: with whom, when, and how each ends. The same at every run.

import Kernel

/// All deals of the two years.
struct DealPlan: Sendable {
    private(set) var deals: [Deal] = []
    /// The deal from whose contract an order of the files comes, by the order's id.
    private(set) var ordered: [String: Deal] = [:]

    private let northwind: Northwind
    private let courses: [Course]
    private let tenure: Tenure
    private let staff: Staff
    private let sellers: [Int64]
    private let firstDay: Day
    private let lastDay: Day
    private var dice = Dice(seed: "deals")
    private var takenCustomers: Set<String> = []

    /// - Parameters:
    ///   - tenure: who had which customer
    ///   - firstDay: of the company
    init(_ northwind: Northwind, _ courses: [Course], _ tenure: Tenure, _ staff: Staff, firstDay: Day, lastDay: Day) {
        self.northwind = northwind
        self.courses = courses
        self.tenure = tenure
        self.staff = staff
        sellers = staff.representatives
        self.firstDay = firstDay
        self.lastDay = lastDay
        addOrdered()
        addFromLeads()
        addOfOldCustomers()
    }

    /// How many companies become customers by them.
    static var prospectCount: Int { DealPlan.fromLeads.reduce(0) { $0 + $1.count } }

    private static let fromLeads: [(end: DealEnd, count: Int)] = [
        (.analysis, 3), (.evaluated, 2), (.notWorthwhile, 2), (.draft, 1), (.inReview, 1), (.approved, 1), (.expired, 1), (.scheduled, 1),
        (.conceded, 1), (.contractDraft, 1), (.signing, 1), (.signed, 1), (.inExecution, 3), (.lapsed, 1), (.terminated, 1),
        (.lostEarly, 3), (.lostAfterEvaluation, 3), (.lostToOffer, 3), (.lostInNegotiation, 1), (.lostAtSigning, 1),
    ]

    private static let ofOldCustomers: [(end: DealEnd, count: Int)] = [
        (.analysis, 2), (.evaluated, 2), (.draft, 1), (.inReview, 1), (.changesRequested, 1), (.approved, 1), (.withdrawn, 1), (.held, 1),
        (.legalReview, 1), (.signingOverdue, 1), (.signed, 1), (.lostEarly, 1), (.lostToOffer, 2), (.lostInNegotiation, 1),
    ]

    /// Along the time from the first order to the last.
    private static let orderEnds: [DealEnd] = [
        .delivered, .delivered, .lapsed, .delivered, .delivered, .terminated, .delivered, .waived, .delivered, .delivered,
        .inExecution, .inExecution, .inExecution, .inExecution, .inExecution,
    ]

    // MARK: Deals behind orders of the files

    /// Each in a time of its own; those that are carried out now are behind the newest orders that may have one.
    private mutating func addOrdered() {
        let former = DealPlan.orderEnds.count { $0 != .inExecution }
        let (first, middle, last) = (firstDay.adding(days: 100), lastDay.adding(days: -75), lastDay.adding(days: -7))
        let length = first.distance(to: middle)
        for (place, end) in DealPlan.orderEnds.enumerated() {
            let found =
                place < former
                ? candidates(for: end, first.adding(days: length * place / former)..<first.adding(days: length * (place + 1) / former))
                    .first
                : candidates(for: end, middle..<last).last
            if let found { addOrdered(end, found) }
        }
    }

    /// Orders of those days that may come from a contract: of a customer who was the same person's since the deal began.
    private func candidates(for end: DealEnd, _ days: Range<Day>) -> [PastOrder] {
        let length = workdays(of: end)
        return zip(northwind.orders, courses).filter { order, course in
            days.contains(order.orderedOn) && course.moment(of: .confirmation) != nil && sellers.contains(order.employeeID)
                && !takenCustomers.contains(order.customerCode)
                && tenure.owner(
                    of: order.customerCode, from: order.orderedOn.subtracting(workdays: length + 3), to: order.orderedOn)
                    == order.employeeID
        }.map(\.0)
    }

    private mutating func addOrdered(_ end: DealEnd, _ order: PastOrder) {
        guard let customer = northwind.customers.firstIndex(where: { $0.code == order.customerCode }) else { return }
        // Of what lasts, or ends before its time, only a part is ordered.
        let factor: Int64 = end == .delivered ? 1 : 2
        let lines = order.lines.map {
            DealLine(
                productID: $0.productID, quantity: Quantity(unscaled: $0.quantity.unscaled * factor), price: $0.price, discount: $0.discount
            )
        }
        takenCustomers.insert(order.customerCode)
        let deal = Deal(
            number: deals.count + 1, end: end, customerName: order.shipTo.firstLine, lines: lines, freight: order.freight,
            shipTo: order.shipTo, rivals: rivals(), anchor: order.orderedOn.subtracting(workdays: dice.roll(1...3)),
            dossier: Dossier(owner: order.employeeID, customer: Int64(customer + 1)), hasFixedPrices: true)
        deals.append(deal)
        ordered[order.id] = deal
    }

    /// At most so long the next deal takes to its anchor, whomever it is with.
    private func workdays(of end: DealEnd) -> Int {
        let deal = Deal(
            number: deals.count + 1, end: end, customerName: "", lines: [], freight: .zero, shipTo: "", rivals: [], anchor: lastDay,
            dossier: Dossier())
        return DealStory(deal, staff).agenda.length + 3
    }

    // MARK: Deals from leads

    private mutating func addFromLeads() {
        let ends = dice.shuffle(DealPlan.fromLeads.flatMap { Array(repeating: $0.end, count: $0.count) })
        for (index, (end, prospect)) in zip(ends, northwind.prospects).enumerated() {
            let source = LeadSource.allCases[(index * 3) % LeadSource.allCases.count]
            let dossier = Dossier(owner: source.isMarketings ? 0 : sellers[index % sellers.count])
            deals.append(
                Deal(
                    number: deals.count + 1, end: end, prospect: prospect, channel: source, customerName: prospect.company,
                    lines: someLines(), freight: UnitPrice(unscaled: Int64(dice.roll(20...90)) * 1_0000), shipTo: prospect.company,
                    rivals: rivals(), anchor: anchor(of: end, index, of: ends.count), dossier: dossier))
        }
    }

    // MARK: Other deals with customers of old

    private mutating func addOfOldCustomers() {
        let ends = dice.shuffle(DealPlan.ofOldCustomers.flatMap { Array(repeating: $0.end, count: $0.count) })
        let codes = dice.shuffle(Array(northwind.customers.indices))
        for (index, end) in ends.enumerated() {
            let day = anchor(of: end, index, of: ends.count)
            let length = workdays(of: end)
            let candidates = codes.lazy.filter { [self] in !takenCustomers.contains(northwind.customers[$0].code) }
            let found = candidates.compactMap { [self] place -> (Int, Int64)? in
                let owner = tenure.owner(
                    of: northwind.customers[place].code, from: day.subtracting(workdays: length), to: min(day.adding(days: 14), lastDay))
                return owner.flatMap { sellers.contains($0) ? (place, $0) : nil }
            }
            guard let (place, owner) = found.first else { continue }
            let buyer = northwind.customers[place]
            takenCustomers.insert(buyer.code)
            deals.append(
                Deal(
                    number: deals.count + 1, end: end, customerName: buyer.name, lines: someLines(),
                    freight: UnitPrice(unscaled: Int64(dice.roll(20...90)) * 1_0000), shipTo: buyer.name, rivals: rivals(), anchor: day,
                    dossier: Dossier(owner: owner, customer: Int64(place + 1))))
        }
    }

    // MARK: Parts

    /// What is open was touched in the last weeks; what has ended lies anywhere in the two years.
    private mutating func anchor(of end: DealEnd, _ index: Int, of count: Int) -> Day {
        switch end {
        case .signed: lastDay.subtracting(workdays: dice.roll(1...4))
        case .scheduled: lastDay.subtracting(workdays: 1)
        case .expired: lastDay.subtracting(workdays: dice.roll(22...35))
        case .signingOverdue: lastDay.subtracting(workdays: dice.roll(14...18))
        case .analysis, .evaluated, .notWorthwhile: lastDay.subtracting(workdays: dice.roll(0...15))
        case .inExecution: lastDay.subtracting(workdays: dice.roll(25...90))
        case _ where end.isOpen: lastDay.subtracting(workdays: dice.roll(0...9))
        case .lapsed, .terminated: lastDay.subtracting(workdays: dice.roll(150...350))
        default:
            firstDay.adding(workdays: 75 + (firstDay.workdays(until: lastDay) - 85) * index / count + dice.roll(0...9))
        }
    }

    /// Of what is still sold, at list prices, some of it with more discount than a representative may give alone.
    private mutating func someLines() -> [DealLine] {
        let goods = dice.shuffle(northwind.products.indices.filter { !northwind.products[$0].isDiscontinued }).prefix(dice.roll(2...4))
        let discount = dice.pick([Int64(0), 0, 500, 500, 1000, 1500])
        return goods.map { place in
            DealLine(
                productID: Int64(place + 1), quantity: Quantity(unscaled: Int64(dice.roll(4...30)) * 10_0000),
                price: northwind.products[place].price, discount: Fraction(unscaled: discount))
        }
    }

    /// None, one or two.
    private mutating func rivals() -> [Int64] {
        let all = dice.shuffle(Rival.all.indices.map { Int64($0 + 1) })
        return Array(all.prefix(dice.pick([0, 1, 1, 2, 2])))
    }
}

extension Day {
    /// In days.
    fileprivate func distance(to day: Day) -> Int { day.daysSince1970 - daysSince1970 }
}

extension String {
    fileprivate var firstLine: String { split(separator: "\n").first.map(String.init) ?? self }
}

extension Buyer {
    fileprivate var name: String { texts.first { $0.field == "name" }?.text ?? code }
}
