// Groups of fields that not everyone may see: absent everywhere, and named like a field that does not exist (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct HiddenFieldTests {
    private let world: World

    init() throws { world = try World() }

    /// Who sees the groups' fields, by hand.
    private static let productCost: Set = ["finance", "manager", "product", "executive", "auditor", "admin"]
    private static let orderCost: Set = ["finance", "manager", "executive", "auditor", "admin"]
    private static let everybody = [
        "rep", "manager", "marketing", "product", "finance", "logistics", "production", "service", "hr", "legal", "executive", "auditor",
        "admin", "key",
    ]

    private func members(_ value: JSONValue) -> Set<String> {
        Set(value.object?.members.map(\.name) ?? [])
    }

    /// Every member name, at any depth.
    private func allNames(_ value: JSONValue) -> Set<String> {
        if let object = value.object { return object.members.reduce(into: []) { $0.formUnion(allNames($1.value).union([$1.name])) } }
        return (value.array ?? []).reduce(into: []) { $0.formUnion(allNames($1)) }
    }

    private func confirmedOrder() throws -> Int64 {
        _ = try world.product("CHAI")
        let customer = try world.customer()
        return try AccessCompany.confirmed(customer, world).order
    }

    @Test func `a product's cost is for those who work with cost`() throws {
        let id = try world.product("CHAI")
        for name in Self.everybody {
            let sees = Self.productCost.contains(name)
            #expect(members(try world.get(name, "/v1/products/\(id)").json).contains("standard_cost") == sees, "\(name)")
            #expect(members(try world.get(name, "/v1/products")["items/0"]).contains("standard_cost") == sees, "\(name)")
            for query in [
                "fields=standard_cost", "sort=standard_cost", "standard_cost=12.6", "standard_cost.null=true", "standard_cost.gt=1",
            ] {
                #expect(try world.get(name, "/v1/products?" + query).status == (sees ? 200 : 400), "\(name) \(query)")
            }
        }
    }

    @Test func `an order's cost and margin are for those who work with cost`() throws {
        let id = try confirmedOrder()
        for name in ["rep", "manager", "finance", "logistics", "production", "executive", "auditor", "admin", "key"] {
            let sees = Self.orderCost.contains(name)
            for path in ["/v1/orders/\(id)", "/v1/orders?expand=lines", "/v1/orders/\(id)?fields=id,lines", "/v1/orders/\(id)/timeline"] {
                let names = allNames(try world.get(name, path).json)
                #expect(names.contains("unit_cost") == sees, "\(name) \(path)")
                #expect(sees || names.isDisjoint(with: ["cost", "margin", "unit_cost"]), "\(name) \(path)")
            }
        }
    }

    @Test func `who makes the goods sees no price`() throws {
        let id = try confirmedOrder()
        let prices: Set = ["unit_price", "discount", "net", "tax", "gross", "returned_gross", "cost", "margin", "unit_cost"]
        for path in [
            "/v1/orders/\(id)", "/v1/orders?expand=lines,customer,owner", "/v1/orders?fields=id,lines", "/v1/orders/\(id)/timeline",
        ] {
            let reply = try world.get("production", path)
            #expect(reply.status == 200)
            #expect(allNames(reply.json).isDisjoint(with: prices), "\(path)")
        }
        let lines = try world.get("production", "/v1/orders/\(id)").array("lines")
        #expect(lines.first?.object?["quantity"]?.string == "10")
        for name in prices where name != "unit_price" && name != "discount" && name != "unit_cost" {
            for query in ["sort=\(name)", "fields=\(name)", "\(name).gt=1", "\(name)=1", "\(name).null=false"] {
                #expect(try world.get("production", "/v1/orders?" + query).status == 400, "\(query)")
            }
        }
    }

    @Test func `naming a hidden field is the same error as naming one that does not exist`() throws {
        _ = try world.product("CHAI")
        func refusals(_ name: String) throws -> [String] {
            let queries = ["\(name)=1", "\(name).gt=1", "sort=\(name)", "sort=-\(name)", "fields=\(name)", "expand=\(name)"]
            let read = try queries.map { try world.get("key", "/v1/products?" + $0).answer.text }
            let written = try world.post("key", "/v1/products", "{\"sku\":\"x\",\"name\":\"X\",\"list_price\":\"1\",\"\(name)\":\"1\"}")
            let changed = try world.patch("key", "/v1/products/1", "{\"\(name)\":\"1\"}")
            return (read + [written.answer.text, changed.answer.text]).map { masked($0, name) }
        }
        // As far from every other name as the hidden one.
        #expect(try refusals("standard_cost") == refusals("quandary_toad"))
    }

    /// A problem without what differs from request to request.
    private func masked(_ text: String, _ name: String) -> String {
        let start = text.firstRange(of: "\"request_id\":\"")?.upperBound ?? text.endIndex
        let end = text[start...].firstIndex(of: "\"") ?? text.endIndex
        return String(text[..<start] + text[end...]).replacing(name, with: "?")
    }

    @Test func `nothing that is offered as the nearest name is hidden`() throws {
        _ = try world.product("CHAI")
        for name in ["standard_cosk", "standard_cost", "tandard_cost"] {
            let body = "{\"sku\":\"x\",\"name\":\"X\",\"list_price\":\"1\",\"\(name)\":\"1\"}"
            let texts = try [
                world.post("key", "/v1/products", body), world.get("rep", "/v1/products?\(name)=1"),
                world.get("rep", "/v1/products?sort=\(name)"),
                world.get("rep", "/v1/products?fields=\(name)"),
            ].map { masked($0.answer.text, name) }
            for text in texts { #expect(!text.contains("standard_cost"), "\(text)") }
        }
    }

    @Test func `credit is for those who decide on it, in every place`() throws {
        let customer = try world.customer()
        for name in Self.everybody {
            let sees = ["finance", "manager", "executive", "auditor", "admin"].contains(name)
            #expect(try world.get(name, "/v1/credit-investigations/1").status == (sees ? 200 : 403), "\(name)")
            #expect(try world.get(name, "/v1/customers/\(customer)/credit").status == (sees ? 200 : 403), "\(name)")
            let events = try world.get(name, "/v1/events?limit=200").array("items")
            #expect(events.contains { $0.object?["type"]?.string?.contains("credit_investigation") ?? false } == sees, "\(name)")
            let timeline = try world.get(name, "/v1/customers/\(customer)/timeline").array("items")
            #expect(timeline.contains { $0.object?["entity"]?.string == "credit_investigation" } == sees, "\(name)")
        }
    }

    @Test func `what of a person is personal is for those who lead and administer, and for the person`() throws {
        let id = world.person("logistics").id
        let body = #"{"email":"l@example.com","phone":"13800000000","employee_number":"E7","hired_on":"2020-01-01"}"#
        #expect(try world.patch("hr", "/v1/users/\(id)", body).status == 200)
        for name in Self.everybody {
            let sees = ["hr", "manager", "executive", "auditor", "admin"].contains(name)
            let names = members(try world.get(name, "/v1/users/\(id)").json)
            for field in ["roles", "email", "phone", "employee_number", "hired_on"] {
                #expect(names.contains(field) == (sees || name == "logistics"), "\(name) \(field)")
            }
            #expect(names.isSuperset(of: ["id", "username", "display_name"]))
            for query in ["roles=admin", "email.contains=x", "sort=email"] {
                #expect(try world.get(name, "/v1/users?" + query).status == (sees ? 200 : 400), "\(name) \(query)")
            }
            let expanded = try world.get(name, "/v1/categories?expand=created_by")
            #expect(expanded.status == 400, "\(name)")
        }
        let customer = try world.customer(limit: nil)
        let owner = try world.get("service", "/v1/customers/\(customer)?expand=owner")
        #expect(members(owner["owner"]).isDisjoint(with: ["roles", "email", "phone", "employee_number", "hired_on"]))
    }

    @Test func `people see what is personal in their own row, and no other`() throws {
        let rep = world.person("rep").id
        for name in ["rep", "rep2"] {
            let body = "{\"email\":\"\(name)@example.com\",\"phone\":\"13800000000\"}"
            #expect(try world.patch("hr", "/v1/users/\(world.person(name).id)", body).status == 200)
        }
        #expect(try world.get("rep", "/v1/users/\(rep)").string("email") == "rep@example.com")
        for query in ["", "fields=id,email", "sort=username"] {
            let items = try world.get("rep", "/v1/users?limit=200&" + query).array("items").compactMap(\.object)
            #expect(items.count > 10)
            #expect(items.filter { $0["email"] != nil }.map { $0["id"]?.number?.int64 } == [rep], "\(query)")
        }
        // Neither filter, sort nor count tells anything of others, nor of whether there is such a field.
        for query in [
            "email=rep2@example.com", "email.contains=rep", "email.null=false", "sort=email", "sort=-phone", "count=true&phone=1",
        ] {
            #expect(try world.get("rep", "/v1/users?" + query).status == 400, "\(query)")
        }
        let customer = try world.customer(limit: nil)
        #expect(try world.get("rep", "/v1/customers/\(customer)?expand=owner").string("owner/email") == "rep@example.com")
        #expect(try world.get("rep", "/v1/customers?expand=owner").string("items/0/owner/email") == "rep@example.com")
        #expect(try world.get("service", "/v1/customers/\(customer)?expand=owner")["owner/email"].isNull)
        // Two readers with the same roles do not share a tag.
        let tags = try ["rep", "rep2"].map { try world.get($0, "/v1/users/\(rep)").answer.field("ETag") }
        #expect(tags[0] != tags[1])
        for (name, sees) in [("rep", true), ("rep2", false), ("hr", true)] {
            let events = try world.get(name, "/v1/events?limit=200&type=salesd.user.updated").array("items").compactMap(\.object)
            let event = events.first { $0["subject"]?.string == "/v1/users/\(rep)" }
            #expect(event?["data"]?.object?["changed"]?.array?.compactMap(\.string) == (sees ? ["email", "phone"] : []), "\(name)")
        }
    }

    @Test func `events name no changed field that their reader may not see`() throws {
        let product = try world.product("CHAI")
        _ = try world.patch("admin", "/v1/products/\(product)", #"{"standard_cost":"9","list_price":"20"}"#)
        for name in Self.everybody {
            let last = try world.get(name, "/v1/events?type=salesd.product.updated").array("items").last
            let changed = last?.object?["data"]?.object?["changed"]?.array?.compactMap(\.string)
            #expect(changed == (Self.productCost.contains(name) ? ["list_price", "standard_cost"] : ["list_price"]), "\(name)")
        }
    }

    @Test func `a replay shows nothing that its caller may no longer see`() throws {
        _ = try world.product("CHAI")
        let customer = try world.customer(owner: "manager")
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "lines":[{"product_id":1,"quantity":"10"}]}
            """
        let key = [("Idempotency-Key", "k")]
        let first = try world.post("manager", "/v1/orders", body, fields: key)
        #expect(allNames(first.json).isSuperset(of: ["cost", "margin", "unit_cost"]))
        #expect(try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"roles":["sales_rep"]}"#).status == 200)
        let again = try world.post("manager", "/v1/orders", body, fields: key)
        #expect(again.status == 201)
        #expect(again.id == first.id)
        #expect(again.answer.field("Idempotency-Replayed") == "true")
        #expect(allNames(again.json).isDisjoint(with: ["cost", "margin", "unit_cost"]))
        #expect(again.string("gross") == first.string("gross"))
        #expect(try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"roles":["hr"]}"#).status == 200)
        #expect(try world.post("manager", "/v1/orders", body, fields: key).status == 403)
    }

    @Test func `secrets and what only the server needs are in no answer, not even an auditor's`() throws {
        let id = try confirmedOrder()
        #expect(try world.post("admin", "/v1/users/\(world.person("rep").id)/password", #"{"password":"correct horse"}"#).status == 204)
        for path in [
            "/v1/orders/\(id)", "/v1/users/\(world.person("rep").id)", "/v1/api-keys/1", "/v1/audit?limit=200", "/v1/events?limit=200",
        ] {
            let reply = try world.get("auditor", path)
            #expect(reply.status == 200, "\(path)")
            #expect(
                allNames(reply.json).isDisjoint(with: ["released_exposure", "password", "password_hash", "digest", "key", "hash", "salt"]),
                "\(path)")
            #expect(!reply.answer.text.contains("correct horse"))
            #expect(!reply.answer.text.contains("scrypt"))
        }
    }
}
