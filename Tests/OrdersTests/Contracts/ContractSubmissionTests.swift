// With a signed contract an order needs no reason and no review by sales; without one it needs both (P2.5.1).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ContractSubmissionTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func take(_ step: String, _ order: Int64, by name: String, _ form: String = "{}") throws -> Reply {
        try world.post(name, "/v1/orders/\(order)/\(step)", form)
    }

    private func departments(_ reply: Reply) -> [String] {
        reply.array("reviews").filter { $0.object?["is_void"]?.bool == false }.compactMap { $0.object?["department"]?.string }.sorted()
    }

    private func ordered(_ contract: Int64, _ lines: String? = nil) throws -> Int64 {
        try world.created(desk.order(contract, "{\"delivery_on\":\"2026-12-24\"\(lines.map { ",\"lines\":[\($0)]" } ?? "")}"))
    }

    private func reviewed(_ order: Int64) throws {
        #expect(try take("submit", order, by: "rep").status == 200)
        #expect(try take("reviews/finance/approve", order, by: "finance").status == 200)
        #expect(try take("reviews/logistics/approve", order, by: "logistics").status == 200)
    }

    @Test(arguments: ["signed", "in_execution"])
    func `upon a contract in force no reason is asked, and sales does not review`(_ status: String) throws {
        let id = try status == "signed" ? desk.signed() : desk.inExecution()
        let reply = try take("submit", try ordered(id), by: "rep")
        #expect(reply.string("status") == "in_review", "\(reply.answer.text)")
        #expect(departments(reply) == ["finance", "logistics"] && reply["no_contract_reason"] == .null)
    }

    @Test func `upon a contract that ended, an order is one without`() throws {
        let id = try desk.signed()
        let order = try ordered(id)
        try desk.must("terminate", id, by: "executive")
        #expect(try take("submit", order, by: "rep").faults == ["/no_contract_reason: contract_reason_required"])
        let reply = try take("submit", order, by: "rep", #"{"no_contract_reason":"The contract was ended"}"#)
        #expect(departments(reply) == ["finance", "logistics", "sales"], "\(reply.answer.text)")
        #expect(reply.string("no_contract_reason") == "The contract was ended")
    }

    @Test func `where every order needs a contract, one in force is enough and nothing else is`() throws {
        #expect(try world.patch("admin", "/v1/settings/orders", #"{"contract_required":"always"}"#).status == 200)
        let id = try desk.signed()
        #expect(try take("submit", try ordered(id, "{\"contract_line_id\":\(try desk.line(1, of: id))}"), by: "rep").status == 200)
        let late = try ordered(id)
        try desk.must("terminate", id, by: "legal")
        let reply = try take("submit", late, by: "rep", #"{"no_contract_reason":"It was signed"}"#)
        #expect(reply.code == "contract_required", "\(reply.answer.text)")
    }

    @Test func `what went to review upon a contract is not confirmed once that is terminated`() throws {
        let id = try desk.signed()
        let order = try ordered(id)
        try reviewed(order)
        try desk.must("terminate", id, by: "legal")
        #expect(try take("confirm", order, by: "rep").code == "contract_terminated")
        #expect(try take("revise", order, by: "rep", #"{"reason":"No contract"}"#).status == 200)
        #expect(try take("submit", order, by: "rep", #"{"no_contract_reason":"Agreed by mail"}"#).status == 200)
        for (department, name) in [("finance", "finance"), ("logistics", "logistics"), ("sales", "manager")] {
            #expect(try take("reviews/\(department)/approve", order, by: name).status == 200)
        }
        #expect(try take("confirm", order, by: "rep").string("status") == "confirmed")
    }

    @Test func `a contract is complete when its orders are confirmed, not when they are drafted`() throws {
        let id = try desk.inExecution()
        let order = try ordered(id)
        #expect(try desk.contract(id).integer("unconfirmed_orders") == 1)
        #expect(try desk.take("complete", id, by: "rep").code == "contract_orders_unconfirmed")
        let reasons = try world.get("rep", "/v1/contracts/\(id)/explain").array("items").compactMap { $0.object?["code"]?.string }
        #expect(reasons == ["orders_unconfirmed"])
        try desk.pass(to: "2026-12-02")
        #expect(try desk.status(id) == "in_execution")
        try reviewed(order)
        #expect(try take("confirm", order, by: "rep").status == 200)
        #expect(try desk.contract(id).integer("unconfirmed_orders") == 0)
        try desk.pass(to: "2026-12-03")
        #expect(try desk.status(id) == "completed")
    }

    @Test func `an order on hold counts by where it came from`() throws {
        let id = try desk.inExecution()
        let order = try ordered(id)
        try reviewed(order)
        #expect(try take("hold", order, by: "finance", #"{"reason":"Rumours"}"#).status == 200)
        #expect(try desk.contract(id).integer("unconfirmed_orders") == 1)
        #expect(try take("release", order, by: "finance", #"{"comment":"Fine"}"#).status == 200)
        #expect(try take("confirm", order, by: "rep").status == 200)
        #expect(try take("hold", order, by: "finance", #"{"reason":"Rumours"}"#).status == 200)
        #expect(try desk.contract(id).integer("unconfirmed_orders") == 0)
    }

    @Test func `what a contract counts of its orders is what they say`() throws {
        let id = try desk.inExecution()
        let first = try ordered(id, "{\"contract_line_id\":\(try desk.line(0, of: id)),\"quantity\":\"60\"}")
        _ = try ordered(id, "{\"contract_line_id\":\(try desk.line(0, of: id)),\"quantity\":\"15.5\"}")
        #expect(try take("cancel", first, by: "rep", #"{"reason":"Not wanted"}"#).status == 200)
        let registry = try Application.describe(Configuration())
        let now = world.server.clock.now
        let differences = try world.server.application.database.read { try DerivationCheck.differences(registry, at: now, on: $0) }
        #expect(differences.isEmpty, "\(differences)")
        try world.server.application.database.write { transaction in
            try transaction.connection.run("UPDATE contract_lines SET ordered_quantity = 1, open_quantity = 1", [])
        }
        let found = try world.server.application.database.read { try DerivationCheck.differences(registry, at: now, on: $0) }
        #expect(found.count == 1 && found.first?.contains("lines") == true, "\(found)")
    }

    @Test func `whose customer is handed on has the contract and makes its orders`() throws {
        let id = try desk.inSigning()
        let path = "/v1/users/\(world.person("rep").id)/hand-over"
        let reply = try world.post("admin", path, "{\"to_id\":\(world.person("rep2").id)}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        #expect(try desk.contract(id, by: "rep2").integer("owner_id") == world.person("rep2").id)
        #expect(try desk.contract(id, by: "rep").status == 404)
        try desk.must("sign-ours", id, by: "manager")
        #expect(try desk.must("sign-theirs", id, by: "rep2").string("status") == "signed")
        #expect(try desk.order(id, by: "rep2").integer("owner_id") == world.person("rep2").id)
    }
}
