// What an order is filled with where its author says nothing: owner, currency, days, tax, prices.

import JSON
import TestSupport
import Testing

struct OrderDefaultTests {
    @Test func `a rep's order is the rep's, in the company's currency, a draft with everything open`() throws {
        let desk = try OrderDesk()
        let order = try desk.order(desk.draft())
        #expect(order.integer("owner_id") == desk.world.person("rep").id)
        #expect(order.string("currency") == "CNY")
        #expect(order.string("exchange_rate").map { Double($0) } == 1)
        #expect(order["prices_include_tax"].bool == false)
        #expect(order.string("prepayment").map { Double($0) } == 0)
        #expect(order.string("number") == "SO-20261124-0001")
        let states = ["status", "fulfilment_status", "invoicing_status", "lines/0/kind"].map { order.string($0) }
        #expect(states == ["draft", "open", "none", "product"])
    }

    @Test(arguments: ["admin", "key"])
    func `what is entered for others belongs to the customer's owner, unless it names one`(_ name: String) throws {
        let desk = try OrderDesk()
        let order = try desk.enter(by: name)
        #expect(order.integer("owner_id") == desk.world.person("rep").id, "\(order.answer.text)")
        let named = try desk.enter(by: name, ",\"owner_id\":\(desk.world.person("rep2").id)")
        #expect(named.integer("owner_id") == desk.world.person("rep2").id)
    }

    @Test func `a manager's own entry is the manager's`() throws {
        let desk = try OrderDesk()
        #expect(try desk.enter(by: "manager").integer("owner_id") == desk.world.person("manager").id)
    }

    @Test(arguments: ["stranger", "rep2"])
    func `nobody enters an order for a customer whom he or she does not see`(_ name: String) throws {
        let desk = try OrderDesk()
        let reply = try desk.enter(by: name)
        #expect(reply.status == 422)
        #expect(reply.faults.contains("/customer_id: unknown_reference"), "\(reply.answer.text)")
    }

    @Test(arguments: ["finance", "logistics", "executive", "auditor", "production", "service", "hr", "legal", "marketing", "product"])
    func `only sales, administrators and systems enter orders`(_ name: String) throws {
        let desk = try OrderDesk()
        #expect(try desk.enter(by: name).status == 403)
    }

    @Test func `a line's day is the order's unless it has its own, and follows its change`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft(lines: desk.line(quantity: "1") + "," + desk.line(quantity: "2", #","wanted_on":"2027-01-15""#))
        #expect(try [0, 1].map { try desk.order(id).string("lines/\($0)/wanted_on") } == ["2026-12-24", "2027-01-15"])
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", #"{"delivery_on":"2027-02-01"}"#).status == 200)
        #expect(try [0, 1].map { try desk.order(id).string("lines/\($0)/wanted_on") } == ["2027-02-01", "2027-01-15"])
    }

    @Test func `a line's tax rate is the product's unless it has its own`() throws {
        let desk = try OrderDesk()
        #expect(try desk.world.patch("product", "/v1/products/\(desk.product)", #"{"tax_rate":"0.09"}"#).status == 200)
        let order = try desk.enter(lines: desk.line(quantity: "1") + "," + desk.line(quantity: "1", #","tax_rate":0"#))
        #expect([0, 1].map { order.string("lines/\($0)/tax") } == ["1.62", "0.00"])
    }

    // MARK: Prices

    private func list(_ desk: OrderDesk, _ target: String, _ price: String, _ extra: String = "", from: String = "2026-01-01") throws {
        let prices = "[{\"product_id\":\(desk.product),\"unit_price\":\"\(price)\"}]"
        let body = "{\"name\":\"List\",\(target),\"starts_on\":\"\(from)\",\"prices\":\(prices)\(extra)}"
        _ = try desk.world.created(desk.world.post("admin", "/v1/price-lists", body))
    }

    private func price(_ desk: OrderDesk, _ extra: String = "") throws -> Double? {
        try desk.enter(lines: desk.line(quantity: "1"), extra).string("lines/0/unit_price").flatMap { Double($0) }
    }

    @Test func `a price is the customer's list's, else the level's, else the list price`() throws {
        let desk = try OrderDesk()
        #expect(try price(desk) == 18)
        try list(desk, #""level":"A""#, "11.00")
        #expect(try price(desk) == 18, "another level's list is not theirs")
        try list(desk, #""level":"C""#, "16.00")
        #expect(try price(desk) == 16)
        try list(desk, "\"customer_id\":\(desk.customer)", "15.00")
        #expect(try price(desk) == 15)
        let given = try desk.enter(lines: desk.line(quantity: "1", #","unit_price":"17.00""#))
        #expect(given.string("lines/0/unit_price").flatMap { Double($0) } == 17)
    }

    @Test func `a list counts from its first day to its last, and in its own currency`() throws {
        let desk = try OrderDesk()
        let theirs = "\"customer_id\":\(desk.customer)"
        try list(desk, theirs, "10.00", from: "2026-11-25")
        try list(desk, theirs, "11.00", #","ends_on":"2026-11-23""#)
        try list(desk, theirs, "2.50", #","currency":"CNY","ends_on":"2026-11-24""#)
        #expect(try price(desk) == 2.5)
    }

    @Test func `an order in another currency has the price of a list in that currency, or must name one`() throws {
        let desk = try OrderDesk()
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#).status == 201)
        let refused = try desk.enter(lines: desk.line(quantity: "1"), #","currency":"USD""#)
        #expect(refused.faults == ["/lines/0/unit_price: required"])
        try list(desk, #""level":"C""#, "2.60", #","currency":"USD""#)
        #expect(try price(desk, #","currency":"USD""#) == 2.6)
        #expect(try price(desk) == 18)
    }

    @Test func `a later change of the list does not move a price that was entered`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft(lines: desk.line(quantity: "1"))
        #expect(try desk.world.patch("product", "/v1/products/\(desk.product)", #"{"list_price":"99.00"}"#).status == 200)
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", #"{"notes":"x"}"#).string("net") == "18.00")
    }
}
