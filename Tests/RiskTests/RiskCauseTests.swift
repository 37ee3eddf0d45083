// Each of the eight causes: raised from real papers, once while it lasts, with the records behind, and closed by itself (P4.1.1).

import JSON
import Kernel
import TestSupport
import Testing

struct RiskCauseTests {
    private let risks: RiskWorld
    private var world: World { risks.world }
    private var customer: Int64 { risks.desk.customer }

    init() throws { risks = try RiskWorld() }

    /// The kinds and ids behind a risk as somebody sees them.
    private func evidence(_ risk: Int64, by name: String = "auditor") throws -> [String] {
        try risks.must(world.get(name, "/v1/risks/\(risk)/evidence")).array("items").compactMap(\.object).map { item in
            "\(item["entity"]?.string ?? "") \(item["id"]?.number?.int64 ?? 0) \(item["amount"]?.string ?? "-")"
        }
    }

    /// It is there once, however often the server looks; it belongs to that person.
    private func stands(_ cause: String, owner: String, category: String, about entity: String, _ id: Int64) throws -> Int64 {
        try risks.run()
        let risk = try risks.raised(cause)
        #expect(risk.string("status") == "identified" && risk.string("category") == category && risk["created_by_id"].isNull)
        #expect(risk.integer("owner_id") == risks.id(owner), "\(cause)")
        #expect(risk.string("entity") == entity && risk.integer("entity_id") == id)
        #expect(risk["measure"].isNull && risk["evidence"].isNull)
        let told = try risks.events("raised").filter { $0["id"]?.number?.int64 == risk.id }
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id(owner)])
        return risk.id
    }

    private func isClosedByItself(_ risk: Int64) throws {
        let risk = try risks.risk(risk)
        #expect(risk.string("status") == "closed" && risk["closed_by_id"].isNull, "\(risk.answer.text)")
        #expect(risk.string("result")?.contains("原因已消除") == true && risk.string("cause_gone_at") != nil)
    }

    @Test func `receivables overdue for thirty days, until they are paid`() throws {
        let invoice = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-01-22 23:50")
        #expect(try risks.risks("&system_cause=overdue_receivables") == [])
        try risks.pass(to: "2027-01-23 00:10")
        let risk = try stands("overdue_receivables", owner: "rep", category: "receivable", about: "customer", customer)
        #expect(try evidence(risk) == ["invoice \(invoice) 20340.00"])
        let answer = try world.get("rep", "/v1/risks/\(risk)/evidence")
        #expect(answer.string("measure/amount") == "20340.00" && answer.string("items/0/path") == "/v1/invoices/\(invoice)")
        // Less than the smallest amount that counts.
        try risks.pay(invoice, "10340.01", on: "2027-01-23")
        try risks.run()
        try isClosedByItself(risk)
        // It comes back as another risk where it comes back.
        _ = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-03-25 09:00")
        #expect(try risks.risks("&system_cause=overdue_receivables").count == 2)
    }

    @Test func `exposure near the limit, whose figures are for those who read credit alone`() throws {
        try risks.investigate(customer, limit: "22000.00", until: "2027-11-24")
        let order = try risks.confirmed(900)
        try risks.run()
        #expect(try risks.risks("&system_cause=exposure_near_limit") == [])
        let second = try risks.confirmed(100)
        let risk = try stands("exposure_near_limit", owner: "rep", category: "customer", about: "customer", customer)
        #expect(try evidence(risk, by: "manager") == ["order \(order) 18306.00", "order \(second) 2034.00"])
        #expect(try world.get("manager", "/v1/risks/\(risk)/evidence").string("measure/share") == "0.9245")
        #expect(try evidence(risk, by: "rep") == ["order \(order) -", "order \(second) -"])
        #expect(try world.get("rep", "/v1/risks/\(risk)/evidence")["measure/share"].isNull)
        // Not by another way either.
        for path in ["/\(risk)", "/\(risk)/timeline", "", "/\(risk)?fields=id,number&expand=owner"] {
            #expect(try !world.get("rep", "/v1/risks\(path)").answer.text.contains("9245"), "\(path)")
        }
        #expect(try !risks.events("raised", by: "rep").contains { "\($0)".contains("9245") })
        for query in ["measure.gte=9000", "sort=measure", "fields=measure", "evidence.contains=2034", "measure=9245"] {
            #expect(try world.get("rep", "/v1/risks?\(query)").status == 400, "\(query)")
        }
        let reads = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)&limit=200").array("items")
            .filter { $0.object?["action"]?.string == "credit_read" }.compactMap { $0.object?["user_id"]?.number?.int64 }
        #expect(Set(reads) == [risks.id("manager")])
        try risks.investigate(customer, limit: "100000.00", until: "2027-11-24")
        try risks.run()
        try isClosedByItself(risk)
    }

    @Test func `a credit investigation that has expired, of a customer who owes something`() throws {
        _ = try world.customer("Idle")
        _ = try risks.confirmed(10)
        try risks.pass(to: "2027-11-24 23:59")
        #expect(try risks.risks("&system_cause=credit_expired") == [])
        try risks.pass(to: "2027-11-25 00:10")
        let risk = try stands("credit_expired", owner: "rep", category: "customer", about: "customer", customer)
        #expect(try evidence(risk, by: "manager").first?.hasPrefix("credit_investigation ") == true)
        let seen = try world.get("rep", "/v1/risks/\(risk)/evidence")
        #expect(seen.array("items").isEmpty && seen.integer("hidden") == 1)
        try risks.investigate(customer, limit: "1000000.00", until: "2028-11-24")
        try risks.run()
        try isClosedByItself(risk)
    }

    @Test func `obligations of a contract that are late, ours or theirs`() throws {
        let obligations = #","obligations":[{"party":"theirs","what":"Deposit","due_on":"2026-12-01"}]"#
        let contract = try risks.desk.signed(risks.desk.terms + obligations)
        try risks.pass(to: "2026-12-01 23:59")
        #expect(try risks.risks("&system_cause=obligations_late") == [])
        try risks.pass(to: "2026-12-02 00:10")
        let risk = try stands("obligations_late", owner: "rep", category: "contract", about: "contract", contract)
        #expect(try evidence(risk) == ["contract \(contract) -"])
        #expect(try world.get("rep", "/v1/risks/\(risk)/evidence").integer("measure/count") == 1)
        let item = try risks.desk.contract(contract).integer("obligations/0/id") ?? 0
        try risks.desk.must("obligations/\(item)/done", contract, by: "rep")
        try risks.run()
        try isClosedByItself(risk)
    }

    @Test func `a contract that lies unsigned, whatever day of signing was set`() throws {
        let contract = try risks.desk.inSigning(risks.desk.terms + #","sign_by_on":"2027-11-30""#)
        try risks.pass(to: "2026-12-15 23:59")
        #expect(try risks.risks("&system_cause=unsigned_too_long") == [])
        try risks.pass(to: "2026-12-16 00:10")
        let risk = try stands("unsigned_too_long", owner: "rep", category: "contract", about: "contract", contract)
        try risks.desk.must("sign-ours", contract, by: "manager", #"{"signed_on":"2026-12-16","signatory":"Ms Wang"}"#)
        try risks.run()
        #expect(try risks.risk(risk).string("status") == "identified")
        try risks.desk.must("sign-theirs", contract, by: "rep", #"{"signed_on":"2026-12-16","signatory":"Mr Li"}"#)
        try risks.run()
        try isClosedByItself(risk)
    }

    @Test func `a win rate against a competitor that falls, where there are enough cases`() throws {
        let competitor = try risks.competitor()
        let other = try risks.competitor("Sea Tea")
        try risks.win(against: competitor)
        try risks.move(to: "2027-03-01 09:00")
        try risks.lose(to: competitor)
        try risks.run()
        #expect(try risks.risks("&system_cause=win_rate_falling") == [])
        try risks.set(#"{"win_rate_cases":1}"#)
        let risk = try stands("win_rate_falling", owner: "manager2", category: "competition", about: "competitor", competitor)
        #expect(try evidence(risk).count == 1 && evidence(risk)[0].hasPrefix("opportunity "))
        #expect(try world.get("executive", "/v1/risks/\(risk)/evidence").string("measure/share") == "1")
        #expect(try risks.ids(world.get("executive", "/v1/risks?entity=competitor&entity_id=\(other)")) == [])
        // Nothing is compared any more as soon as the wins lie further back.
        try risks.pass(to: "2027-05-25 09:00")
        try isClosedByItself(risk)
    }

    @Test func `a customer who makes too large a share of what was ordered`() throws {
        try risks.set(#"{"share_customers":2,"customer_share":"0.8"}"#)
        let order = try risks.confirmed(900)
        try risks.run()
        #expect(try risks.risks("&system_cause=customer_share") == [], "one customer is no comparison")
        let second = try world.customer("Second")
        _ = try risks.confirmed(100, customer: second)
        let risk = try stands("customer_share", owner: "rep", category: "customer", about: "customer", customer)
        #expect(try evidence(risk) == ["order \(order) 18306.00"])
        // The share tells of all orders together: of those who see the risk, it is for those who read them all.
        #expect(try world.get("executive", "/v1/risks/\(risk)/evidence").string("measure/share") == "0.9")
        for name in ["rep", "manager"] { #expect(try world.get(name, "/v1/risks/\(risk)/evidence")["measure/share"].isNull, "\(name)") }
        _ = try risks.confirmed(200, customer: second)
        try risks.run()
        try isClosedByItself(risk)
    }

    @Test func `an alert that stands is a risk, of the rule's owner`() throws {
        let body = #"{"name":"Few leads","indicator":"new_leads","direction":"below","threshold":"1","active":true,"window_days":7}"#
        let rule = try world.created(world.post("manager", "/v1/early-warning-rules", body))
        try risks.run()
        let alert = try #require(risks.ids(world.get("manager", "/v1/alerts?rule_id=\(rule)")).first)
        let risk = try stands("indicator_over_threshold", owner: "manager", category: "market", about: "alert", alert)
        #expect(try evidence(risk) == ["alert \(alert) -"])
        try risks.lead("Inn")
        try risks.pass(to: "2026-11-25 09:00")
        #expect(try world.get("manager", "/v1/alerts/\(alert)").string("status") == "cleared")
        try isClosedByItself(risk)
    }
}
