// A lead becomes customer, contact and opportunity: all of them or none (P2.1.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ConversionTests {
    private let world: World

    init() throws { world = try World() }

    private func qualified(_ company: String = "远洋贸易有限公司", by name: String = "rep") throws -> Int64 {
        let body = "{\"company\":\"\(company)\",\"person\":\"王芳\",\"channel\":\"exhibition\",\"region\":\"华北\"}"
        let lead = try world.created(world.post(name, "/v1/leads", body))
        for (step, form) in [
            ("contact", #"{"kind":"call","summary":"Call"}"#), ("qualify", #"{"need":"Green tea","purchase_intention":"high"}"#),
        ] {
            let by = name == "marketing" ? "key" : name
            let reply = try world.post(by, "/v1/leads/\(lead)/\(step)", form)
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        }
        return lead
    }

    private func convert(_ lead: Int64, _ form: String, by name: String = "rep", _ query: String = "") throws -> Reply {
        try world.post(name, "/v1/leads/\(lead)/convert" + query, form)
    }

    private func totals() throws -> [Int64?] {
        try ["customers", "contacts", "opportunities"].map { try world.get("auditor", "/v1/\($0)?count=true").integer("total") }
    }

    @Test func `all three are made, know one another, and the answer names them`() throws {
        let lead = try qualified()
        let form = #"{"opportunity_name":"Tea for a year","expected_amount":"120000.50","expected_close_on":"2027-03-01"}"#
        let reply = try convert(lead, form)
        #expect(reply.string("status") == "converted")
        let customer = try #require(reply.integer("customer_id"))
        let contact = try #require(reply.integer("contact_id"))
        let opportunity = try world.get("rep", "/v1/opportunities/\(try #require(reply.integer("opportunity_id")))")
        #expect(opportunity.string("name") == "Tea for a year")
        #expect(opportunity.string("amount") == "120000.50" && opportunity.string("currency") == "CNY")
        #expect(opportunity.string("expected_close_on") == "2027-03-01")
        #expect(opportunity.integer("customer_id") == customer && opportunity.integer("contact_id") == contact)
        #expect(opportunity.integer("lead_id") == lead && opportunity.string("description") == "Green tea")
        #expect(opportunity.integer("owner_id") == world.person("rep").id && opportunity.string("status") == "needs_analysis")
        #expect(try world.get("rep", "/v1/customers/\(customer)").integer("lead_id") == lead)
        #expect(try world.get("rep", "/v1/contacts/\(contact)").integer("customer_id") == customer)
        let timeline = try world.get("rep", "/v1/customers/\(customer)/timeline").array("items").compactMap { $0.object?["entity"]?.string }
        #expect(Set(timeline) == ["customer", "contact", "opportunity", "lead", "activity"])
    }

    @Test func `an amount is in the currency that is named`() throws {
        let lead = try qualified()
        #expect(
            try convert(lead, #"{"opportunity_name":"Tea","expected_amount":"10.5","currency":"JPY"}"#).faults == [
                "/expected_amount: too_many_places"
            ])
        let reply = try convert(lead, #"{"opportunity_name":"Tea","expected_amount":"1050","currency":"JPY"}"#)
        let opportunity = try world.get("rep", "/v1/opportunities/\(reply.integer("opportunity_id") ?? 0)")
        #expect(opportunity.string("amount") == "1050" && opportunity.string("currency") == "JPY")
    }

    @Test func `a customer that is there keeps where it came from`() throws {
        let customer = try world.customer("Own", limit: nil)
        let reply = try convert(qualified(), "{\"opportunity_name\":\"Tea\",\"customer_id\":\(customer)}")
        #expect(reply.integer("customer_id") == customer)
        #expect(try world.get("rep", "/v1/customers/\(customer)")["lead_id"].isNull)
        #expect(try world.get("rep", "/v1/opportunities/\(reply.integer("opportunity_id") ?? 0)").integer("customer_id") == customer)
    }

    @Test func `where the last of them is refused, none is made`() throws {
        let lead = try qualified()
        let before = try world.get("auditor", "/v1/leads/\(lead)")
        let none = try totals()
        #expect(try convert(lead, "{}").faults == ["/opportunity_name: required"])
        // The opportunity comes last, and its rule refuses the day.
        #expect(
            try convert(lead, #"{"opportunity_name":"Tea","expected_close_on":"2026-11-23"}"#).faults == ["/expected_close_on: close_past"])
        #expect(try convert(lead, #"{"opportunity_name":"Tea"}"#, "?dry_run=true").string("status") == "converted")
        #expect(try totals() == none)
        #expect(try world.get("auditor", "/v1/leads/\(lead)").json == before.json)
        let key = [("Idempotency-Key", "c")]
        let first = try world.post("rep", "/v1/leads/\(lead)/convert", #"{"opportunity_name":"Tea"}"#, fields: key)
        let again = try world.post("rep", "/v1/leads/\(lead)/convert", #"{"opportunity_name":"Tea"}"#, fields: key)
        #expect(first.status == 200 && again.answer.text == first.answer.text)
        #expect(try totals() == [1, 1, 1])
    }

    @Test func `a lead that is nobody's is assigned before it is converted`() throws {
        let lead = try qualified(by: "marketing")
        #expect(try world.get("auditor", "/v1/leads/\(lead)")["owner_id"].isNull)
        let refused = try convert(lead, #"{"opportunity_name":"Tea"}"#, by: "key")
        #expect(refused.status == 409 && refused.code == "lead_without_owner")
        #expect(try totals() == [0, 0, 0])
        _ = try world.post("manager", "/v1/leads/\(lead)/assign", "{\"owner_id\":\(world.person("rep").id)}")
        let reply = try convert(lead, #"{"opportunity_name":"Tea"}"#, by: "key")
        let opportunity = try world.get("rep", "/v1/opportunities/\(reply.integer("opportunity_id") ?? 0)")
        #expect(opportunity.integer("owner_id") == world.person("rep").id)
    }
}
