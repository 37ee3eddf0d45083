// P2.3: the proposal, its review by others, and its versions.

import TestSupport
import Testing

extension Walk {
    private var deal: String { "opportunities/\(opportunity)" }
    private var paper: String { "proposals/\(proposal)" }

    /// What one clever person would make of a version that nobody has approved.
    private func leadsNowhere(_ clause: String = "P2.3.3") throws {
        try refused("version_not_current", clause, post("rep", "contracts", "{\"proposal_id\":\(proposal)}"))
        try refused("version_not_current", clause, put("key", "contracts/by-external-id/EARLY", "{\"proposal_id\":\(proposal)}"))
        try refused("proposal_not_approved", "P2.4.1", post("rep", deal + "/negotiate"))
        try refused("contract_not_signed", "P2.4.3", post("rep", deal + "/win"))
    }

    /// P2.3.1: five parts, or it is not handed in.
    func proposalMade() throws {
        let lines = "\"lines\":[{\"product_id\":\(tea),\"quantity\":\"100\"}]"
        let foreign = "{\"opportunity_id\":\(opportunity),\"title\":\"Tea\"}"
        for name in ["rep2", "stranger"] { try refused("unknown_reference", nil, post(name, "proposals", foreign)) }
        try refused("read_only_field", nil, post("rep", "proposals", foreign.replacing("}", with: ",\"status\":\"approved\"}")))
        proposal = try made(
            post("rep", "proposals", "{\"opportunity_id\":\(opportunity),\"title\":\"Tea\",\"external_id\":\"W-proposals\",\(lines)}"))
        try unseen(paper, "submit", "approve")
        try refused("proposal_part_missing", "P2.3.1", post("rep", paper + "/submit"))
        try refused("wrong_state", "P2.3.2", post("manager", paper + "/approve"))
        try leadsNowhere()
        try done(patch("rep", paper, #"{"introduction":"Our teas","solution":"Boxes each month","delivery_terms":"By road"}"#))
        try refused("proposal_part_missing", "P2.3.1", post("rep", paper + "/submit"))
        try done(patch("rep", paper, #"{"service_commitment":"A year","payment_terms_days":30,"valid_until_on":"2026-12-31"}"#))
        try refused("not_allowed", "P2.3.1", post("manager", paper + "/submit"))
        try tried(post("rep", paper + "/submit?dry_run=true"))
        try done(post("rep", paper + "/submit"))
    }

    /// P2.3.2: by the manager, never by the author.
    func proposalReviewed() throws {
        try selfDecision("P2.3.2", of: paper, "approve")
        try refused("decided_by_people", "P2.3.2", post("key", paper + "/approve"))
        for name in ["finance", "admin", "legal"] { try refused("not_allowed", "P2.3.2", post(name, paper + "/approve")) }
        try closed(paper, #"{"title":"Cheaper tea"}"#, "P2.3.1")
        try leadsNowhere()
        try tried(post("manager", paper + "/approve?dry_run=true"))
        try leadsNowhere()
        try refused("required", "P2.3.2", post("manager", paper + "/request-changes"))
        try done(post("manager", paper + "/request-changes", #"{"comment":"Offer a discount for the whole year"}"#))
    }

    /// P2.3.3: a new version; the old one and what was said to it stay.
    func proposalImproved() throws {
        try closed(paper, #"{"title":"Cheaper tea"}"#, "P2.3.2")
        try refused("wrong_state", "P2.3.1", post("rep", paper + "/submit"))
        try refused("wrong_state", "P2.3.2", post("manager", paper + "/approve"))
        try refused("not_allowed", "P2.3.3", post("manager", paper + "/revise"))
        let former = try done(post("rep", paper + "/revise"))
        try refused("wrong_state", "P2.3.3", post("rep", paper + "/revise"))
        proposal = former.integer("superseded_by_id") ?? 0
        let line = try get(paper).integer("lines/0/id") ?? 0
        try done(patch("rep", paper, "{\"lines\":[{\"id\":\(line),\"product_id\":\(tea),\"quantity\":\"100\",\"discount\":\"0.12\"}]}"))
        #expect(try get(paper + "/versions").array("items").count == 2)
        #expect(try get(paper + "/versions").string("items/1/approvals/0/comment") == "Offer a discount for the whole year")
    }

    /// P2.3.2 once more: 12 % are beyond the rep's authority, so two levels approve.
    func proposalApproved() throws {
        try leadsNowhere()
        try done(post("rep", paper + "/submit"))
        try selfDecision("P2.3.2", of: paper, "approve")
        let once = try done(post("manager", paper + "/approve", #"{"comment":"For a year it is fair"}"#, [("Idempotency-Key", "level-1")]))
        #expect(once.string("status") == "in_review")
        // Neither again, nor by a repetition, is the first level the second one.
        try refused("not_allowed", "P2.3.2", post("manager", paper + "/approve"))
        let again = try post("manager", paper + "/approve", #"{"comment":"For a year it is fair"}"#, [("Idempotency-Key", "level-1")])
        #expect(again.answer.text == once.answer.text && again.answer.field("Idempotency-Replayed") == "true")
        try refused("not_allowed", "P2.3.2", post("rep", paper + "/approve"))
        try leadsNowhere()
        try done(post("executive", paper + "/approve"))
        #expect(try get(paper).string("status") == "approved")
        try refused("not_editable", "P2.3.2", patch("rep", paper, #"{"valid_until_on":"2030-01-01"}"#))
        try refused("not_editable", "P2.3.2", batch("rep", "proposals", "{\"id\":\(proposal),\"title\":\"x\"}"))
        try refused("not_editable", "P2.3.2", patch("admin", paper, #"{"lines":[]}"#))
        try refused("not_editable", "P2.3.2", archive("rep", paper))
        try copyIsADraft()
    }

    /// What is entered anew with the same words was approved by nobody, also where it was archived and comes back.
    private func copyIsADraft() throws {
        let approved = proposal
        let words = "\"introduction\":\"Our teas\",\"solution\":\"Boxes\",\"delivery_terms\":\"By road\",\"service_commitment\":\"A year\""
        proposal = try made(
            post(
                "rep", "proposals",
                "{\"opportunity_id\":\(opportunity),\"title\":\"Tea\",\(words),\"lines\":[{\"product_id\":\(tea),\"quantity\":\"100\",\"discount\":\"0.5\"}]}"
            ))
        try refused("read_only_field", nil, patch("rep", paper, "{\"previous_version_id\":\(approved)}"))
        try done(archive("rep", paper))
        try refused("archived", nil, post("rep", paper + "/submit"))
        try done(post("rep", paper + "/restore"))
        #expect(try get(paper).string("status") == "draft")
        try refused("version_not_current", "P2.3.3", post("rep", "contracts", "{\"proposal_id\":\(proposal)}"))
        try refused("wrong_state", "P2.3.2", post("manager", paper + "/approve"))
        try done(archive("rep", paper))
        proposal = approved
    }
}
