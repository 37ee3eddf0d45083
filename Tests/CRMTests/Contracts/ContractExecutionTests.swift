// A signed contract is carried out: obligations are done, lines ordered or waived, and it ends in one of three ways (P4.2.4).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractExecutionTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private var duties: String {
        desk.terms + """
            ,"obligations":[{"party":"ours","what":"Deliver samples","due_on":"2026-12-10"},
            {"party":"theirs","what":"Name a warehouse","due_on":"2026-12-20"}]
            """
    }

    private func actions(_ id: Int64, by name: String) throws -> [String] {
        try desk.contract(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
    }

    private func obligation(_ place: Int, of id: Int64) throws -> Int64 {
        try desk.contract(id).integer("obligations/\(place)/id") ?? 0
    }

    // MARK: Steps of items

    @Test func `each obligation is done once, and the actions name those that are open`() throws {
        let id = try desk.signed(duties)
        let (first, second) = (try obligation(0, of: id), try obligation(1, of: id))
        #expect(try actions(id, by: "rep").sorted() == ["obligations/\(first)/done", "obligations/\(second)/done", "start"])
        #expect(try desk.take("obligations/\(first)/done", id, by: "rep", "{}").faults == ["/result: required"])
        let reply = try desk.must("obligations/\(first)/done", id, by: "rep")
        #expect(reply.string("obligations/0/result") == "Handed over")
        #expect(reply.integer("obligations/0/done_by_id") == world.person("rep").id)
        #expect(reply["obligations/1/done_at"] == .null)
        #expect(try actions(id, by: "rep").sorted() == ["obligations/\(second)/done", "start"])
        let again = try desk.take("obligations/\(first)/done", id, by: "rep")
        #expect(again.status == 409 && again.code == "item_not_open")
        for name in ["\(second + 100)", "0", "x"] {
            #expect(try desk.take("obligations/\(name)/done", id, by: "rep").status == 404, "\(name)")
        }
        let event = try desk.events("obligations.done").first?.object?["data"]?.object
        #expect(event?["item_id"]?.number?.int64 == first)
    }

    @Test func `an obligation of another contract is none of this one`() throws {
        let (one, other) = (try desk.signed(duties), try desk.signed(duties))
        let foreign = try obligation(0, of: other)
        #expect(try desk.take("obligations/\(foreign)/done", one, by: "rep").status == 404)
        #expect(try desk.contract(other)["obligations/0/done_at"] == .null)
    }

    @Test func `who may not see the contract learns nothing of its items`() throws {
        let id = try desk.signed(duties)
        let first = try obligation(0, of: id)
        for name in ["rep2", "stranger"] { #expect(try desk.take("obligations/\(first)/done", id, by: name).status == 404, "\(name)") }
        for name in ["manager", "executive", "legal", "finance", "auditor"] {
            #expect(try desk.take("obligations/\(first)/done", id, by: name).code == "not_allowed", "\(name)")
        }
        #expect(try desk.must("obligations/\(first)/done", id, by: "key").status == 200)
    }

    @Test func `obligations are done of a signed contract alone`() throws {
        let id = try desk.inSigning(duties)
        let reply = try desk.take("obligations/\(try obligation(0, of: id))/done", id, by: "rep")
        #expect(reply.code == "wrong_state" && reply.array("possible_from") == ["signed", "in_execution"])
    }

    @Test func `the description has the item's id in its path`() throws {
        let paths = try world.get("rep", "/v1/openapi.json")["paths"].object
        let path = paths?["/v1/contracts/{id}/obligations/{item_id}/done"]?.object?["post"]?.object
        let names = path?["parameters"]?.array?.compactMap { $0.object?["name"]?.string } ?? []
        #expect(path?["operationId"]?.string == "contract.obligations.done" && names.contains("item_id"))
        #expect(try world.get("rep", "/v1/process").answer.text.contains("/v1/contracts/{id}/lines/{item_id}/waive"))
    }

    @Test func `what is open of a line is waived by a manager who is no author`() throws {
        let id = try desk.signed()
        let line = try desk.line(1, of: id)
        for name in ["rep", "executive", "legal", "key"] {
            let reply = try desk.take("lines/\(line)/waive", id, by: name)
            // The executive stands above the manager, and is a manager of the owner as well.
            #expect(name == "executive" || reply.status == 403, "\(name): \(reply.answer.text)")
        }
        let other = try desk.signed()
        let reply = try desk.must("lines/\(try desk.line(1, of: other))/waive", other, by: "manager")
        #expect(reply.string("lines/1/waive_reason") == "Not needed" && reply.integer("lines/1/waived_by_id") == world.person("manager").id)
        #expect(try desk.quantities(other) == ["0 0 100", "0 4 0", "0 0 1"])
        #expect(try desk.take("lines/\(try desk.line(1, of: other))/waive", other, by: "manager").code == "item_not_open")
    }

    // MARK: Ends

    @Test func `it is complete when all is ordered or waived and all is done`() throws {
        let id = try desk.inExecution(duties)
        #expect(try desk.take("complete", id, by: "rep").code == "contract_lines_open")
        for place in 0..<3 { try desk.must("lines/\(try desk.line(place, of: id))/waive", id, by: "manager") }
        #expect(try desk.take("complete", id, by: "rep").code == "obligations_open")
        for place in 0..<2 { try desk.must("obligations/\(try obligation(place, of: id))/done", id, by: "rep") }
        let reply = try desk.must("complete", id, by: "manager")
        #expect(reply.string("status") == "completed" && reply["ended_at"] != .null && reply.array("actions").isEmpty)
        for step in ["start", "complete", "terminate"] {
            #expect(try desk.take(step, id, by: step == "terminate" ? "legal" : "rep").code == "wrong_state", "\(step)")
        }
    }

    @Test func `the job completes what is complete, and nothing else`() throws {
        let done = try desk.inExecution()
        let open = try desk.inExecution()
        for place in 0..<3 { try desk.must("lines/\(try desk.line(place, of: done))/waive", done, by: "manager") }
        for place in 0..<2 { try desk.must("lines/\(try desk.line(place, of: open))/waive", open, by: "manager") }
        try desk.pass(to: "2026-12-02")
        #expect(try desk.status(done) == "completed")
        #expect(try desk.status(open) == "in_execution")
    }

    @Test func `legal or an executive terminates with a reason, and the proposal is free again`() throws {
        let id = try desk.inSigning()
        let proposal = try desk.contract(id).integer("proposal_id") ?? 0
        for name in ["rep", "manager", "key", "admin"] {
            #expect(try desk.take("terminate", id, by: name).status == 403, "\(name)")
        }
        #expect(try desk.take("terminate", id, by: "legal", "{}").faults == ["/reason: required"])
        let reply = try desk.must("terminate", id, by: "executive")
        #expect(reply.string("status") == "terminated" && reply.string("termination_reason") == "Bankrupt")
        #expect(try world.get("rep", "/v1/contracts/\(id)/explain").string("items/0/code") == "terminated")
        #expect(try world.post("rep", "/v1/proposals/\(proposal)/revise").status == 200)
    }

    @Test func `what was told as late is late no more when it is done or over`() throws {
        let id = try desk.inExecution(duties)
        try desk.pass(to: "2026-12-25")
        #expect(try desk.contract(id)["obligation_overdue"].bool == true)
        try desk.must("obligations/\(try obligation(0, of: id))/done", id, by: "rep")
        #expect(try desk.contract(id)["obligation_overdue"].bool == true)
        let reply = try desk.must("obligations/\(try obligation(1, of: id))/done", id, by: "rep")
        #expect(reply["obligation_overdue"].bool == false && reply["obligations/1/overdue"].bool == false)
    }

    @Test func `what is still to be done and ordered is explained`() throws {
        let id = try desk.signed(duties)
        let codes = try world.get("rep", "/v1/contracts/\(id)/explain").array("items").compactMap { $0.object?["code"]?.string }
        #expect(codes == ["line_open", "line_open", "line_open", "obligation_open", "obligation_open"])
        let signing = try desk.inSigning()
        try desk.must("sign-theirs", signing, by: "rep")
        let reasons = try world.get("rep", "/v1/contracts/\(signing)/explain").array("items").compactMap { $0.object?["code"]?.string }
        #expect(reasons == ["unsigned_by_ours", "signed_by_theirs"])
    }
}
