// P2.6: from the customer's complaint to the closed ticket; of goods no more than the customer has, and nobody judges his or her own work.

import JSON
import Kernel
import TestSupport
import Testing

extension Walk {
    private var desk: String { "tickets/\(ticket)" }

    private func actionOf(_ kind: String, _ quantity: String) -> String {
        """
        {"ticket_id":\(ticket),"kind":"\(kind)","lines":[{"order_line_id":\(goods),"quantity":"\(quantity)"}]}
        """
    }

    /// P2.6.1: about what the customer itself has bought; whoever has it begins, and nobody closes it before it is solved.
    func ticketEntered() throws {
        func body(_ order: Int64) -> String {
            "{\"customer_id\":\(customer),\"order_id\":\(order),\"channel\":\"phone\",\"type\":\"complaint\",\"subject\":\"Wet\",\"assignee_id\":\(id("agent"))}"
        }
        let level = #"{"type":"complaint","priority":"normal","response_hours":4,"resolve_hours":8}"#
        for name in ["agent", "rep", "logistics"] { try refused("not_allowed", nil, post(name, "sla-policies", level)) }
        _ = try made(post("head", "sla-policies", level))
        for name in ["logistics", "production", "finance"] { try refused("not_allowed", nil, post(name, "tickets", body(order))) }
        ticket = try made(post("service", "tickets", body(order)))
        for (step, form) in [
            ("resolve", #"{"solution":"None"}"#), ("close", #"{"no_satisfaction_reason":"x"}"#),
            ("satisfaction", #"{"score":5,"channel":"phone"}"#),
        ] {
            let name = step == "resolve" ? "agent" : "service"
            let clause = step == "resolve" ? "P2.6.2" : "P2.6.3"
            try refused("wrong_state", clause, post(name, "\(desk)/\(step)", form))
        }
        for name in ["service", "agent2", "rep"] { try refused("not_allowed", "P2.6.2", post(name, desk + "/start")) }
        for name in ["stranger", "rep2", "logistics"] { try refused("not_found", nil, post(name, desk + "/start")) }
        try refused("read_only_field", nil, patch("service", desk, #"{"status":"closed"}"#))
        try done(post("agent", desk + "/start"))
        try refused("deadline_of_own_work", "P2.6.2", patch("agent", desk, #"{"priority":"low"}"#))
    }

    /// P2.6.2: no more goes back than was delivered, and not without the manager and finance.
    func goodsReturned() throws {
        try refused("goods_not_there", "P2.6.2", post("agent2", "service-actions", actionOf("return", "100.5")))
        try refused("goods_not_there", "P2.6.2", batch("agent2", "service-actions", actionOf("return", "60"), actionOf("exchange", "60")))
        try refused("goods_not_there", "P2.6.2", put("key", "service-actions/by-external-id/BIG", actionOf("return", "101")))
        try refused("action_without_lines", "P2.6.2", post("agent2", "service-actions", "{\"ticket_id\":\(ticket),\"kind\":\"return\"}"))
        try refused("not_allowed", nil, post("rep", "service-actions", actionOf("return", "1")))
        action = try made(post("agent2", "service-actions", actionOf("return", "10")))
        let path = "service-actions/\(action)"
        try refused("actions_open", "P2.6.2", post("agent", desk + "/resolve", #"{"solution":"Dry boxes"}"#))
        try refused("wrong_state", "P2.6.2", post("agent", path + "/perform"))
        for name in ["agent", "agent2", "service", "rep"] { try refused("not_allowed", "P2.6.2", post(name, path + "/approve")) }
        try refused("decided_by_people", "P2.6.2", post("key", path + "/approve"))
        try done(post("head", path + "/approve"))
        try refused("wrong_state", "P2.6.2", post("agent", path + "/perform"))
        try refused("not_allowed", "P2.6.2", post("head", path + "/approve"))
        try done(post("finance", path + "/approve"))
        let more = "{\"lines\":[{\"order_line_id\":\(goods),\"quantity\":\"90\"}]}"
        for name in ["agent2", "admin", "key"] { try refused("not_editable", nil, patch(name, path, more)) }
    }

    /// What came back is credited with the end of the return, and that stays.
    func returnCredited() throws {
        let path = "service-actions/\(action)"
        try refused("not_allowed", "P2.6.2", post("agent2", path + "/perform"))
        try done(post("agent", path + "/perform"))
        try refused("actions_open", "P2.6.2", post("agent", desk + "/resolve", #"{"solution":"Dry boxes"}"#))
        try refused("wrong_state", "P2.6.2", post("agent", path + "/cancel", Self.mistake))
        try refused("required", "P2.6.2", post("agent", path + "/finish"))
        try done(post("agent", path + "/finish", #"{"result":"Ten boxes are here"}"#))
        let note = try get(path).integer("credits/0/credit_note_id") ?? 0
        #expect(try get("credit-notes/\(note)").string("gross") == "203.40")
        try refused("goods_came_back", "P4.2.5", post("finance2", "credit-notes/\(note)/void", Self.mistake))
        try refused("goods_not_there", "P2.6.2", post("agent2", "service-actions", actionOf("return", "90.5")))
        try refused("nothing_to_invoice", nil, post("finance", "orders/\(order)/invoices"))
        try refused("not_editable", nil, archive("admin", path))
    }

    /// What is exchanged is shipped once more, by a paper that nobody makes or changes by hand.
    func goodsExchanged() throws {
        let exchange = try made(post("agent2", "service-actions", actionOf("exchange", "90")))
        let path = "service-actions/\(exchange)"
        // While who proposed it stands in for the manager, it is still his or her own.
        let away = "{\"user_id\":\(id("head")),\"delegate_id\":\(id("agent2")),\"starts_on\":\"2026-12-14\",\"ends_on\":\"2026-12-14\"}"
        let absence = try made(post("head", "absences", away))
        try refused("own_paper", "P2.6.2", post("agent2", path + "/approve"))
        try done(archive("head", "absences/\(absence)"))
        try done(post("head", path + "/approve"))
        try done(post("agent", path + "/perform"))
        try done(post("agent", path + "/finish", #"{"result":"To be sent"}"#))
        let replacement = try get(path).integer("replacement_shipment_id") ?? 0
        let parcel = "shipments/\(replacement)"
        let byHand = "{\"order_id\":\(order),\"purpose\":\"replacement\",\"lines\":[{\"order_line_id\":\(goods),\"quantity\":\"1\"}]}"
        try refused("read_only_field", nil, post("logistics", "shipments", byHand))
        try refused("order_not_shippable", nil, post("logistics", "shipments", shipmentOf("1")))
        try refused("replacement_fixed", nil, patch("logistics", parcel, #"{"lines":[]}"#))
        try refused("replacement_not_archived", "P2.6.2", archive("logistics", parcel))
        try refused("goods_not_there", "P2.6.2", post("agent2", "service-actions", actionOf("return", "1")))
        // It is lost: the customer is still owed, and nobody says that all is done.
        try done(post("logistics", parcel + "/cancel"))
        try refused("actions_open", "P2.6.2", post("agent", desk + "/resolve", #"{"solution":"Dry boxes"}"#))
        try done(post("agent", path + "/finish", #"{"result":"To be sent again"}"#))
        let second = try get(path).integer("replacement_shipment_id") ?? 0
        #expect(second != replacement)
        try done(post("logistics", "shipments/\(second)/pack"))
        try done(post("logistics", "shipments/\(second)/ship", #"{"carrier":"SF"}"#))
        let now = world.server.clock.now.description
        try done(post("logistics", "shipments/\(second)/deliver", "{\"received_by\":\"Li\",\"delivered_at\":\"\(now)\"}"))
    }

    /// P2.6.3: another one asks, and who is not satisfied opens it again.
    func ticketResolved() throws {
        for name in ["agent2", "service", "head"] {
            try refused("not_allowed", "P2.6.2", post(name, desk + "/resolve", #"{"solution":"Dry boxes"}"#))
        }
        try refused("required", "P2.6.2", post("agent", desk + "/resolve"))
        try done(post("agent", desk + "/resolve", #"{"solution":"Dry boxes"}"#))
        let (bad, good) = (#"{"score":1,"channel":"phone"}"#, #"{"score":5,"channel":"phone"}"#)
        try refused("own_ticket", "P2.6.3", post("agent", desk + "/satisfaction", good))
        try refused("own_ticket", "P2.6.3", post("agent", desk + "/close", #"{"no_satisfaction_reason":"Silent"}"#))
        try refused("not_allowed", "P2.6.3", post("rep", desk + "/satisfaction", good))
        try refused("satisfaction_or_reason", "P2.6.3", post("agent2", desk + "/close"))
        try refused("read_only_field", nil, patch("service", desk, #"{"satisfaction_score":5}"#))
        try refused("out_of_range", nil, post("agent2", desk + "/satisfaction", #"{"score":6,"channel":"phone"}"#))
        #expect(try done(post("agent2", desk + "/satisfaction", bad)).string("status") == "in_progress")
        // Given away, it is still what the agent worked on.
        try done(post("service", desk + "/assign", "{\"assignee_id\":\(id("agent2"))}"))
        try done(post("agent2", desk + "/start"))
        try done(post("agent2", desk + "/resolve", #"{"solution":"A new roof"}"#))
        for name in ["agent", "agent2"] { try refused("own_ticket", "P2.6.3", post(name, desk + "/satisfaction", good)) }
        try done(post("service", desk + "/satisfaction", good))
        try refused("satisfaction_known", "P2.6.3", post("head", desk + "/satisfaction", bad))
    }

    func ticketClosed() throws {
        for name in ["agent", "agent2"] { try refused("own_ticket", "P2.6.3", post(name, desk + "/close")) }
        try refused("not_allowed", "P2.6.3", post("manager", desk + "/close"))
        try done(post("head", desk + "/close"))
        try refused("wrong_state", "P2.6.3", post("head", desk + "/close"))
        try refused("ticket_not_open", "P2.6.2", post("agent2", "service-actions", actionOf("return", "1")))
        for name in ["service", "admin", "key"] { try refused("not_editable", nil, patch(name, desk, #"{"subject":"Fine"}"#)) }
    }

    /// All of it stands on the customer's timeline, and what is owed is what was kept.
    func everythingIsToldOf() throws {
        let expected: Set = [
            "customer", "order", "order_amendment", "production_plan", "shipment", "invoice", "credit_note", "receipt", "dunning_case",
            "ticket", "service_action", "credit_investigation",
        ]
        #expect(try expected.subtracting(kindsOfTimeline()).isEmpty)
        let invoices = try get("invoices?status=issued&order_id=\(order)").array("items")
        let fen = { (name: String) in invoices.reduce(0.0) { $0 + (Double($1.object?[name]?.string ?? "") ?? 0) } }
        #expect((fen("gross") - fen("credited") - 1830.60).magnitude < 0.001, "ninety boxes are kept")
        #expect(try get("customers/\(customer)/credit", by: "finance").string("exposure/amount") == "0.00")
    }
}
