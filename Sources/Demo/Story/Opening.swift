// How the company begins: people, catalogue, customers and their credit, in the days before the first order.

import CRM
import Catalog
import Identity
import JSON
import Kernel
import Synchronization

/// The days before the first order.
struct Opening: Sendable {
    let northwind: Northwind
    let staff: Staff
    let accounts: Accounts
    let shift: Shift
    /// A Monday, ten days before the first order.
    let firstDay: Day

    init(_ northwind: Northwind, _ staff: Staff, _ accounts: Accounts, _ shift: Shift, firstOrder: Day) {
        self.northwind = northwind
        self.staff = staff
        self.accounts = accounts
        self.shift = shift
        firstDay = firstOrder.adding(days: -7 - firstOrder.weekday)
    }

    /// Everything up to the first order.
    ///
    /// - Parameters:
    ///   - hashes: of the passwords, in the order of the people
    ///   - key: gets the ERP's key
    func happenings(hashes: [String], key: IssuedKey) -> [Happening] {
        hiring(hashes, key) + catalogue() + customerFile() + investigations()
    }

    // MARK: People

    private func hiring(_ hashes: [String], _ key: IssuedKey) -> [Happening] {
        let moment = Moment(firstDay, 9, 0)
        func act(_ minute: Int, _ second: Int, _ work: @escaping @Sendable (RuleContext) throws -> Void) -> Happening {
            Happening(at: shift.instant(moment.adding(minutes: minute), second: second), by: .operator, work: work)
        }
        let shift = shift
        var happenings: [Happening] = []
        for (minute, (person, hash)) in zip(staff.people, hashes).enumerated() {
            happenings.append(act(minute, 0) { rules in try Opening.hire(person, hash, shift, rules) })
        }
        let managed = staff.people.filter { $0.managerID != nil }
        for (place, person) in managed.enumerated() {
            happenings.append(
                act(30 + place / 6, place % 6 * 10) { rules in
                    _ = try rules.change(User.self, ID(person.id), ["manager_id": .integer(person.managerID ?? 0)])
                })
        }
        happenings.append(act(40, 0) { rules in try key.issue(rules) })
        let letterhead = Happening(at: shift.instant(moment.adding(minutes: 41)), by: .user(staff.id("admin"))) { rules in
            _ = try rules.change(CompanyProfile.self, ID(1), Opening.letterhead)
        }
        return happenings + [letterhead]
    }

    /// What heads the company's papers.
    private static let letterhead: JSONObject = [
        "name": "北风贸易有限公司", "english_name": "Northwind Trading Co., Ltd.", "address": "上海市浦东新区示范路 1 号",
        "phone": "021-5550 1000", "email": "sales@northwind.example", "bank_name": "示范银行上海分行", "bank_account": "6200 0000 0000 0001",
    ]

    private static func hire(_ person: Person, _ hash: String, _ shift: Shift, _ rules: RuleContext) throws {
        let department = try rules.all(Department.self, where: "code = ?", person.department.stored).first
        var body: JSONObject = [
            "username": .string(person.username), "display_name": .string(person.displayName),
            "roles": .array(person.roles.map { .string($0.rawValue) }), "position": .string(person.position),
            "email": .string("\(person.username)@northwind.example"), "employee_number": .string("NW-" + padded(Int(person.id), 3)),
            "locale": .string(person.employee == nil ? "zh-CN" : "en"),
        ]
        body["department_id"] = department.map { .integer($0.id.integer) }
        if let employee = person.employee {
            body["phone"] = .string(employee.phone)
            body["hired_on"] = .string(shift.day(employee.hiredOn).description)
            body["external_id"] = .string(String(employee.id))
        }
        let user = try rules.create(User.self, body)
        try demand(user.id.integer, is: person.id, for: person.username)
        try UserPassword.keep(hash, of: user.id, in: rules)
    }

    // MARK: Catalogue

    private func catalogue() -> [Happening] {
        let moment = Moment(firstDay, 10, 0)
        let categories = northwind.categories.map { category in
            { @Sendable (rules: RuleContext) throws -> Void in
                _ = try rules.create(
                    Category.self,
                    [
                        "name": .string(category.name), "description": .string(category.description), "external_id": .string(category.id),
                    ])
            }
        }
        let products = northwind.products.map { goods in
            { @Sendable (rules: RuleContext) throws -> Void in _ = try rules.create(Product.self, Opening.product(goods)) }
        }
        return zip(0..., categories + products).map { minute, work in
            Happening(at: shift.instant(moment.adding(minutes: minute)), by: .user(staff.id("product")), work: work)
        }
    }

    /// What it costs is 0.70 of what it is sold for.
    private static func product(_ goods: Goods) -> JSONObject {
        let cost = roundedQuotient(Int128(goods.price.unscaled) * 70, by: 100)
        return [
            "sku": .string("NW-" + padded(Int(goods.id) ?? 0, 4)), "name": .string(goods.name), "unit": .string(goods.unit),
            "made_to_order": .bool(ProductionStory.products.contains(Int64(goods.id) ?? 0)), "list_price": .string(decimal(goods.price)),
            "standard_cost": .string(decimal(UnitPrice(unscaled: Int64(cost)))),
            "tax_rate": .string(decimal(Accounts.taxRate)), "category_id": .integer(goods.categoryID), "external_id": .string(goods.id),
        ]
    }

