// Who blocks a customer and who lifts that, what a blocked customer gets, and the ways round (P4.2.2).

import JSON
import TestSupport
import Testing

struct CustomerBlockTests {
    private let world: World
    private let customer: Int64

    init() throws {
        world = try World()
        customer = try world.customer("Acme Ltd")
    }

    private func take(_ name: String, _ step: String, _ body: String = #"{"reason":"Does not pay"}"#) throws -> Reply {
        try world.post(name, "/v1/customers/\(customer)/\(step)", body)
    }

    @Test func `finance and the manager block with a reason, and the record tells who and why`() throws {
        for name in ["rep", "rep2", "stranger", "marketing", "logistics", "service", "legal", "executive", "auditor", "admin", "hr"] {
            #expect([403, 404].contains(try take(name, "block").status), "\(name)")
        }
        #expect(try take("finance", "block", "{}").faults == ["/reason: required"])
        let blocked = try take("finance", "block")
        #expect(blocked.status == 200)
        #expect(blocked.string("status") == "blocked")
        #expect(blocked.string("block_reason") == "Does not pay")
        #expect(blocked.integer("blocked_by_id") == world.person("finance").id)
        #expect(blocked.string("blocked_from") == "prospect")
        #expect(try take("manager", "block").code == "wrong_state")
    }

    @Test func `somebody else lifts it, no key does, and the customer is what it was before`() throws {
        #expect(try take("manager", "block").status == 200)
        #expect(try take("manager", "unblock").code == "own_block")
        #expect(try take("key", "unblock").code == "decided_by_people")
        #expect(try take("rep", "unblock").status == 403)
        #expect(try take("finance", "unblock", "{}").faults == ["/reason: required"])
        let open = try take("finance", "unblock", #"{"reason":"Paid"}"#)
        #expect(open.string("status") == "prospect")
        #expect(open["block_reason"].isNull && open["blocked_by_id"].isNull && open["blocked_from"].isNull)
    }

    @Test func `whoever stands in for the one who blocked does not lift it`() throws {
        #expect(try take("finance", "block").status == 200)
        try world.standIn("finance2", for: "finance")
        #expect(try take("finance2", "unblock").code == "own_block")
        #expect(try take("manager", "unblock").status == 200)
    }

    @Test func `a blocked customer gets no order, also not by its name entered anew`() throws {
        let product = try world.product("CHAI")
        #expect(try take("finance", "block").status == 200)
        let order = """
            {"customer_id":\(customer),"currency":"CNY","payment_method":"bank_transfer","payment_terms_days":30,
             "transport_mode":"road","delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"1"}]}
            """
        #expect(try world.post("rep", "/v1/orders", order).code == "customer_not_open")
        // The legal form aside it is the same name.
        for name in ["rep", "stranger", "key"] {
            let anew = "{\"name\":\"ACME GmbH\",\"owner_id\":\(world.person(name == "stranger" ? "stranger" : "rep").id)}"
            let refused = try world.post(name, "/v1/customers", anew)
            #expect(refused.code == "company_blocked" && refused.string("clause") == "P4.2.2", "\(name)")
        }
        let other = try world.customer("Other", limit: nil)
        #expect(try world.patch("rep", "/v1/customers/\(other)", #"{"name":"Acme"}"#).code == "company_blocked")
        // Not even once it was archived, or merged with one that is open.
        #expect(try world.post("manager", "/v1/customers/\(customer)/merge", "{\"into_id\":\(other)}").code == "wrong_state")
        #expect(try world.post("manager", "/v1/customers/\(other)/merge", "{\"into_id\":\(customer)}").code == "customer_not_open")
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(customer)").code == "still_referred")
        #expect(try world.patch("rep", "/v1/customers/\(customer)", #"{"status":"active"}"#).status == 422)
        // Its own name may still be written otherwise.
        #expect(try world.patch("rep", "/v1/customers/\(customer)", #"{"name":"Acme Limited"}"#).status == 200)
    }

    @Test func `nobody frees a blocked company's name or code for a new entry`() throws {
        let code = "91350100M000100Y43"
        #expect(try world.patch("rep", "/v1/customers/\(customer)", "{\"unified_social_credit_code\":\"\(code)\"}").status == 200)
        #expect(try take("finance", "block").status == 200)
        for name in ["rep", "manager", "admin", "key"] {
            let renamed = try world.patch(
                name, "/v1/customers/\(customer)", #"{"name":"Somebody Else","unified_social_credit_code":null}"#)
            #expect(renamed.status == 422, "\(name)")
            #expect(renamed.faults == ["/name: blocked_identity", "/unified_social_credit_code: blocked_identity"], "\(name)")
        }
        // By its code it is known under any name, also by PUT and in a batch.
        let anew = "{\"name\":\"Another\",\"unified_social_credit_code\":\"\(code.lowercased())\"}"
        #expect(try world.post("rep", "/v1/customers", anew).code == "company_blocked")
        #expect(try world.send("rep", "PUT", "/v1/customers/by-external-id/x", anew).code == "company_blocked")
        #expect(try world.post("rep", "/v1/customers/batch", "{\"items\":[\(anew)]}").status == 422)
        // What is not its identity may be kept up to date.
        #expect(try world.patch("rep", "/v1/customers/\(customer)", #"{"name":"ACME Ltd.","phone":"+86 10 5555"}"#).status == 200)
    }
}
