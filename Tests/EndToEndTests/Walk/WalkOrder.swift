// P2.5.1 and P2.5.2: the order is the contract's, every department reviews it, and only then is it confirmed.

import JSON
import TestSupport
import Testing

extension Walk {
    private var paper: String { "orders/\(order)" }

    /// P2.5.1: what was contracted, at its prices, once.
    func orderEntered() throws {
        try withoutContract()
        for (name, more) in [("unit_price", "\"15.00\""), ("discount", "\"0.2\""), ("tax_rate", "\"0.01\"")] {
            try refused("not_as_contracted", "P2.5.1", post("rep", "orders", orderBody("1", ",\"\(name)\":\(more)")))
        }
        try refused("over_contracted", "P2.5.1", post("rep", "orders", orderBody("100.5")))
        try refused("over_contracted", "P2.5.1", batch("rep", "orders", orderBody("60"), orderBody("60")))
        try refused("over_contracted", "P2.5.1", put("key", "orders/by-external-id/BIG", orderBody("101")))
        for name in ["rep2", "stranger"] { try refused("unknown_reference", nil, post(name, "orders", orderBody("1"))) }
        try refused("not_allowed", nil, post("finance", "contracts/\(contract)/orders"))
        // Two at once get together no more than there is.
        let request = Race.Request(
            token: world.person("rep").token, method: "POST", path: "/v1/contracts/\(contract)/orders",
            body: #"{"delivery_on":"2026-12-24","external_id":"W-orders"}"#)
        let replies = try Race.run([request, request], port: world.server.port)
        #expect(replies.map(\.status).sorted() == [201, 409], "\(replies.map(\.answer.text))")
        order = replies.first { $0.status == 201 }?.id ?? 0
        try refused("nothing_open", "P2.5.1", post("rep", "contracts/\(contract)/orders"))
        try refused("over_contracted", "P2.5.1", post("rep", "orders", orderBody("0.0001")))
        let line = try get(paper).integer("lines/0/id") ?? 0
        try refused("over_contracted", "P2.5.1", patch("rep", paper, "{\"lines\":[{\"id\":\(line),\"quantity\":\"101\"}]}"))
        try refused("read_only_field", nil, patch("rep", paper, #"{"contract_id":null}"#))
        // Archived, it gives its room back; it comes back only as long as nobody has taken that.
        try done(archive("rep", paper))
        let other = try made(post("rep", "orders", orderBody("100")))
        try refused("over_contracted", "P2.5.1", post("rep", paper + "/restore"))
        try done(archive("rep", "orders/\(other)"))
        try done(post("rep", paper + "/restore"))
        try refused("over_contracted", "P2.5.1", post("rep", "orders/\(other)/restore"))
    }

    /// P2.5.1: without a contract only with a reason, and sales reviews it as well.
    private func withoutContract() throws {
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(tea),"quantity":"1"}]}
            """
        let small = try made(post("rep", "orders", body))
        try refused("contract_reason_required", "P2.5.1", post("rep", "orders/\(small)/submit"))
        try refused("contract_reason_required", "P2.5.1", post("key", "orders/\(small)/submit"))
        let submitted = try done(post("rep", "orders/\(small)/submit", #"{"no_contract_reason":"A sample"}"#))
        #expect(submitted.array("reviews").contains { $0.object?["department"]?.string == "sales" })
        try selfDecision("P2.5.2", of: "orders/\(small)", "reviews/sales/approve")
        try done(post("rep", "orders/\(small)/cancel", #"{"reason":"They pay for the sample in the shop"}"#))
    }

    /// P2.5.1 to P2.5.2: no credit, no way on without finance (P4.2.2).
    func orderSubmitted() throws {
        try unseen(paper, "submit", "confirm", "reviews/finance/approve")
        try refused("wrong_state", "P2.5.2", post("rep", paper + "/confirm"))
        try refused("wrong_state", "P2.5.2", post("finance", paper + "/reviews/finance/approve"))
        try refused("not_allowed", nil, post("rep", "credit-investigations", creditBody))
        try world.credit(of: customer, limit: "1000000.00")
        try tried(post("rep", paper + "/submit?dry_run=true"))
        let submitted = try done(post("rep", paper + "/submit"))
        #expect(submitted.string("status") == "in_review")
        #expect(submitted.array("reviews").compactMap { $0.object?["department"]?.string }.sorted() == ["finance", "logistics"])
    }

    private var creditBody: String {
        "{\"customer_id\":\(customer),\"findings\":\"Fine\",\"rating\":\"A\",\"limit\":\"9000000\",\"payment_terms_days\":90,\"valid_until_on\":\"2027-11-24\"}"
    }

    /// P2.5.2: each department its own part, once; a rejection begins a new round.
    func orderReviewed() throws {
        try closed(paper, #"{"notes":"Free of charge"}"#, "P2.5.1")
        for (name, department) in [
            ("rep", "finance"), ("manager", "finance"), ("logistics", "finance"), ("finance", "logistics"), ("executive", "logistics"),
        ] {
            try refused("not_allowed", "P2.5.2", post(name, paper + "/reviews/\(department)/approve"))
        }
        try refused("not_asked", "P2.5.2", post("manager", paper + "/reviews/sales/approve"))
        try refused("decided_by_people", "P2.5.2", post("key", paper + "/reviews/finance/approve"))
        try refused("wrong_state", "P2.5.2", post("rep", paper + "/confirm"))
        try tried(post("finance", paper + "/reviews/finance/approve?dry_run=true"))
        try done(post("finance", paper + "/reviews/finance/approve"))
        try refused("already_reviewed", "P2.5.2", post("finance2", paper + "/reviews/finance/reject", #"{"comment":"No"}"#))
        try refused("required", "P2.5.2", post("logistics", paper + "/reviews/logistics/reject"))
        try done(post("logistics", paper + "/reviews/logistics/reject", #"{"comment":"Not before January"}"#))
        #expect(try get(paper).string("status") == "draft")
        try done(patch("rep", paper, #"{"delivery_on":"2027-01-15"}"#))
        try done(post("rep", paper + "/submit"))
        // What finance said of the round before counts no longer.
        try done(post("logistics", paper + "/reviews/logistics/approve"))
        try refused("wrong_state", "P2.5.2", post("rep", paper + "/confirm"))
        try refused("wrong_state", "P2.5.2", post("key", paper + "/confirm"))
        try done(post("finance2", paper + "/reviews/finance/approve"))
        #expect(try get(paper).string("status") == "approved")
    }

    /// P2.5.2: confirmed once, in the ERP under one number.
    func orderConfirmed() throws {
        try closed(paper, #"{"notes":"Free of charge"}"#, "P2.5.2")
        try refused("wrong_state", "P2.5.2", put("key", paper + "/erp-confirmation", #"{"erp_number":"ERP-1"}"#))
        try refused("not_allowed", "P2.5.2", post("finance", paper + "/confirm"))
        try done(post("rep", paper + "/confirm"))
        try refused("wrong_state", "P2.5.2", post("rep", paper + "/confirm"))
        try done(put("key", paper + "/erp-confirmation", #"{"erp_number":"ERP-1"}"#))
        try refused("other_erp_number", "P2.5.2", put("key", paper + "/erp-confirmation", #"{"erp_number":"ERP-2"}"#))
        try refused("wrong_state", "P2.5.2", post("rep", paper + "/revise", #"{"reason":"Another price"}"#))
        try refused("not_allowed", "P2.5.3", post("rep", paper + "/cancel", #"{"reason":"Another price"}"#))
        try closed(paper, #"{"notes":"Free of charge"}"#, "P2.5.2")
    }
}
