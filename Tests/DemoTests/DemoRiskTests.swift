// The sample company's register of risks: every category, every state, the server's own and people's, and early warning.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoRiskTests {
    private func counts(_ records: [JSONObject], by field: String) -> [String: Int] {
        records.reduce(into: [:]) { $0[$1.text(field) ?? "-", default: 0] += 1 }
    }

    @Test func `there are risks of every category, entered by people and raised by the server`() throws {
        let risks = try Visitor.auditor().all("/v1/risks")
        let byPeople = risks.filter { $0.text("system_cause") == nil }
        for records in [risks, byPeople] {
            #expect(Set(counts(records, by: "category").keys) == ["market", "customer", "competition", "contract", "receivable"])
        }
        let causes = counts(risks.filter { $0.text("system_cause") != nil }, by: "system_cause")
        for cause in ["overdue_receivables", "customer_share", "indicator_over_threshold"] {
            #expect(causes[cause, default: 0] >= 1, "\(causes)")
        }
    }

    @Test func `risks stand in every state, some with a response and what it leaves`() throws {
        let risks = try Visitor.auditor().all("/v1/risks")
        let states = counts(risks, by: "status")
        #expect(Set(states.keys) == ["identified", "assessed", "responding", "accepted", "closed"], "\(states)")
        #expect(risks.contains { $0.text("residual_level") != nil } && risks.contains { $0.text("review_on") != nil })
        #expect(risks.contains { $0["high_without_response"] == .bool(true) })
        // By itself where the cause was gone, and by people with a result.
        let closed = risks.filter { $0.text("status") == "closed" }
        #expect(closed.contains { $0.text("cause_gone_at") != nil } && closed.contains { $0.integer("closed_by_id") != nil })
    }

    @Test func `what the server raised has the records behind it`() throws {
        let auditor = try Visitor.auditor()
        let risk = try #require(auditor.all("/v1/risks?system_cause=overdue_receivables&sort=-id").first)
        let evidence = try auditor.get("/v1/risks/\(risk.integer("id") ?? 0)/evidence")
        #expect(evidence.status == 200 && !evidence.array("items").isEmpty)
    }

    @Test func `rules watch figures, and alerts were raised, seen and cleared`() throws {
        let auditor = try Visitor.auditor()
        let rules = try auditor.all("/v1/early-warning-rules")
        #expect(rules.count == 5 && rules.count { $0["active"] == .bool(true) } == 4)
        let states = counts(try auditor.all("/v1/alerts"), by: "status")
        #expect(states["cleared", default: 0] >= 1 && states["acknowledged", default: 0] >= 1, "\(states)")
    }
}
