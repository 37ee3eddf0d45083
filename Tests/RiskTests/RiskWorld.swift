// Where the tests of risks work: a company that sells on credit, makes contracts and competes.

import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

/// `boss` leads in sales somewhere else; rep and rep2 are below `manager`, above whom the executive stands.
final class RiskWorld {
    let desk: ContractDesk
    var world: World { desk.world }

    init() throws {
        desk = try ContractDesk()
        try world.hire("boss", [.salesManager])
        try world.hire("lead", [.salesManager], under: "manager")
    }

    static let everybody = [
        "rep", "rep2", "stranger", "manager", "lead", "boss", "marketing", "product", "finance", "logistics", "production", "service", "hr",
        "legal", "executive", "auditor", "admin", "key",
    ]

    func id(_ name: String) -> Int64 { world.person(name).id }

    @discardableResult
    func must(_ reply: Reply) throws -> Reply {
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    @discardableResult
    func take(_ step: String, _ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        try must(world.post(name, "/v1/\(path)/\(step)", body))
    }

    func set(_ body: String) throws { try must(world.patch("admin", "/v1/settings/risk", body)) }

    func ids(_ reply: Reply) -> [Int64] { reply.array("items").compactMap { $0.object?["id"]?.number?.int64 } }

    // MARK: Risks

    func body(_ more: String = "") -> String {
        "{\"title\":\"Tea grows dear\",\"category\":\"market\",\"cause\":\"Frost in spring\"\(more)}"
    }

    func risk(of owner: String = "rep", by name: String = "manager", _ more: String = "") throws -> Int64 {
        try world.created(world.post(name, "/v1/risks", body(",\"owner_id\":\(id(owner))\(more)")))
    }

    func risk(_ id: Int64, by name: String = "auditor") throws -> Reply { try world.get(name, "/v1/risks/\(id)") }

    func risks(_ filter: String = "", by name: String = "auditor") throws -> [Int64] {
        try ids(must(world.get(name, "/v1/risks?sort=id&limit=200\(filter)")))
    }

    @discardableResult
    func assess(_ id: Int64, _ likelihood: Int, _ impact: Int, by name: String = "rep") throws -> Reply {
        try take("assess", "risks/\(id)", by: name, "{\"likelihood\":\(likelihood),\"impact\":\(impact)}")
    }

    func response(owner: String = "rep", on day: String = "2026-12-24") -> String {
        "{\"response\":\"Buy ahead\",\"owner_id\":\(id(owner)),\"review_on\":\"\(day)\"}"
    }

    /// The one risk that the server has raised for a cause.
    func raised(_ cause: String) throws -> Reply {
        let found = try risks("&system_cause=\(cause)")
        guard found.count == 1 else { throw ClientError.malformed("\(cause): \(found)") }
        return try risk(found[0])
    }

    // MARK: Papers

    /// A confirmed order of so many boxes of tea at 18.00 with 13 % tax: 1,000 come to 20,340.00.
    func confirmed(_ quantity: Int, customer: Int64? = nil) throws -> Int64 {
        let body = """
            {"customer_id":\(customer ?? desk.customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2028-12-24","lines":[{"product_id":\(desk.tea),"quantity":"\(quantity)"}]}
            """
        let id = try world.created(world.post("rep", "/v1/orders", body))
        for (name, step, form) in [
            ("rep", "submit", #"{"no_contract_reason":"Small"}"#), ("finance", "reviews/finance/approve", "{}"),
            ("logistics", "reviews/logistics/approve", "{}"), ("manager", "reviews/sales/approve", "{}"), ("rep", "confirm", "{}"),
        ] { try take(step, "orders/\(id)", by: name, form) }
        return id
    }

    func invoiced(_ order: Int64) throws -> Int64 {
        let id = try world.created(world.post("finance", "/v1/orders/\(order)/invoices", "{}"))
        try take("issue", "invoices/\(id)", by: "finance")
        return id
    }

    func pay(_ invoice: Int64, _ amount: String, on day: String) throws {
        let customer = try world.get("finance", "/v1/invoices/\(invoice)").integer("customer_id") ?? 0
        let body = "{\"customer_id\":\(customer),\"amount\":\"\(amount)\",\"method\":\"bank_transfer\",\"received_on\":\"\(day)\"}"
        let receipt = try world.created(world.post("finance", "/v1/receipts", body))
        try take("allocate", "receipts/\(receipt)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)}]}")
    }

    /// Finance finds anew what a customer may owe.
    func investigate(_ customer: Int64, limit: String, until day: String) throws {
        let body = """
            {"customer_id":\(customer),"findings":"Pays on time","rating":"A","limit":"\(limit)","payment_terms_days":30,"valid_until_on":"\(day)"}
            """
        let id = try world.created(world.post("finance", "/v1/credit-investigations", body))
        try take("submit", "credit-investigations/\(id)", by: "finance")
        try take("approve", "credit-investigations/\(id)", by: "finance2")
    }

    func lead(_ name: String) throws {
        _ = try world.created(world.post("rep", "/v1/leads", "{\"company\":\"\(name)\",\"channel\":\"exhibition\"}"))
    }

    // MARK: Competition

    func competitor(_ name: String = "Hill Tea") throws -> Int64 {
        try world.created(world.post("product", "/v1/competitors", "{\"name\":\"\(name)\"}"))
    }

    func deal(against competitor: Int64) throws -> Int64 {
        let body = """
            {"customer_id":\(desk.customer),"name":"Tea","competition":[{"competitor_id":\(competitor)}],
             "needs":[{"dimension":"price","urgency":3,"importance":4}]}
            """
        return try world.created(world.post("rep", "/v1/opportunities", body))
    }

    func lose(to competitor: Int64) throws {
        try take(
            "lose", "opportunities/\(deal(against: competitor))", by: "rep", "{\"reason\":\"Price\",\"competitor_id\":\(competitor)}")
    }

    /// By a signed contract.
    func win(against competitor: Int64) throws {
        let deal = try deal(against: competitor)
        try take("evaluate", "opportunities/\(deal)", by: "rep", #"{"feasibility":4,"value":4,"worthwhile":true}"#)
        try take("start-proposal", "opportunities/\(deal)", by: "rep")
        let proposal = try desk.draftProposal(of: deal)
        try take("submit", "proposals/\(proposal)", by: "rep")
        try take("approve", "proposals/\(proposal)", by: "manager")
        let contract = try world.created(desk.enter(proposal))
        try desk.must("submit-legal", contract, by: "rep")
        try desk.must("legal-approve", contract, by: "legal")
        try desk.attachSignedCopy(to: contract)
        try desk.must("sign-ours", contract, by: "manager")
        try desk.must("sign-theirs", contract, by: "rep")
        #expect(try world.get("rep", "/v1/opportunities/\(deal)").string("status") == "won")
    }

    // MARK: Time

    /// Moves the clock to that moment in Shanghai, such as `2026-11-27 17:00`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        world.server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try world.renewSessions()
    }

    /// The same, and lets the jobs run.
    func pass(to moment: String) throws {
        try move(to: moment)
        try run()
    }

    func run() throws {
        for job in ["early-warnings", "risk-watch", "risk-days"] { try world.server.runJob(job) }
    }

    /// The data of the events of that kind, the oldest first.
    func events(_ word: String, of entity: String = "risk", by name: String = "auditor") throws -> [JSONObject] {
        var found: [JSONObject] = []
        var after: Int64 = 0
        while true {
            let reply = try world.get(name, "/v1/events?limit=200&after=\(after)&type=salesd.\(entity).\(word)")
            found += reply.array("items").compactMap { $0.object?["data"]?.object }
            let next = reply.integer("next_after") ?? after
            if next == after { return found }
            after = next
        }
    }

    func concerned(_ event: JSONObject) -> [Int64] { event["concerned_ids"]?.array?.compactMap { $0.number?.int64 } ?? [] }
}
