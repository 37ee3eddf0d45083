// What the days bring to dunning: cases, letters and promises, each once, on working days, also after a standstill (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct DunningDayTests {
    @Test func `a case is opened when enough has been overdue long enough, once`() throws {
        let desk = try ReceivablesDesk()
        let invoice = try desk.overdue(days: 14)
        try desk.dun()
        #expect(try desk.cases().isEmpty)
        try desk.dun(after: 1)
        let cases = try desk.cases()
        #expect(cases.count == 1)
        try desk.dun()
        try desk.dun(after: 1)
        #expect(try desk.cases() == cases)
        #expect(try desk.dunningEvents("opened").count == 1)
        #expect(try desk.get("dunning-cases/\(cases[0])").string("oldest_due_on") == "2026-11-10")
        #expect(try desk.get("invoices/\(invoice)").integer("dunning_case_id") == cases[0])
        // What becomes overdue joins it at once.
        _ = try desk.overdue(days: 1, quantity: "1")
        try desk.dun()
        #expect(try desk.cases() == cases)
        #expect(try desk.standing(cases[0]) == "open 223.74 0.00")
    }

    @Test func `small sums are left alone, as the settings have it`() throws {
        let desk = try ReceivablesDesk()
        _ = try desk.overdue(days: 20, quantity: "4")
        try desk.dun()
        #expect(try desk.cases().isEmpty, "81.36 are below 100.00")
        _ = try desk.overdue(days: 3, quantity: "4")
        try desk.dun()
        #expect(try desk.cases().isEmpty, "what is overdue for 3 days does not count towards it")
        #expect(try desk.world.patch("admin", "/v1/settings/receivables", #"{"dunning_minimum":"81.36"}"#).status == 200)
        try desk.dun()
        #expect(try desk.standing(desk.cases()[0]) == "open 162.72 0.00")
    }

    @Test func `nothing happens at a weekend, and after a standstill everything once`() throws {
        let desk = try ReceivablesDesk()
        // Overdue by 15 days on Saturday, 28 November.
        _ = try desk.overdue(days: 11)
        for _ in 0..<2 {
            try desk.dun(after: desk.cases().isEmpty && desk.today == "2026-11-24" ? 4 : 1)
            #expect(try desk.cases().isEmpty, "\(desk.today)")
        }
        // Down until Monday a week later: opened then, and the letter 7 days after that.
        try desk.dun(after: 8)
        #expect(desk.today == "2026-12-07")
        let id = try #require(try desk.cases().first)
        #expect(try desk.standing(id).hasPrefix("open"))
        try desk.dun(after: 6)
        #expect(try desk.standing(id).hasPrefix("open"))
        try desk.dun(after: 1)
        #expect(try desk.standing(id).hasPrefix("letter"))
        try desk.dun(after: 20)
        #expect(try desk.measures(id) == ["letter"])
        let measure = try desk.get("dunning-cases/\(id)")
        #expect(measure["measures/0/by_id"].isNull)
        #expect(try desk.dunningEvents("letter").count == 1)
    }

    @Test func `with 0 days no letter goes by itself`() throws {
        let desk = try ReceivablesDesk()
        #expect(try desk.world.patch("admin", "/v1/settings/receivables", #"{"dunning_letter_days":0}"#).status == 200)
        let (id, _) = try desk.dunned()
        try desk.dun(after: 30)
        #expect(try desk.standing(id).hasPrefix("open"))
    }

    @Test func `a broken promise leads back to where the case was, and to the owner's manager`() throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        #expect(try desk.dunning("letter", id, by: "rep").status == 200)
        // What came before the promise, on the same day, was not promised.
        try desk.paid(invoice, "50.00")
        #expect(try desk.dunning("promise", id, by: "rep", #"{"on":"2026-11-27","amount":"100.00"}"#).status == 200)
        try desk.paid(invoice, "99.99")
        // Friday is the day, Monday the first working day after it.
        for days in [3, 1, 1] as [Int64] {
            try desk.dun(after: days)
            #expect(try desk.standing(id).hasPrefix("promised"), "\(desk.today)")
        }
        try desk.dun(after: 1)
        #expect(try desk.standing(id) == "letter 53.41 0.00")
        let reply = try desk.get("dunning-cases/\(id)")
        #expect(reply.integer("broken_promises") == 1)
        #expect(reply.integer("escalated_to_id") == desk.world.person("manager").id)
        #expect(reply["promised_on"].isNull)
        let event = try #require(try desk.dunningEvents("promise_broken").first)
        #expect(event.object?["data"]?.object?["concerned_ids"]?.array == [.integer(desk.world.person("manager").id)])
        try desk.dun()
        try desk.dun(after: 1)
        #expect(try desk.dunningEvents("promise_broken").count == 1)
        #expect(try desk.measures(id) == ["letter", "promise", "promise_broken"])
    }

    @Test func `a promise that is kept is no reason to tell anybody`() throws {
        let desk = try ReceivablesDesk()
        let (id, invoice) = try desk.dunned()
        #expect(try desk.dunning("promise", id, by: "finance", #"{"on":"2026-11-27","amount":"100.00"}"#).status == 200)
        try desk.pass(days: 5)
        // On Sunday: it counts, for nobody could book it before Monday.
        let receipt = try desk.paid(invoice, "100.00")
        try desk.dun(after: 1)
        #expect(try desk.standing(id) == "open 103.40 0.00")
        #expect(try desk.get("dunning-cases/\(id)")["escalated_at"].isNull)
        #expect(try desk.measures(id) == ["promise", "promise_kept"])
        // Money that bounces before the day was never paid.
        #expect(try desk.dunning("promise", id, by: "finance", #"{"on":"2026-12-01","amount":"50.00"}"#).status == 200)
        try desk.paid(invoice, "50.00")
        try desk.must("reverse", "receipts/\(receipt)", by: "finance2", #"{"reason":"Bounced"}"#)
        try desk.dun(after: 2)
        #expect(try desk.measures(id).filter { $0.hasPrefix("promise_") } == ["promise_kept", "promise_kept"])
    }

    @Test func `a promise is for a day soon, and for no more than is overdue`() throws {
        let desk = try ReceivablesDesk()
        let (id, _) = try desk.dunned()
        for form in [#"{"on":"2026-11-23","amount":"1"}"#, #"{"on":"2026-12-25","amount":"1"}"#, #"{"on":"2099-01-01","amount":"1"}"#] {
            #expect(try desk.dunning("promise", id, by: "rep", form).faults == ["/on: promise_day"])
        }
        let both = try desk.dunning("promise", id, by: "rep", #"{"on":"2027-01-01","amount":"203.41","currency":"USD"}"#)
        #expect(both.faults == ["/on: promise_day", "/amount: promise_too_large", "/currency: currency_of_case"])
        #expect(try desk.dunning("promise", id, by: "rep", #"{"on":"2026-12-24","amount":"203.40"}"#).status == 200)
        #expect(try desk.dunning("promise", id, by: "rep", #"{"on":"2026-12-24","amount":"203.40"}"#).code == "wrong_state")
    }
}
