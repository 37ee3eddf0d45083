// Every operator of a list's filters, against records of which the test knows which fit.

import JSON
import Kernel
import TestSupport
import Testing

struct FilterTests {
    private let world: World

    /// Products 1 to 5; 5 has no cost, no category and is not sold.
    init() throws {
        world = try World()
        _ = try world.created(world.post("admin", "/v1/categories", #"{"name":"Tea"}"#))
        for (number, price) in ["10", "20.5", "30", "40.25"].enumerated() {
            let body = """
                {"sku":"S\(number + 1)","name":"Tea_\(number + 1) 100% 茶","list_price":"\(price)","standard_cost":"\(number + 1)","category_id":1,
                 "made_to_order":\(number % 2 == 0)}
                """
            _ = try world.created(world.post("admin", "/v1/products", body))
            world.server.clock.advance(seconds: 86_400)
            try world.renewSessions()
        }
        let last = #"{"sku":"O'Neil; --","name":"Coffee","unit":"kg","list_price":"50","active":false}"#
        _ = try world.created(world.post("product", "/v1/products", last))
    }

    private func ids(_ query: String, by name: String = "product") throws -> [Int64] {
        let reply = try world.get(name, "/v1/products?sort=id&" + query)
        #expect(reply.status == 200, "\(query): \(reply.answer.text)")
        return reply.array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    @Test(
        arguments: [
            ("sku=S1", [1]), ("sku=S1,S3,nothing", [1, 3]), ("sku=s1", []), ("sku.not=S1,S2", [3, 4, 5]), ("sku=O%27Neil;%20--", [5]),
            ("list_price=20.50", [2]), ("list_price=20.5,30.00", [2, 3]), ("list_price.gte=30", [3, 4, 5]), ("list_price.gt=30", [4, 5]),
            ("list_price.lte=20.5", [1, 2]), ("list_price.lt=20.5", [1]), ("list_price.gt=10&list_price.lt=40.25", [2, 3]),
            ("standard_cost.null=true", [5]), ("standard_cost.null=false", [1, 2, 3, 4]), ("standard_cost.gte=3", [3, 4]),
            ("category_id=1", [1, 2, 3, 4]), ("category_id.null=true", [5]), ("category_id=99", []), ("active=false", [5]),
            ("made_to_order=true", [1, 3]), ("made_to_order=true,false", [1, 2, 3, 4, 5]), ("unit.not=pcs", [5]),
            ("name.contains=tea_1", [1]), ("name.contains=100%25", [1, 2, 3, 4]), ("name.contains=_", [1, 2, 3, 4]),
            ("name.contains=%E8%8C%B6", [1, 2, 3, 4]),
            ("name.contains=%5C", []), ("name.contains=", [1, 2, 3, 4, 5]), ("created_at.lt=2026-11-26", [1, 2]),
            ("created_at.gte=2026-11-26", [3, 4, 5]),
            ("created_at.gte=2026-11-26T01:00:00Z", [3, 4, 5]), ("created_at.gt=2026-11-26T01:00:00Z", [4, 5]),
            ("created_at=2026-11-24T01:00:00.000Z", [1]), ("created_by_id=me", [5]), ("created_by_id.not=me", [1, 2, 3, 4]),
            ("version=1&id.lte=2", [1, 2]),
            ("id=3", [3]), ("id=1&id=2", []), ("external_id.null=true&id.gt=4", [5]),
        ] as [(String, [Int64])])
    func `a filter gives exactly the records that fit`(_ query: String, _ expected: [Int64]) throws {
        #expect(try ids(query) == expected)
    }

    @Test func `a day's border is the company's, not UTC's`() throws {
        // The first product was made at 9 o'clock in Shanghai; its day began at 16:00 UTC of the day before.
        #expect(try ids("created_at.gte=2026-11-24&created_at.lt=2026-11-25") == [1])
        #expect(try ids("created_at.lt=2026-11-24") == [])
    }

    @Test func `lists of words are filtered by what they hold`() throws {
        let found = try world.get("admin", "/v1/users?roles=finance,logistics&sort=id").array("items")
        #expect(found.compactMap { $0.object?["username"]?.string } == ["finance", "finance2", "logistics", "logistics2"])
        let others = try world.get("admin", "/v1/users?roles.not=sales_rep&limit=200").array("items")
        #expect(!others.contains { $0.object?["username"]?.string == "rep" })
        #expect(try world.get("admin", "/v1/users?roles=nobody").code == "bad_parameter")
    }

    @Test func `me is whoever asks`() throws {
        let mine = try world.customer(limit: nil)
        _ = try world.customer(owner: "rep2", limit: nil)
        #expect(try world.get("rep", "/v1/customers?owner_id=me").array("items").count == 1)
        #expect(try world.get("manager", "/v1/customers?owner_id=me").array("items").isEmpty)
        #expect(try world.get("manager", "/v1/customers").array("items").count == 2)
        #expect(
            try world.get("manager", "/v1/customers?owner_id=me,\(world.person("rep").id)").array("items").first?.object?["id"]
                == .integer(mine))
    }

    @Test func `archived ones are listed on demand alone`() throws {
        #expect(try world.send("admin", "DELETE", "/v1/products/2").status == 200)
        #expect(try ids("") == [1, 3, 4, 5])
        #expect(try ids("archived=false") == [1, 3, 4, 5])
        #expect(try ids("archived=true") == [2])
        #expect(try ids("archived=all") == [1, 2, 3, 4, 5])
        #expect(try ids("archived=all&archived_at.null=false") == [2])
    }
}
