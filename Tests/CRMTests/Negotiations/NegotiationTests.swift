// Negotiating: prepared, written down, and what is conceded beyond the approved version goes back to review (P2.4.1, P2.4.2).

import JSON
import Kernel
import TestSupport
import Testing

struct NegotiationTests {
    private let desk: ProposalDesk
    private var world: World { desk.world }

    init() throws { desk = try ProposalDesk() }

    private static let prepared = #""checklist":[{"item":"Price list","done":true},{"item":"Samples","gap":"Not yet here"}]"#

    private func body(_ more: String = "") -> String {
        """
        {"opportunity_id":\(desk.opportunity),"subject":"Price","scheduled_at":"2026-12-01T02:00:00Z","place":"Their house",\(Self.prepared)\(more)}
        """
    }

    private func enter(by name: String = "rep", _ more: String = "") throws -> Reply {
        try world.post(name, "/v1/negotiations", body(more))
    }

    private func take(_ step: String, _ id: Int64, by name: String = "rep", _ form: String, dryRun: Bool = false) throws -> Reply {
        try world.post(name, "/v1/negotiations/\(id)/\(step)" + (dryRun ? "?dry_run=true" : ""), form)
    }

    /// One that was held upon an approved version, with these concessions.
    private func held(_ concessions: String, upon proposal: Int64) throws -> Int64 {
        let id = try world.created(enter(by: "rep", ",\"proposal_id\":\(proposal),\"concessions\":[\(concessions)]"))
        let reply = try take("hold", id, #"{"minutes":"They want it cheaper"}"#)
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        return id
    }

    /// A version with everything a concession can change.
    private func approved() throws -> (id: Int64, line: Int64) {
        let id = try desk.approved(",\"payment_terms_days\":30")
        return (id, try desk.proposal(id).integer("lines/0/id") ?? 0)
    }

    // MARK: Entering

    @Test func `a negotiation has time, place, people and a checklist`() throws {
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(desk.desk.customer),\"name\":\"Wang\"}"))
        let more = """
            ,"attendees":[{"user_id":\(world.person("manager").id)},{"contact_id":\(contact),"note":"Decides"}],
             "requests":[{"request":"Ten per cent less"}],
             "open_points":[{"point":"Samples","owner_id":\(world.person("rep").id),"due_on":"2026-12-05"}]
            """
        let made = try enter(by: "rep", more)
        #expect(made.status == 201, "\(made.answer.text)")
        #expect(made.string("number") == "NG-20261124-0001" && made.string("status") == "scheduled")
        #expect(made.integer("customer_id") == desk.desk.customer && made.integer("owner_id") == world.person("rep").id)
        #expect(made.integer("attendees/1/contact_id") == contact && made.string("open_points/0/due_on") == "2026-12-05")
        #expect(try enter(by: "key").integer("owner_id") == world.person("rep").id)
        #expect(try enter(by: "rep2").faults == ["/opportunity_id: unknown_reference"])
    }

    @Test func `what does not fit is told all at once`() throws {
        let other = try world.customer("Lake Tea", limit: nil)
        let stranger = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(other),\"name\":\"Li\"}"))
        let more = """
            ,"attendees":[{"note":"Nobody"},{"user_id":\(world.person("rep").id),"contact_id":\(stranger)},{"contact_id":\(stranger)}],
             "concessions":[{"kind":"price","subject":"Tea"},{"kind":"payment_terms","subject":"Later"},{"kind":"delivery","subject":"Sooner"},
             {"kind":"price","subject":"Tea","unit_price":"1"}]
            """
        #expect(
            try enter(by: "rep", more).faults == [
                "/proposal_id: concession_without_proposal", "/attendees/0: attendee_unclear", "/attendees/1: attendee_unclear",
                "/attendees/2/contact_id: contact_elsewhere", "/concessions/0/discount: concession_unclear",
                "/concessions/1/payment_terms_days: concession_unclear", "/concessions/2/to: concession_unclear",
                "/concessions/3/line_id: concession_unclear",
            ])
    }

    @Test func `it is negotiated upon a version of the same deal, in its currency, about its lines`() throws {
        let (proposal, _) = try approved()
        let other = try approved()
        let price = "{\"kind\":\"price\",\"subject\":\"Tea\",\"line_id\":\(other.line),\"unit_price\":\"17\"}"
        #expect(
            try enter(by: "rep", ",\"proposal_id\":\(proposal),\"concessions\":[\(price)]").faults == [
                "/concessions/0/line_id: concession_line_elsewhere"
            ])
        let deal = try desk.desk.inProposal()
        let elsewhere = try world.created(world.post("rep", "/v1/proposals", desk.body(opportunity: deal)))
        #expect(try enter(by: "rep", ",\"proposal_id\":\(elsewhere)").faults == ["/proposal_id: proposal_elsewhere"])
        #expect(try enter(by: "rep", ",\"proposal_id\":\(proposal),\"currency\":\"USD\"").faults == ["/currency: currency_of_proposal"])
    }

    @Test func `there is nothing to negotiate before a proposal is begun, nor with a blocked customer`() throws {
        let early = try desk.desk.evaluated()
        let body = body().replacing("\"opportunity_id\":\(desk.opportunity)", with: "\"opportunity_id\":\(early)")
        #expect(try world.post("rep", "/v1/negotiations", body).code == "opportunity_not_in_proposal")
        #expect(try world.post("finance", "/v1/customers/\(desk.desk.customer)/block", #"{"reason":"Owes"}"#).status == 200)
        #expect(try enter().code == "customer_not_open")
    }

    // MARK: Held

    @Test func `nobody goes unprepared without saying what is missing`() throws {
        let id = try world.created(enter())
        let path = "/v1/negotiations/\(id)"
        #expect(try take("hold", id, "{}").faults == ["/minutes: required"])
        let minutes = #"{"minutes":"Met"}"#
        for (checklist, fault) in [
            ("[]", "/checklist: checklist_missing"), (#"[{"item":"A","done":true},{"item":"B"}]"#, "/checklist/1/gap: check_open"),
        ] {
            #expect(try world.patch("rep", path, "{\"checklist\":\(checklist)}").status == 200)
            let refused = try take("hold", id, minutes)
            #expect(refused.faults == [fault] && refused.answer.text.contains("P2.4.1"))
        }
        #expect(try world.patch("rep", path, "{\(Self.prepared)}").status == 200)
        for name in ["manager", "admin", "auditor", "rep2"] {
            #expect(try [403, 404].contains(take("hold", id, by: name, minutes).status))
        }
        let held = try take("hold", id, minutes)
        #expect(held.string("status") == "held" && held.string("minutes") == "Met" && held["held_at"].string != nil)
        #expect(try take("cancel", id, #"{"reason":"x"}"#).code == "wrong_state")
        // What was asked for and given is written down until it is concluded.
        #expect(try world.patch("rep", path, #"{"requests":[{"request":"Less","answer":"No"}]}"#).status == 200)
        #expect(try take("conclude", id, #"{"outcome":"continue"}"#).string("outcome") == "continue")
        #expect(try world.patch("rep", path, #"{"minutes":"Other"}"#).code == "not_editable")
    }

    @Test func `one that does not take place is cancelled with its reason`() throws {
        let id = try world.created(enter())
        #expect(try take("cancel", id, "{}").faults == ["/reason: required"])
        #expect(try take("conclude", id, #"{"outcome":"agreed"}"#).code == "wrong_state")
        #expect(try take("cancel", id, #"{"reason":"They are ill"}"#).string("cancel_reason") == "They are ill")
    }

    @Test func `its owner takes the steps, or a system, and nobody else`() throws {
        let forms = [("cancel", #"{"reason":"x"}"#), ("hold", #"{"minutes":"Met"}"#), ("conclude", #"{"outcome":"failed"}"#)]
        let id = try world.created(enter())
        for (step, form) in forms {
            for (name, status) in [
                ("manager", 403), ("executive", 403), ("admin", 403), ("auditor", 403), ("rep2", 404), ("stranger", 404), ("finance", 403),
            ] {
                #expect(try take(step, id, by: name, form).status == status, "\(step) by \(name)")
            }
            let set = try world.patch("admin", "/v1/negotiations/\(id)", #"{"outcome":"agreed","status":"held","conceded_proposal_id":1}"#)
            #expect(set.faults == ["outcome", "status", "conceded_proposal_id"].map { "/\($0): read_only_field" }, "\(step)")
            if step == "cancel" { continue }
            #expect(try take(step, id, by: "key", form).status == 200, "\(step)")
        }
        #expect(try take("cancel", world.created(enter()), by: "key", #"{"reason":"x"}"#).string("status") == "cancelled")
        for name in ["rep", "manager", "admin"] {
            #expect(try world.patch(name, "/v1/negotiations/\(id)", #"{"concessions":[]}"#).code == "not_editable")
        }
    }

    @Test func `open points go on with a hand-over, to whom they are given`() throws {
        let point = "{\"point\":\"Lorry\",\"owner_id\":\(world.person("logistics").id),\"due_on\":\"2026-12-05\"}"
        let id = try world.created(enter(by: "rep", ",\"open_points\":[\(point)]"))
        // Somebody in logistics can own a point, and no negotiation.
        let path = "/v1/users/\(world.person("logistics").id)/hand-over"
        let reply = try world.post("admin", path, "{\"to_id\":\(world.person("logistics2").id)}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        let after = try world.get("rep", "/v1/negotiations/\(id)")
        #expect(after.integer("open_points/0/owner_id") == world.person("logistics2").id)
        #expect(after.integer("owner_id") == world.person("rep").id)
        let wrong = "/v1/users/\(world.person("rep").id)/hand-over"
        #expect(try world.post("admin", wrong, "{\"to_id\":\(world.person("logistics").id)}").answer.text.contains("negotiations"))
    }

    // MARK: Conceded

    /// `status` of the version upon which was negotiated, after concluding with that concession.
    private func conclude(_ concession: (Int64) -> String, _ outcome: String = "agreed") throws -> (Reply, Reply) {
        let (proposal, line) = try approved()
        let id = try held(concession(line), upon: proposal)
        let reply = try take("conclude", id, "{\"outcome\":\"\(outcome)\"}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        return (reply, try desk.proposal(proposal))
    }

    @Test(arguments: ["agreed", "continue"])
    func `a price beyond the approved version sends it back to review, with what was conceded`(_ outcome: String) throws {
        let (reply, before) = try conclude(
            {
                "{\"kind\":\"price\",\"subject\":\"Tea\",\"from\":\"18\",\"to\":\"17\",\"worth\":\"10.00\",\"line_id\":\($0),\"unit_price\":\"17\"}"
            },
            outcome)
        #expect(before.string("status") == "superseded")
        let next = try #require(reply.integer("conceded_proposal_id"))
        #expect(before.integer("superseded_by_id") == next)
        let version = try desk.proposal(next)
        #expect(version.string("status") == "in_review" && version.integer("revision") == 2)
        #expect(version.string("lines/0/unit_price") == "17.00" && version.string("net") == "170.00")
        #expect(version.array("approvals").count == 1 && version.integer("submitted_by_id") == world.person("rep").id)
        // It is reviewed by itself: not by who has negotiated.
        #expect(try desk.take("approve", next).status == 403)
        #expect(try desk.must("approve", next, by: "manager").string("status") == "approved")
        let trail = try world.get("rep", "/v1/opportunities/\(desk.opportunity)/timeline").array("items").compactMap {
            $0.object?["action"]?.string
        }
        #expect(trail.prefix(5) == ["approve", "conclude", "submit", "superseded", "created"], "\(trail)")
    }

    @Test func `who negotiates is the author of what was conceded`() throws {
        let (proposal, line) = try approved()
        let price = "{\"kind\":\"price\",\"subject\":\"Tea\",\"line_id\":\(line),\"unit_price\":\"15\"}"
        let more = ",\"owner_id\":\(world.person("manager").id),\"proposal_id\":\(proposal),\"concessions\":[\(price)]"
        let id = try world.created(enter(by: "manager", more))
        _ = try take("hold", id, by: "manager", #"{"minutes":"Met"}"#)
        let next = try take("conclude", id, by: "manager", #"{"outcome":"agreed"}"#).integer("conceded_proposal_id") ?? 0
        let version = try desk.proposal(next)
        #expect(version.integer("owner_id") == world.person("rep").id && version.array("approvals").count == 2)
        #expect(try desk.take("approve", next, by: "manager").code == "own_paper")
    }

    @Test func `longer payment, other delivery and other service go beyond it as well`() throws {
        for (concession, member, value) in [
            (#"{"kind":"payment_terms","subject":"Later","payment_terms_days":60}"#, "payment_terms_days", "60"),
            (#"{"kind":"delivery","subject":"Sooner","to":"Weekly"}"#, "delivery_terms", "Weekly"),
            (#"{"kind":"service","subject":"More","to":"Within an hour"}"#, "service_commitment", "Within an hour"),
        ] {
            let (reply, before) = try conclude { _ in concession }
            #expect(before.string("status") == "superseded", "\(concession)")
            let version = try desk.proposal(reply.integer("conceded_proposal_id") ?? 0)
            #expect((version.string(member) ?? version.integer(member).map(String.init)) == value)
        }
        let (reply, _) = try conclude { _ in #"{"kind":"price","subject":"All","discount":"0.2"}"# }
        let version = try desk.proposal(reply.integer("conceded_proposal_id") ?? 0)
        #expect(version.string("lines/0/discount") == "0.2")
        // Beyond the rep's authority too.
        #expect(version.array("approvals").count == 2)
    }

    @Test func `what the approved version covers leaves it approved`() throws {
        for concession in [
            #"{"kind":"payment_terms","subject":"Sooner","payment_terms_days":14}"#, #"{"kind":"other","subject":"A visit","to":"In May"}"#,
            #"{"kind":"price","subject":"None","discount":"0"}"#, #"{"kind":"delivery","subject":"As offered","to":"Monthly"}"#,
        ] {
            let (reply, before) = try conclude { _ in concession }
            #expect(before.string("status") == "approved" && reply["conceded_proposal_id"].isNull, "\(concession)")
        }
        let dearer = { (line: Int64) in "{\"kind\":\"price\",\"subject\":\"Dearer\",\"line_id\":\(line),\"unit_price\":\"19\"}" }
        #expect(try conclude(dearer).1.string("status") == "approved")
        // Nothing came of it: nothing was conceded.
        let cheaper = { (line: Int64) in "{\"kind\":\"price\",\"subject\":\"Tea\",\"line_id\":\(line),\"unit_price\":\"10\"}" }
        let (failed, before) = try conclude(cheaper, "failed")
        #expect(failed.string("outcome") == "failed" && before.string("status") == "approved")
    }

    @Test func `nothing is conceded from a version that is not the approved one`() throws {
        let price = { (line: Int64) in "{\"kind\":\"price\",\"subject\":\"Tea\",\"line_id\":\(line),\"unit_price\":\"17\"}" }
        let draft = try desk.draft()
        let line = try desk.proposal(draft).integer("lines/0/id") ?? 0
        let upon = try held(price(line), upon: draft)
        let agreed = #"{"outcome":"agreed"}"#
        let visit = try held(#"{"kind":"other","subject":"A visit"}"#, upon: draft)
        #expect(try take("conclude", visit, agreed).string("status") == "concluded")
        #expect(try take("conclude", upon, agreed).code == "proposal_not_current")
        // Revised meanwhile.
        let (proposal, other) = try approved()
        let id = try held(price(other), upon: proposal)
        let next = try desk.revised(proposal)
        #expect(try take("conclude", id, agreed).code == "proposal_not_current")
        try desk.must("submit", next)
        try desk.must("approve", next, by: "manager")
        let now = try desk.proposal(next).integer("lines/0/id") ?? 0
        let path = "/v1/negotiations/\(id)"
        #expect(try world.patch("rep", path, "{\"proposal_id\":\(next)}").faults == ["/concessions/0/line_id: concession_line_elsewhere"])
        #expect(try world.patch("rep", path, "{\"proposal_id\":\(next),\"concessions\":[\(price(now))]}").status == 200)
        #expect(try take("conclude", id, agreed, dryRun: true).status == 200)
        #expect(try desk.status(next) == "approved")
        #expect(try take("conclude", id, agreed).status == 200)
        #expect(try desk.status(next) == "superseded")
    }

    @Test func `where the next version could not be submitted nothing is concluded`() throws {
        let (proposal, line) = try approved()
        let id = try held("{\"kind\":\"price\",\"subject\":\"Tea\",\"line_id\":\(line),\"unit_price\":\"17\"}", upon: proposal)
        #expect(try world.patch("rep", "/v1/opportunities/\(desk.opportunity)", #"{"needs":[]}"#).status == 200)
        #expect(try take("conclude", id, #"{"outcome":"agreed"}"#).code == "opportunity_not_ready")
        #expect(try desk.status(proposal) == "approved")
        #expect(try world.get("rep", "/v1/negotiations/\(id)").string("status") == "held")
        #expect(try world.get("auditor", "/v1/proposals?count=true").integer("total") == 1)
    }
}
