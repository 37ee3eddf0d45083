// What an opportunity holds: owner, customer, contact, amount, probability, stages, and what is done about it (P2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct OpportunityTests {
    private let desk: OpportunityDesk
    private var world: World { desk.world }

    init() throws { desk = try OpportunityDesk() }

    @Test func `one begins with the analysis of needs, in the company's currency, with the probability of its stage`() throws {
        let made = try desk.enter()
        #expect(made.string("status") == "needs_analysis")
        #expect(made.string("currency") == "CNY" && made["amount"].isNull)
        #expect(made.string("probability") == "0.1")
        #expect(made.integer("owner_id") == world.person("rep").id)
        #expect(made.string("number")?.hasPrefix("OP-20261124-") == true)
        #expect(made.array("stages").count == 1)
        #expect(made.integer("stages/0/entered_by_id") == world.person("rep").id)
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        #expect(try world.post("rep", "/v1/opportunities", desk.body(customer: foreign)).faults == ["/customer_id: unknown_reference"])
        #expect(try world.patch("rep", "/v1/opportunities/\(made.id)", "{\"customer_id\":\(desk.customer)}").status == 422)
        // Who enters it for others gives it to the customer's owner.
        #expect(try desk.enter(by: "admin").integer("owner_id") == world.person("rep").id)
        #expect(try world.post("key", "/v1/opportunities", desk.body(customer: foreign)).integer("owner_id") == world.person("stranger").id)
    }

    @Test func `the probability follows the stage, until somebody says otherwise`() throws {
        #expect(try world.patch("admin", "/v1/settings/crm", #"{"proposal_probability":"0.6"}"#).status == 200)
        #expect(try desk.enter(by: "rep", #","probability":"0.9""#).string("probability") == "0.9")
        let id = try desk.analysed()
        #expect(try desk.must("evaluate", id).string("probability") == "0.25")
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"probability":"0.4"}"#).string("probability") == "0.4")
        // An evaluation of the same stage leaves it.
        #expect(try desk.must("evaluate", id).string("probability") == "0.4")
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"probability":null}"#).string("probability") == "0.25")
        #expect(try desk.must("start-proposal", id).string("probability") == "0.6")
        #expect(try world.patch("rep", "/v1/opportunities/\(id)", #"{"probability":"1.1"}"#).faults == ["/probability: out_of_range"])
        let back = try world.patch("rep", "/v1/opportunities/\(id)", #"{"needs":[],"probability":"0.05"}"#)
        #expect(back.string("status") == "needs_analysis" && back.string("probability") == "0.05")
    }

    @Test func `a contact does not go to another customer under the opportunity that names it`() throws {
        let mine = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(desk.customer),\"name\":\"Li\"}"))
        let other = try world.customer("Other", limit: nil)
        let opportunity = try world.created(desk.enter(by: "rep", ",\"contact_id\":\(mine)"))
        let move = "{\"customer_id\":\(other)}"
        #expect(try world.patch("rep", "/v1/contacts/\(mine)", move).faults == ["/customer_id: contact_in_deal"])
        #expect(try world.patch("rep", "/v1/opportunities/\(opportunity)", #"{"contact_id":null}"#).status == 200)
        #expect(try world.patch("rep", "/v1/contacts/\(mine)", move).status == 200)
    }

    @Test func `the contact is the customer's, the close ahead, and prices seen are in the currency`() throws {
        let other = try world.customer("Other", limit: nil)
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(other),\"name\":\"Li\"}"))
        let faults = try desk.enter(by: "rep", ",\"contact_id\":\(contact),\"expected_close_on\":\"2026-11-23\"").faults
        #expect(faults == ["/contact_id: contact_elsewhere", "/expected_close_on: close_past"])
        #expect(try desk.enter(by: "rep", #","expected_close_on":"2026-11-24""#).status == 201)
        let id = try desk.analysed()
        let path = "/v1/opportunities/\(id)"
        #expect(try world.patch("rep", path, #"{"currency":"JPY"}"#).faults == ["/amount: required"])
        #expect(try world.patch("rep", path, #"{"currency":"JPY","amount":"5"}"#).faults == ["/competition: currency_of_prices"])
        let anew = "{\"currency\":\"JPY\",\"amount\":\"5\",\"competition\":[{\"competitor_id\":\(desk.competitor),\"price_seen\":\"4\"}]}"
        #expect(try world.patch("rep", path, anew).string("competition/0/price_seen") == "4")
        #expect(try world.patch("rep", path, #"{"amount":"5.5"}"#).status == 422)
    }

    @Test func `every move is kept with how long it took`() throws {
        let id = try desk.analysed()
        // Tuesday 9 o'clock to Wednesday 9 o'clock: eight hours of work.
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        try desk.must("evaluate", id)
        world.server.clock.advance(seconds: 3600)
        try desk.must("evaluate", id)
        try desk.must("start-proposal", id)
        let stages = try desk.opportunity(id).array("stages").compactMap(\.object)
        #expect(stages.map { $0["stage"]?.string } == ["needs_analysis", "evaluated", "proposal"])
        #expect(stages.map { $0["duration_seconds"]?.number?.int64 } == [86_400, 3600, nil])
        #expect(stages.map { $0["working_minutes"]?.number?.int64 } == [480, 60, nil])
        #expect(stages.map { $0["left_at"]?.string }.dropLast() == stages.map { $0["entered_at"]?.string }.dropFirst())
        #expect(try desk.opportunity(id).string("stage_entered_at") == stages.last?["entered_at"]?.string)
        let stuck = "/v1/opportunities?stage_entered_at.lt=2026-11-25T01:30:00Z&count=true"
        #expect(try world.get("rep", stuck).integer("total") == 0)
    }

    @Test func `activities about one are its owner's, and everything is on the customer's timeline`() throws {
        let id = try desk.analysed()
        let note = """
            {"entity":"opportunity","entity_id":\(id),"kind":"visit","summary":"Showed tea","next_follow_up_on":"2026-11-25"}
            """
        #expect(try world.post("rep2", "/v1/activities", note).faults == ["/entity_id: unknown_reference"])
        let activity = try world.post("manager", "/v1/activities", note)
        #expect(activity.integer("customer_id") == desk.customer)
        #expect(activity.integer("subject_owner_id") == world.person("rep").id)
        try desk.must("evaluate", id)
        let timeline = try world.get("rep", "/v1/customers/\(desk.customer)/timeline").array("items").compactMap(\.object)
        #expect(timeline.map { $0["entity"]?.string } == ["opportunity", "customer", "activity", "opportunity", "customer"])
        #expect(timeline.first?["action"]?.string == "evaluate")
        // Another one's customer, whose opportunity goes to somebody else with what was done.
        #expect(try world.patch("manager", "/v1/opportunities/\(id)", "{\"owner_id\":\(world.person("rep2").id)}").status == 200)
        #expect(try world.get("rep2", "/v1/activities?count=true").integer("total") == 1)
        world.server.clock.advance(seconds: 3 * 86_400)
        try world.renewSessions()
        let overdue = "/v1/activities?next_follow_up_on.lt=2026-11-27&followed_up=false&entity=opportunity&count=true"
        #expect(try world.get("rep2", overdue).integer("total") == 1)
    }

    @Test func `those in which a competitor is, or that went to it, are listed`() throws {
        let first = try desk.analysed()
        _ = try desk.enter(by: "rep", #","no_competition":true"#)
        let second = try desk.analysed()
        try desk.must("lose", second, "{\"reason\":\"x\",\"competitor_id\":\(desk.competitor)}")
        func ids(_ query: String) throws -> [Int64] {
            try world.get("rep", "/v1/opportunities?sort=id&" + query).array("items").compactMap { $0.object?["id"]?.number?.int64 }
        }
        #expect(try ids("competitor_id=\(desk.competitor)") == [first, second])
        #expect(try ids("lost_to_id=\(desk.competitor)") == [second])
        #expect(try ids("competitor_id=999").isEmpty)
    }

    @Test func `whose a deal is goes on with a hand-over, a won one stays`() throws {
        let (open, won) = (try desk.analysed(), try desk.inProposal())
        try desk.put(won, into: "won")
        let reply = try world.post("admin", "/v1/users/\(world.person("rep").id)/hand-over", "{\"to_id\":\(world.person("rep2").id)}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        #expect(try desk.opportunity(open, by: "auditor").integer("owner_id") == world.person("rep2").id)
        #expect(try desk.opportunity(won, by: "auditor").integer("owner_id") == world.person("rep").id)
    }
}
