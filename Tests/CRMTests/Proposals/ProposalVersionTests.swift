// Versions under one number: an approved one never changes, the next one begins unapproved, and any two can be compared (P2.3.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ProposalVersionTests {
    private let desk: ProposalDesk
    private var world: World { desk.world }

    init() throws { desk = try ProposalDesk() }

    private var revisable: [(String, () throws -> Int64)] {
        [
            ("approved", { try desk.approved() }),
            (
                "changes_requested",
                {
                    let id = try desk.submitted()
                    try desk.must("request-changes", id, by: "manager")
                    return id
                }
            ),
            (
                "withdrawn",
                {
                    let id = try desk.approved()
                    try desk.must("withdraw", id)
                    return id
                }
            ),
        ]
    }

    // MARK: The next one

    @Test func `a revision is a draft with the same content under the same number, and is not approved`() throws {
        for (state, make) in revisable {
            let id = try make()
            let before = try desk.proposal(id, by: "manager")
            let revised = try desk.must("revise", id)
            #expect(revised.string("status") == "superseded" && revised.integer("id") == id, "\(state)")
            let next = try desk.proposal(revised.integer("superseded_by_id") ?? 0, by: "manager")
            #expect(next.string("status") == "draft" && next.integer("revision") == 2, "\(state)")
            #expect(next.string("number") == before.string("number") && next.integer("previous_version_id") == id)
            #expect(next.array("approvals").isEmpty && next["approved_at"].isNull && next["submitted_at"].isNull)
            for name in ["introduction", "solution", "delivery_terms", "service_commitment", "title", "gross", "cost", "owner_id"] {
                #expect(next[name] == before[name], "\(name)")
            }
            #expect(next.string("lines/0/unit_price") == "18.00" && next.array("lines").count == before.array("lines").count)
            // The one before stays as it was read, comments included.
            #expect(try desk.proposal(id)["approvals"] == before["approvals"])
            #expect(try desk.take("revise", id).code == "wrong_state")
            #expect(try desk.take("approve", next.id, by: "manager").code == "wrong_state")
        }
    }

    @Test func `a draft or one in review is no version to go on from`() throws {
        #expect(try desk.take("revise", desk.draft()).code == "wrong_state")
        #expect(try desk.take("revise", desk.submitted()).code == "wrong_state")
        for name in ["manager", "admin", "auditor"] { #expect(try desk.take("revise", desk.approved(), by: name).status == 403) }
        #expect(try desk.must("revise", desk.approved(), by: "key").string("status") == "superseded")
    }

    @Test func `two who revise at once make one version`() throws {
        let id = try desk.approved()
        let request = Race.Request(
            token: world.person("rep").token, method: "POST", path: "/v1/proposals/\(id)/revise", body: "{}")
        let replies = try Race.run(Array(repeating: request, count: 6), port: world.server.port)
        #expect(replies.map(\.status).sorted() == [200, 409, 409, 409, 409, 409])
        let number = try desk.proposal(id).string("number") ?? ""
        #expect(try world.get("auditor", "/v1/proposals?number=\(number)&count=true").integer("total") == 2)
    }

    @Test func `one that is revised while nothing is kept stays as it is`() throws {
        let id = try desk.approved()
        let tried = try desk.take("revise", id, dryRun: true)
        #expect(tried.status == 200 && tried.string("status") == "superseded")
        #expect(try desk.status(id) == "approved")
        #expect(try world.get("auditor", "/v1/proposals?count=true").integer("total") == 1)
    }

    @Test func `a product that is no longer sold stays in the next version, another one does not come in`() throws {
        let id = try desk.approved()
        #expect(try world.patch("admin", "/v1/products/\(desk.tea)", #"{"active":false}"#).status == 200)
        let next = try desk.revised(id)
        #expect(try desk.must("submit", next).string("status") == "in_review")
        #expect(try desk.enter().faults == ["/lines/0/product_id: product_inactive"])
    }

    @Test func `a copy is a proposal of its own, not approved`() throws {
        let id = try desk.approved()
        let copy = try desk.enter()
        #expect(copy.status == 201 && copy.string("status") == "draft" && copy.integer("revision") == 1)
        #expect(try copy.string("number") != desk.proposal(id).string("number"))
    }

    // MARK: Nothing changes behind an approval

    @Test func `what is in review, approved or past is changed by nobody, by no way`() throws {
        let external = ",\"external_id\":\"P1\""
        let id = try desk.submitted(external)
        for state in ["in_review", "approved", "superseded"] {
            if state == "approved" { try desk.must("approve", id, by: "manager") }
            if state == "superseded" { try desk.must("revise", id) }
            let before = try desk.proposal(id)
            #expect(before.string("status") == state)
            for name in ["rep", "manager", "admin", "key"] {
                for body in [#"{"title":"X"}"#, #"{"lines":[]}"#, "{\"owner_id\":\(world.person("rep2").id)}"] {
                    let path = "/v1/proposals/\(id)"
                    let replies = [
                        try world.patch(name, path, body), try world.patch(name, path + "?dry_run=true", body),
                        try world.send(name, "PUT", "/v1/proposals/by-external-id/P1", body),
                        try world.post(name, "/v1/proposals/batch", "{\"items\":[{\"id\":\(id)," + body.dropFirst() + "]}"),
                        try world.send(name, "DELETE", path),
                    ]
                    for reply in replies {
                        #expect(![200, 201, 204].contains(reply.status), "\(state) \(name) \(body): \(reply.answer.text)")
                        #expect(reply.answer.text.contains("not_editable") || reply.status == 403, "\(reply.answer.text)")
                    }
                }
            }
            #expect(try desk.proposal(id).json == before.json, "\(state)")
        }
    }

    @Test func `the version before a draft is not left without its next`() throws {
        let id = try desk.approved()
        let next = try desk.revised(id)
        #expect(try world.send("rep", "DELETE", "/v1/proposals/\(next)").code == "still_referred")
        try desk.must("withdraw", next)
        #expect(try desk.must("revise", next).string("status") == "superseded")
        #expect(try world.get("auditor", "/v1/proposals?status=draft").integer("items/0/revision") == 3)
    }

    // MARK: Withdrawn and expired

    @Test func `who withdraws says why`() throws {
        for name in ["rep", "manager"] {
            let id = try desk.draft()
            #expect(try desk.take("withdraw", id, by: name, "{}").faults == ["/reason: required"])
            #expect(try desk.must("withdraw", id, by: name).string("withdraw_reason") == "No longer asked for")
            #expect(try desk.take("submit", id).code == "wrong_state")
        }
        #expect(try desk.must("withdraw", desk.submitted()).string("status") == "withdrawn")
        #expect(try desk.must("withdraw", desk.approved(), by: "manager").string("status") == "withdrawn")
        #expect(try desk.take("withdraw", desk.approved(), by: "admin").status == 403)
    }

    @Test func `once its last day has passed an approved version expires, once`() throws {
        let (id, other, waiting) = (
            try desk.approved(",\"valid_until_on\":\"2026-11-24\""), try desk.approved(),
            try desk.submitted(",\"valid_until_on\":\"2026-11-24\"")
        )
        try desk.desk.run("expire-proposals")
        #expect(try desk.status(id) == "approved")
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        #expect(try desk.take("approve", waiting, by: "manager").code == "proposal_out_of_date")
        for _ in 0..<2 { try desk.desk.run("expire-proposals") }
        #expect(try desk.status(id) == "expired")
        #expect(try desk.status(other) == "approved")
        #expect(try desk.status(waiting) == "in_review")
        let events = try world.get("auditor", "/v1/events?limit=200").array("items").compactMap { $0.object?["type"]?.string }
        #expect(events.filter { $0.contains("proposal.expire") }.count == 1, "\(events)")
        for name in ["rep", "manager", "key"] { #expect(try desk.take("expire", id, by: name).status == 404) }
        // The next version has to be moved before it is submitted.
        let next = try desk.revised(id)
        #expect(try desk.take("submit", next).code == "proposal_out_of_date")
        #expect(try world.patch("rep", "/v1/proposals/\(next)", #"{"valid_until_on":"2026-12-31"}"#).status == 200)
        #expect(try desk.must("submit", next).string("status") == "in_review")
    }

    // MARK: The deal

    @Test func `a deal is negotiated upon an approved version that is valid`() throws {
        #expect(try desk.desk.take("negotiate", desk.opportunity).code == "proposal_not_approved")
        let inReview = try desk.submitted(",\"valid_until_on\":\"2026-11-24\"")
        #expect(try desk.desk.take("negotiate", desk.opportunity).code == "proposal_not_approved")
        try desk.must("approve", inReview, by: "manager")
        #expect(try desk.desk.take("negotiate", desk.opportunity, dryRun: true).status == 200)
        // Out of date before the job has come by.
        world.server.clock.advance(seconds: 86_400)
        try world.renewSessions()
        #expect(try desk.desk.take("negotiate", desk.opportunity).code == "proposal_not_approved")
        let approved = try desk.approved()
        try desk.must("withdraw", approved)
        #expect(try desk.desk.take("negotiate", desk.opportunity).code == "proposal_not_approved")
        _ = try desk.approved()
        #expect(try desk.desk.must("negotiate", desk.opportunity).string("status") == "negotiation")
    }

    // MARK: Reading versions

    @Test func `all versions are listed with what was said, the newest first, for who may see them`() throws {
        let id = try desk.submitted()
        try desk.must("request-changes", id, by: "manager", #"{"comment":"Cheaper, please"}"#)
        let next = try desk.revised(id)
        for version in [id, next] {
            let reply = try world.get("rep", "/v1/proposals/\(version)/versions")
            #expect(reply.array("items").compactMap { $0.object?["revision"]?.number?.int64 } == [2, 1])
            #expect(reply.string("items/1/approvals/0/comment") == "Cheaper, please")
            #expect(reply.string("items/1/status") == "superseded" && reply.string("items/0/gross") == "203.40")
        }
        #expect(try world.get("rep2", "/v1/proposals/\(id)/versions").status == 404)
        #expect(try world.get("finance", "/v1/proposals/\(id)/versions").status == 403)
    }

    @Test func `two versions are compared field by field and line by line`() throws {
        let lines = desk.line + #",{"kind":"freight","unit_price":"50","tax_rate":"0.09"}"#
        let id = try desk.approved(lines: lines)
        let next = try desk.revised(id)
        let coffee = try world.product("COFFEE", price: "5")
        let first = try desk.proposal(next).integer("lines/0/id") ?? 0
        let body = """
            {"solution":"Six deliveries","lines":[{"product_id":\(coffee),"quantity":"1"},{"id":\(first),"unit_price":"17.00"}]}
            """
        #expect(try world.patch("rep", "/v1/proposals/\(next)", body).status == 200)
        let reply = try world.get("rep", "/v1/proposals/\(next)/compare?with=1")
        #expect(reply.integer("from/id") == id && reply.integer("to/revision") == 2)
        let found = Dictionary(
            reply.array("differences").compactMap(\.object).map { ($0["pointer"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        #expect(found["/solution"]?["from"]?.string == "Twelve deliveries" && found["/solution"]?["to"]?.string == "Six deliveries")
        #expect(found["/lines/0/unit_price"]?["from"]?.string == "18.00" && found["/lines/0/unit_price"]?["to"]?.string == "17.00")
        #expect(found["/lines/1"]?["from"]?.object?["kind"]?.string == "freight" && found["/lines/1"]?["to"] == .null)
        #expect(found["/net"]?["to"]?.string == "175.00")
        // What it costs stays hidden here as well.
        #expect(!reply.answer.text.contains("cost") && !reply.answer.text.contains("margin"))
        #expect(try world.get("manager", "/v1/proposals/\(next)/compare").answer.text.contains("/margin"))
        #expect(try world.get("rep", "/v1/proposals/\(next)/compare?with_id=\(id)").json == reply.json)
    }

    @Test func `what one may not see is not compared with either`() throws {
        let id = try desk.draft()
        let customer = try world.customer("Far Tea", owner: "stranger", limit: nil)
        let deal = try world.created(
            world.post(
                "stranger", "/v1/opportunities",
                "{\"customer_id\":\(customer),\"name\":\"Deal\",\"no_competition\":true,\"needs\":[\(OpportunityDesk.need)]}"))
        _ = try world.post("stranger", "/v1/opportunities/\(deal)/evaluate", desk.desk.forms["evaluate"])
        let theirs = try world.created(world.post("stranger", "/v1/proposals", desk.body(opportunity: deal)))
        #expect(try world.get("rep", "/v1/proposals/\(id)/compare?with_id=\(theirs)").code == "not_found")
        #expect(try world.get("stranger", "/v1/proposals/\(theirs)/compare?with_id=\(id)").code == "not_found")
        #expect(try world.get("rep", "/v1/proposals/\(id)/compare").code == "no_such_revision")
        #expect(try world.get("rep", "/v1/proposals/\(id)/compare?with=7").code == "no_such_revision")
        #expect(try world.get("rep", "/v1/proposals/\(id)/compare?with=x").code == "bad_parameter")
        #expect(try world.get("rep", "/v1/proposals/\(id)/compare?version=1").code == "unknown_parameter")
    }

    @Test func `whose it is goes on with a hand-over, and with it who reviews`() throws {
        let id = try desk.submitted()
        let done = try desk.approved()
        let reply = try world.post("admin", "/v1/users/\(world.person("rep").id)/hand-over", "{\"to_id\":\(world.person("manager").id)}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        #expect(try desk.proposal(id).integer("owner_id") == world.person("manager").id)
        #expect(try desk.take("approve", id, by: "manager").status == 403)
        #expect(try desk.must("approve", id, by: "executive").string("status") == "approved")
        #expect(try desk.proposal(done).string("status") == "approved")
    }
}
