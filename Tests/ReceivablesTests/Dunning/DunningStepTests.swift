// The way of a case from the letter to the court, who may go it, and how it ends (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct DunningStepTests {
    @Test func `letter, visit and lawsuit come one after the other, each with what came of it`() throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        #expect(try desk.standing(id) == "open 203.40 0.00")
        for step in ["visit", "lawsuit"] { #expect(try desk.dunning(step, id, by: "executive").status >= 403) }
        #expect(try desk.dunning("visit", id, by: "rep").code == "wrong_state")
        #expect(try desk.dunning("letter", id, by: "rep", #"{"outcome":"Sent by courier"}"#).status == 200)
        #expect(try desk.dunning("visit", id, by: "rep", "{}").faults == ["/outcome: required"])
        #expect(try desk.dunning("visit", id, by: "finance").status == 200)
        for name in ["rep", "manager", "finance", "admin"] {
            #expect(try desk.dunning("lawsuit", id, by: name).code == "not_allowed", "\(name)")
        }
        #expect(try desk.dunning("lawsuit", id, by: "key").code == "decided_by_people")
        let sued = try desk.dunning("lawsuit", id, by: "executive")
        #expect(sued.status == 200, "\(sued.answer.text)")
        #expect(try desk.standing(id) == "lawsuit 203.40 0.00")
        let reply = try desk.get("dunning-cases/\(id)")
        #expect(try desk.measures(id) == ["letter", "visit", "lawsuit"])
        #expect(reply.string("measures/0/outcome") == "Sent by courier")
        #expect(reply.integer("measures/1/by_id") == desk.world.person("finance").id)
        #expect(reply.integer("invoices/0/invoice_id") == invoice && reply.string("invoices/0/standing") == "overdue")
        #expect(reply.integer("owner_id") == desk.world.person("rep").id)
    }

    @Test(arguments: ["allocate", "credit", "write-off", "two halves"])
    func `whatever settles the last invoice settles the case in the same write`(_ way: String) throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        #expect(try desk.dunning("hold", id, by: "finance").status == 200)
        #expect(try desk.dunning("settle", id, by: "finance").code == "dunning_still_open")
        switch way {
        case "allocate": try desk.paid(invoice, "203.40")
        case "credit": _ = try desk.credited(invoice)
        case "write-off": try desk.must("write-off", "invoices/\(invoice)", by: "finance2", #"{"reason":"Gone"}"#)
        default:
            try desk.paid(invoice, "100.00")
            #expect(try desk.standing(id) == "on_hold 103.40 0.00")
            try desk.paid(invoice, "103.40")
        }
        #expect(try desk.standing(id) == "settled 0.00 0.00")
        #expect(try desk.get("dunning-cases/\(id)").string("settled_on") == "2026-11-24")
        #expect(try desk.get("dunning-cases/\(id)").string("invoices/0/standing") == "closed")
        #expect(try desk.dunningEvents("settle").count == 1)
        #expect(try desk.dunning("resume", id, by: "finance").code == "wrong_state")
        #expect(try desk.differences() == [])
    }

    @Test func `what is paid and bounces is dunned again, in a case of its own`() throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        let receipt = try desk.paid(invoice, "203.40")
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"Bounced"}"#)
        #expect(try desk.standing(id) == "settled 203.40 0.00")
        try desk.dun()
        let cases = try desk.cases()
        #expect(cases.count == 2)
        #expect(try desk.standing(cases[1]) == "open 203.40 0.00")
        #expect(try desk.standing(id) == "settled 0.00 0.00")
        #expect(try desk.differences() == [])
    }

    @Test func `a case is held and resumed by finance alone, and goes on where it was`() throws {
        let desk = try ReceivablesDesk()
        let (id, _) = try desk.dunned()
        #expect(try desk.dunning("letter", id, by: "rep").status == 200)
        for name in ["rep", "manager", "executive", "admin"] {
            #expect(try desk.dunning("hold", id, by: name).code == "not_allowed", "\(name)")
        }
        #expect(try desk.dunning("hold", id, by: "finance").status == 200)
        for (step, name) in [("visit", "rep"), ("letter", "rep"), ("promise", "rep"), ("hold", "finance")] {
            #expect(try desk.dunning(step, id, by: name).code == "wrong_state", "\(step)")
        }
        #expect(try desk.dunning("resume", id, by: "rep").code == "not_allowed")
        #expect(try desk.dunning("resume", id, by: "finance2").string("status") == "letter")
        #expect(try desk.dunning("promise", id, by: "rep").status == 200)
        #expect(try desk.dunning("hold", id, by: "finance").status == 200)
        // A promise that ran out meanwhile is judged once the case goes on.
        try desk.dun(after: 6)
        #expect(try desk.standing(id).hasPrefix("on_hold"))
        #expect(try desk.dunning("resume", id, by: "finance").string("status") == "promised")
        try desk.dun()
        #expect(try desk.standing(id).hasPrefix("letter"))
    }

    @Test func `a disputed invoice is held out until finance ends the dispute`() throws {
        let desk = try ReceivablesDesk()
        let (id, first) = try desk.dunned()
        let second = try desk.overdue(days: 1, quantity: "1")
        try desk.dun()
        #expect(try desk.standing(id) == "open 223.74 0.00")
        for name in ["rep", "manager", "executive", "admin"] {
            let reply = try desk.take("dispute", "invoices/\(first)", by: name, #"{"reason":"Broken goods"}"#)
            #expect(reply.code == "not_allowed", "\(name)")
        }
        try desk.must("dispute", "invoices/\(first)", by: "finance", #"{"reason":"Broken goods"}"#)
        #expect(try desk.take("dispute", "invoices/\(first)", by: "finance", #"{"reason":"Again"}"#).code == "wrong_state")
        #expect(try desk.standing(id) == "open 20.34 203.40")
        let promise = try desk.dunning("promise", id, by: "rep", #"{"on":"2026-11-27","amount":"20.35"}"#)
        #expect(promise.faults == ["/amount: promise_too_large"])
        try desk.paid(second, "20.34")
        #expect(try desk.standing(id) == "open 0.00 203.40")
        #expect(try desk.dunning("letter", id, by: "rep").code == "nothing_to_dun")
        try desk.dun(after: 30)
        #expect(try desk.standing(id) == "open 0.00 203.40", "no letter by itself either")
        try desk.must("end-dispute", "invoices/\(first)", by: "finance", #"{"result":"The goods were whole"}"#)
        #expect(try desk.standing(id) == "open 203.40 0.00")
        #expect(try desk.dunning("letter", id, by: "rep").status == 200)
        #expect(try desk.differences() == [])
    }

    @Test func `nobody gets past the steps`() throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        let path = "/v1/dunning-cases/\(id)"
        for name in [
            "status", "overdue_amount", "promised_on", "held_from", "settled_on", "invoices", "measures", "opened_on", "customer_id",
        ] {
            #expect(try desk.world.patch("finance", path, "{\"\(name)\":null}").faults == ["/\(name): read_only_field"], "\(name)")
        }
        #expect(try desk.world.patch("finance", "/v1/invoices/\(invoice)", #"{"dunning_case_id":null}"#).status >= 400)
        for name in ["rep", "manager"] { #expect(try desk.world.patch(name, path, #"{"notes":"x"}"#).status == 403, "\(name)") }
        #expect(try desk.world.patch("finance", path, #"{"notes":"Speaks German"}"#).status == 200)
        // Whose customer it is not sees nothing.
        for name in ["rep2", "stranger"] {
            #expect(try desk.world.get(name, path).status == 404)
            #expect(try desk.dunning("letter", id, by: name).status == 404)
            #expect(try desk.world.get(name, path + "/letter").status == 404)
        }
        #expect(try desk.dunning("letter", id, by: "manager").code == "not_allowed")
        // A second case of the same debt, and one of no debt.
        let again = "{\"customer_id\":\(desk.customer)}"
        for body in [again, "{\"items\":[\(again)]}"] {
            let batch = body.contains("items") ? "/batch" : ""
            #expect(try desk.world.post("finance", "/v1/dunning-cases" + batch, body).answer.text.contains("dunning_case_exists"))
        }
        let other = try desk.world.customer("Pays")
        #expect(try desk.world.post("finance", "/v1/dunning-cases", "{\"customer_id\":\(other)}").code == "nothing_overdue")
        #expect(try desk.world.post("rep", "/v1/dunning-cases", "{\"customer_id\":\(other)}").status == 403)
        // It is never put away.
        for name in ["admin", "finance"] { #expect(try desk.world.send(name, "DELETE", path).status == 405, "\(name)") }
    }

    @Test func `finance opens a case early, and the customer's owner answers for it`() throws {
        let desk = try ReceivablesDesk()
        _ = try desk.overdue(days: 2)
        try desk.dun()
        #expect(try desk.cases().isEmpty)
        let id = try desk.world.created(desk.world.post("finance", "/v1/dunning-cases", "{\"customer_id\":\(desk.customer)}"))
        #expect(try desk.standing(id) == "open 203.40 0.00")
        #expect(try desk.get("dunning-cases/\(id)").integer("owner_id") == desk.world.person("rep").id)
    }

    @Test func `the letter names what is overdue, in the language asked for`() throws {
        let desk = try ReceivablesDesk()
        let (id, first) = try desk.dunned()
        let second = try desk.overdue(days: 3, quantity: "1")
        try desk.dun()
        try desk.must("dispute", "invoices/\(second)", by: "finance", #"{"reason":"Broken goods"}"#)
        let numbers = try [first, second].map { try desk.get("invoices/\($0)").string("number") ?? "?" }
        for (language, title) in [("en", "Payment reminder DC-"), ("zh-CN", "催款函 DC-")] {
            let page = try desk.world.get("rep", "/v1/dunning-cases/\(id)/letter", fields: [("Accept-Language", language)])
            #expect(page.status == 200)
            #expect(page.answer.field("Content-Type") == "text/html; charset=utf-8")
            #expect(page.answer.text.contains(title))
            #expect(page.answer.text.contains(numbers[0]) && !page.answer.text.contains(numbers[1]))
            #expect(page.answer.text.contains("203.40"))
        }
    }
}
