// P2.4.1 and P2.4.2: prepared, held, and what is conceded beyond the approved quotation is reviewed again.

import TestSupport
import Testing

extension Walk {
    private var deal: String { "opportunities/\(opportunity)" }
    private var talk: String { "negotiations/\(negotiation)" }

    /// P2.4.1: when, where, with whom, and with what.
    func negotiationPrepared() throws {
        try done(post("rep", deal + "/negotiate"))
        let line = try get("proposals/\(proposal)").integer("lines/0/id") ?? 0
        let price = "{\"kind\":\"price\",\"subject\":\"Tea\",\"from\":\"12 %\",\"to\":\"15 %\",\"line_id\":\(line),\"discount\":\"0.15\"}"
        let body = """
            {"opportunity_id":\(opportunity),"proposal_id":\(proposal),"subject":"Price","scheduled_at":"2026-11-24T06:00:00Z",
             "place":"Their house","attendees":[{"user_id":\(id("manager"))}],"checklist":[{"item":"Samples"}],"concessions":[\(price)]}
            """
        for name in ["rep2", "stranger"] { try refused("unknown_reference", nil, post(name, "negotiations", body)) }
        negotiation = try made(post("rep", "negotiations", body))
        try unseen(talk, "hold", "conclude", "cancel")
        try refused("wrong_state", "P2.4.2", post("rep", talk + "/conclude", #"{"outcome":"agreed"}"#))
        try refused("check_open", "P2.4.1", post("rep", talk + "/hold", #"{"minutes":"We talked"}"#))
        try done(patch("rep", talk, #"{"checklist":[]}"#))
        try refused("checklist_missing", "P2.4.1", post("rep", talk + "/hold", #"{"minutes":"We talked"}"#))
        try done(patch("rep", talk, #"{"checklist":[{"item":"Samples","done":true}]}"#))
        try refused("required", "P2.4.1", post("rep", talk + "/hold"))
        try refused("not_allowed", "P2.4.1", post("manager", talk + "/hold", #"{"minutes":"For the rep"}"#))
        try done(post("rep", talk + "/hold", #"{"minutes":"They want 15 %"}"#))
    }

    /// P2.4.2: 15 % were never approved: the quotation goes back to review with them.
    func negotiationHeld() throws {
        try tried(post("rep", talk + "/conclude?dry_run=true", #"{"outcome":"agreed"}"#))
        let former = proposal
        let concluded = try done(post("rep", talk + "/conclude", #"{"outcome":"agreed"}"#))
        proposal = concluded.integer("conceded_proposal_id") ?? 0
        #expect(try get("proposals/\(former)").string("status") == "superseded")
        #expect(try get("proposals/\(proposal)").string("status") == "in_review")
        for version in [former, proposal] {
            try refused("version_not_current", "P2.3.3", post("rep", "contracts", "{\"proposal_id\":\(version)}"))
        }
        try refused("not_editable", "P2.4.2", patch("rep", talk, #"{"concessions":[]}"#))
        try refused("wrong_state", "P2.3.3", post("rep", "proposals/\(former)/revise"))
        try refused("not_editable", "P2.3.1", patch("rep", "proposals/\(proposal)", #"{"title":"Tea"}"#))
        try selfDecision("P2.3.2", of: "proposals/\(proposal)", "approve")
        try refused("decided_by_people", "P2.3.2", post("key", "proposals/\(proposal)/approve"))
        try refused("contract_not_signed", "P2.4.3", post("rep", deal + "/win"))
        try done(post("executive", "proposals/\(proposal)/approve"))
        #expect(try get("proposals/\(proposal)").string("status") == "in_review")
        try refused("version_not_current", "P2.3.3", post("rep", "contracts", "{\"proposal_id\":\(proposal)}"))
        try done(post("manager", "proposals/\(proposal)/approve"))
        #expect(try get("proposals/\(proposal)").string("lines/0/discount") == "0.15")
    }
}
