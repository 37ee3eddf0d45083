// A contract is made from the current approved version of a proposal, and from nothing else (P2.3.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractEntryTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    @discardableResult
    private func step(_ word: String, of proposal: Int64, by name: String = "rep", _ form: String = "{}") throws -> Reply {
        try world.post(name, "/v1/proposals/\(proposal)/\(word)", form)
    }

    private func submitted() throws -> Int64 {
        let id = try desk.draftProposal(of: desk.opportunity())
        #expect(try step("submit", of: id).status == 200)
        return id
    }

    // MARK: What it takes over

    @Test func `a contract says what the approved version says`() throws {
        let proposal = try desk.proposal()
        let reply = try desk.enter(proposal)
        #expect(reply.status == 201, "\(reply.answer.text)")
        let offer = try world.get("rep", "/v1/proposals/\(proposal)")
        #expect(reply.string("number")?.hasPrefix("CT-") == true)
        for name in ["customer_id", "opportunity_id", "owner_id", "net", "tax", "gross", "currency", "title", "payment_terms_days"] {
            #expect(reply[name] == offer[name], "\(name)")
        }
        #expect(reply.array("lines").count == 3 && reply.string("lines/0/discount") == "0.05" && reply.string("lines/2/kind") == "freight")
        #expect(try desk.quantities(reply.id) == ["0 0 100", "0 0 4", "0 0 1"])
        #expect(reply.string("payment_schedule/0/share") == "1")
        #expect(reply.string("payment_schedule/0/gross") == reply.string("gross"))
        #expect(reply.integer("payment_schedule/0/days_after") == 30)
        #expect(reply.string("clauses/0/text") == "Up to the price." && reply.string("clauses/0/title") == "Liability")
    }

    @Test func `cost and margin are for those who may see them`() throws {
        let id = try desk.draft()
        #expect(try desk.contract(id)["margin"] == .null && desk.contract(id)["lines/0/unit_cost"] == .null)
        #expect(try desk.contract(id, by: "manager").string("lines/0/unit_cost") == "12.60")
        #expect(try world.get("rep", "/v1/contracts?margin.gte=1").status == 400)
    }

    @Test func `what follows from the proposal cannot be named`() throws {
        let proposal = try desk.proposal()
        for name in ["customer_id", "opportunity_id", "number", "status", "net", "signatures", "exchange_rate", "prices_include_tax"] {
            let value = name == "signatures" ? "[]" : "1"
            let reply = try desk.enter(proposal, ",\"\(name)\":\(value)")
            #expect(reply.status == 422 && reply.faults.first?.hasPrefix("/\(name)") == true, "\(name): \(reply.answer.text)")
        }
    }

    // MARK: Only the current approved version

    @Test func `no contract is made of a version that is not approved`() throws {
        let draft = try desk.draftProposal(of: desk.opportunity())
        let inReview = try submitted()
        let changes = try submitted()
        #expect(try step("request-changes", of: changes, by: "manager", #"{"comment":"Too long"}"#).status == 200)
        let withdrawn = try desk.proposal()
        #expect(try step("withdraw", of: withdrawn, #"{"reason":"No budget"}"#).status == 200)
        let superseded = try desk.proposal()
        let next = try step("revise", of: superseded)
        for (proposal, status) in [
            (draft, "draft"), (inReview, "in_review"), (changes, "changes_requested"), (withdrawn, "withdrawn"), (superseded, "superseded"),
        ] {
            let reply = try desk.enter(proposal)
            #expect(reply.status == 409 && reply.code == "version_not_current", "\(status): \(reply.answer.text)")
            #expect(reply.string("detail")?.contains(status) == true && reply.string("detail")?.contains("P2.3.3") == true)
        }
        #expect(next.status == 200, "\(next.answer.text)")
        #expect(try world.get("auditor", "/v1/contracts?count=true").integer("total") == 0)
    }

    @Test func `a version whose last day is over is expired before any job has noticed`() throws {
        let proposal = try desk.proposal()
        world.server.clock.set(try #require(Instant("2026-12-31T15:59:59Z")))
        try world.renewSessions()
        #expect(try world.post("rep", "/v1/contracts?dry_run=true", "{\"proposal_id\":\(proposal)}").status == 201)
        world.server.clock.advance(seconds: 1)
        let reply = try desk.enter(proposal)
        #expect(reply.code == "version_not_current" && reply.string("detail")?.contains("expired") == true)
    }

    @Test func `there is one living contract on a proposal, whichever way the second comes`() throws {
        let proposal = try desk.proposal()
        let first = try world.created(desk.enter(proposal))
        #expect(try desk.enter(proposal).code == "contract_exists")
        #expect(try desk.enter(proposal, by: "admin").code == "contract_exists")
        let put = try world.send("rep", "PUT", "/v1/contracts/by-external-id/x", "{\"proposal_id\":\(proposal)}")
        #expect(put.code == "contract_exists", "\(put.answer.text)")
        let batch = try world.post("rep", "/v1/contracts/batch?mode=independent", "{\"items\":[{\"proposal_id\":\(proposal)}]}")
        #expect(batch.integer("items/0/status") == 409, "\(batch.answer.text)")
        // An archived draft gives way, and does not come back beside the next one.
        #expect(try world.send("rep", "DELETE", "/v1/contracts/\(first)").status == 200)
        let second = try world.created(desk.enter(proposal))
        #expect(try world.post("rep", "/v1/contracts/\(first)/restore").code == "contract_exists")
        #expect(try world.send("rep", "DELETE", "/v1/contracts/\(second)").status == 200)
        #expect(try world.post("rep", "/v1/contracts/\(first)/restore").status == 200)
    }

    @Test func `two contracts in one batch on one version are one too many`() throws {
        let proposal = try desk.proposal()
        let item = "{\"proposal_id\":\(proposal)}"
        let batch = try world.post("rep", "/v1/contracts/batch", "{\"items\":[\(item),\(item)]}")
        #expect(batch.status == 409 || batch.status == 422, "\(batch.answer.text)")
        #expect(try world.get("auditor", "/v1/contracts?count=true").integer("total") == 0)
    }

    @Test func `as long as a contract rests on it, a version is neither revised, withdrawn nor expired`() throws {
        let proposal = try desk.proposal()
        let id = try world.created(desk.enter(proposal))
        for (word, form) in [("revise", "{}"), ("withdraw", #"{"reason":"No budget"}"#)] {
            let reply = try step(word, of: proposal, form)
            #expect(reply.status == 409, "\(word): \(reply.answer.text)")
        }
        #expect(try world.send("rep", "DELETE", "/v1/contracts/\(id)").status == 200)
        #expect(try step("revise", of: proposal).status == 200)
        #expect(try world.post("rep", "/v1/contracts/\(id)/restore").code == "version_not_current")
    }

    @Test func `nothing is conceded beyond a version on which a contract rests`() throws {
        let proposal = try desk.proposal()
        let offer = try world.get("rep", "/v1/proposals/\(proposal)")
        let body = """
            {"opportunity_id":\(offer.integer("opportunity_id") ?? 0),"proposal_id":\(proposal),"subject":"Price","place":"Here",
             "scheduled_at":"2026-11-24T02:00:00Z","checklist":[{"item":"Price list","done":true}],
             "concessions":[{"kind":"price","subject":"Tea","line_id":\(offer.integer("lines/0/id") ?? 0),"discount":"0.08"}]}
            """
        let id = try world.created(world.post("rep", "/v1/negotiations", body))
        #expect(try world.post("rep", "/v1/negotiations/\(id)/hold", #"{"minutes":"They ask for more"}"#).status == 200)
        let contract = try world.created(desk.enter(proposal))
        let conclude = #"{"outcome":"agreed"}"#
        #expect(try world.post("rep", "/v1/negotiations/\(id)/conclude", conclude).code == "proposal_under_contract")
        #expect(try world.send("rep", "DELETE", "/v1/contracts/\(contract)").status == 200)
        #expect(try world.post("rep", "/v1/negotiations/\(id)/conclude", conclude).status == 200)
        #expect(try desk.enter(proposal).code == "version_not_current")
    }

    // MARK: Whose

    @Test func `others make no contract of one's proposal`() throws {
        let proposal = try desk.proposal()
        #expect(try desk.enter(proposal, by: "rep2").faults == ["/proposal_id: unknown_reference"])
        #expect(try desk.enter(proposal, by: "stranger").faults == ["/proposal_id: unknown_reference"])
        for name in ["legal", "finance", "executive", "auditor", "logistics"] {
            #expect(try desk.enter(proposal, by: name).status == 403, "\(name)")
        }
        let reply = try desk.enter(proposal, by: "key")
        #expect(reply.status == 201 && reply.integer("owner_id") == world.person("rep").id, "\(reply.answer.text)")
    }

    @Test func `a blocked customer gets no contract, nor does a deal that is lost or analysed anew`() throws {
        let blocked = try desk.proposal()
        #expect(try world.post("finance", "/v1/customers/\(desk.customer)/block", #"{"reason":"Fraud"}"#).status == 200)
        #expect(try desk.enter(blocked).code == "customer_not_open")
        #expect(try world.post("finance2", "/v1/customers/\(desk.customer)/unblock", #"{"reason":"A mistake"}"#).status == 200)
        let id = try world.created(desk.enter(blocked))
        let opportunity = try desk.contract(id).integer("opportunity_id") ?? 0
        #expect(try world.send("rep", "DELETE", "/v1/contracts/\(id)").status == 200)
        let lost = try world.post("rep", "/v1/opportunities/\(opportunity)/lose", #"{"reason":"Too dear","no_competitor":true}"#)
        #expect(lost.status == 200, "\(lost.answer.text)")
        #expect(try desk.enter(blocked).code == "opportunity_not_open")
        #expect(try world.post("rep", "/v1/contracts/\(id)/restore").code == "opportunity_not_open")
    }

    @Test func `a trial leaves nothing`() throws {
        let proposal = try desk.proposal()
        let reply = try world.post("rep", "/v1/contracts?dry_run=true", "{\"proposal_id\":\(proposal)}")
        #expect(reply.status == 201 && reply.answer.field("Dry-Run") == "true")
        #expect(try step("revise", of: proposal).status == 200, "the trial rests on the version")
    }

    @Test func `the chain reads both ways, and stands on the customer's timeline`() throws {
        let proposal = try desk.proposal()
        let id = try world.created(desk.enter(proposal))
        let opportunity = try desk.contract(id).integer("opportunity_id") ?? 0
        for query in ["proposal_id=\(proposal)", "opportunity_id=\(opportunity)", "customer_id=\(desk.customer)"] {
            let found = try world.get("rep", "/v1/contracts?\(query)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
            #expect(found == [id], "\(query)")
        }
        let timeline = try world.get("rep", "/v1/customers/\(desk.customer)/timeline")
        #expect(timeline.answer.text.contains("\"contract\""), "\(timeline.answer.text)")
    }
}
