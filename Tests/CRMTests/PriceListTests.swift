// Which price a customer gets: his own, else the level's, else the list price.

import Kernel
import Storage
import Testing

@testable import CRM
@testable import Catalog

struct PriceListTests {
    private let company: Company

    init() throws { company = try Company() }

    @Test
    func `the customer's own list goes before the level's, and that before the list price`() throws {
        try company.run { context in
            let chosen = try context.newCustomer("Chosen", level: .a)
            let levelled = try context.newCustomer("Levelled", level: .a)
            let plain = try context.newCustomer("Plain", level: .b)
            let chai = try context.newProduct("CHAI", listPrice: "18")
            try context.newList(level: .a, prices: [(chai, "17")])
            try context.newList(customer: chosen, prices: [(chai, "16")])
            #expect(try context.price(chosen, chai) == UnitPrice("16"))
            #expect(try context.price(levelled, chai) == UnitPrice("17"))
            #expect(try context.price(plain, chai) == UnitPrice("18"))
        }
    }

    @Test
    func `a list holds from its first day through its last, and the one that started last counts`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Round")
            let chai = try context.newProduct("CHAI", listPrice: "18")
            try context.newList(customer: customer, from: -10, to: 0, prices: [(chai, "15")])
            try context.newList(customer: customer, from: -20, prices: [(chai, "14")])
            #expect(try context.price(customer, chai, on: -21) == UnitPrice("18"))
            #expect(try context.price(customer, chai, on: -11) == UnitPrice("14"))
            #expect(try context.price(customer, chai, on: 0) == UnitPrice("15"))
            #expect(try context.price(customer, chai, on: 1) == UnitPrice("14"))
        }
    }

    @Test
    func `in another currency only a list in it has a price`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Abroad")
            let chai = try context.newProduct("CHAI", listPrice: "18")
            let chang = try context.newProduct("CHANG", listPrice: "19")
            try context.newList(customer: customer, currency: "USD", prices: [(chai, "2.5")])
            #expect(try context.price(customer, chai, in: "USD") == UnitPrice("2.5"))
            #expect(try context.price(customer, chang, in: "USD") == nil)
            #expect(try context.price(customer, chai) == UnitPrice("18"))
        }
    }

    @Test
    func `a list is for one customer or one level, and has a product once`() throws {
        try company.run { context in
            let customer = try context.newCustomer("Strict")
            let chai = try context.newProduct("CHAI", listPrice: "18")
            #expect(faults { try context.newList(prices: []) } == ["price_list_target /customer_id"])
            #expect(faults { try context.newList(level: .a, customer: customer, prices: []) } == ["price_list_target /customer_id"])
            #expect(
                faults { try context.newList(level: .a, prices: [(chai, "1"), (chai, "2"), (chai, "3")]) }
                    == ["product_twice /prices/1/product_id", "product_twice /prices/2/product_id"])
            #expect(faults { try context.newList(level: .a, from: 1, to: 0, prices: []) } == ["ends_before_start /ends_on"])
        }
    }
}

/// The faults with which something is refused, each as its code and pointer.
func faults(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let failure as Failure {
        return failure.faults.isEmpty ? [failure.code.name] : failure.faults.map { "\($0.code.name) \($0.pointer)" }
    } catch {
        return ["\(error)"]
    }
}

extension RuleContext {
    fileprivate func newList(
        level: CustomerLevel? = nil, customer: Record<Customer>? = nil, currency: String = "CNY", from: Int = -1, to: Int? = nil,
        prices: [(Record<Product>, String)]
    ) throws {
        var list = Record(new: PriceList.self)
        list.name = "List"
        list.level = level
        list.customer = customer?.id
        list.currency = currency
        list.startsOn = today.adding(days: from)
        list.endsOn = to.map { today.adding(days: $0) }
        list.prices = try prices.map { product, price in
            var line = Record(new: ListedPrice.self)
            line.product = product.id
            line.unitPrice = try #require(UnitPrice(price))
            return line
        }
        try insert(&list)
    }

    fileprivate func price(_ customer: Record<Customer>, _ product: Record<Product>, in currency: String = "CNY", on days: Int = 0) throws
        -> UnitPrice?
    {
        try PriceLists.unitPrice(for: customer, product, currency: currency, on: today.adding(days: days), in: self)
    }
}
