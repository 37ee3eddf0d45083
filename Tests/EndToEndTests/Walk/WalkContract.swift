// P2.4.3 and P4.2.4: the contract says what was approved, legal has read it, both have signed.

import TestSupport
import Testing

extension Walk {
    private var deal: String { "opportunities/\(opportunity)" }
    private var paper: String { "contracts/\(contract)" }
    private static let signature = #"{"signed_on":"2026-11-24","signatory":"Ms Wang"}"#

    /// Nothing is ordered upon a contract that is not signed, and nothing is won by it.
    private func bindsNobody() throws {
        try refused("wrong_state", "P2.5.1", post("rep", paper + "/orders"))
        try refused("contract_not_in_force", "P2.5.1", post("rep", "orders", orderBody("1")))
        try refused("contract_not_in_force", "P2.5.1", put("key", "orders/by-external-id/EARLY", orderBody("1")))
        try refused("contract_not_signed", "P2.4.3", post("rep", deal + "/win"))
    }

    /// P4.2.4: the approved version to the last amount, and every clause answered.
    func contractDrafted() throws {
        for name in ["rep2", "stranger"] { try refused("unknown_reference", nil, post(name, "contracts", "{\"proposal_id\":\(proposal)}")) }
        contract = try made(post("rep", "contracts", "{\"proposal_id\":\(proposal),\"external_id\":\"W-contracts\"}"))
        try refused("contract_exists", "P2.3.3", post("rep", "contracts", "{\"proposal_id\":\(proposal)}"))
        try refused("contract_exists", "P2.3.3", batch("rep", "contracts", "{\"proposal_id\":\(proposal)}"))
        try unseen(paper, "submit-legal", "sign-theirs", "orders")
        try refused("clause_unanswered", "P4.2.4", post("rep", paper + "/submit-legal"))
        let answer = "{\"clause_template_id\":\(clause),\"verdict\":\"not_applicable\"}"
        try refused("clause_note_missing", "P4.2.4", patch("rep", paper, "{\"clauses\":[\(answer)]}"))
        try done(
            patch(
                "rep", paper,
                "{\"starts_on\":\"2026-11-24\",\"ends_on\":\"2027-11-23\",\"clauses\":[{\"clause_template_id\":\(clause),\"verdict\":\"included\"}]}"
            ))
        let line = try get(paper).integer("lines/0/id") ?? 0
        func lines(_ discount: String) -> String {
            "{\"lines\":[{\"id\":\(line),\"product_id\":\(tea),\"quantity\":\"100\",\"unit_price\":\"18.00\",\"discount\":\"\(discount)\"}]}"
        }
        try done(patch("rep", paper, lines("0.40")))
        try refused("line_differs", "P4.2.4", post("rep", paper + "/submit-legal"))
        try done(patch("rep", paper, lines("0.15")))
        try bindsNobody()
        try refused("wrong_state", "P2.4.3", post("manager", paper + "/sign-ours", Self.signature))
        try refused("wrong_state", "P4.2.4", post("legal", paper + "/legal-approve"))
        // The version on which it rests stays as it is.
        for step in ["revise", "withdraw"] {
            let form = step == "withdraw" ? #"{"reason":"Another price"}"# : "{}"
            try refused("proposal_under_contract", "P2.3.3", post("rep", "proposals/\(proposal)/\(step)", form))
        }
        try done(post("rep", paper + "/submit-legal"))
    }

    /// P4.2.4: by legal, and by nobody else.
    func contractLegallyReviewed() throws {
        try closed(paper, #"{"notes":"And a bonus"}"#, "P4.2.4")
        for name in ["rep", "manager", "executive", "finance"] {
            try refused("not_allowed", "P4.2.4", post(name, paper + "/legal-approve"))
        }
        try refused("decided_by_people", "P4.2.4", post("key", paper + "/legal-approve"))
        try bindsNobody()
        try tried(post("legal", paper + "/legal-approve?dry_run=true"))
        try refused("wrong_state", "P2.4.3", post("manager", paper + "/sign-ours", Self.signature))
        try done(post("legal", paper + "/legal-reject", #"{"comment":"Name the carrier"}"#))
        try done(patch("rep", paper, #"{"notes":"By SF Express"}"#))
        try refused("wrong_state", "P2.4.3", post("rep", paper + "/sign-theirs", Self.signature))
        try done(post("rep", paper + "/submit-legal"))
        try done(post("legal", paper + "/legal-approve"))
    }

    /// P2.4.3: both sign, the customer's copy is there; that wins the deal and makes the customer an active one.
    func contractSigned() throws {
        try closed(paper, #"{"notes":"And a bonus"}"#, "P4.2.4")
        try refused("signed_copy_missing", "P2.4.3", post("rep", paper + "/sign-theirs", Self.signature))
        for name in ["rep", "legal", "finance", "admin"] {
            try refused("not_allowed", "P2.4.3", post(name, paper + "/sign-ours", Self.signature))
        }
        try refused("decided_by_people", "P2.4.3", post("key", paper + "/sign-ours", Self.signature))
        try done(post("manager", paper + "/sign-ours", Self.signature))
        try refused("wrong_state", "P2.4.3", post("executive", paper + "/sign-ours", Self.signature))
        try bindsNobody()
        let scan = Array("%PDF-1.7\nsigned by both\n".utf8)
        let copy = try made(world.upload("rep", "/v1/\(paper)/attachments?name=signed.pdf&kind=signed_copy", scan))
        try bindsNobody()
        let signed = try done(post("rep", paper + "/sign-theirs", Self.signature))
        #expect(signed.string("status") == "signed")
        #expect(try get(deal).string("status") == "won")
        #expect(try get("customers/\(customer)").string("status") == "active")
        // What is signed stays: the paper, its copy, what it rests on, and the deal.
        try closed(paper, #"{"notes":"And a bonus"}"#, "P2.4.3")
        try refused("not_editable", nil, archive("rep", "attachments/\(copy)"))
        try refused("wrong_state", "P4.2.4", post("rep", paper + "/reopen-draft", #"{"reason":"Another price"}"#))
        try refused("proposal_under_contract", "P2.3.3", post("rep", "proposals/\(proposal)/revise"))
        try refused("wrong_state", "P2.2.2", post("rep", deal + "/lose", #"{"reason":"x","no_competitor":true}"#))
        try refused("opportunity_not_in_proposal", "P2.4.1", post("rep", "negotiations", negotiationAgain))
    }

    private var negotiationAgain: String {
        "{\"opportunity_id\":\(opportunity),\"subject\":\"More\",\"scheduled_at\":\"2026-12-01T06:00:00Z\",\"place\":\"Here\"}"
    }

    /// An order that names the contract itself.
    func orderBody(_ quantity: String, _ more: String = "") -> String {
        let line = (try? get("contracts/\(contract)").integer("lines/0/id")) ?? 0
        return """
            {"customer_id":\(customer),"contract_id":\(contract),"payment_method":"bank_transfer","payment_terms_days":30,\
            "transport_mode":"road","delivery_on":"2026-12-24","lines":[{"contract_line_id":\(line),"quantity":"\(quantity)"\(more)}]}
            """
    }
}
