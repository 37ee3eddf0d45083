// P2.2: whether there is an opportunity, and how good it is.

import TestSupport
import Testing

extension Walk {
    private var deal: String { "opportunities/\(opportunity)" }
    private static let good = #"{"feasibility":4,"value":4,"worthwhile":true}"#

    /// P2.2.1: without needs nothing is judged, and nothing that comes later is begun.
    func needsAnalysed() throws {
        try unseen(deal, "evaluate", "start-proposal", "negotiate", "win")
        try refused("needs_missing", "P2.2.1", post("rep", deal + "/evaluate", Self.good))
        try refused("wrong_state", "P2.3.1", post("rep", deal + "/start-proposal"))
        try refused("wrong_state", "P2.4.1", post("rep", deal + "/negotiate"))
        try refused("wrong_state", "P2.4.3", post("rep", deal + "/win"))
        for word in ["status", "grade", "worthwhile"] {
            try refused("read_only_field", nil, patch("rep", deal, "{\"\(word)\":\(word == "worthwhile" ? "true" : "\"high\"")}"))
        }
        // History is an administrator's to import, and no deal that goes through its steps.
        try refused("history_by_administrator", nil, importWon(by: "rep"))
        try refused("history_by_administrator", nil, importWon(by: "key"))
        try done(patch("rep", deal, #"{"needs":[{"dimension":"price","urgency":3,"importance":4,"description":"Cheaper than now"}]}"#))
    }

    private func importWon(by name: String) throws -> Reply {
        let text = Array("name,customer_id,status\nTea for a year,\(customer),won\n".utf8)
        return try world.upload(name, "/v1/imports/opportunities", text, fields: [("Content-Type", "text/csv")])
    }

    /// P2.2.2: against whom.
    func competitionAnalysed() throws {
        try refused("competition_missing", "P2.2.2", post("rep", deal + "/evaluate", Self.good))
        let rival = "{\"competitor_id\":\(competitor),\"advantage\":\"Near\",\"our_advantage\":\"Fresher\",\"strategy\":\"Samples\"}"
        try refused("competition_contradicted", "P2.2.2", patch("rep", deal, "{\"no_competition\":true,\"competition\":[\(rival)]}"))
        try done(patch("rep", deal, "{\"competition\":[\(rival)]}"))
    }

    /// P2.2.3: feasibility and value make the grade; a changed basis takes it back.
    func opportunityEvaluated() throws {
        let body = "{\"opportunity_id\":\(opportunity),\"title\":\"Too early\"}"
        try refused("opportunity_not_ready", "P2.3.1", post("rep", "proposals", body))
        try refused("not_allowed", "P2.2", post("manager", deal + "/evaluate", Self.good))
        try tried(post("rep", deal + "/evaluate?dry_run=true", Self.good))
        try done(post("rep", deal + "/evaluate", #"{"feasibility":1,"value":1,"worthwhile":true}"#))
        #expect(try get(deal).string("grade") == "low")
        try refused("grade_too_low", "P2.3.1", post("rep", deal + "/start-proposal"))
        try refused("grade_too_low", "P2.3.1", post("rep", "proposals", body))
        try done(post("rep", deal + "/evaluate", #"{"feasibility":5,"value":5,"worthwhile":false}"#))
        try refused("not_worthwhile", "P2.2.3", post("rep", deal + "/start-proposal"))
        try done(post("rep", deal + "/evaluate", Self.good))
        #expect(try get(deal).string("grade") == "high" || get(deal).string("grade") == "medium")
        try done(patch("rep", deal, #"{"needs":[{"dimension":"delivery","urgency":5,"importance":5}]}"#))
        try refused("wrong_state", "P2.3.1", post("rep", deal + "/start-proposal"))
        try done(post("rep", deal + "/evaluate", Self.good))
        // Neither by being lost and opened again.
        try done(post("rep", deal + "/lose", #"{"reason":"They hesitate","no_competitor":true}"#))
        try refused("not_allowed", "P2.2.3", post("rep", deal + "/reopen", #"{"reason":"Again"}"#))
        try done(post("manager", deal + "/reopen", #"{"reason":"They called"}"#))
        try refused("wrong_state", "P2.3.1", post("rep", deal + "/start-proposal"))
        try done(post("rep", deal + "/evaluate", Self.good))
        try done(post("rep", deal + "/start-proposal"))
    }
}
