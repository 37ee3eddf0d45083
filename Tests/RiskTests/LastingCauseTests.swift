// A risk of the server's whose cause lasts: closed by a person, opened again, worse, twice (P4.1.1).

import JSON
import Kernel
import TestSupport
import Testing

struct LastingCauseTests {
    private let risks: RiskWorld
    private var world: World { risks.world }
    private let invoice: Int64
    private let risk: Int64

    /// A customer who has owed 20,340.00 for a month.
    init() throws {
        risks = try RiskWorld()
        invoice = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-01-25 09:00")
        risk = try risks.raised("overdue_receivables").id
    }

    private func all() throws -> [Int64] { try risks.risks("&system_cause=overdue_receivables") }

    private func close(_ id: Int64) throws {
        try risks.assess(id, 2, 3)
        try risks.take("close", "risks/\(id)", by: "rep", #"{"result":"They will pay"}"#)
    }

    @Test func `nobody closes it before it was assessed, and closed it stays quiet for its days alone`() throws {
        #expect(try world.post("rep", "/v1/risks/\(risk)/close", #"{"result":"Nothing"}"#).code == "wrong_state")
        try close(risk)
        #expect(try risks.risk(risk).string("quiet_until_on") == "2027-02-24")
        // Not unseen by whoever leads.
        let told = try risks.events("closed_while_cause_lasts", by: "manager")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("rep"), risks.id("manager")])
        try risks.run()
        #expect(try all() == [risk])
        try risks.pass(to: "2027-02-24 23:00")
        #expect(try all() == [risk])
        try risks.pass(to: "2027-02-25 00:10")
        try risks.run()
        #expect(try all().count == 2)
    }

    @Test func `closed with a review to come it stays quiet until then, and no longer than a review may lie ahead`() throws {
        try risks.assess(risk, 2, 3)
        try risks.take("respond", "risks/\(risk)", by: "rep", risks.response(on: "2027-04-25"))
        try risks.take("close", "risks/\(risk)", by: "rep", #"{"result":"They will pay"}"#)
        try risks.pass(to: "2027-04-25 23:00")
        #expect(try all() == [risk])
        try risks.pass(to: "2027-04-26 00:10")
        #expect(try all().count == 2)
    }

    @Test func `it is raised before where it gets worse, and told once where it is open`() throws {
        try risks.set(#"{"quiet_days":366}"#)
        let second = try risks.invoiced(risks.confirmed(1000))
        try close(risk)
        try risks.pass(to: "2027-03-25 23:50")
        #expect(try all() == [risk])
        try risks.pass(to: "2027-03-26 00:10")
        let latest = try #require(all().last)
        #expect(try all() == [risk, latest] && latest != risk)
        #expect(try risks.must(world.get("rep", "/v1/risks/\(latest)/evidence")).string("measure/amount") == "40680.00")
        #expect(try risks.events("worsened").isEmpty)
        let third = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-05-26 09:00")
        try risks.run()
        let told = try risks.events("worsened")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("rep"), risks.id("manager")])
        #expect(try all() == [risk, latest])
        #expect(try world.get("rep", "/v1/risks/\(latest)/evidence").array("items").count == 3)
        // The one that was closed and the one that is open both know that it is gone.
        for paper in [invoice, second, third] { try risks.pay(paper, "20340.00", on: "2027-05-26") }
        try risks.run()
        #expect(try risks.risk(latest).string("status") == "closed" && risks.risk(latest).string("cause_gone_at") != nil)
        #expect(try risks.risk(risk).string("cause_gone_at") != nil && risks.risk(risk).string("result") == "They will pay")
    }

    @Test func `where the cause was gone meanwhile it is raised at once when it comes back`() throws {
        try close(risk)
        try risks.pay(invoice, "20340.00", on: "2027-01-25")
        try risks.run()
        #expect(try risks.risk(risk).string("cause_gone_at") != nil)
        try risks.set(#"{"overdue_days":1,"quiet_days":366}"#)
        _ = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-02-28 09:00")
        #expect(try all().count == 2)
    }

    @Test func `opened again while another is open for the same, it is refused; opened again without a cause, it stays open`() throws {
        try close(risk)
        try risks.pass(to: "2027-02-25 00:10")
        let second = try #require(all().last)
        let refused = try world.post("rep", "/v1/risks/\(risk)/reopen", #"{"reason":"Not paid"}"#)
        #expect(refused.code == "risk_open_already" && refused.status == 409)
        try risks.pay(invoice, "20340.00", on: "2027-02-25")
        try risks.run()
        try risks.take("reopen", "risks/\(second)", by: "rep", #"{"reason":"Will come back"}"#)
        try risks.run()
        #expect(try risks.risk(second).string("status") == "identified")
        // It comes back: the open one goes on, and ends with it.
        let another = try risks.invoiced(risks.confirmed(1000))
        try risks.pass(to: "2027-05-01 09:00")
        #expect(try all().count == 2 && risks.events("cause_back").count == 1)
        try risks.pay(another, "20340.00", on: "2027-05-01")
        try risks.run()
        #expect(try risks.risk(second).string("status") == "closed")
    }

    @Test func `what was merged is about the customer that lives on, and the older risk goes on`() throws {
        let other = try world.customer("Sea Tea Trading")
        _ = try risks.invoiced(risks.confirmed(1000, customer: other))
        try risks.pass(to: "2027-03-28 09:00")
        #expect(try all().count == 2)
        try risks.take("merge", "customers/\(other)", by: "manager", "{\"into_id\":\(risks.desk.customer)}")
        try risks.run()
        let open = try risks.risks("&system_cause=overdue_receivables&status.not=closed")
        #expect(open == [risk])
        #expect(try risks.risk(all().last ?? 0).string("result")?.contains(risks.risk(risk).string("number") ?? "?") == true)
        #expect(try risks.risk(all().last ?? 0).integer("customer_id") == risks.desk.customer)
    }

    @Test func `whoever has left gets none: it goes to the manager above`() throws {
        try risks.pay(invoice, "20340.00", on: "2027-01-25")
        try risks.run()
        _ = try risks.invoiced(risks.confirmed(1000))
        try risks.must(world.patch("admin", "/v1/users/\(risks.id("rep"))", #"{"active":false}"#))
        try risks.pass(to: "2027-03-28 09:00")
        #expect(try risks.risk(#require(all().last)).integer("owner_id") == risks.id("manager"))
    }
}
