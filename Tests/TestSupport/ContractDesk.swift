// Where tests make contracts: a small company with a customer, two products, and all that leads to a signed contract.

package import JSON
import Kernel

/// A company in which contracts are made and carried out over HTTP.
package final class ContractDesk {
    package let world: World
    /// A customer of the rep's with an ample credit.
    package let customer: Int64
    /// List price 18.00, standard cost 12.60.
    package let tea: Int64
    /// List price 50.00, standard cost 20.00.
    package let pot: Int64
    /// A clause that every contract answers.
    package let template: Int64

    /// - Parameter server: another than one of today
    package init(_ server: TestServer? = nil) throws {
        world = try World(server)
        try world.hire("legal2", [.legal])
        try world.hire("manager2", [.salesManager])
        customer = try world.customer("Sea Tea")
        tea = try world.product("TEA")
        pot = try world.product("POT", price: "50.00", cost: "20.00")
        template = try world.created(
            world.post("legal", "/v1/clause-templates", #"{"name":"Liability","text":"Up to the price.","category":"risk"}"#))
    }

    /// The last day of the proposals that are made next.
    package var validUntil = "2026-12-31"

    // MARK: The way to a contract

    /// An opportunity for which a proposal may be made.
    package func opportunity(customer: Int64? = nil, by owner: String = "rep") throws -> Int64 {
        let body = """
            {"customer_id":\(customer ?? self.customer),"name":"Tea for a year","no_competition":true,
             "needs":[{"dimension":"price","urgency":3,"importance":4}]}
            """
        let id = try world.created(world.post(owner, "/v1/opportunities", body))
        try must("/v1/opportunities/\(id)/evaluate", by: owner, #"{"feasibility":4,"value":4,"worthwhile":true}"#)
        try must("/v1/opportunities/\(id)/start-proposal", by: owner)
        return id
    }

    /// 100 boxes of tea at 18.00 less 5 %, 4 pots at 50.00, freight 80.00.
    package var quotation: String {
        """
        {"product_id":\(tea),"quantity":"100","discount":"0.05"},{"product_id":\(pot),"quantity":"4"},
        {"kind":"freight","unit_price":"80.00","tax_rate":"0.09"}
        """
    }

    /// A draft of a proposal with all its parts.
    package func draftProposal(of opportunity: Int64, _ lines: String? = nil, by owner: String = "rep", _ more: String = "") throws -> Int64
    {
        let body = """
            {"opportunity_id":\(opportunity),"title":"Tea","introduction":"Tea","solution":"Boxes","delivery_terms":"By road",
             "service_commitment":"A year","payment_terms_days":30,"valid_until_on":"\(validUntil)","lines":[\(lines ?? quotation)]\(more)}
            """
        return try world.created(world.post(owner, "/v1/proposals", body))
    }

    /// An approved version.
    package func proposal(
        customer: Int64? = nil, _ lines: String? = nil, by owner: String = "rep", approvedBy manager: String = "manager",
        _ more: String = ""
    ) throws -> Int64 {
        let id = try draftProposal(of: opportunity(customer: customer, by: owner), lines, by: owner, more)
        try must("/v1/proposals/\(id)/submit", by: owner)
        let reply = try must("/v1/proposals/\(id)/approve", by: manager)
        if reply.string("status") == "in_review" { try must("/v1/proposals/\(id)/approve", by: "executive") }
        return id
    }

    // MARK: Contracts

    /// The term and the answer to the clause; begins with a comma.
    package var terms: String {
        """
        ,"starts_on":"2026-12-01","ends_on":"2027-11-30","clauses":[{"clause_template_id":\(template),"verdict":"included"}]
        """
    }

    package func enter(_ proposal: Int64, by name: String = "rep", _ more: String? = nil) throws -> Reply {
        try world.post(name, "/v1/contracts", "{\"proposal_id\":\(proposal)\(more ?? terms)}")
    }

    /// A draft that legal could get.
    package func draft(_ more: String? = nil) throws -> Int64 {
        try world.created(enter(proposal(), more))
    }

    /// What a step needs at least.
    package static let forms: [String: String] = [
        "legal-reject": #"{"comment":"Not clear"}"#, "reopen-draft": #"{"reason":"Another term"}"#, "terminate": #"{"reason":"Bankrupt"}"#,
        "sign-ours": #"{"signed_on":"2026-11-24","signatory":"Ms Wang"}"#,
        "sign-theirs": #"{"signed_on":"2026-11-24","signatory":"Mr Li"}"#,
    ]

    package func take(_ step: String, _ id: Int64, by name: String, _ form: String? = nil) throws -> Reply {
        let word = String(step.split(separator: "/").last ?? "")
        let standard = ["done": #"{"result":"Handed over"}"#, "waive": #"{"reason":"Not needed"}"#][word]
        return try world.post(name, "/v1/contracts/\(id)/\(step)", form ?? ContractDesk.forms[step] ?? standard ?? "{}")
    }

    @discardableResult
    package func must(_ step: String, _ id: Int64, by name: String, _ form: String? = nil) throws -> Reply {
        let reply = try take(step, id, by: name, form)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    @discardableResult
    private func must(_ path: String, by name: String, _ form: String = "{}") throws -> Reply {
        let reply = try world.post(name, path, form)
        guard reply.status == 200 else { throw ClientError.malformed("\(path) by \(name): \(reply.answer.text)") }
        return reply
    }

    package func inReview(_ more: String? = nil) throws -> Int64 {
        let id = try draft(more)
        try must("submit-legal", id, by: "rep")
        return id
    }

    /// Approved by legal; the copy that the customer signed is there unless `hasCopy` says otherwise.
    package func inSigning(_ more: String? = nil, hasCopy: Bool = true) throws -> Int64 {
        let id = try inReview(more)
        try must("legal-approve", id, by: "legal")
        if hasCopy { try attachSignedCopy(to: id) }
        return id
    }

    package func attachSignedCopy(to id: Int64, by name: String = "rep", kind: String = "signed_copy") throws {
        let scan = Array("%PDF-1.7\nsigned by both\n".utf8)
        _ = try world.created(world.upload(name, "/v1/contracts/\(id)/attachments?name=signed.pdf&kind=\(kind)", scan))
    }

    package func signed(_ more: String? = nil) throws -> Int64 {
        let id = try inSigning(more)
        let today = try contract(id).string("legal_decided_at")?.prefix(10) ?? ""
        try must("sign-ours", id, by: "manager", "{\"signed_on\":\"\(today)\",\"signatory\":\"Ms Wang\"}")
        try must("sign-theirs", id, by: "rep", "{\"signed_on\":\"\(today)\",\"signatory\":\"Mr Li\"}")
        return id
    }

    package func inExecution(_ more: String? = nil) throws -> Int64 {
        let id = try signed(more)
        try must("start", id, by: "rep")
        return id
    }

    package func contract(_ id: Int64, by name: String = "rep") throws -> Reply {
        try world.get(name, "/v1/contracts/\(id)")
    }

    package func status(_ id: Int64) throws -> String? {
        try contract(id, by: "auditor").string("status")
    }

    // MARK: Orders of a contract

    package func order(_ contract: Int64, by name: String = "rep", _ body: String? = #"{"delivery_on":"2026-12-24"}"#) throws -> Reply {
        try world.post(name, "/v1/contracts/\(contract)/orders", body)
    }

    /// The id of the contract's line at a place.
    package func line(_ place: Int, of contract: Int64) throws -> Int64 {
        try self.contract(contract, by: "auditor").integer("lines/\(place)/id") ?? 0
    }

    /// Of each line: what is ordered, waived and open.
    package func quantities(_ contract: Int64) throws -> [String] {
        try self.contract(contract, by: "auditor").array("lines").map { line in
            ["ordered_quantity", "waived_quantity", "open_quantity"].map { line.object?[$0]?.string ?? "?" }.joined(separator: " ")
        }
    }

    // MARK: Time

    /// Moves the clock to a day of the company at noon, and runs the job that moves contracts on.
    package func pass(to day: String) throws {
        guard let noon = Instant(day + "T04:00:00Z") else { throw ClientError.malformed(day) }
        world.server.clock.set(noon)
        try world.renewSessions()
        try world.server.runJob("contract-days")
    }

    /// The events of that kind of contracts, by their ids.
    package func events(_ word: String) throws -> [JSONValue] {
        try world.get("auditor", "/v1/events?limit=200&type=salesd.contract.\(word)").array("items")
    }
}
