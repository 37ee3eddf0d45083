// The departments' reviews: once each, void when the order changes, readable for ever (P2.5.2).

import JSON
import Kernel
import TestSupport
import Testing

struct ReviewTests {
    /// The reviews as `round department verdict`, with `void` where they no longer count.
    private func reviews(_ desk: OrderDesk, _ order: Int64) throws -> [String] {
        try desk.order(order, by: "auditor").array("reviews").map { review in
            let object = review.object
            let words = [object?["round"]?.number?.literal, object?["department"]?.string, object?["verdict"]?.string]
            return (words.compactMap { $0 } + (object?["is_void"]?.bool == true ? ["void"] : [])).joined(separator: " ")
        }
    }

    @Test func `all departments are asked at once, sales too while there is no contract`() throws {
        let desk = try OrderDesk()
        #expect(try reviews(desk, desk.inReview()) == ["1 finance pending", "1 logistics pending", "1 sales pending"])
    }

    @Test func `each department reviews once`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        for (department, names) in [("finance", ["finance", "finance2"]), ("logistics", ["logistics", "logistics2"])] {
            try desk.must("reviews/\(department)/approve", id, by: names[0])
            for name in names {
                #expect(try desk.take("reviews/\(department)/approve", id, by: name).code == "already_reviewed")
                #expect(try desk.take("reviews/\(department)/reject", id, by: name).code == "already_reviewed")
            }
        }
        #expect(try desk.state(id) == "in_review")
    }

    @Test(arguments: [["finance", "logistics", "sales"], ["sales", "logistics", "finance"], ["logistics", "sales", "finance"]])
    func `the last approval approves the order, whichever it is`(_ departments: [String]) throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        let reviewers = ["finance": "finance", "logistics": "logistics", "sales": "manager"]
        for (index, department) in departments.enumerated() {
            let reply = try desk.must("reviews/\(department)/approve", id, by: reviewers[department] ?? "", #"{"comment":"Fine"}"#)
            #expect(reply.string("status") == (index == 2 ? "approved" : "in_review"))
        }
        let finance = try desk.order(id).array("reviews").first { $0.object?["department"]?.string == "finance" }?.object
        #expect(finance?["reviewer_id"]?.number?.int64 == desk.world.person("finance").id)
        #expect(finance?["comment"]?.string == "Fine")
        #expect(finance?["decided_at"]?.string == "2026-11-24T01:00:00.000Z")
    }

    @Test(arguments: [("finance", "finance"), ("logistics", "logistics2"), ("sales", "manager")])
    func `a rejection makes the order a draft; what was approved is void and stays readable`(_ department: String, _ name: String) throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        let other = department == "finance" ? ("logistics", "logistics") : ("finance", "finance2")
        try desk.must("reviews/\(other.0)/approve", id, by: other.1)
        #expect(try desk.take("reviews/\(department)/reject", id, by: name, "{}").faults == ["/comment: required"])
        try desk.must("reviews/\(department)/reject", id, by: name, #"{"comment":"Too dear"}"#)
        #expect(try desk.state(id) == "draft")
        let expected = ["finance", "logistics", "sales"].map { word in
            "1 \(word) \(word == department ? "rejected" : word == other.0 ? "approved" : "pending") void"
        }
        #expect(try reviews(desk, id) == expected)
        let comments = try desk.order(id).array("reviews").compactMap { $0.object?["comment"]?.string }
        #expect(comments == ["Too dear"])

        try desk.must("submit", id, by: "rep")
        #expect(try reviews(desk, id) == expected + ["2 finance pending", "2 logistics pending", "2 sales pending"])
        #expect(try desk.take("confirm", id, by: "rep").code == "wrong_state")
        try desk.review(id)
        #expect(try desk.state(id) == "approved")
    }

    @Test func `what is edited after approval is reviewed again by all`() throws {
        let desk = try OrderDesk()
        let id = try desk.approved()
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", "{\"lines\":[\(desk.line(quantity: "999"))]}").status == 409)
        try desk.must("revise", id, by: "rep")
        #expect(try reviews(desk, id) == ["finance", "logistics", "sales"].map { "1 \($0) approved void" })
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", "{\"lines\":[\(desk.line(quantity: "999"))]}").status == 200)
        #expect(try desk.take("confirm", id, by: "rep").code == "wrong_state")
        try desk.must("submit", id, by: "rep")
        try desk.must("reviews/finance/approve", id, by: "finance")
        #expect(try desk.take("confirm", id, by: "rep").code == "wrong_state")
        #expect(try desk.state(id) == "in_review")
    }

    @Test func `an order approved while it was held is approved when it is released`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.review(id)
        #expect(try desk.state(id) == "on_hold in_review over_limit")
        #expect(try desk.take("confirm", id, by: "rep").code == "wrong_state")
        try desk.must("release", id, by: "finance")
        #expect(try desk.state(id) == "approved")
    }

    @Test func `an order released before all have approved is still in review`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.must("reviews/finance/approve", id, by: "finance")
        try desk.must("release", id, by: "finance2")
        #expect(try desk.state(id) == "in_review")
        try desk.must("reviews/logistics/approve", id, by: "logistics")
        try desk.must("reviews/sales/approve", id, by: "manager")
        #expect(try desk.state(id) == "approved")
    }

    @Test func `a rejection while on hold ends the hold`() throws {
        let desk = try OrderDesk(limit: "100.00")
        let id = try desk.inReview()
        try desk.must("reviews/sales/reject", id, by: "manager")
        #expect(try desk.state(id) == "draft")
    }

    // MARK: Promised days

    private func promised(_ desk: OrderDesk, _ order: Int64) throws -> [String?] {
        try desk.order(order).array("lines").map { $0.object?["promised_on"]?.string }
    }

    @Test func `logistics promises the wanted days unless it names others`() throws {
        let desk = try OrderDesk()
        let lines = [desk.line(quantity: "1"), desk.line(quantity: "2", #","wanted_on":"2027-01-15""#), desk.freight("10.00")]
        let id = try desk.inReview(lines: lines.joined(separator: ","))
        #expect(try promised(desk, id) == [nil, nil, nil])
        try desk.must("reviews/logistics/approve", id, by: "logistics")
        #expect(try promised(desk, id) == ["2026-12-24", "2027-01-15", nil])

        let other = try desk.inReview(lines: lines.joined(separator: ","))
        let line = try desk.order(other).integer("lines/1/id") ?? 0
        let body = "{\"promised\":[{\"line_id\":\(line),\"promised_on\":\"2027-02-01\"}]}"
        try desk.must("reviews/logistics/approve", other, by: "logistics", body)
        #expect(try promised(desk, other) == ["2026-12-24", "2027-02-01", nil])
    }

    @Test func `nothing is promised for a line that is freight or another order's`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview(lines: desk.line(quantity: "1") + "," + desk.freight("10.00"))
        let freight = try desk.order(id).integer("lines/1/id") ?? 0
        let others = try desk.order(desk.draft()).integer("lines/0/id") ?? 0
        for line in [freight, others, 987_654] {
            let body = "{\"promised\":[{\"line_id\":\(line),\"promised_on\":\"2027-02-01\"}]}"
            let reply = try desk.take("reviews/logistics/approve", id, by: "logistics", body)
            #expect(reply.faults == ["/promised/0/line_id: unknown_child"])
        }
        #expect(try desk.take("reviews/finance/approve", id, by: "finance", #"{"promised":[]}"#).faults == ["/promised: unknown_field"])
        #expect(try reviews(desk, id) == ["1 finance pending", "1 logistics pending", "1 sales pending"])
    }

    @Test func `what was promised in a review that is void is no longer promised`() throws {
        let desk = try OrderDesk()
        let id = try desk.inReview()
        try desk.must("reviews/logistics/approve", id, by: "logistics")
        try desk.must("revise", id, by: "rep")
        #expect(try promised(desk, id) == [nil])
    }

    // MARK: What waits

    @Test func `a list tells what waits for a department`() throws {
        let desk = try OrderDesk(limit: "250.00")
        _ = try desk.draft()
        let waiting = try desk.inReview()
        let half = try desk.inReview()
        try desk.must("reviews/finance/approve", half, by: "finance")
        let held = try desk.inReview(lines: desk.line(quantity: "50"))
        let rejected = try desk.inReview()
        try desk.must("reviews/logistics/reject", rejected, by: "logistics")
        func waits(_ department: String, _ name: String) throws -> [Int64] {
            let reply = try desk.world.get(name, "/v1/orders?review_open=\(department)")
            return reply.array("items").compactMap { $0.object?["id"]?.number?.int64 }.sorted()
        }
        #expect(try waits("finance", "finance") == [waiting, held])
        #expect(try waits("logistics", "logistics") == [waiting, half, held])
        #expect(try waits("sales", "manager") == [waiting, half, held])
        #expect(try waits("sales", "stranger").isEmpty)
        #expect(try desk.world.get("finance", "/v1/orders?review_open=hr").status == 400)
        #expect(try desk.world.get("finance", "/v1/orders?review_open=").status == 400)
    }
}
