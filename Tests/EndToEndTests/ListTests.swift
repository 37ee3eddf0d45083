// Lists: pages by cursor, order, filters, and what a query string may say (api.md).

import Crypto
import JSON
import Kernel
import TestSupport
import Testing

struct ListTests {
    private let world: World

    init() throws { world = try World() }

    /// Customers with ties and gaps in their region and level.
    private func fill(_ count: Int) throws {
        for number in 0..<count {
            let region = number % 4 == 0 ? "null" : "\"R\(number % 3)\""
            let level = ["A", "B"][number % 2]
            let body = "{\"name\":\"K\(number / 2)\",\"region\":\(region),\"level\":\"\(level)\",\"owner_id\":\(world.person("rep").id)}"
            _ = try world.created(world.post("admin", "/v1/customers", body))
            world.server.clock.advance(seconds: number % 5 == 0 ? 1 : 0)
        }
    }

    private func ids(_ reply: Reply) -> [Int64] {
        reply.array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    private func page(_ query: String) throws -> Reply { try world.get("rep", "/v1/customers?" + query) }

    /// Every page of a question; `between` runs after each.
    private func all(_ query: String, limit: Int, between: () throws -> Void = {}) throws -> [Int64] {
        var found: [Int64] = []
        var cursor: String?
        repeat {
            let reply = try page(query + "&limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            #expect(reply.status == 200, "\(reply.answer.text)")
            #expect(ids(reply).count <= limit)
            found += ids(reply)
            cursor = reply.string("next_cursor")
            try between()
        } while cursor != nil && found.count < 1000
        return found
    }

    @Test(arguments: [
        "", "sort=region", "sort=-region", "sort=region,-name", "sort=-region,level,-name", "sort=level,-region", "sort=name",
        "sort=-created_at",
        "sort=id", "sort=-id", "sort=owner_id", "sort=-level,id", "sort=region&region.null=false", "sort=-name&level=A",
        "sort=updated_at,-region",
    ])
    func `pages of any length, put together, are the whole sorted list`(_ query: String) throws {
        try fill(13)
        let whole = ids(try page(query + "&limit=200"))
        #expect(Set(whole).count == whole.count)
        for limit in 1...14 { #expect(try all(query, limit: limit) == whole, "limit \(limit)") }
    }

    @Test func `records added meanwhile neither double nor hide those that were there`() throws {
        try fill(12)
        for query in ["sort=region,-name", "sort=-region", ""] {
            let before = ids(try page(query + "&limit=200"))
            let seen = try all(query, limit: 2) {
                for region in ["null", "\"R0\"", "\"R9\""] {
                    let body = "{\"name\":\"New\",\"region\":\(region),\"owner_id\":\(world.person("rep").id)}"
                    if try page("count=true").integer("total") ?? 0 < 60 { _ = try world.post("admin", "/v1/customers", body) }
                }
            }
            #expect(Set(seen).count == seen.count, "\(query)")
            #expect(seen.filter(before.contains) == before, "\(query)")
        }
    }

    @Test func `the newest come first where nobody says otherwise`() throws {
        try fill(3)
        #expect(ids(try page("")) == [3, 2, 1])
        #expect(try page("")["next_cursor"].isNull)
    }

    @Test func `a cursor belongs to its filter and sort`() throws {
        try fill(6)
        let cursor = try page("sort=region&limit=2").string("next_cursor") ?? ""
        #expect(try page("sort=region&limit=3&count=true&fields=id&cursor=\(cursor)").status == 200)
        for other in ["sort=-region", "sort=region&level=A", "", "sort=region&archived=all", "sort=region,name"] {
            let reply = try page(other + "&cursor=\(cursor)")
            #expect(reply.status == 400, "\(other)")
            #expect(reply.code == "bad_cursor")
        }
        let users = try world.get("admin", "/v1/users?limit=2").string("next_cursor") ?? ""
        #expect(try world.get("admin", "/v1/departments?cursor=\(users)").code == "bad_cursor")
    }

    @Test func `a cursor that this server has not given is a 400 that names the parameter`() throws {
        try fill(4)
        let payload = Array("[3]".utf8)
        let other = try ListTests()
        try other.fill(4)
        let seals = [
            SHA256Digest.hash(payload), HMACSHA256.authenticate(key: [], message: payload),
            HMACSHA256.authenticate(key: Array(repeating: 0, count: 32), message: payload), Array(repeating: 0, count: 32),
        ]
        let crafted = seals.flatMap { seal in [0, 4, 8, 16, 32].map { Base64URL.encode(Array(seal.prefix($0)) + payload) } }
        for cursor in try crafted + [other.page("limit=2").string("next_cursor") ?? ""] {
            let reply = try page("limit=2&cursor=\(cursor)")
            #expect(reply.status == 400, "\(cursor)")
            #expect(reply.faults == ["cursor: bad_cursor"])
        }
    }

    @Test func `a cursor is good for whoever asks the same question`() throws {
        try fill(4)
        let cursor = try page("limit=2").string("next_cursor") ?? ""
        #expect(try ids(world.get("admin", "/v1/customers?limit=2&cursor=\(cursor)")) == ids(page("limit=2&cursor=\(cursor)")))
    }

    @Test func `a damaged cursor is a 400`() throws {
        try fill(4)
        let cursor = try page("limit=2").string("next_cursor") ?? ""
        #expect(!cursor.isEmpty)
        for index in cursor.indices {
            var damaged = cursor
            damaged.replaceSubrange(index...index, with: cursor[index] == "A" ? "B" : "A")
            #expect(try page("limit=2&cursor=\(damaged)").code == "bad_cursor", "\(damaged)")
        }
        for text in ["", "x", "%20", "AAAA", cursor + "A", String(cursor.dropLast())] {
            #expect(try page("limit=2&cursor=\(text)").code == "bad_cursor", "\(text)")
        }
    }

    @Test func `the next page stands in a Link as well`() throws {
        try fill(5)
        var target: String? = "/v1/customers?sort=name&limit=2&level.not=C"
        var found: [Int64] = []
        while let here = target {
            let reply = try world.get("rep", here)
            found += ids(reply)
            let link = reply.answer.field("Link")
            #expect((link == nil) == reply["next_cursor"].isNull)
            #expect(link?.hasSuffix(">; rel=\"next\"") ?? true)
            target = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        #expect(found == ids(try page("sort=name&level.not=C")))
        #expect(found.count == 5)
    }

    @Test func `count adds the total of all pages, within the caller's rows`() throws {
        try fill(5)
        _ = try world.customer(owner: "stranger", limit: nil)
        #expect(try page("count=true&limit=2").integer("total") == 5)
        #expect(try page("count=true&limit=2&level=A").integer("total") == 3)
        #expect(try page("limit=2").json.object?["total"] == nil)
        #expect(try world.get("admin", "/v1/customers?count=true").integer("total") == 6)
    }

    @Test(arguments: [
        "limit=0", "limit=201", "limit=-1", "limit=x", "limit=", "limit=1e2", "count=yes", "archived=maybe", "sort=nothing",
        "sort=-nothing",
        "fields=nothing", "expand=nothing", "level=Z", "owner_id=you", "owner_id.gte=x", "region.null=1", "created_at.gte=yesterday",
        "level.gte=A", "owner_id.contains=1", "created_at.lt=2026-13-01", "sort=--name", "limit=99999999999999999999",
    ])
    func `a value that a parameter cannot have is a 400`(_ query: String) throws {
        let reply = try page(query)
        #expect(reply.status == 400)
        #expect(reply.code == "bad_parameter")
    }

    @Test(
        arguments: [
            ("lmit=1", "limit"), ("regoin=East", "region"), ("nam.contains=x", "name.contains"), ("region.contans=x", "region.contains"),
            ("Region=East", "region"), ("cursr=x", "cursor"), ("q=1", nil), ("region.foo.bar=1", nil),
        ] as [(String, String?)])
    func `an unknown parameter is a 400 that names the nearest right one`(_ query: String, _ near: String?) throws {
        let reply = try page(query)
        #expect(reply.status == 400)
        #expect(reply.code == "unknown_parameter")
        if let near { #expect(reply.string("detail")?.contains("“\(near)”?") == true, "\(reply.answer.text)") }
    }

    @Test func `a query string that is not well-formed is a 400`() throws {
        let fields = [("Authorization", "Bearer \(world.person("rep").token)")]
        for query in ["name=%zz", "name=%", "name=%ff%fe", "name=%00", "name[contains]=x", "name=茶"] {
            #expect(try world.server.client().send("GET", "/v1/customers?" + query, fields: fields).status == 400, "\(query)")
        }
    }

    @Test func `a list of a thousand filters or values is refused, never a failure of the server`() throws {
        let values = Array(repeating: "A", count: 3000).joined(separator: ",")
        let filters = Array(repeating: "id=1", count: 1500).joined(separator: "&")
        let roles = Array(repeating: "admin", count: 1200).joined(separator: ",")
        let sorts = Array(repeating: "id", count: 2000).joined(separator: ",")
        for target in ["customers?level=\(values)", "customers?\(filters)", "users?roles=\(roles)", "customers?sort=\(sorts)"] {
            let reply = try world.get("admin", "/v1/" + target)
            #expect([200, 400].contains(reply.status), "\(target.prefix(30)): \(reply.answer.text.prefix(200))")
        }
    }

    @Test func `fields picks members, expand adds referred records and children`() throws {
        let product = try world.product("A")
        let customer = try world.customer(limit: nil)
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "lines":[{"product_id":\(product),"quantity":"2"}]}
            """
        _ = try world.created(world.post("rep", "/v1/orders", body))
        let bare = try world.get("rep", "/v1/orders")
        #expect(bare.json.object?["items"]?.array?.first?.object?["lines"] == nil)
        let full = try world.get("rep", "/v1/orders?expand=customer,lines,owner&fields=id,number,lines")
        #expect(full.array("items").first?.object?.members.map(\.name) == ["id", "number", "lines", "customer", "owner"])
        #expect(full.string("items/0/customer/name") == "公司")
        #expect(full.string("items/0/lines/0/net") == "36.00")
        #expect(try world.get("rep", "/v1/orders?fields=id,number").array("items").first?.object?.count == 2)
        let twice = try world.get("rep", "/v1/orders?expand=customer,lines,customer,lines&fields=id,id")
        #expect(twice.array("items").first?.object?.members.map(\.name) == ["id", "customer"])
    }
}
