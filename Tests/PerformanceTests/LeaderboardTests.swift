// The leaderboard: the best first, as far as the caller may see (P3.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct LeaderboardTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.setPosition("Sales representative", of: "stranger")
        try reviews.scheme("month", [("visits", 100)])
        for name in ["rep", "rep2"] { try reviews.target(name, "visits", "2026-11", "2") }
        try reviews.open("2026-11")
        _ = try reviews.activity()
        for _ in 0..<2 { _ = try reviews.activity("visit", by: "rep2") }
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
    }

    private func board(_ name: String, _ more: String = "") throws -> [String] {
        let reply = try reviews.must(world.get(name, "/v1/reports/leaderboard?period=2026-11\(more)"))
        return reply.array("items").compactMap(\.object).map { row in
            "\(row["rank"]?.number?.literal ?? "-") \(row["name"]?.string ?? "") \(row["score"]?.string ?? "-")"
                + " \(row["figures"]?.object?["visits"]?.string ?? "-")"
        }
    }

    @Test func `the best comes first, and who has no score last`() throws {
        #expect(try board("hr") == ["1 rep2 100.00 2.00", "2 rep 50.00 1.00", "- stranger - 0.00"])
        #expect(try board("executive", "&limit=1") == ["1 rep2 100.00 2.00"])
        #expect(try world.get("hr", "/v1/reports/leaderboard?period=2026-10").array("items").isEmpty)
        #expect(try board("hr", "&team=\(reviews.id("manager"))").count == 2)
        #expect(try board("hr", "&team=\(reviews.id("rep"))") == ["1 rep 50.00 1.00"])
        #expect(try board("manager", "&team=me").count == 2)
    }

    @Test func `everybody sees the own rows, and who stands above those below`() throws {
        #expect(try board("manager") == ["1 rep2 100.00 2.00", "2 rep 50.00 1.00"])
        for name in ["rep", "rep2", "stranger", "finance", "admin", "marketing"] { #expect(try board(name).isEmpty, "\(name)") }
        try reviews.confirmedReview("rep", "2026-11")
        #expect(try board("rep") == ["1 rep 50.00 1.00"])
        #expect(try board("rep", "&team=\(reviews.id("manager"))") == ["1 rep 50.00 1.00"])
        #expect(try board("rep2").isEmpty)
        #expect(try board("auditor").count == 3)
    }

    @Test func `a period is named, or its days are; else it is the last month that is over`() throws {
        let named = try reviews.must(world.get("hr", "/v1/reports/leaderboard?period=2026-11"))
        #expect(named.string("period") == "2026-11" && named.string("cycle") == "month" && named.integer("total") == 3)
        for query in ["", "?from=2026-11-01&to=2026-11-30"] {
            #expect(try world.get("hr", "/v1/reports/leaderboard\(query)").json == named.json, "\(query)")
        }
        let year = try world.get("hr", "/v1/reports/leaderboard?period=2026")
        #expect(year.string("cycle") == "year" && year.string("to") == "2026-12-31" && year.array("items").isEmpty)
        for query in [
            "?from=2026-11-01", "?to=2026-11-30", "?from=2026-11-02&to=2026-11-30", "?from=2026-11-01&to=2026-12-31",
            "?from=2026-02-01&to=2026-04-30", "?period=2026-11&from=2026-11-01",
        ] {
            #expect(try world.get("hr", "/v1/reports/leaderboard\(query)").code == "bad_parameter", "\(query)")
        }
        for query in ["?period=", "?period=2026-13", "?period=last"] {
            #expect(try world.get("hr", "/v1/reports/leaderboard\(query)").code == "bad_period", "\(query)")
        }
        for query in ["&team=x", "&limit=0", "&owner=1"] {
            #expect(try world.get("hr", "/v1/reports/leaderboard?period=2026-11\(query)").status == 400, "\(query)")
        }
        #expect(try world.get(nil, "/v1/reports/leaderboard?period=2026-11").status == 401)
    }

    // MARK: As a report

    /// Every record behind a figure, page by page.
    private func listed(_ path: String, by name: String = "hr") throws -> [JSONObject] {
        var items: [JSONObject] = []
        var cursor = ""
        while true {
            let page = try reviews.must(world.get(name, path + (path.contains("?") ? "&" : "?") + "limit=2" + cursor))
            items += page.array("items").compactMap(\.object)
            guard let next = page.string("next_cursor") else { return items }
            cursor = "&cursor=\(next)"
        }
    }

    private func rows(_ query: String, by name: String = "hr") throws -> [JSONObject] {
        try reviews.must(world.get(name, "/v1/reports/leaderboard?period=2026-11" + query)).array("items").compactMap(\.object)
    }

    @Test func `teams, departments and positions have the mean of their scores and the sum of what adds up`() throws {
        func told(_ grouping: String, by name: String = "hr") throws -> [String] {
            try rows("&group_by=" + grouping, by: name).map { row in
                let numbers = ["rank", "reviews", "scored", "reached_visits"].map { row[$0]?.number?.literal ?? "-" }
                return "\(row["label"]?.string ?? "") \(numbers.joined(separator: " ")) \(row["score"]?.string ?? "-")"
            }
        }
        #expect(try told("team") == ["manager 1 2 2 3 75.00", "No team - 1 0 0 -"])
        #expect(try told("position") == ["Sales representative 1 3 2 3 75.00"])
        #expect(try told("department") == ["No department 1 3 2 3 75.00"])
        #expect(try told("team", by: "manager") == ["manager 1 2 2 3 75.00"])
        #expect(try rows("&team=\(reviews.id("rep"))&group_by=team").map { $0["reviews"]?.number?.int64 } == [1])
        #expect(try world.get("hr", "/v1/reports/leaderboard?group_by=owner").code == "bad_parameter")
    }

    @Test func `behind each figure stand the reviews, and behind what a person has reached the papers`() throws {
        for query in ["", "&group_by=team", "&group_by=position", "&group_by=department", "&team=\(reviews.id("manager"))&group_by=team"] {
            for name in ["hr", "manager"] {
                for row in try rows(query, by: name) {
                    let records = row["records"]?.object ?? JSONObject()
                    for (column, count) in [("rank", "reviews"), ("reviews", "reviews"), ("score", "scored"), ("scored", "scored")] {
                        let path = try #require(records[column]?.string)
                        #expect(try listed(path, by: name).count == Int(row[count]?.number?.int64 ?? -1), "\(path)")
                    }
                    let behind = try listed(#require(records["reached_visits"]?.string), by: name)
                    guard query.isEmpty else { continue }
                    let visits = row["reached_visits"]?.number?.int64 ?? -1
                    #expect(behind.count == Int(visits) && reviews.sum(behind) == row["figures"]?.object?["visits"]?.string)
                }
            }
        }
    }

    @Test func `it is compared with the period before, and with the same one a year earlier`() throws {
        try reviews.open("2026-12")
        try reviews.target("rep", "visits", "2026-12", "1")
        _ = try reviews.activity()
        try reviews.move(to: "2027-01-04 09:00")
        try reviews.compute()
        let reply = try reviews.must(world.get("hr", "/v1/reports/leaderboard?compare=previous"))
        #expect(reply.string("period") == "2026-12" && reply.string("before_from") == "2026-11-01")
        let rep = try #require(reply.array("items").first?.object)
        #expect(rep["name"]?.string == "rep" && rep["score"]?.string == "100.00" && rep["rank"]?.number?.int64 == 1)
        let before = try #require(rep["before"]?.object)
        #expect(before["score"]?.string == "50.00" && before["rank"]?.number?.int64 == 2 && before["reached_visits"]?.number?.int64 == 1)
        #expect(rep["change"]?.object?["score"]?.string == "1")
        let path = try #require(before["records"]?.object?["score"]?.string)
        #expect(try listed(path).map { $0["period"]?.string } == ["2026-11"])
        let year = try reviews.must(world.get("hr", "/v1/reports/leaderboard?compare=year_before"))
        #expect(year.string("before_from") == "2025-12-01")
        #expect(year.array("items").first?.object?["before"]?.object?["reviews"]?.number?.int64 == 0)
    }

    @Test func `as a file it has a column for each indicator, in the reader's language`() throws {
        let path = "/v1/reports/leaderboard?period=2026-11&format="
        let csv = try world.get("hr", path + "csv").answer.text
        #expect(csv.hasPrefix("\"Who, id\",Name,Position,\"Review, id\",Status,Grade,Rank,Reviews,With a score,Score,"), "\(csv)")
        #expect(csv.contains(",rep2,Sales representative,") && csv.contains(",1,1,1,100.00,2\r\n"))
        let chinese = try world.get("hr", path + "csv&lang=zh-CN").answer.text
        #expect(chinese.hasPrefix("人员编号,姓名,职位,绩效考核编号,状态,等级,名次,考核数,已评分,得分,"), "\(chinese)")
        let lines = try world.get("hr", path + "ndjson").answer.text.split(separator: "\n").map { try JSONReader.parse(String($0)) }
        #expect(lines == (try world.get("hr", path + "json").array("items")))
        #expect(try world.get("hr", path + "svg").answer.text.contains("<title id=\"leaderboard-title\">"))
        #expect(try world.get("hr", path + "xlsx").status == 200)
    }

    @Test func `it is listed with its words, and is the source of an export`() throws {
        let listed = try world.get("manager", "/v1/reports").array("items").compactMap(\.object).first {
            $0["name"]?.string == "leaderboard"
        }
        #expect(listed?["formats"]?.array?.count == 5 && listed?["clause"]?.string == "P3.2.3")
        #expect(listed?["group_by"]?.array?.compactMap(\.string) == ["person", "team", "department", "position"])
        let words = listed?["parameters"]?.array?.compactMap { $0.object?["name"]?.string } ?? []
        #expect(words.starts(with: ["period", "from", "to", "group_by", "compare", "limit"]))
        let body = #"{"report":"leaderboard","parameters":"period=2026-11&group_by=team","format":"csv"}"#
        let id = try world.created(world.post("manager", "/v1/exports", body))
        let isMade = try eventually { try world.get("manager", "/v1/exports/\(id)").string("status") == "finished" }
        #expect(isMade)
        let file = try world.get("manager", "/v1/exports/\(id)/file").answer.text
        #expect(file == "team_id,team,rank,reviews,scored,score,reached_visits\r\n\(reviews.id("manager")),manager,1,2,2,75.00,3\r\n")
    }
}
