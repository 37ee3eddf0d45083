// Lists of orders: whose drafts logistics never sees, and amounts in currencies with other decimals.

import JSON
import TestSupport
import Testing

struct OrderListTests {
    @Test func `logistics sees an order from its review on, and not one that was cancelled as a draft`() throws {
        let desk = try OrderDesk()
        let dropped = try desk.draft()
        try desk.must("cancel", dropped, by: "rep")
        let withdrawn = try desk.inReview()
        try desk.must("cancel", withdrawn, by: "rep")
        let revised = try desk.inReview()
        try desk.must("revise", revised, by: "rep")
        let open = try desk.inReview()
        let seen = try desk.world.get("logistics", "/v1/orders?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        #expect(seen == [withdrawn, open])
        #expect(try desk.order(dropped, by: "logistics").status == 404)
        #expect(try desk.order(dropped, by: "finance").status == 200)
    }

    // MARK: Amounts

    /// Orders of 100 yen, 100.005 dinars, 100.50 yuan and 100 yuan, net.
    private func makeDesk() throws -> OrderDesk {
        let desk = try OrderDesk()
        for (currency, price) in [("JPY", "100"), ("KWD", "100.005"), ("CNY", "100.50"), ("CNY", "100")] {
            if currency != "CNY" {
                let rate = "{\"currency\":\"\(currency)\",\"starts_on\":\"2026-01-01\",\"rate\":\"1\"}"
                _ = try? desk.world.created(desk.world.post("finance", "/v1/exchange-rates", rate))
            }
            _ = try desk.draft(lines: desk.line(quantity: "1", ",\"unit_price\":\"\(price)\""), ",\"currency\":\"\(currency)\"")
        }
        return desk
    }

    @Test func `an amount is compared in the currency of each order, exactly`() throws {
        let desk = try makeDesk()
        for (query, expected) in [
            ("net=100", [1, 4]), ("net=100.00,100.005", [1, 2, 4]), ("net.gt=100", [2, 3]), ("net.gte=100.005", [2, 3]),
            ("net.gt=100.005", [3]), ("net.lt=100.005", [1, 4]), ("net.not=100", [2, 3]), ("net.lte=100.5", [1, 2, 3, 4]),
            ("currency=JPY&net=100", [1]), ("net.gte=100&currency=JPY", [1]), ("currency=JPY&net.gt=100", []),
            ("currency=KWD&net=100.005", [2]), ("currency=KWD&net.lt=100.005", []), ("currency=CNY&net.gt=100", [3]),
            ("currency=CNY,JPY&net=100", [1, 4]), ("currency.not=CNY&net.lte=100", [1]), ("currency=USD&net=100.25", []),
            ("currency=JPY&currency=KWD&net=100.005", []), ("net.gte=9000000000000000", []), ("net.null=false", [1, 2, 3, 4]),
        ] as [(String, [Int64])] {
            let reply = try desk.world.get("rep", "/v1/orders?sort=id&" + query)
            #expect(reply.array("items").compactMap { $0.object?["id"]?.number?.int64 } == expected, "\(query): \(reply.answer.text)")
        }
    }

    @Test func `an amount has no more decimals than its currency`() throws {
        let desk = try makeDesk()
        for (query, places) in [
            ("currency=JPY&net=100.5", "0"), ("currency=CNY&net.gte=100.005", "2"), ("net=100.0005", "3"), ("currency=KWD&net=1.0005", "3"),
        ] {
            let reply = try desk.world.get("rep", "/v1/orders?" + query)
            #expect(reply.status == 400 && reply.code == "bad_parameter")
            #expect(reply.string("detail")?.contains("at most " + places) == true, "\(reply.answer.text)")
        }
        #expect(try desk.world.get("rep", "/v1/orders?currency=JPY&net=100.0").array("items").count == 1)
    }
}
