// The credit that a customer's papers give, in the database.

import Kernel
import SQLite
import Storage
import Testing

@testable import CRM
@testable import Catalog

struct CreditTests {
    private let company: Company

    init() throws { company = try Company() }

    @Test
    func `the latest approved investigation is the customer's credit`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Round")
            #expect(try Credit.of(customer.id, in: context) == .none)
            _ = try context.newInvestigation(of: customer, .b, limit: 1_000, approved: 2)
            let latest = try context.newInvestigation(of: customer, .a, limit: 2_000, approved: 3)
            _ = try context.newInvestigation(of: customer, .aaa, limit: 9_000, approved: 1)
            _ = try context.newInvestigation(of: customer, .aaa, limit: 9_000, approved: nil)
            let credit = try Credit.of(customer.id, in: context)
            #expect(credit.investigationID == latest.id)
            #expect(credit.rating == .a)
            #expect(credit.limit == Money(minorUnits: 2_000))
            #expect(!credit.isPoor)
        }
    }

    @Test
    func `a limit in another currency is converted at the latest rate`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Abroad")
            #expect(
                faults { _ = try context.newInvestigation(of: customer, .a, limit: 100, currency: "USD", approved: 1) } == [
                    "no_exchange_rate /currency"
                ])
            for (days, rate) in [(-30, "6.9"), (-1, "7.1"), (1, "9")] { try context.newRate("USD", from: days, rate) }
            _ = try context.newInvestigation(of: customer, .a, limit: 100, currency: "USD", approved: 1)
            #expect(try Credit.of(customer.id, in: context).limit == Money(minorUnits: 710))
        }
    }

    @Test
    func `a rate holds until the next one, and the company's own currency needs none`() throws {
        try company.run { context in
            try context.newRate("USD", from: -30, "6.9")
            try context.newRate("USD", from: -1, "7.1")
            #expect(try ExchangeRates.rate(of: "USD", on: context.today.adding(days: -2), in: context) == ExchangeRate("6.9"))
            #expect(try ExchangeRates.rate(of: "USD", on: context.today, in: context) == ExchangeRate("7.1"))
            #expect(try ExchangeRates.rate(of: "CNY", on: context.today, in: context) == .one)
            #expect(faults { try context.newRate("CNY", from: 0, "1") } == ["own_currency_rate /currency"])
            #expect(
                faults { _ = try ExchangeRates.rate(of: "USD", on: context.today.adding(days: -31), in: context) } == [
                    "no_exchange_rate /currency"
                ])
        }
    }

    @Test
    func `a customer is activated by what happens to it, and a blocked one is not`() throws {
        try company.run { context in
            var customer = try context.newCustomer("Round")
            try context.follow("activate", customer)
            customer = try context.require(Customer.self, customer.id)
            #expect(customer.status == .active)
            customer.status = .blocked
            try context.save(&customer)
            try context.follow("activate", customer)
            #expect(try context.require(Customer.self, customer.id).status == .blocked)
            #expect(faults { try customer.requireOpen() } == ["customer_not_open"])
        }
    }

    @Test
    func `a customer's code is checked and kept in capitals`() throws {
        try company.run { context in
            var customer = Record(new: Customer.self)
            customer.name = "Coded"
            customer.owner = ID(1)
            customer.unifiedSocialCreditCode = "91350100m000100y44"
            #expect(faults { try context.insert(&customer) } == ["bad_credit_code /unified_social_credit_code"])
            customer.unifiedSocialCreditCode = "91350100m000100y43"
            try context.insert(&customer)
            #expect(customer.unifiedSocialCreditCode == "91350100M000100Y43")
        }
    }

    @Test
    func `one contact at most is the first to turn to`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Round")
            var contacts: [Record<Contact>] = []
            for name in ["Ana", "Bo"] {
                var contact = Record(new: Contact.self)
                contact.customer = customer.id
                contact.name = name
                contact.isPrimary = true
                try context.insert(&contact)
                contacts.append(contact)
            }
            #expect(try context.require(Contact.self, contacts[0].id).isPrimary == false)
            #expect(try context.require(Contact.self, contacts[1].id).isPrimary)
        }
    }

    @Test
    func `declarations and tables have the same columns`() throws {
        for resource in company.registry.resources where ["catalog", "crm"].contains(company.moduleName(of: resource)) {
            for schema in [resource.schema] + resource.schema.children.map({ $0.schema() }) {
                let columns = try company.database.columns(of: schema.table)
                #expect(columns.map(\.name).sorted() == schema.fields.map(\.name).sorted(), "\(schema.table)")
                for field in schema.fields where field.name != "id" {
                    let column = try #require(columns.first { $0.name == field.name })
                    #expect(column.type == field.kind.columnType, "\(schema.table).\(field.name)")
                    #expect(column.notNull == !field.traits.isOptional, "\(schema.table).\(field.name)")
                }
            }
        }
    }
}

extension Company {
    fileprivate func moduleName(of resource: AnyResource) -> String? {
        registry.modules.first { $0.resources.contains { $0 === resource } }?.name
    }
}

extension RuleContext {
    /// An investigation with this limit, approved so many seconds from now, or not at all.
    fileprivate func newInvestigation(
        of customer: Record<Customer>, _ rating: CreditRating, limit: Int64, currency: String = "CNY", approved: Int64?
    ) throws -> Record<CreditInvestigation> {
        var investigation = Record(new: CreditInvestigation.self)
        investigation.customer = customer.id
        investigation.findings = "Pays in time."
        investigation.rating = rating
        investigation.limit = Money(minorUnits: limit)
        investigation.currency = currency
        investigation.validUntilOn = today.adding(days: 30)
        investigation.status = approved == nil ? .submitted : .approved
        investigation.paymentTermsDays = 30
        investigation.decidedAt = approved.map { now.adding(seconds: $0) }
        try insert(&investigation)
        return investigation
    }

    fileprivate func newRate(_ currency: String, from days: Int, _ rate: String) throws {
        var record = Record(new: CurrencyRate.self)
        record.currency = currency
        record.startsOn = today.adding(days: days)
        record.rate = try #require(ExchangeRate(rate))
        try insert(&record)
    }
}
