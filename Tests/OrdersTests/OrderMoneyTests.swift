// The figures of lines and orders, over HTTP, against amounts worked out by hand.

import JSON
import TestSupport
import Testing

/// Lines, and what they come to.
struct WorkedExample: Sendable, CustomTestStringConvertible {
    let name: String
    /// The order's lines; `P` stands for the product's id.
    let lines: String
    var extra = ""
    let net: String
    let tax: String
    let gross: String

    var testDescription: String { name }

    static let all = [
        WorkedExample(
            name: "12 × 14.00, 5 % off, 13 %", lines: #"{"product_id":P,"quantity":"12","unit_price":"14.00","discount":"0.05"}"#,
            net: "159.60", tax: "20.75", gross: "180.35"),
        WorkedExample(
            name: "the same with tax included", lines: #"{"product_id":P,"quantity":"12","unit_price":"14.00","discount":"0.05"}"#,
            extra: #","prices_include_tax":true"#, net: "141.24", tax: "18.36", gross: "159.60"),
        WorkedExample(
            name: "half a fen is rounded away from zero", lines: #"{"product_id":P,"quantity":"1","unit_price":"0.005"}"#,
            net: "0.01", tax: "0.00", gross: "0.01"),
        WorkedExample(
            name: "less than half a fen is nothing", lines: #"{"product_id":P,"quantity":"1","unit_price":"0.0049"}"#,
            net: "0.00", tax: "0.00", gross: "0.00"),
        WorkedExample(
            name: "each line is rounded, not the sum",
            lines: (0..<3).map { _ in #"{"product_id":P,"quantity":"1","unit_price":"0.335"}"# }.joined(separator: ","),
            net: "1.02", tax: "0.12", gross: "1.14"),
        WorkedExample(
            name: "parts of a unit at parts of a fen",
            lines: #"{"product_id":P,"quantity":"0.3333","unit_price":"3.3333","tax_rate":"0.06"}"#,
            net: "1.11", tax: "0.07", gross: "1.18"),
        WorkedExample(
            name: "a third off", lines: #"{"product_id":P,"quantity":"1","unit_price":"10.00","discount":"0.3333","tax_rate":0}"#,
            net: "6.67", tax: "0.00", gross: "6.67"),
        WorkedExample(
            name: "given away", lines: #"{"product_id":P,"quantity":"5","unit_price":"10.00","discount":1}"#,
            net: "0.00", tax: "0.00", gross: "0.00"),
        WorkedExample(
            name: "tax of 6 % taken out of 100", lines: #"{"product_id":P,"quantity":"1","unit_price":"100.00","tax_rate":"0.06"}"#,
            extra: #","prices_include_tax":true"#, net: "94.34", tax: "5.66", gross: "100.00"),
        WorkedExample(
            name: "freight has a tax rate of its own",
            lines: #"{"product_id":P,"quantity":"10","unit_price":"18.00"},{"kind":"freight","unit_price":"25.50","tax_rate":"0.09"}"#,
            net: "205.50", tax: "25.70", gross: "231.20"),
        WorkedExample(
            name: "freight with a discount and tax included",
            lines: #"{"kind":"freight","unit_price":"100.00","discount":"0.5","tax_rate":"0.09"}"#,
            extra: #","prices_include_tax":true"#, net: "45.87", tax: "4.13", gross: "50.00"),
        WorkedExample(
            name: "yen have no smaller unit", lines: #"{"product_id":P,"quantity":"3","unit_price":"33.5","tax_rate":"0.1"}"#,
            extra: #","currency":"JPY""#, net: "101", tax: "10", gross: "111"),
        WorkedExample(
            name: "Kuwaiti dinars have a thousand fils", lines: #"{"product_id":P,"quantity":"7","unit_price":"1.2345","tax_rate":"0.05"}"#,
            extra: #","currency":"KWD""#, net: "8.642", tax: "0.432", gross: "9.074"),
    ]
}

struct OrderMoneyTests {
    private func makeDesk() throws -> OrderDesk {
        let desk = try OrderDesk()
        for (currency, rate) in [("JPY", "0.048"), ("KWD", "23.5")] {
            let body = "{\"currency\":\"\(currency)\",\"starts_on\":\"2026-01-01\",\"rate\":\"\(rate)\"}"
            #expect(try desk.world.post("finance", "/v1/exchange-rates", body).status == 201)
        }
        return desk
    }

    @Test func `net, tax and gross follow the worked examples`() throws {
        let desk = try makeDesk()
        for example in WorkedExample.all {
            let lines = example.lines.replacing("P", with: String(desk.product))
            let order = try desk.enter(lines: lines, example.extra)
            let figures = [order.string("net"), order.string("tax"), order.string("gross")]
            #expect(figures == [example.net, example.tax, example.gross], "\(example.name): \(order.answer.text)")
        }
    }

    @Test func `an order is the sum of its lines, cost and margin included`() throws {
        let desk = try makeDesk()
        let lines = [
            desk.line(quantity: "12", #","unit_price":"14.00","discount":"0.05""#), desk.line(quantity: "1.5"), desk.freight("25.50"),
        ]
        let order = try desk.order(desk.draft(lines: lines.joined(separator: ",")), by: "manager")
        #expect((0..<3).map { order.string("lines/\($0)/net") } == ["159.60", "27.00", "25.50"])
        #expect((0..<3).map { order.string("lines/\($0)/tax") } == ["20.75", "3.51", "2.30"])
        #expect((0..<3).map { order.string("lines/\($0)/gross") } == ["180.35", "30.51", "27.80"])
        #expect((0..<3).map { order.string("lines/\($0)/cost") } == ["151.20", "18.90", "0.00"])
        #expect((0..<3).map { order.string("lines/\($0)/margin") } == ["8.40", "8.10", "25.50"])
        #expect(["net", "tax", "gross", "cost", "margin"].map { order.string($0) } == ["212.10", "26.56", "238.66", "170.10", "42.00"])
    }

    @Test func `a margin below zero is told as it is`() throws {
        let desk = try makeDesk()
        let order = try desk.order(desk.draft(lines: desk.line(quantity: "2", #","unit_price":"10.00""#)), by: "finance")
        #expect(order.string("margin") == "-5.20")
    }

    @Test func `changing how prices are meant computes every line again`() throws {
        let desk = try makeDesk()
        let id = try desk.draft(lines: desk.line(quantity: "12", #","unit_price":"14.00","discount":"0.05""#))
        let changed = try desk.world.patch("rep", "/v1/orders/\(id)", #"{"prices_include_tax":true}"#)
        #expect(["net", "tax", "gross"].map { changed.string($0) } == ["141.24", "18.36", "159.60"])
    }

    @Test(arguments: [
        (#"{"product_id":P,"quantity":"90000000","unit_price":"90000000"}"#, "one line"),
        (
            #"{"product_id":P,"quantity":"6000000","unit_price":"10000000","tax_rate":0},{"product_id":P,"quantity":"6000000","unit_price":"10000000","tax_rate":0}"#,
            "the sum of two"
        ),
        (#"{"product_id":P,"quantity":"8900000","unit_price":"10000000","tax_rate":"0.13"}"#, "the tax on top"),
    ])
    func `amounts beyond all bounds are refused`(_ lines: String, _ name: String) throws {
        let desk = try makeDesk()
        let reply = try desk.enter(lines: lines.replacing("P", with: String(desk.product)))
        #expect(reply.status == 422, "\(name): \(reply.answer.text)")
        #expect(reply.answer.text.contains("amount_out_of_range"), "\(name): \(reply.answer.text)")
    }

    @Test func `an order whose worth cannot be told in the company's currency cannot be submitted`() throws {
        let desk = try makeDesk()
        let id = try desk.draft(lines: desk.line(quantity: "8000000", #","unit_price":"1000000","tax_rate":0"#), #","currency":"KWD""#)
        let reply = try desk.take("submit", id, by: "rep")
        #expect(reply.status == 422)
        #expect(try desk.state(id) == "draft")
    }

    // MARK: Frozen figures

    @Test func `the cost is frozen when a line is entered`() throws {
        let desk = try makeDesk()
        let id = try desk.draft()
        let line = try desk.order(id).integer("lines/0/id") ?? 0
        #expect(try desk.world.patch("product", "/v1/products/\(desk.product)", #"{"standard_cost":"1.00"}"#).status == 200)
        #expect(try desk.order(id, by: "manager").string("cost") == "126.00")

        let body = "{\"lines\":[{\"id\":\(line),\"quantity\":\"20\"},\(desk.line(quantity: "1"))]}"
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", body).status == 200)
        let changed = try desk.order(id, by: "manager")
        #expect(changed.string("lines/0/cost") == "252.00", "the old line keeps its cost")
        #expect(changed.string("lines/1/cost") == "1.00", "the new line has the new one")
    }

    @Test func `the exchange rate is frozen at entry`() throws {
        let desk = try makeDesk()
        let id = try desk.draft(lines: desk.line(quantity: "1", #","unit_price":"100""#), #","currency":"JPY""#)
        #expect(try desk.order(id).string("exchange_rate").map { Double($0) } == 0.048)
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"JPY","starts_on":"2026-11-24","rate":"0.05"}"#).status
                == 201)
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", #"{"notes":"Urgent"}"#).status == 200)
        #expect(try desk.order(id).string("exchange_rate").map { Double($0) } == 0.048)
        let later = try desk.draft(lines: desk.line(quantity: "1", #","unit_price":"100""#), #","currency":"JPY""#)
        #expect(try desk.order(later).string("exchange_rate").map { Double($0) } == 0.05)
    }

    @Test func `a currency without a rate is refused at its place`() throws {
        let desk = try makeDesk()
        let reply = try desk.enter(lines: desk.line(quantity: "1", #","unit_price":"100""#), #","currency":"USD""#)
        #expect(reply.status == 422)
        #expect(reply.faults == ["/currency: no_exchange_rate"])
    }

    @Test func `a rate that has not begun yet does not count`() throws {
        let desk = try makeDesk()
        #expect(
            try desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-11-25","rate":"7"}"#).status == 201)
        #expect(try desk.enter(lines: desk.line(quantity: "1", #","unit_price":"1""#), #","currency":"USD""#).status == 422)
    }

    @Test func `the cost is in the order's currency, in whichever it is changed to`() throws {
        let desk = try makeDesk()
        let id = try desk.draft(lines: desk.line(quantity: "1", #","unit_price":"500""#), #","currency":"JPY""#)
        // 12.60 yuan at 0.048 yuan a yen are 262.5 yen.
        #expect(try desk.order(id, by: "manager").string("lines/0/unit_cost").map { Double($0) } == 262.5)
        #expect(try desk.order(id, by: "manager").string("cost") == "263")
        let body = "{\"currency\":\"CNY\",\"lines\":[{\"id\":\(try desk.order(id).integer("lines/0/id") ?? 0),\"unit_price\":\"500\"}]}"
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", body).status == 200)
        let changed = try desk.order(id, by: "manager")
        #expect(changed.string("lines/0/unit_cost").map { Double($0) } == 12.6)
        #expect(changed.string("cost") == "12.60")
        #expect(changed.string("net") == "500.00")
    }
}
