// Customers, contacts, prices and the catalogue over HTTP: whose they are and who sees them.

import JSON
import Kernel
import TestSupport
import Testing

struct CustomerAccessTests {
    private let world: World

    init() throws { world = try World() }

    @Test(arguments: [
        ("rep", 200), ("rep2", 404), ("manager", 200), ("stranger", 404), ("finance", 200), ("logistics", 200), ("service", 200),
        ("marketing", 200),
        ("legal", 200), ("executive", 200), ("auditor", 200), ("admin", 200), ("key", 200), ("production", 403), ("hr", 403),
        ("product", 403),
    ])
    func `a rep's customer is seen by the rep, the line above, and those who serve all customers`(_ name: String, _ status: Int) throws {
        let customer = try world.customer(limit: nil)
        #expect(try world.get(name, "/v1/customers/\(customer)").status == status)
    }

    @Test
    func `a rep owns what he or she enters, and cannot enter it for somebody else`() throws {
        let own = try world.post("rep", "/v1/customers", #"{"name":"Own"}"#)
        #expect(own.integer("owner_id") == world.person("rep").id)
        #expect(own.string("status") == "prospect")
        #expect(own.string("level") == "C")
        let foreign = try world.post("rep", "/v1/customers", "{\"name\":\"Foreign\",\"owner_id\":\(world.person("rep2").id)}")
        #expect(foreign.faults == ["/owner_id: owner_outside_team"])
        #expect(try world.post("finance", "/v1/customers", #"{"name":"No"}"#).status == 403)
    }

    @Test
    func `a customer belongs to somebody in sales, whoever enters it`() throws {
        for name in ["admin", "key"] {
            #expect(try world.post(name, "/v1/customers", #"{"name":"Nobody's"}"#).faults == ["/owner_id: required"])
            for owner in ["finance", "executive", "key", "admin"] {
                let reply = try world.post(name, "/v1/customers", "{\"name\":\"X\",\"owner_id\":\(world.person(owner).id)}")
                #expect(reply.faults == ["/owner_id: not_an_owner"])
                #expect(reply.answer.text.contains("sales_rep, sales_manager"))
            }
            #expect(try world.post(name, "/v1/customers", "{\"name\":\"X\",\"owner_id\":\(world.person("stranger").id)}").status == 201)
        }
        let customer = try world.customer(limit: nil)
        let path = "/v1/customers/\(customer)"
        for (name, owner, fault) in [
            ("rep", "rep2", "owner_outside_team"), ("rep", "manager", "owner_outside_team"), ("manager", "stranger", "owner_outside_team"),
            ("manager", "executive", "owner_outside_team"), ("admin", "finance", "not_an_owner"), ("key", "key", "not_an_owner"),
        ] {
            let reply = try world.patch(name, path, "{\"owner_id\":\(world.person(owner).id)}")
            #expect(reply.faults == ["/owner_id: " + fault], "\(name) to \(owner): \(reply.answer.text)")
        }
        for name in ["rep2", "manager", "rep"] {
            #expect(try world.patch("manager", path, "{\"owner_id\":\(world.person(name).id)}").status == 200)
        }
    }

    @Test
    func `a wrong credit code names its field, a repeated one the conflict`() throws {
        let wrong = try world.post("rep", "/v1/customers", #"{"name":"A","unified_social_credit_code":"91350100M000100Y44"}"#)
        #expect(wrong.faults == ["/unified_social_credit_code: bad_credit_code"])
        let right = #"{"name":"A","unified_social_credit_code":"91350100M000100Y43"}"#
        #expect(try world.post("rep", "/v1/customers", right).status == 201)
        #expect(try world.post("rep", "/v1/customers", right).code == "customer_exists")
    }

    @Test
    func `contacts are seen with their customer, which is not archived while they live`() throws {
        let customer = try world.customer(limit: nil)
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Ana\"}"))
        #expect(try world.get("rep2", "/v1/contacts/\(contact)").status == 404)
        #expect(
            try world.post("rep2", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Bo\"}").faults == [
                "/customer_id: unknown_reference"
            ])
        #expect(try world.send("rep", "DELETE", "/v1/customers/\(customer)").status == 403)
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(customer)").code == "still_referred")
        #expect(try world.send("manager", "DELETE", "/v1/contacts/\(contact)").status == 200)
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(customer)").status == 200)
    }

    @Test
    func `everybody reads the catalogue, few see what it costs`() throws {
        let product = try world.product("CHAI")
        for name in ["rep", "production", "hr", "key"] {
            let reply = try world.get(name, "/v1/products/\(product)")
            #expect(reply.string("list_price") == "18.00")
            #expect(reply["standard_cost"].isNull)
            #expect(try world.get(name, "/v1/products?standard_cost.gte=1").code == "unknown_parameter")
        }
        for name in ["finance", "manager", "product", "executive", "auditor", "admin"] {
            #expect(try world.get(name, "/v1/products/\(product)").string("standard_cost") == "12.60")
        }
    }

    @Test
    func `the ERP enters products without their cost`() throws {
        let body = #"{"sku":"TEA","name":"Tea","list_price":"9.00"}"#
        let reply = try world.post("key", "/v1/products", body)
        #expect(reply.status == 201)
        #expect(reply.string("tax_rate") == "0.13")
        #expect(try world.get("finance", "/v1/products/\(reply.id)")["standard_cost"].isNull)
        #expect(try world.post("key", "/v1/products", body).code == "duplicate")
    }

    @Test
    func `a level's prices are everybody's to see, a customer's only with the customer`() throws {
        let product = try world.product("CHAI")
        let customer = try world.customer(limit: nil)
        let prices = "\"starts_on\":\"2026-01-01\",\"prices\":[{\"product_id\":\(product),\"unit_price\":\"16.5\"}]"
        let level = try world.created(world.post("product", "/v1/price-lists", "{\"name\":\"A\",\"level\":\"A\",\(prices)}"))
        let own = try world.post("admin", "/v1/price-lists", "{\"name\":\"Own\",\"customer_id\":\(customer),\(prices)}")
        #expect(own.string("currency") == "CNY")
        #expect(own.string("prices/0/unit_price") == "16.50")
        #expect(try world.get("rep2", "/v1/price-lists/\(level)").status == 200)
        #expect(try world.get("rep", "/v1/price-lists/\(own.id)").status == 200)
        #expect(try world.get("rep2", "/v1/price-lists/\(own.id)").status == 404)
    }

    @Test
    func `finance enters exchange rates, one for each currency and day`() throws {
        let rate = #"{"currency":"USD","starts_on":"2026-11-01","rate":"7.1234"}"#
        #expect(try world.post("rep", "/v1/exchange-rates", rate).status == 403)
        #expect(try world.post("finance", "/v1/exchange-rates", rate).string("rate") == "7.1234")
        #expect(try world.post("finance", "/v1/exchange-rates", rate).code == "duplicate")
        #expect(
            try world.post("finance", "/v1/exchange-rates", #"{"currency":"CNY","starts_on":"2026-11-01","rate":"1"}"#).faults == [
                "/currency: own_currency_rate"
            ])
        #expect(try world.get("rep", "/v1/exchange-rates").array("items").count == 1)
    }
}
