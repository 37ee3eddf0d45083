// The sample company's reviews: periods of two years, figures that a script of its own comes to again, appeals and outcomes.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoReviewTests {
    private func counts(_ records: [JSONObject], by field: String) -> [String: Int] {
        records.reduce(into: [:]) { $0[$1.text(field) ?? "-", default: 0] += 1 }
    }

    @Test func `schemes for each position and cycle are in force, and everybody has targets that are split by month`() throws {
        let auditor = try Visitor.auditor()
        let schemes = try auditor.all("/v1/review-schemes")
        #expect(schemes.count == 9 && schemes.allSatisfy { $0.text("status") == "active" })
        let targets = try auditor.all("/v1/targets?expand=months,indicator")
        let revenue = targets.filter { $0["indicator"]?.object?.text("code") == "revenue" }
        #expect(Set(revenue.compactMap { $0.integer("user_id") }) == [1, 3, 4, 5, 6, 7, 8, 9])
        for target in revenue {
            let months = target.objects("months").map { Decimal(text: $0.text("value")) }
            #expect(months.count == 12 && months.reduce(0, +) == Decimal(text: target.text("value")))
        }
    }

    @Test func `all periods that are over are closed, and the current ones are open with figures`() throws {
        let auditor = try Visitor.auditor()
        let periods = try auditor.all("/v1/review-periods?sort=starts_on")
        let open = periods.filter { $0.text("status") == "open" }.compactMap { $0.text("period") }
        #expect(Set(open) == ["2025", "2025-Q2", "2025-05"])
        let closed = periods.filter { $0.text("status") == "closed" }
        #expect(counts(closed, by: "cycle") == ["month": 21, "quarter": 7, "year": 2])
        let reviews = try auditor.all("/v1/performance-reviews")
        #expect(reviews.count == (periods.count) * 8)
        #expect(counts(reviews, by: "status") == ["closed": 240, "computed": 24])
        #expect(reviews.filter { $0.text("status") == "closed" }.allSatisfy { $0.text("score") != nil })
        let grades = counts(reviews.filter { $0.text("status") == "closed" }, by: "grade")
        for grade in ["A", "B", "C", "D"] { #expect(grades[grade, default: 0] >= 5, "\(grades)") }
    }

    @Test func `nobody was scored, confirmed or heard by himself or herself, and appeals were kept and changed`() throws {
        let reviews = try Visitor.auditor().all("/v1/performance-reviews?status=closed")
        for review in reviews {
            let people = ["user_id", "scored_by_id", "confirmed_by_id"].map { review.integer($0) }
            #expect(people.allSatisfy { $0 != nil } && Set(people).count == 3)
        }
        let appeals = counts(reviews.filter { $0.text("appeal_reason") != nil }, by: "appeal_decision")
        #expect(appeals["kept", default: 0] >= 2 && appeals["changed", default: 0] >= 1 && appeals["-"] == nil, "\(appeals)")
        #expect(reviews.contains { $0.text("acknowledged_at") == nil } && reviews.contains { $0.text("acknowledged_at") != nil })
    }

    @Test func `rewards, coaching and penalties were decided and waived; one was appealed`() throws {
        let outcomes = try Visitor.auditor().all("/v1/outcomes")
        for kind in ["reward", "coaching", "penalty"] {
            let states = counts(outcomes.filter { $0.text("kind") == kind }, by: "status")
            #expect(states["decided", default: 0] >= 1, "\(kind): \(states)")
            #expect(states["waived", default: 0] >= 1, "\(kind): \(states)")
        }
        #expect(outcomes.allSatisfy { ["decided", "waived"].contains($0.text("status")) })
        #expect(outcomes.contains { $0.text("appeal_reason") != nil && $0.text("appeal_decision") == "kept" })
        let coached = outcomes.filter { $0.text("kind") == "coaching" && $0.text("status") == "decided" }
        #expect(coached.allSatisfy { $0.integer("enrolment_id") != nil })
        #expect(outcomes.filter { $0.text("kind") == "penalty" }.allSatisfy { ($0.integer("misses_in_row") ?? 0) >= 3 })
    }

    @Test func `the leaderboard of a month ranks all`() throws {
        let board = try Visitor.auditor().get("/v1/reports/leaderboard?period=2025-04")
        #expect(board.status == 200 && board.array("items").count == 8)
    }

    @Test func `a script that knows exports and the definitions alone comes to the same figures, to the fen`() throws {
        let demo = try DemoServer.shared()
        let check = Process()
        let output = Pipe()
        check.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../scripts/check-reviews").standardized.path
        check.arguments = ["-B", script, "--url", "http://127.0.0.1:\(demo.server.port)"]
        check.environment = ["PATH": "/usr/bin:/bin", "SALESD_TOKEN": try demo.server.session(of: 23)]
        check.standardOutput = output
        check.standardError = output
        try check.run()
        let text = String(bytes: output.fileHandleForReading.readDataToEndOfFile(), encoding: .utf8) ?? ""
        check.waitUntilExit()
        #expect(check.terminationStatus == 0, "\(text.prefix(3000))")
        #expect(text.contains("figures of 264 reviews of 8 people were worked out again: 0 differ."), "\(text.suffix(300))")
    }
}
