// P4.2.5: what is overdue is dunned in time, step by step, and a payment ends it by itself.

import Kernel
import TestSupport
import Testing

extension Walk {
    private var file: String { "dunning-cases/\(dunning)" }

    /// Goes on by so many days, and has the jobs look.
    private func pass(days: Int64) throws {
        world.server.clock.advance(seconds: days * 86_400)
        try world.renewSessions()
        for job in ["overdue-invoices", "dunning"] { try world.server.runJob(job) }
    }

    /// Nothing is dunned before it is due; then the letter comes before the visit, and the court last.
    func debtDunned() throws {
        let body = "{\"customer_id\":\(customer)}"
        try refused("nothing_overdue", nil, post("finance", "dunning-cases", body))
        try pass(days: 16)
        dunning = try get("dunning-cases").integer("items/0/id") ?? 0
        #expect(try get(file).string("overdue_amount") == "1220.40")
        try refused("dunning_case_exists", nil, post("finance", "dunning-cases", body))
        try refused("not_allowed", nil, post("rep", "dunning-cases", body))
        try unseen(file, "letter", "promise")
        try refused("wrong_state", "P4.2.5", post("rep", file + "/visit", Self.outcome))
        try refused("not_allowed", "P4.2.5", post("finance", file + "/lawsuit", Self.outcome))
        try refused("wrong_state", "P4.2.5", post("executive", file + "/lawsuit", Self.outcome))
        try refused("dunning_still_open", "P4.2.5", post("finance", file + "/settle"))
        for name in ["finance", "admin"] { try refused("method_not_allowed", nil, archive(name, file)) }
        // Whoever answers for the customer keeps no letter off.
        for step in ["hold", "settle"] { try refused("not_allowed", "P4.2.5", post("rep", "\(file)/\(step)", Self.mistake)) }
        try refused("not_allowed", "P4.2.5", post("rep", "invoices/\(invoice)/dispute", Self.mistake))
        try refused("read_only_field", nil, patch("finance", "dunning-cases/\(dunning)", #"{"status":"settled"}"#))
        try done(post("rep", file + "/letter"))
    }

    private static let outcome = #"{"outcome":"Met Mr Li"}"#

    /// A promise for soon, for no more than is owed; broken, it is told to the manager and the case goes on.
    func promiseBroken() throws {
        func promise(_ day: String, _ amount: String) throws -> Reply {
            try post("rep", file + "/promise", "{\"on\":\"\(day)\",\"amount\":\"\(amount)\"}")
        }
        try refused("promise_day", "P4.2.5", promise("2027-06-30", "1220.40"))
        try refused("promise_day", "P4.2.5", promise("2026-12-09", "1220.40"))
        try refused("promise_too_large", "P4.2.5", promise("2026-12-11", "1220.41"))
        try done(promise("2026-12-11", "1220.40"))
        try refused("wrong_state", "P4.2.5", promise("2026-12-25", "1220.40"))
        try refused("wrong_state", "P4.2.5", post("rep", file + "/visit", Self.outcome))
        try pass(days: 4)
        #expect(try get(file).string("status") == "letter")
        #expect(try get(file).integer("broken_promises") == 1)
        #expect(try get(file).integer("escalated_to_id") == id("manager"))
        try done(post("finance", file + "/visit", Self.outcome))
        try refused("decided_by_people", "P4.2.5", post("key", file + "/lawsuit", Self.outcome))
        try refused("not_allowed", "P4.2.5", post("manager", file + "/lawsuit", Self.outcome))
        try tried(post("executive", file + "/lawsuit?dry_run=true", Self.outcome))
    }

    /// The ERP books what came; the case settles by itself, and the order is done.
    func debtPaid() throws {
        try done(post("key", "receipts/\(receipt)/allocate", allocation(to: invoice, "86.40")))
        #expect(try get(file).string("status") == "visit")
        let money = try made(post("key", "receipts", receiptOf("1134.00", on: "2026-12-14")))
        try done(post("key", "receipts/\(money)/allocate"))
        #expect(try get(file).string("status") == "settled")
        try refused("wrong_state", "P4.2.5", post("finance", file + "/resume"))
        #expect(try get("orders/\(order)").string("invoicing_status") == "paid")
        try refused("not_allowed", "P2.5.3", post("finance", "orders/\(order)/complete"))
        try done(post("rep", "orders/\(order)/complete"))
    }
}