    /// What is no longer sold was sold until the end.
    func discontinuations(on day: Day) -> [Happening] {
        zip(0..., northwind.products).filter(\.1.isDiscontinued).map { index, _ in
            let at = shift.instant(Moment(day, 17, 55), second: index % 60)
            return Happening(at: at, by: .user(staff.id("product"))) { rules in
                _ = try rules.change(Product.self, ID(Int64(index + 1)), ["active": .bool(false)])
            }
        }.sorted { $0.at < $1.at }
    }

    // MARK: Customers

    private func customerFile() -> [Happening] {
        let moment = Moment(firstDay, 13, 0)
        return northwind.customers.enumerated().map { index, buyer in
            let account = accounts[buyer.code]
            let at = shift.instant(moment.adding(minutes: index * 2))
            return Happening(at: at, by: .user(staff.id("admin"))) { rules in try Opening.enter(buyer, account, rules) }
        }
    }

    private static func enter(_ buyer: Buyer, _ account: Account, _ rules: RuleContext) throws {
        var body: JSONObject = [
            "external_id": .string(buyer.code), "owner_id": .integer(account.firstOwnerID), "level": .string(account.level.rawValue),
        ]
        for (field, text) in buyer.texts { body[field] = .string(text) }
        let customer = try rules.create(Customer.self, body)
        _ = try rules.create(
            Contact.self,
            [
                "customer_id": .integer(customer.id.integer), "name": .string(buyer.contactName), "title": .string(buyer.contactTitle),
                "phone": .string(buyer.phone), "is_primary": .bool(true),
            ])
    }

    // MARK: Credit

    /// Entered and submitted by one of finance from Tuesday to Friday, approved by the other on the working day after.
    private func investigations() -> [Happening] {
        let perDay = (northwind.customers.count + 3) / 4
        let validUntil = shift.day(firstDay).adding(days: 3 * 365).description
        return northwind.customers.indices.flatMap { index in
            let account = accounts[northwind.customers[index].code]
            let day = firstDay.adding(days: 1 + index / perDay)
            let place = index % perDay
            let begin = place < 14 ? Moment(day, 9, 5 + place * 12) : Moment(day, 13, 5 + (place - 14) * 12)
            let pair = index.isMultiple(of: 2) ? ("finance1", "finance2") : ("finance2", "finance1")
            let id = ID<CreditInvestigation>(Int64(index + 1))
            let author = Doer.user(staff.id(pair.0))
            return [
                Happening(at: shift.instant(begin), by: author) { rules in
                    let body = Opening.investigation(of: Int64(index + 1), account, validUntil: validUntil)
                    let investigation = try rules.create(CreditInvestigation.self, body)
                    try demand(investigation.id.integer, is: id.integer, for: "a credit investigation")
                },
                Happening(at: shift.instant(begin.adding(minutes: 6)), by: author) { rules in try rules.take("submit", id) },
                Happening(
                    at: shift.instant(Moment(day.adding(workdays: 1), 16, place * 2)), by: .user(staff.id(pair.1))
                ) { rules in try rules.take("approve", id) },
            ]
        }
    }

    private static func investigation(of customer: Int64, _ account: Account, validUntil: String) -> JSONObject {
        [
            "customer_id": .integer(customer), "findings": .string(findings(account.rating)), "rating": .string(account.rating.rawValue),
            "limit": .string(money(account.limit.minorUnits)), "currency": .string("CNY"),
            "payment_terms_days": .integer(30), "valid_until_on": .string(validUntil),
        ]
    }

    private static func findings(_ rating: CreditRating) -> String {
        switch rating {
        case .aaa: "Buys much and regularly; suppliers and bank confirm that it always pays in time."
        case .aa: "Sound accounts, regular purchases; trade references are good without exception."
        case .a: "Accounts in order; no late payments known to the credit agency."
        default: "No purchases yet; accounts in order, trade references not yet given."
        }
    }
}

/// Where the ERP's key is kept until it is printed.
final class IssuedKey: Sendable {
    private let kept = Mutex("")

    var text: String { kept.withLock { $0 } }

    /// Makes the key. Its holder may do all that the role allows.
    func issue(_ rules: RuleContext) throws {
        let schema = Schema<NewAPIKey>(form: NewAPIKey.self)
        var form = Record(schema, schema.blankRow())
        form.name = ERPKey.name
        form.roles = ChoiceList([.integration])
        let (key, text) = try APIKey.issue(form, in: rules)
        try demand(key.id.integer, is: ERPKey.id, for: "the ERP's key")
        kept.withLock { $0 = text }
    }
}

/// A decimal as the API takes it.
func decimal<Decimal: FixedPoint>(_ number: Decimal) -> String {
    DecimalText.write(number.unscaled, scale: Decimal.scale, shownPlaces: Decimal.shownPlaces)
}

/// The files' ids hold only where nothing was entered before. Throws `DemoFault`.
func demand(_ id: Int64, is expected: Int64, for what: String) throws {
    guard id == expected else { throw DemoFault(text: "\(what) got the id \(id) instead of \(expected): the directory was not empty") }
}
