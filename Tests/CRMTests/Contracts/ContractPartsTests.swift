// Clauses, payments and days of a contract: what does not make sense is told at once, with its place (P4.2.4).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractPartsTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func patch(_ id: Int64, _ body: String, by name: String = "rep") throws -> Reply {
        try world.patch(name, "/v1/contracts/\(id)", body)
    }

    // MARK: Clauses

    @Test func `all faults of all parts come at once`() throws {
        let template = desk.template
        let reply = try desk.enter(
            desk.proposal(),
            """
            ,"starts_on":"2027-01-01","ends_on":"2026-12-01","renewal_notice_on":"2027-02-01","sign_by_on":"2026-11-23",
            "clauses":[
                {"clause_template_id":\(template),"verdict":"changed"},{"clause_template_id":\(template),"verdict":"included"},
                {"verdict":"included","title":"Own","text":"Own text"}],
            "payment_schedule":[
                {"description":"First","share":"0.5","occasion":"signing","due_on":"2026-12-01"},{"description":"Rest","amount":"1.00","occasion":"delivery"},
                {"description":"None","share":"0.5"}]
            """)
        #expect(
            reply.faults.sorted() == [
                "/clauses/0/note: clause_note_missing", "/clauses/1/clause_template_id: clause_twice", "/clauses/2: clause_text_missing",
                "/ends_on: ends_before_start", "/payment_schedule/0: payment_when", "/payment_schedule/1: payment_how_much",
                "/payment_schedule/2: payment_when", "/renewal_notice_on: notice_after_end", "/sign_by_on: sign_by_past",
            ], "\(reply.answer.text)")
    }

    @Test func `an included clause reads as the company has it, and a changed one says why`() throws {
        let id = try desk.draft()
        let clause = "{\"clause_template_id\":\(desk.template),\"verdict\":\"included\",\"text\":\"Up to nothing.\"}"
        #expect(try patch(id, "{\"clauses\":[\(clause)]}").faults == ["/clauses/0/text: clause_text_changed"])
        let changed = clause.replacing("included", with: "changed").replacing("}", with: ",\"note\":\"They insist\"}")
        let reply = try patch(
            id, "{\"clauses\":[\(changed),{\"verdict\":\"changed\",\"title\":\"Samples\",\"text\":\"Ten\",\"note\":\"Asked for\"}]}")
        #expect(reply.status == 200 && reply.string("clauses/0/text") == "Up to nothing.", "\(reply.answer.text)")
        let deviating = try world.get("legal", "/v1/contracts?clause_verdict=changed").array("items").count
        #expect(deviating == 1)
        #expect(try world.get("legal", "/v1/contracts?clause_verdict=not_applicable").array("items").isEmpty)
    }

    @Test func `what was included follows its template until legal gets it`() throws {
        let id = try desk.draft()
        let path = "/v1/clause-templates/\(desk.template)"
        #expect(try world.patch("legal", path, #"{"text":"Up to twice the price."}"#).status == 200)
        #expect(try desk.contract(id).string("clauses/0/text") == "Up to the price.")
        // What was read can be written back.
        let line = try desk.contract(id).integer("clauses/0/id") ?? 0
        let same = "{\"clauses\":[{\"id\":\(line),\"verdict\":\"included\",\"text\":\"Up to the price.\"}]}"
        #expect(try patch(id, same).status == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").string("clauses/0/text") == "Up to twice the price.")
        #expect(try world.patch("legal", path, #"{"text":"Up to nothing."}"#).status == 200)
        #expect(try desk.contract(id).string("clauses/0/text") == "Up to twice the price.")
    }

    @Test func `a template that is no longer in use is not answered anew`() throws {
        let id = try desk.draft()
        #expect(try world.patch("legal", "/v1/clause-templates/\(desk.template)", #"{"active":false}"#).status == 200)
        let reply = try desk.enter(desk.proposal())
        #expect(reply.faults == ["/clauses/0/clause_template_id: clause_template_inactive"])
        #expect(try patch(id, #"{"notes":"Kept"}"#).status == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").string("status") == "legal_review")
    }

    @Test func `legal alone writes templates, and no two have one name`() throws {
        let body = #"{"name":"Secrecy","text":"Nothing is told."}"#
        for name in ["rep", "manager", "finance", "executive", "key"] {
            #expect(try world.post(name, "/v1/clause-templates", body).status == 403, "\(name)")
        }
        #expect(try world.post("legal", "/v1/clause-templates", body).status == 201)
        #expect(try world.post("legal2", "/v1/clause-templates", body).code == "duplicate")
        #expect(try world.get("rep", "/v1/clause-templates").array("items").count == 2)
        #expect(try world.get("marketing", "/v1/clause-templates").status == 403)
    }

    // MARK: Payments

    @Test func `shares come to the whole, and the last one takes what rounding leaves`() throws {
        // Gross 2,209.70 + 226.00 + … in three parts that do not divide.
        let thirds = ["0.3333", "0.3333", "0.3334"].map { "{\"description\":\"Part\",\"share\":\"\($0)\",\"occasion\":\"invoice\"}" }
        let id = try desk.draft(desk.terms + ",\"payment_schedule\":[\(thirds.joined(separator: ","))]")
        let reply = try desk.contract(id)
        let parts = reply.array("payment_schedule").compactMap {
            $0.object?["gross"]?.string.flatMap { Int64($0.replacing(".", with: "")) }
        }
        #expect(parts.reduce(0, +) == reply.string("gross").flatMap { Int64($0.replacing(".", with: "")) })
        #expect(try desk.must("submit-legal", id, by: "rep").status == 200)
    }

    @Test func `payments that do not come to the whole are not for legal`() throws {
        let id = try desk.draft()
        let gross = try desk.contract(id).string("gross") ?? ""
        for schedule in [
            "[]", #"[{"description":"A","share":"0.99","occasion":"invoice"}]"#,
            #"[{"description":"A","amount":"10.00","occasion":"invoice"}]"#,
        ] {
            #expect(try patch(id, "{\"payment_schedule\":\(schedule)}").status == 200)
            #expect(try desk.take("submit-legal", id, by: "rep").faults == ["/payment_schedule: payments_differ"], "\(schedule)")
        }
        let whole = "[{\"description\":\"A\",\"amount\":\"\(gross)\",\"due_on\":\"2027-01-31\"}]"
        #expect(try patch(id, "{\"payment_schedule\":\(whole)}").status == 200)
        #expect(try desk.must("submit-legal", id, by: "rep").string("payment_schedule/0/gross") == gross)
    }

    @Test func `amounts are read in the proposal's currency or not at all`() throws {
        _ = try world.created(world.post("finance", "/v1/exchange-rates", #"{"currency":"JPY","starts_on":"2026-01-01","rate":"0.05"}"#))
        let lines = "{\"product_id\":\(desk.tea),\"quantity\":\"10\",\"unit_price\":\"360\"}"
        let proposal = try desk.proposal(lines, ",\"currency\":\"JPY\"")
        let amounts = ",\"payment_schedule\":[{\"description\":\"All\",\"amount\":\"4068\",\"occasion\":\"invoice\"}]"
        #expect(try desk.enter(proposal, amounts).faults == ["/currency: currency_of_proposal"])
        #expect(try desk.enter(proposal, ",\"currency\":\"CNY\"").faults == ["/currency: currency_of_proposal"])
        let reply = try desk.enter(proposal, ",\"currency\":\"JPY\"" + amounts)
        #expect(reply.status == 201 && reply.string("payment_schedule/0/amount") == "4068", "\(reply.answer.text)")
        #expect(try patch(reply.id, #"{"currency":"CNY"}"#).status == 422)
    }
}
