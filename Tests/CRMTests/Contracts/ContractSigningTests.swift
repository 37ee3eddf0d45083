// Both sign, each once and in time; then the deal is won and the customer an active one (P2.4.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractSigningTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    @Test(arguments: [["sign-ours", "sign-theirs"], ["sign-theirs", "sign-ours"]])
    func `with the second signature it is signed, the deal won, and the customer active`(_ steps: [String]) throws {
        let id = try desk.inSigning()
        let opportunity = "/v1/opportunities/\(try desk.contract(id).integer("opportunity_id") ?? 0)"
        #expect(try world.get("rep", "/v1/customers/\(desk.customer)").string("status") == "prospect")
        #expect(try world.post("rep", opportunity + "/win").code == "contract_not_signed")
        let people = ["sign-ours": "manager", "sign-theirs": "rep"]
        let first = try desk.must(steps[0], id, by: people[steps[0]] ?? "")
        #expect(first.string("status") == "signing" && first.array("signatures").count == 1 && first["signed_at"] == .null)
        #expect(try world.get("rep", opportunity).string("status") == "proposal")
        let second = try desk.must(steps[1], id, by: people[steps[1]] ?? "")
        #expect(second.string("status") == "signed" && second.array("signatures").count == 2 && second["signed_at"] != .null)
        #expect(second.array("signatures").compactMap { $0.object?["side"]?.string }.sorted() == ["ours", "theirs"])
        #expect(try world.get("rep", opportunity).string("status") == "won")
        #expect(try world.get("rep", "/v1/customers/\(desk.customer)").string("status") == "active")
    }

    @Test func `nobody signs for us who wrote the contract, nor a key`() throws {
        let customer = try world.customer("Own", owner: "manager2")
        _ = try world.patch("admin", "/v1/users/\(world.person("manager2").id)", "{\"manager_id\":\(world.person("manager").id)}")
        let id = try world.created(desk.enter(desk.proposal(customer: customer, by: "manager2"), by: "manager2"))
        try desk.must("submit-legal", id, by: "manager2")
        try desk.must("legal-approve", id, by: "legal")
        try desk.attachSignedCopy(to: id, by: "manager2")
        #expect(try desk.take("sign-ours", id, by: "manager2").code == "own_paper")
        for name in ["key", "rep", "rep2", "legal", "finance", "admin", "auditor"] {
            let reply = try desk.take("sign-ours", id, by: name)
            #expect([403, 404].contains(reply.status), "\(name): \(reply.answer.text)")
        }
        #expect(try desk.must("sign-ours", id, by: "executive").array("signatures").count == 1)
        #expect(try desk.take("sign-ours", id, by: "manager").code == "wrong_state")
        #expect(try desk.take("sign-theirs", id, by: "manager").code == "not_allowed")
        let copy = "/v1/contracts/\(id)/attachments?name=signed.pdf&kind=signed_copy"
        _ = try world.created(world.upload("manager2", copy, Array("%PDF-1.7\nsigned by both\n".utf8)))
        #expect(try desk.must("sign-theirs", id, by: "manager2").string("status") == "signed")
    }

    @Test func `a signature lies between legal's approval and today`() throws {
        let id = try desk.inReview()
        world.server.clock.advance(seconds: 2 * 86_400)
        try world.renewSessions()
        try desk.must("legal-approve", id, by: "legal")
        for day in ["2026-11-25", "2026-11-27"] {
            let reply = try desk.take("sign-ours", id, by: "manager", "{\"signed_on\":\"\(day)\",\"signatory\":\"Ms Wang\"}")
            #expect(reply.faults == ["/signed_on: signed_out_of_time"], "\(day)")
        }
        #expect(try desk.take("sign-ours", id, by: "manager", "{}").faults.sorted() == ["/signatory: required", "/signed_on: required"])
        #expect(try desk.must("sign-ours", id, by: "manager", #"{"signed_on":"2026-11-26","signatory":"王"}"#).status == 200)
    }

    @Test func `nothing is signed with a customer who was blocked meanwhile, nor for a deal that was lost`() throws {
        let id = try desk.inSigning()
        try desk.must("sign-theirs", id, by: "rep")
        #expect(try world.post("finance", "/v1/customers/\(desk.customer)/block", #"{"reason":"Fraud"}"#).status == 200)
        #expect(try desk.take("sign-ours", id, by: "manager").code == "customer_not_open")
        #expect(try world.post("finance2", "/v1/customers/\(desk.customer)/unblock", #"{"reason":"A mistake"}"#).status == 200)
        let opportunity = try desk.contract(id).integer("opportunity_id") ?? 0
        #expect(
            try world.post("rep", "/v1/opportunities/\(opportunity)/lose", #"{"reason":"Too dear","no_competitor":true}"#).status == 200)
        #expect(try desk.take("sign-ours", id, by: "manager").code == "opportunity_not_open")
        #expect(try desk.status(id) == "signing")
        #expect(try desk.must("terminate", id, by: "legal").string("status") == "terminated")
    }

    @Test func `a contract whose term is over is not signed`() throws {
        let id = try desk.inSigning(desk.terms.replacing("2027-11-30", with: "2026-12-01"))
        world.server.clock.set(try #require(Instant("2026-12-01T15:59:59Z")))
        try world.renewSessions()
        try desk.must("sign-theirs", id, by: "rep", #"{"signed_on":"2026-12-01","signatory":"Mr Li"}"#)
        world.server.clock.advance(seconds: 1)
        let reply = try desk.take("sign-ours", id, by: "manager", #"{"signed_on":"2026-12-01","signatory":"Ms Wang"}"#)
        #expect(reply.code == "contract_over")
    }

    @Test func `whoever stands in for the owner does what the owner does, and decides on nothing of it`() throws {
        let proposal = try desk.proposal()
        try world.standIn("rep2", for: "rep")
        let id = try world.created(desk.enter(proposal, by: "rep2", desk.terms + ",\"owner_id\":\(world.person("rep").id)"))
        try desk.must("submit-legal", id, by: "rep2")
        try desk.must("legal-approve", id, by: "legal")
        #expect(try desk.take("sign-ours", id, by: "rep2").code == "not_allowed")
        try desk.attachSignedCopy(to: id, by: "rep2")
        try desk.must("sign-theirs", id, by: "rep2")
        try world.standIn("rep2", for: "manager")
        // The manager's place is lent to an author of the paper.
        #expect(try desk.take("sign-ours", id, by: "rep2").code == "own_paper")
        #expect(try desk.must("sign-ours", id, by: "executive").string("status") == "signed")
        #expect(try desk.order(id, by: "rep2", "{}").status == 201)
    }

    @Test func `who merges the customer finds contract and chain at the other`() throws {
        let id = try desk.signed()
        let winner = try world.customer("Sea Tea Trading", limit: nil)
        #expect(try world.post("manager", "/v1/customers/\(desk.customer)/merge", "{\"into_id\":\(winner)}").status == 200)
        let contract = try desk.contract(id)
        #expect(contract.integer("customer_id") == winner)
        let opportunity = try world.get("rep", "/v1/opportunities/\(contract.integer("opportunity_id") ?? 0)")
        #expect(opportunity.integer("customer_id") == winner)
    }

    @Test func `the customer's signature is noted once its copy is there, as such and not as something else`() throws {
        let id = try desk.inSigning(hasCopy: false)
        #expect(try desk.take("sign-theirs", id, by: "rep").code == "signed_copy_missing")
        try desk.attachSignedCopy(to: id, kind: "drawing")
        #expect(try desk.take("sign-theirs", id, by: "rep").code == "signed_copy_missing")
        try desk.attachSignedCopy(to: id)
        #expect(try desk.take("sign-theirs", id, by: "rep").status == 200)
        // What the signature rests on stays.
        let copies = try desk.world.get("rep", "/v1/contracts/\(id)/attachments").array("items")
        for copy in copies {
            let file = copy.object?["id"]?.number?.int64 ?? 0
            #expect(try desk.world.send("rep", "DELETE", "/v1/attachments/\(file)").code == "not_editable")
        }
        #expect(copies.count == 2)
    }
}
