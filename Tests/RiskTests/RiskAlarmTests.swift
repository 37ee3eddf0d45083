// What is told of a risk that nobody looks after, once each: high without a response, never assessed, not reviewed (P4.1.2).

import JSON
import Kernel
import TestSupport
import Testing

struct RiskAlarmTests {
    private let risks: RiskWorld
    private var world: World { risks.world }

    init() throws { risks = try RiskWorld() }

    @Test func `a high risk without a response is an alarm at once, told once to its owner and above`() throws {
        let id = try risks.risk()
        try risks.assess(id, 3, 4)
        try risks.run()
        #expect(try risks.risks("&high_without_response=true") == [])
        try risks.assess(id, 3, 5)
        #expect(try risks.risks("&high_without_response=true") == [id])
        try risks.run()
        try risks.run()
        let told = try risks.events("alarm")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("rep"), risks.id("manager")])
        #expect(try risks.events("alarm", by: "rep").count == 1 && risks.events("alarm", by: "stranger").isEmpty)
        try risks.take("respond", "risks/\(id)", by: "rep", risks.response())
        #expect(try risks.risks("&high_without_response=true") == [] && risks.risk(id).string("alarmed_at") == nil)
        // Still high with a response: no alarm. Opened again and high without one: told anew.
        try risks.assess(id, 5, 5)
        try risks.run()
        #expect(try risks.risks("&high_without_response=true") == [])
        try risks.take("close", "risks/\(id)", by: "rep", #"{"result":"Bought"}"#)
        try risks.take("reopen", "risks/\(id)", by: "rep", #"{"reason":"Frost"}"#)
        try risks.assess(id, 5, 5)
        try risks.run()
        #expect(try risks.events("alarm").count == 2)
    }

    @Test func `an accepted one is no alarm, and of an owner without a manager the executives hear`() throws {
        let id = try risks.risk(of: "stranger", by: "executive")
        try risks.assess(id, 5, 5, by: "stranger")
        try risks.run()
        #expect(try risks.concerned(risks.events("alarm")[0]) == [risks.id("stranger"), risks.id("executive")])
        let accepted = try risks.take("accept", "risks/\(id)", by: "executive", #"{"reason":"We live with it"}"#)
        #expect(accepted["high_without_response"].bool == false && accepted.string("review_on") == "2027-02-22")
        #expect(accepted.integer("accepted_by_id") == risks.id("executive"))
    }

    @Test func `one that nobody assesses is listed and told once after its days`() throws {
        let id = try risks.risk()
        try risks.pass(to: "2026-12-01 23:59")
        #expect(try risks.risks("&assessment_overdue=true") == [])
        try risks.pass(to: "2026-12-02 00:01")
        try risks.run()
        #expect(try risks.risks("&assessment_overdue=true") == [id])
        #expect(try risks.events("assessment_overdue").count == 1)
        try risks.assess(id, 1, 1)
        #expect(try risks.risks("&assessment_overdue=true") == [])
    }

    @Test func `a review whose day has passed is listed and told once, until a new day is set`() throws {
        let id = try risks.risk()
        try risks.assess(id, 2, 3)
        try risks.take("respond", "risks/\(id)", by: "rep", risks.response(on: "2026-12-24"))
        try risks.pass(to: "2026-12-24 23:59")
        #expect(try risks.risks("&review_overdue=true") == [])
        try risks.pass(to: "2026-12-25 00:01")
        try risks.run()
        #expect(try risks.risks("&review_overdue=true") == [id])
        let told = try risks.events("review_overdue")
        #expect(told.count == 1 && risks.concerned(told[0]) == [risks.id("rep")])
        // To assess it alone sets no new day.
        try risks.assess(id, 1, 1)
        #expect(try risks.risks("&review_overdue=true") == [id])
        try risks.take("respond", "risks/\(id)", by: "rep", risks.response(on: "2027-01-24"))
        #expect(try risks.risks("&review_overdue=true") == [])
        try risks.assess(id, 1, 1)
        try risks.pass(to: "2027-01-25 09:00")
        #expect(try risks.risks("&review_overdue=true") == [id] && risks.events("review_overdue").count == 2)
    }

    @Test func `a risk that somebody enters or assesses shows the duty to identify risks, one of the server's does not`() throws {
        func done() throws -> String? {
            try world.server.runJob("duty-days")
            return try world.get("executive", "/v1/duties?clause=P4.1.1&expand=periods").string("items/0/last_done_on")
        }
        try risks.set(#"{"exposure_share":"0.0001"}"#)
        _ = try risks.confirmed(10)
        try risks.run()
        let own = try risks.raised("exposure_near_limit").id
        #expect(try done() == nil)
        try risks.move(to: "2026-11-26 09:00")
        try risks.assess(own, 2, 2)
        #expect(try done() == "2026-11-26")
        try risks.move(to: "2027-01-05 09:00")
        #expect(try done() == "2026-11-26")
        _ = try risks.risk()
        #expect(try done() == "2027-01-05")
    }
}
