// Who may see credit, who decides on it, and what a customer's credit answers: over HTTP.

import JSON
import Kernel
import TestSupport
import Testing

struct CreditAccessTests {
    private let world: World

    init() throws { world = try World() }

    @Test(arguments: ["finance", "manager", "executive", "auditor", "admin"])
    func `whoever works with credit reads a customer's`(_ name: String) throws {
        let customer = try world.customer(limit: "5000.00")
        let reply = try world.get(name, "/v1/customers/\(customer)/credit")
        #expect(reply.status == 200)
        #expect(reply.string("rating") == "A")
        #expect(reply.string("limit") == "5000.00")
        #expect(reply.string("currency") == "CNY")
        #expect(reply.integer("payment_terms_days") == 30)
        #expect(reply["prepayment_required"].bool == false)
        #expect(reply.string("valid_until_on") == "2027-11-24")
        #expect(reply.string("exposure/amount") == "0.00")
        #expect(reply.array("exposure/papers").isEmpty)
    }

    @Test(arguments: ["rep", "stranger", "logistics", "service", "product", "legal", "hr", "production", "marketing", "key"])
    func `nobody else does, not even the customer's owner`(_ name: String) throws {
        let customer = try world.customer()
        #expect(try world.get(name, "/v1/customers/\(customer)/credit").status == 403)
        #expect(try world.get(name, "/v1/credit-investigations").status == 403)
    }

    @Test
    func `a manager reads the credit of the team's customers alone, whatever else he or she is`() throws {
        let foreign = try world.customer(owner: "stranger")
        #expect(try world.get("manager", "/v1/customers/\(foreign)/credit").status == 404)
        try world.hire("both", [.salesManager, .service])
        #expect(try world.get("both", "/v1/customers/\(foreign)").status == 200)
        #expect(try world.get("both", "/v1/customers/\(foreign)/credit").status == 404)
        #expect(try world.get("finance", "/v1/customers/999/credit").status == 404)
    }

    @Test
    func `a customer whom nobody investigated has to prepay`() throws {
        let customer = try world.customer(limit: nil)
        let reply = try world.get("finance", "/v1/customers/\(customer)/credit")
        #expect(reply["rating"].isNull)
        #expect(reply["is_poor"].bool == true)
        #expect(reply["prepayment_required"].bool == true)
        #expect(reply.string("limit") == "0.00")
        #expect(reply["investigation_id"].isNull)
    }

    @Test
    func `each reading of credit is in the audit, a repeated one too`() throws {
        let customer = try world.customer()
        for _ in 0..<2 {
            let reply = try world.get("finance", "/v1/customers/\(customer)/credit", fields: [("Idempotency-Key", "once")])
            #expect(reply.status == 200)
            #expect(reply.answer.field("Idempotency-Replayed") == nil)
        }
        #expect(try world.get("rep", "/v1/customers/\(customer)/credit").status == 403)
        let audit = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)")
        let reads = audit.array("items").filter { $0.object?["action"]?.string == "credit_read" }
        #expect(reads.count == 2)
        #expect(reads.allSatisfy { $0.object?["user_id"]?.number?.int64 == world.person("finance").id })
    }

    @Test
    func `an investigation is decided by another person of finance`() throws {
        let customer = try world.customer(limit: nil)
        let path = "/v1/credit-investigations/\(try draft(of: customer))"
        #expect(try world.post("finance2", path + "/approve").code == "wrong_state")
        #expect(try world.post("manager", path + "/submit").code == "not_allowed")
        #expect(try world.post("rep", path + "/submit").status == 403)
        #expect(try world.post("finance", path + "/submit").string("status") == "submitted")
        #expect(try world.post("finance", path + "/approve").code == "own_paper")
        #expect(try world.post("executive", path + "/approve").code == "not_allowed")
        #expect(try world.post("finance2", path + "/reject").faults == ["/comment: required"])
        let rejected = try world.post("finance2", path + "/reject", #"{"comment":"The balance sheet is missing."}"#)
        #expect(rejected.string("status") == "rejected")
        #expect(rejected.string("comment") == "The balance sheet is missing.")
        #expect(try world.get("finance", "/v1/customers/\(customer)/credit")["rating"].isNull)
    }

    @Test
    func `an executive approves where everybody in finance is an author`() throws {
        let customer = try world.customer(limit: nil)
        let id = try draft(of: customer)
        let colleague = world.person("finance2").id
        #expect(try world.patch("admin", "/v1/users/\(colleague)", #"{"active":false}"#).status == 200)
        #expect(try world.post("finance", "/v1/credit-investigations/\(id)/submit").status == 200)
        #expect(try world.post("executive", "/v1/credit-investigations/\(id)/approve").string("status") == "approved")
        #expect(try world.get("finance", "/v1/customers/\(customer)/credit").integer("investigation_id") == id)
    }

    @Test
    func `a key decides nothing`() throws {
        let customer = try world.customer(limit: nil)
        let id = try draft(of: customer)
        #expect(try world.post("finance", "/v1/credit-investigations/\(id)/submit").status == 200)
        #expect(try world.post("key", "/v1/credit-investigations/\(id)/approve").status == 403)
        #expect(
            try world.get("finance2", "/v1/credit-investigations/\(id)").array("actions").map { $0.object?["step"]?.string } == [
                "approve", "reject",
            ])
    }

    @Test
    func `an investigation that expires today is not submitted`() throws {
        let customer = try world.customer(limit: nil)
        let id = try draft(of: customer, validUntil: "2026-11-24")
        let reply = try world.post("finance", "/v1/credit-investigations/\(id)/submit")
        #expect(reply.faults == ["/valid_until_on: investigation_expired"])
    }

    @Test
    func `a submitted investigation changes no more, and a draft only by who made it`() throws {
        let customer = try world.customer(limit: nil)
        let path = "/v1/credit-investigations/\(try draft(of: customer))"
        #expect(try world.patch("finance2", path, #"{"limit":"1.00"}"#).code == "not_allowed")
        #expect(try world.patch("finance", path, #"{"limit":"1.00"}"#).string("limit") == "1.00")
        #expect(try world.patch("finance", path, #"{"customer_id":1}"#).faults == ["/customer_id: read_only_field"])
        #expect(try world.post("finance", path + "/submit").status == 200)
        #expect(try world.patch("finance", path, #"{"limit":"2.00"}"#).code == "not_editable")
    }

    @Test
    func `a customer is not activated by asking`() throws {
        let customer = try world.customer(limit: nil)
        #expect(try world.post("admin", "/v1/customers/\(customer)/activate").status == 404)
        #expect(try world.get("admin", "/v1/customers/\(customer)").array("actions").isEmpty)
    }

    @Test
    func `a list is filtered and sorted by the limit, although that is a word of SQL`() throws {
        let customer = try world.customer(limit: "500.00")
        try world.credit(of: customer, limit: "700.00")
        let reply = try world.get("finance", "/v1/credit-investigations?limit.gte=600&sort=-limit&fields=limit")
        #expect(reply.status == 200)
        #expect(reply.array("items").map { $0.object?["limit"]?.string } == ["700.00"])
    }

    private func draft(of customer: Int64, validUntil day: String = "2027-11-24") throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"findings":"Pays on time","rating":"B","limit":"100.00","payment_terms_days":30,"valid_until_on":"\(day)"}
            """
        return try world.created(world.post("finance", "/v1/credit-investigations", body))
    }
}
