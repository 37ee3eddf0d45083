// The sample company's production, tickets and service actions: every kind, every state, times kept and missed.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoServiceTests {
    /// Every ticket with its lists, in the order of the ids.
    private static let tickets = Result {
        let auditor = try Visitor.auditor()
        return try auditor.all("/v1/tickets?sort=id&fields=id").map { ticket in
            try #require(auditor.get("/v1/tickets/\(ticket.integer("id") ?? 0)").json.object)
        }
    }

    private func counts(_ records: [JSONObject], by field: String) -> [String: Int] {
        records.reduce(into: [:]) { $0[$1.text(field) ?? "-", default: 0] += 1 }
    }

    // MARK: Tickets

    @Test func `two hundred tickets are of every type, priority and channel, and in every state`() throws {
        let tickets = try Self.tickets.get()
        #expect(tickets.count == 200)
        #expect(counts(tickets, by: "type") == ["quality": 60, "inquiry": 50, "complaint": 35, "delivery": 35, "other": 20])
        #expect(
            counts(tickets, by: "status")
                == ["new": 3, "assigned": 5, "in_progress": 17, "waiting_customer": 7, "resolved": 8, "closed": 160])
        for (field, values) in [
            ("priority", ["urgent", "high", "normal", "low"]), ("channel", ["phone", "email", "online_chat", "visit"]),
        ] {
            let counts = counts(tickets, by: field)
            #expect(values.allSatisfy { counts[$0, default: 0] >= 20 }, "\(counts)")
        }
        let quarters = Set(tickets.compactMap { $0.text("created_at")?.prefix(7) })
        #expect(quarters.count >= 20, "\(quarters.sorted())")
    }

    @Test func `most times are kept, the missed ones went up the line by the job`() throws {
        let tickets = try Self.tickets.get()
        let responses = tickets.count { $0["response_missed"] == .bool(true) }
        let resolutions = tickets.count { $0["resolve_missed"] == .bool(true) }
        #expect((12...40).contains(responses) && (18...50).contains(resolutions), "\(responses) \(resolutions)")
        for ticket in tickets {
            let causes = ticket.objects("escalations").compactMap { $0.text("cause") }
            #expect((ticket["response_missed"] == .bool(true)) == causes.contains("response"))
            #expect((ticket["resolve_missed"] == .bool(true)) == causes.contains("resolution"))
        }
        #expect(tickets.contains { $0.objects("escalations").contains { $0.text("cause") == "by_hand" } })
        #expect(tickets.count { ($0.integer("waited_minutes") ?? 0) > 0 } > 15)
    }

    @Test func `customers were asked by somebody else than who did the work; who was not content opened it again`() throws {
        let tickets = try Self.tickets.get()
        let scores = tickets.flatMap { $0.objects("satisfactions").compactMap { $0.integer("score") } }
        for score in 1...5 { #expect(scores.contains(Int64(score)), "nobody gave \(score)") }
        #expect(tickets.count { $0["reopened_by_score"] == .bool(true) } == 18)
        #expect(tickets.count { $0.text("reopen_reason") != nil } == 4)
        #expect(tickets.count { $0.text("no_satisfaction_reason") != nil } == 46)
        for ticket in tickets {
            let workers = ticket.objects("assignments").filter { $0.text("started_at") != nil }.compactMap { $0.integer("assignee_id") }
            for satisfaction in ticket.objects("satisfactions") {
                #expect(!workers.contains(satisfaction.integer("recorded_by_id") ?? 0))
            }
        }
    }

    @Test func `rules and service levels bring tickets to both of service`() throws {
        let auditor = try Visitor.auditor()
        #expect(try auditor.all("/v1/routing-rules").count == 5 && auditor.all("/v1/sla-policies").count == 3)
        let tickets = try Self.tickets.get()
        #expect(
            counts(tickets.compactMap { $0.objects("assignments").first }, by: "reason").keys.sorted() == [
                "by_hand", "by_rule", "round_robin",
            ])
        #expect(Set(tickets.compactMap { $0.integer("assignee_id") }) == [15, 16])
    }

    // MARK: Service actions

    @Test func `service actions are of every kind and in every state`() throws {
        let actions = try Visitor.auditor().all("/v1/service-actions")
        let kinds = counts(actions, by: "kind")
        #expect(["repair", "exchange", "return", "answer", "visit"].allSatisfy { kinds[$0, default: 0] >= 5 }, "\(kinds)")
        let states = counts(actions, by: "status")
        #expect(
            Set(states.keys) == ["proposed", "approved", "in_progress", "finished", "rejected", "cancelled"]
                && states["finished", default: 0] > 40,
            "\(states)")
    }

    @Test func `what came back is credited, what was exchanged was sent once more`() throws {
        let auditor = try Visitor.auditor()
        let finished = try auditor.all("/v1/service-actions?status=finished")
        let returns = try finished.filter { $0.text("kind") == "return" }.map { action in
            try #require(auditor.get("/v1/service-actions/\(action.integer("id") ?? 0)").json.object)
        }
        let notes = try auditor.all("/v1/credit-notes")
        #expect(returns.count >= 8 && notes.count == returns.count && notes.allSatisfy { $0.text("status") == "issued" })
        #expect(
            Set(returns.flatMap { $0.objects("credits").compactMap { $0.integer("credit_note_id") } })
                == Set(notes.compactMap { $0.integer("id") }))
        let exchanges = finished.filter { $0.text("kind") == "exchange" }
        let replacements = try auditor.all("/v1/shipments?purpose=replacement")
        #expect(exchanges.count >= 8 && replacements.count == exchanges.count)
        #expect(counts(replacements, by: "status")["delivered", default: 0] >= 8)
    }

    // MARK: Production

    @Test func `what is made to order was made and inspected before it left; on the last day plans are at every step`() throws {
        let plans = try Visitor.auditor().all("/v1/production-plans")
        let states = counts(plans, by: "status")
        #expect(states["planned"] == 1 && states["in_progress"] == 2 && states["finished", default: 0] > 40, "\(states)")
        #expect(plans.count { $0["overdue"] == .bool(true) } == 1)
        #expect(plans.count { Decimal(text: $0.text("failed_quantity")) > 0 } > 5)
        let ready = try Visitor.auditor().all("/v1/orders?fulfilment_status=in_production,ready")
        #expect(counts(ready, by: "fulfilment_status").keys.sorted() == ["in_production", "ready"])
    }
}
