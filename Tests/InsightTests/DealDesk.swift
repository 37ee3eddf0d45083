// Where the tests of deals work: opportunities that are entered, evaluated, won and lost over HTTP.

import JSON
import Kernel
import TestSupport
import Testing

/// A company in which `rep` and `rep2` have deals, against `leaf` and `root`. A dollar is 7.1234 from November on.
final class DealDesk {
    let contracts: ContractDesk
    let leaf: Int64
    let root: Int64
    var world: World { contracts.world }

    init() throws {
        contracts = try ContractDesk()
        leaf = try contracts.world.must("competitors", by: "marketing", #"{"name":"Leaf"}"#).id
        root = try contracts.world.must("competitors", by: "marketing", #"{"name":"Root"}"#).id
        try world.must("exchange-rates", by: "finance", #"{"currency":"USD","starts_on":"2026-11-01","rate":"7.1234"}"#)
    }

    /// A deal about which all is known that its evaluation asks for; what `more` adds begins with a comma.
    func enter(_ amount: String?, _ more: String = "", against competitor: Int64? = nil, by owner: String = "rep", customer: Int64? = nil)
        throws
        -> Int64
    {
        let rivals = competitor.map { "\"competition\":[{\"competitor_id\":\($0)}]" } ?? "\"no_competition\":true"
        let worth = amount.map { ",\"amount\":\"\($0)\"" } ?? ""
        let body = """
            {"customer_id":\(customer ?? contracts.customer),"name":"Tea for a year",\(rivals),
             "needs":[{"dimension":"price","urgency":3,"importance":4}]\(worth)\(more)}
            """
        return try world.must("opportunities", by: owner, body).id
    }

    func evaluate(_ id: Int64, by owner: String = "rep") throws {
        try world.must("opportunities/\(id)/evaluate", by: owner, #"{"feasibility":4,"value":4,"worthwhile":true}"#)
    }

    func propose(_ id: Int64, by owner: String = "rep") throws {
        try world.must("opportunities/\(id)/start-proposal", by: owner)
    }

    /// With an approved proposal, legal's approval and both signatures, all at this moment.
    func win(_ id: Int64) throws {
        let proposal = try contracts.draftProposal(of: id)
        try world.must("proposals/\(proposal)/submit", by: "rep")
        let approved = try world.must("proposals/\(proposal)/approve", by: "manager")
        if approved.string("status") == "in_review" { try world.must("proposals/\(proposal)/approve", by: "executive") }
        let contract = try world.created(contracts.enter(proposal))
        try contracts.must("submit-legal", contract, by: "rep")
        try contracts.must("legal-approve", contract, by: "legal")
        try contracts.attachSignedCopy(to: contract)
        let today = try contracts.contract(contract).string("legal_decided_at")?.prefix(10) ?? ""
        try contracts.must("sign-ours", contract, by: "manager", "{\"signed_on\":\"\(today)\",\"signatory\":\"Ms Wang\"}")
        try contracts.must("sign-theirs", contract, by: "rep", "{\"signed_on\":\"\(today)\",\"signatory\":\"Mr Li\"}")
        #expect(try world.get("rep", "/v1/opportunities/\(id)").string("status") == "won")
    }

    /// Lost to a competitor, or to nobody.
    func lose(_ id: Int64, to competitor: Int64? = nil, _ category: String? = nil, by owner: String = "rep") throws {
        let to = competitor.map { "\"competitor_id\":\($0)" } ?? "\"no_competitor\":true"
        let kind = category.map { ",\"category\":\"\($0)\"" } ?? ""
        try world.must("opportunities/\(id)/lose", by: owner, "{\"reason\":\"Too dear\",\(to)\(kind)}")
    }
}
