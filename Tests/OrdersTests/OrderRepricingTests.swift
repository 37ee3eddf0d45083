// A price belongs to a product and a currency: where one of them changes, it is asked for or looked up anew.

import JSON
import Kernel
import TestSupport
import Testing

struct OrderRepricingTests {
    private let desk: OrderDesk
    private let other: Int64
    private var world: World { desk.world }

    /// Beside the desk's product another one: list price 5.00, cost 2.00, tax rate 0.09.
    init() throws {
        desk = try OrderDesk()
        other = try desk.world.product("SALT", price: "5.00", cost: "2.00")
        _ = try desk.world.patch("admin", "/v1/products/\(other)", #"{"tax_rate":"0.09"}"#)
        let rate = #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#
        _ = try desk.world.created(desk.world.post("finance", "/v1/exchange-rates", rate))
    }

    private func patch(_ order: Int64, _ body: String) throws -> Reply {
        try world.patch("rep", "/v1/orders/\(order)", body)
    }

    private func lineIDs(_ order: Int64) throws -> [Int64] {
        try desk.order(order).array("lines").compactMap { $0.object?["id"]?.number?.int64 }
    }

    private func figures(_ reply: Reply, _ place: Int = 0) -> [String?] {
        ["unit_price", "tax_rate", "net", "tax"].map { reply.string("lines/\(place)/\($0)") }
    }

    private func list(_ product: Int64, _ price: String, currency: String) throws {
        let body = """
            {"name":"List","level":"C","starts_on":"2026-01-01","currency":"\(currency)","prices":[{"product_id":\(product),"unit_price":"\(price)"}]}
            """
        _ = try world.created(world.post("admin", "/v1/price-lists", body))
    }

    // MARK: Another product

    @Test(arguments: ["", #","unit_price":"3.00","tax_rate":"0.06""#])
    func `a line with another product has that product's price and tax, whatever it had`(_ given: String) throws {
        let id = try desk.draft(lines: desk.line(quantity: "10", given))
        let line = try lineIDs(id)[0]
        let changed = try patch(id, "{\"lines\":[{\"id\":\(line),\"product_id\":\(other)}]}")
        #expect(figures(changed) == ["5.00", "0.09", "50.00", "4.50"], "\(changed.answer.text)")
        #expect(try desk.order(id, by: "manager").string("cost") == "20.00")
    }

    @Test func `a price given with the other product counts, even if it is the one of before`() throws {
        let id = try desk.draft(lines: desk.line(quantity: "10"))
        let line = try lineIDs(id)[0]
        let priced = try patch(id, "{\"lines\":[{\"id\":\(line),\"product_id\":\(other),\"unit_price\":\"18.00\"}]}")
        #expect(figures(priced) == ["18.00", "0.09", "180.00", "16.20"])
        let taxed = try patch(id, "{\"lines\":[{\"id\":\(line),\"product_id\":\(desk.product),\"tax_rate\":\"0.09\"}]}")
        #expect(figures(taxed) == ["18.00", "0.09", "180.00", "16.20"])
    }

    @Test func `a given price stays where product and currency stay, named again or not`() throws {
        let id = try desk.draft(lines: desk.line(quantity: "10", #","unit_price":"3.00","tax_rate":"0.06""#))
        let line = try lineIDs(id)[0]
        for body in [
            "{\"lines\":[{\"id\":\(line),\"quantity\":\"20\"}]}", "{\"lines\":[{\"id\":\(line),\"product_id\":\(desk.product)}]}",
            #"{"currency":"CNY","notes":"x"}"#,
        ] {
            #expect(Array(figures(try patch(id, body))[..<2]) == ["3.00", "0.06"], "\(body)")
        }
        #expect(try patch(id, #"{"currency":null}"#).faults == ["/currency: required"])
        let anew = try patch(id, "{\"lines\":[{\"id\":\(line),\"unit_price\":null}]}")
        #expect(anew.string("lines/0/unit_price") == "18.00")
    }

    @Test func `without a price in the currency, another product's has to be given`() throws {
        try list(desk.product, "2.60", currency: "USD")
        let id = try desk.draft(lines: desk.line(quantity: "1"), #","currency":"USD""#)
        let line = try lineIDs(id)[0]
        let body = "{\"lines\":[{\"id\":\(line),\"product_id\":\(other)}]}"
        #expect(try patch(id, body).faults == ["/lines/0/unit_price: required"])
        #expect(try desk.order(id).string("lines/0/unit_price") == "2.60")
    }

    @Test func `goods do not become freight, or freight goods, at the old price`() throws {
        let id = try desk.draft(lines: desk.line(quantity: "1") + "," + desk.freight("25.50"))
        let lines = try lineIDs(id)
        let goods = "{\"id\":\(lines[0])}"
        let asFreight = "{\"lines\":[{\"id\":\(lines[0]),\"kind\":\"freight\",\"product_id\":null},{\"id\":\(lines[1])}]}"
        #expect(try patch(id, asFreight).faults == ["/lines/0/unit_price: required", "/lines/0/tax_rate: required"])
        let asGoods = "{\"lines\":[\(goods),{\"id\":\(lines[1]),\"kind\":\"product\",\"product_id\":\(other)}]}"
        #expect(figures(try patch(id, asGoods), 1) == ["5.00", "0.09", "5.00", "0.45"])
    }

    // MARK: Another currency

    @Test func `in another currency every line has that currency's price, or asks for one at its place`() throws {
        try list(desk.product, "2.60", currency: "USD")
        let lines = [
            desk.line(quantity: "10", #","unit_price":"3.00""#), "{\"product_id\":\(other),\"quantity\":\"1\"}", desk.freight("25.50"),
        ]
        let id = try desk.draft(lines: lines.joined(separator: ","))
        let refused = try patch(id, #"{"currency":"USD"}"#)
        #expect(refused.faults == ["/lines/1/unit_price: required", "/lines/2/unit_price: required"], "\(refused.answer.text)")
        #expect(try desk.order(id).string("currency") == "CNY")

        let ids = try lineIDs(id)
        let half = "{\"currency\":\"USD\",\"lines\":[{\"id\":\(ids[2]),\"unit_price\":\"4\"},{\"id\":\(ids[1])},{\"id\":\(ids[0])}]}"
        #expect(try patch(id, half).faults == ["/lines/1/unit_price: required"])
        let whole = half.replacing("{\"id\":\(ids[1])}", with: "{\"id\":\(ids[1]),\"unit_price\":\"0.70\"}")
        let changed = try patch(id, whole)
        #expect((0..<3).map { changed.string("lines/\($0)/unit_price") } == ["4.00", "0.70", "2.60"], "\(changed.answer.text)")
        #expect((0..<3).map { changed.string("lines/\($0)/tax_rate") } == ["0.09", "0.09", "0.13"])
        #expect(changed.string("exchange_rate") == "7")
    }

    @Test func `there and back again leaves no price of the other currency`() throws {
        try list(desk.product, "2.60", currency: "USD")
        let id = try desk.draft(lines: desk.line(quantity: "10", #","unit_price":"3.00""#))
        #expect(try patch(id, #"{"currency":"USD"}"#).string("net") == "26.00")
        #expect(try patch(id, #"{"currency":"CNY"}"#).string("net") == "180.00")
    }

    @Test func `a line that comes in with a new currency is priced in it as well`() throws {
        try list(desk.product, "2.60", currency: "USD")
        let id = try desk.draft(lines: desk.line(quantity: "1"))
        let changed = try patch(id, "{\"currency\":\"USD\",\"lines\":[{\"id\":\(try lineIDs(id)[0])},\(desk.line(quantity: "2"))]}")
        #expect((0..<2).map { changed.string("lines/\($0)/net") } == ["2.60", "5.20"])
    }
}
