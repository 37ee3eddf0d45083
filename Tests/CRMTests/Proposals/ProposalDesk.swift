// Where the tests of proposals and negotiations enter them and move them on: a deal of the rep's that is worth a proposal.

import JSON
import Kernel
import TestSupport

/// A company in which proposals are entered and moved on over HTTP. Rep → manager → executive.
final class ProposalDesk {
    let desk: OpportunityDesk
    let opportunity: Int64
    /// Listed at 18.00, costs 12.60.
    let tea: Int64
    var world: World { desk.world }

    init() throws {
        desk = try OpportunityDesk()
        opportunity = try desk.inProposal()
        tea = try desk.world.product("CHAI")
    }

    /// Ten boxes at the list price.
    var line: String { line("") }

    /// What `more` adds begins with a comma.
    func line(_ more: String, quantity: String = "10") -> String {
        "{\"product_id\":\(tea),\"quantity\":\"\(quantity)\"\(more)}"
    }

    static let parts = """
        "introduction":"Tea","solution":"Twelve deliveries","delivery_terms":"Monthly","service_commitment":"Within a day"
        """

    /// The body of one that is complete.
    func body(_ more: String = "", lines: String? = nil, opportunity: Int64? = nil) -> String {
        "{\"opportunity_id\":\(opportunity ?? self.opportunity),\"title\":\"Tea for a year\",\(Self.parts),\"lines\":[\(lines ?? line)]\(more)}"
    }

    func enter(by name: String = "rep", _ more: String = "", lines: String? = nil) throws -> Reply {
        try world.post(name, "/v1/proposals", body(more, lines: lines))
    }

    func draft(by name: String = "rep", _ more: String = "", lines: String? = nil) throws -> Int64 {
        try world.created(enter(by: name, more, lines: lines))
    }

    func submitted(_ more: String = "", lines: String? = nil) throws -> Int64 {
        let id = try draft(by: "rep", more, lines: lines)
        try must("submit", id)
        return id
    }

    func approved(_ more: String = "", lines: String? = nil) throws -> Int64 {
        let id = try submitted(more, lines: lines)
        try must("approve", id, by: "manager")
        return id
    }

    // MARK: Steps

    static let forms = ["request-changes": #"{"comment":"Cheaper"}"#, "withdraw": #"{"reason":"No longer asked for"}"#]

    @discardableResult
    func take(_ step: String, _ id: Int64, by name: String = "rep", _ form: String? = nil, dryRun: Bool = false) throws -> Reply {
        try world.post(name, "/v1/proposals/\(id)/\(step)" + (dryRun ? "?dry_run=true" : ""), form ?? Self.forms[step] ?? "{}")
    }

    /// The same, where the test rests on its success.
    @discardableResult
    func must(_ step: String, _ id: Int64, by name: String = "rep", _ form: String? = nil) throws -> Reply {
        let reply = try take(step, id, by: name, form)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    /// Makes the next version; its id.
    func revised(_ id: Int64) throws -> Int64 {
        try must("revise", id).integer("superseded_by_id") ?? 0
    }

    func proposal(_ id: Int64, by name: String = "auditor") throws -> Reply {
        try world.get(name, "/v1/proposals/\(id)")
    }

    func status(_ id: Int64) throws -> String? { try proposal(id).string("status") }

    func actions(_ id: Int64, by name: String) throws -> [String] {
        try proposal(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
    }

    /// The reasons for which the manager's manager is asked.
    func reasons(_ id: Int64) throws -> [String] {
        try proposal(id).array("approvals").flatMap { $0.object?["reasons"]?.array ?? [] }.compactMap(\.string)
    }
}
