// Ways around the row scope: references, expand, owners, filters, timelines, and keys with scopes (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct RowScopeTests {
    private let world: World
    private let mine: Int64
    private let foreign: Int64

    init() throws {
        world = try World()
        mine = try world.customer("Mine", owner: "rep", limit: nil)
        foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        _ = try world.product("CHAI")
    }

    private func order(_ customer: Int64, _ more: String = "") -> String {
        "{\"customer_id\":\(customer),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"\(more)}"
    }

    private func key(_ name: String, scopes: [String], of user: String? = nil) throws -> [(String, String)] {
        let words = scopes.map { "\"\($0)\"" }.joined(separator: ",")
        let owner = user.map { "\"user_id\":\(world.person($0).id)" } ?? #""roles":["integration"]"#
        let reply = try world.post("admin", "/v1/api-keys", "{\"name\":\"\(name)\",\"scopes\":[\(words)],\(owner)}")
        return [("Authorization", "Bearer \(reply.string("key") ?? "")"), ("Content-Type", "application/json")]
    }

    private func send(_ key: [(String, String)], _ method: String, _ path: String, _ body: String? = nil) throws -> Reply {
        Reply(try world.server.client().send(method, path, fields: key, body: body))
    }

    // MARK: References and owners

    @Test func `a reference to what one may not see is one to nothing`() throws {
        for id in [foreign, 999] {
            #expect(try world.post("rep", "/v1/orders", order(id)).faults == ["/customer_id: unknown_reference"])
            #expect(
                try world.post("rep", "/v1/contacts", "{\"customer_id\":\(id),\"name\":\"X\"}").faults == [
                    "/customer_id: unknown_reference"
                ])
        }
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(mine),\"name\":\"X\"}"))
        #expect(
            try world.patch("rep", "/v1/contacts/\(contact)", "{\"customer_id\":\(foreign)}").faults == ["/customer_id: unknown_reference"])
        #expect(try world.get("rep", "/v1/contacts/\(contact)").integer("customer_id") == mine)
    }

    @Test func `nobody enters a record outside his or her rows, or moves one there`() throws {
        let stranger = world.person("stranger").id
        let made = try world.post("rep", "/v1/customers", "{\"name\":\"Given away\",\"owner_id\":\(stranger)}")
        #expect(made.faults == ["/owner_id: owner_outside_team"])
        let moved = try world.patch("rep", "/v1/customers/\(mine)", "{\"owner_id\":\(stranger)}")
        #expect(moved.faults == ["/owner_id: owner_outside_team"])
        #expect(try world.get("rep", "/v1/customers/\(mine)").integer("owner_id") == world.person("rep").id)
        // A manager hands over within the team, an administrator anywhere.
        #expect(try world.patch("manager", "/v1/customers/\(mine)", "{\"owner_id\":\(world.person("rep2").id)}").status == 200)
        #expect(try world.get("rep", "/v1/customers/\(mine)").status == 404)
        #expect(try world.patch("admin", "/v1/customers/\(mine)", "{\"owner_id\":\(stranger)}").status == 200)
        #expect(try world.get("manager", "/v1/customers/\(mine)").status == 404)
    }

    @Test func `a customer of another rep is not taken by naming oneself`() throws {
        let body = "{\"owner_id\":\(world.person("rep").id)}"
        #expect(try world.patch("rep", "/v1/customers/\(foreign)", body).status == 404)
        let theirs = try world.created(world.post("stranger", "/v1/orders", order(foreign)))
        #expect(try world.patch("rep", "/v1/orders/\(theirs)", body).status == 404)
        #expect(try world.post("rep", "/v1/orders/\(theirs)/cancel", #"{"reason":"x"}"#).status == 404)
    }

    @Test func `who owns an order for a foreign customer sees the order, and of the customer nothing`() throws {
        let id = try world.created(world.post("admin", "/v1/orders", order(foreign, ",\"owner_id\":\(world.person("rep").id)")))
        let reply = try world.get("rep", "/v1/orders/\(id)?expand=customer")
        #expect(reply.status == 200)
        #expect(reply.json.object?["customer"]?.isNull == true)
        #expect(try world.get("rep", "/v1/orders?expand=customer")["items/0/customer"].isNull)
        #expect(try world.get("stranger", "/v1/orders/\(id)").status == 200)
        #expect(try world.get("rep", "/v1/customers/\(foreign)").status == 404)
        #expect(try world.get("rep2", "/v1/orders/\(id)").status == 404)
    }

    @Test func `what administrators and systems enter belongs to the customer's owner unless they say otherwise`() throws {
        for name in ["admin", "key"] {
            let reply = try world.post(name, "/v1/orders", order(foreign))
            #expect(reply.integer("owner_id") == world.person("stranger").id, "\(name)")
            #expect(reply.integer("created_by_id") == world.person(name).id)
            let named = try world.post(name, "/v1/orders", order(foreign, ",\"owner_id\":\(world.person("rep2").id)"))
            #expect(named.integer("owner_id") == world.person("rep2").id)
        }
        #expect(try world.post("rep", "/v1/orders", order(mine)).integer("owner_id") == world.person("rep").id)
    }

    @Test func `filters and counts tell nothing of foreign rows`() throws {
        for query in [
            "id=\(foreign)", "name=Foreign", "owner_id=\(world.person("stranger").id)", "name.contains=oreig", "archived=all&id=\(foreign)",
        ] {
            let reply = try world.get("rep", "/v1/customers?count=true&" + query)
            #expect(reply.integer("total") == 0, "\(query)")
            #expect(reply.array("items").isEmpty)
        }
    }

    @Test func `archived rows keep their scope`() throws {
        #expect(try world.send("admin", "DELETE", "/v1/customers/\(foreign)").status == 200)
        #expect(try world.get("rep", "/v1/customers?archived=all").array("items").count == 1)
        #expect(try world.get("rep", "/v1/customers/\(foreign)").status == 404)
        #expect(try world.post("manager", "/v1/customers/\(foreign)/restore").status == 404)
    }

    @Test func `events and timelines keep to the rows`() throws {
        let subjects = try world.get("rep", "/v1/events?limit=200").array("items").compactMap { $0.object?["subject"]?.string }
        #expect(subjects.contains("/v1/customers/\(mine)"))
        #expect(!subjects.contains("/v1/customers/\(foreign)"))
        #expect(try world.get("rep", "/v1/customers/\(foreign)/timeline").status == 404)
        #expect(try world.get("rep", "/v1/customers/\(mine)/timeline").array("items").count == 1)
    }

    @Test func `another's idempotency key gives nobody the other's answer`() throws {
        let body = #"{"name":"Secret"}"#
        let field = [("Idempotency-Key", "same")]
        let first = try world.post("rep", "/v1/customers", body, fields: field)
        let other = try world.post("stranger", "/v1/customers", body, fields: field)
        #expect(other.status == 201)
        #expect(other.id != first.id)
        #expect(other.answer.field("Idempotency-Replayed") == nil)
    }

    // MARK: Keys with scopes

    @Test func `a key does what its scopes say, within its roles`() throws {
        let reader = try key("reader", scopes: ["orders:read"])
        #expect(try send(reader, "GET", "/v1/orders").status == 200)
        #expect(try send(reader, "POST", "/v1/orders", order(mine)).code == "outside_scope")
        for path in ["customers", "users", "products", "contacts", "shipments", "customers/\(mine)", "customers/\(mine)/timeline"] {
            #expect(try send(reader, "GET", "/v1/" + path).status == 403, "\(path)")
        }
        let writer = try key("writer", scopes: ["orders:write"])
        let made = try send(writer, "POST", "/v1/orders", order(mine))
        #expect(made.status == 201)
        #expect(try send(writer, "GET", "/v1/orders/\(made.id)").status == 200)
        #expect(try send(reader, "PATCH", "/v1/orders/\(made.id)", "{}").status == 403)
        #expect(try send(reader, "POST", "/v1/orders/\(made.id)/cancel", #"{"reason":"x"}"#).status == 403)
        #expect(try send(reader, "GET", "/v1/orders/\(made.id)").array("actions").isEmpty)
        #expect(try send(writer, "POST", "/v1/orders/\(made.id)/cancel", #"{"reason":"x"}"#).status == 200)
        // A scope gives no right that the roles do not.
        let departments = try key("departments", scopes: ["departments:write"])
        #expect(try send(departments, "POST", "/v1/departments", #"{"code":"x","name":"X"}"#).code == "not_allowed")
    }

    @Test func `expand, timelines and events end where the key's scopes end`() throws {
        let id = try world.created(world.post("rep", "/v1/orders", order(mine)))
        let reader = try key("reader", scopes: ["orders:read"])
        let expanded = try send(reader, "GET", "/v1/orders/\(id)?expand=customer,owner")
        #expect(expanded.json.object?["customer"]?.isNull == true)
        #expect(expanded.json.object?["owner"]?.isNull == true)
        let types = try send(reader, "GET", "/v1/events?limit=200").array("items").compactMap { $0.object?["source"]?.string }
        #expect(Set(types) == ["/v1/orders"])
        let customers = try key("customers", scopes: ["customers:read"])
        let timeline = try send(customers, "GET", "/v1/customers/\(mine)/timeline").array("items")
        #expect(Set(timeline.compactMap { $0.object?["entity"]?.string }) == ["customer"])
    }

    @Test func `a key without scopes does all that its roles allow, and decides nothing`() throws {
        #expect(try world.get("key", "/v1/customers").status == 200)
        #expect(try world.post("key", "/v1/products", #"{"sku":"x","name":"X","list_price":"1"}"#).status == 201)
        #expect(try world.get("key", "/v1/audit").status == 403)
        let audit = try key("audit", scopes: ["audit:read"], of: "auditor")
        #expect(try send(audit, "GET", "/v1/audit").status == 200)
        #expect(try send(audit, "GET", "/v1/orders").status == 403)
        let noAudit = try key("noaudit", scopes: ["orders:read"], of: "auditor")
        #expect(try send(noAudit, "GET", "/v1/audit").status == 403)
    }

    @Test func `a customer's timeline tells of everything at the customer, shipments too`() throws {
        let order = try AccessCompany.confirmed(mine, world)
        let body = "{\"order_id\":\(order.order),\"lines\":[{\"order_line_id\":\(order.line),\"quantity\":\"1\"}]}"
        _ = try world.created(world.post("logistics", "/v1/shipments", body))
        let items = try world.get("rep", "/v1/customers/\(mine)/timeline?limit=200").array("items")
        #expect(Set(items.compactMap { $0.object?["entity"]?.string }) == ["customer", "order", "shipment"])
        let sequences = items.compactMap { $0.object?["sequence"]?.number?.int64 }
        #expect(sequences == sequences.sorted(by: >))
        let product = try world.get("logistics", "/v1/orders/\(order.order)/timeline?limit=200").array("items")
        #expect(Set(product.compactMap { $0.object?["entity"]?.string }) == ["order", "shipment"])
    }
}
