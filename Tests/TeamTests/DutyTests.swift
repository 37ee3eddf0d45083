// Regular duties: each with a rhythm and an owner, ticked by the record that shows it, listed and told when late (P2.1.1 to P5.2).

import JSON
import Kernel
import TestSupport
import Testing

struct DutyTests {
    private let team: TeamWorld
    private var world: World { team.world }

    init() throws { team = try TeamWorld() }

    private func duty(_ evidence: String) throws -> Reply {
        let id = try team.ids(world.get("executive", "/v1/duties?shown_by=\(evidence)&sort=id")).first ?? 0
        return try world.get("executive", "/v1/duties/\(id)")
    }

    private func periods(_ evidence: String) throws -> [String] {
        try duty(evidence).array("periods").compactMap(\.object).map { period in
            "\(period["starts_on"]?.string ?? "?") \(period["ends_on"]?.string ?? "?") \(period["done_on"]?.string ?? "-")"
                + (period["missed_at"]?.isNull == false ? " missed" : "")
        }
    }

    private func overdue() throws -> Set<String> {
        let items = try world.get("executive", "/v1/duties?overdue=true&limit=200").array("items")
        return Set(items.compactMap { $0.object?["shown_by"]?.string })
    }

    private func report(_ kind: String, by name: String = "marketing", published: String = "2026-11-01") throws -> Int64 {
        let body = """
            {"title":"Tea","kind":"\(kind)","source":"Tea Weekly","published_on":"\(published)","summary":"Grows"}
            """
        return try world.created(world.post(name, "/v1/market-reports", body))
    }

    private func run() throws { try world.server.runJob("duty-days") }

    @Test func `the policy's duties come with the server, each with clause, rhythm and an owner as soon as there is one`() throws {
        try run()
        let duties = try world.get("executive", "/v1/duties?sort=id&limit=200").array("items").compactMap(\.object)
        let rows = duties.map { "\($0["clause"]?.string ?? "") \($0["rhythm"]?.string ?? "") \($0["shown_by"]?.string ?? "")" }
        #expect(
            rows == [
                "P2.1.1 monthly trend_report", "P2.1.1 monthly competitor_report", "P2.1.1 monthly demand_report",
                "P2.1.1 quarterly target_segment", "P3.1.1 yearly recruitment_plan", "P3.3.1 weekly regular_meeting",
                "P3.3.2 monthly cross_department_meeting", "P4.1.1 quarterly risk_review", "P5.2 monthly document",
            ])
        // Whoever stands highest among those who have the role: boss, above whom nobody stands.
        for duty in duties {
            let owner = duty["role"]?.string == "marketing" ? "marketing" : "boss"
            #expect(duty["owner_id"]?.number?.int64 == team.id(owner), "\(duty["name"]?.string ?? "")")
        }
        #expect(duties.allSatisfy { $0["overdue"]?.bool == false && $0["due_on"]?.string != nil })
        #expect(duties[5]["due_on"]?.string == "2026-11-29" && duties[0]["due_on"]?.string == "2026-11-30")
        #expect(duties[3]["due_on"]?.string == "2026-12-31")
    }

    @Test func `whoever leaves has a duty no longer`() throws {
        try run()
        try team.must(world.patch("admin", "/v1/users/\(team.id("boss"))", #"{"active":false}"#))
        try run()
        #expect(try duty("regular_meeting").integer("owner_id") == team.id("manager"))
        try team.must(world.patch("manager", "/v1/duties/\(duty("regular_meeting").id)", "{\"owner_id\":\(team.id("rep"))}"))
        try run()
        #expect(try duty("regular_meeting").integer("owner_id") == team.id("rep"))
    }

    @Test func `a report ticks the month in which it was entered, of its kind alone`() throws {
        let id = try report("industry_trend")
        try run()
        #expect(try periods("trend_report") == ["2026-11-01 2026-11-30 2026-11-24"])
        #expect(try duty("trend_report").integer("periods/0/entity_id") == id)
        #expect(try duty("trend_report").string("due_on") == "2026-12-31")
        #expect(try periods("competitor_report") == ["2026-11-01 2026-11-30 -"])
        // A report of December that says it is of January shows nothing of January.
        try team.move(to: "2026-12-10 09:00")
        _ = try report("industry_trend", published: "2027-01-05")
        try team.pass(to: "2027-01-04 09:00", "duty-days")
        #expect(try periods("trend_report").suffix(2) == ["2026-12-01 2026-12-31 2026-12-10", "2027-01-01 2027-01-31 -"])
    }

    @Test func `what was missed is listed and told once, until it is done`() throws {
        try run()
        try team.pass(to: "2026-11-30 23:00", "duty-days")
        #expect(try overdue() == ["regular_meeting"])
        try team.pass(to: "2026-12-01 00:30", "duty-days", "duty-days")
        #expect(
            try overdue() == [
                "regular_meeting", "trend_report", "competitor_report", "demand_report", "cross_department_meeting", "document",
            ])
        let told = try team.events("missed", of: "duty").filter { $0["clause"]?.string == "P2.1.1" }
        #expect(told.count == 3 && told.allSatisfy { $0["ends_on"]?.string == "2026-11-30" })
        #expect(told[0]["concerned_ids"]?.array?.first?.number?.int64 == team.id("marketing"))
        #expect(try team.events("missed", of: "duty", by: "marketing").count == 3)
        #expect(try team.events("missed", of: "duty", by: "rep").isEmpty)
        let id = try report("industry_trend")
        try run()
        #expect(try !overdue().contains("trend_report"))
        #expect(try periods("trend_report") == ["2026-11-01 2026-11-30 - missed", "2026-12-01 2026-12-31 2026-12-01"])
        // What is put away again shows nothing.
        try team.must(world.send("marketing", "DELETE", "/v1/market-reports/\(id)"))
        try run()
        #expect(try overdue().contains("trend_report"))
        #expect(try team.events("missed", of: "duty").filter { $0["clause"]?.string == "P2.1.1" }.count == 3)
    }

    @Test func `meetings show it when they were held, for the week in which they were`() throws {
        try run()
        let people = "[{\"user_id\":\(team.id("rep"))}]"
        let body = "{\"title\":\"Sales\",\"kind\":\"regular\",\"starts_at\":\"2026-11-27T06:00:00Z\",\"attendees\":\(people)}"
        let id = try world.created(world.post("manager", "/v1/meetings", body))
        try run()
        #expect(try periods("regular_meeting") == ["2026-11-23 2026-11-29 -"])
        // Its minutes come on Monday, when the week had been missed.
        try team.pass(to: "2026-11-30 09:00", "duty-days")
        #expect(try overdue() == ["regular_meeting"])
        try team.take("hold", "meetings", id, by: "manager", "{\"minutes\":\"All agreed\",\"attendees\":\(people)}")
        try run()
        #expect(try periods("regular_meeting") == ["2026-11-23 2026-11-29 2026-11-27 missed", "2026-11-30 2026-12-06 -"])
        #expect(try overdue() == [])
    }

    @Test func `an approved plan and a document show it, too`() throws {
        _ = try team.plan()
        try run()
        #expect(try duty("recruitment_plan")["last_done_on"].isNull)
        _ = try team.approvedPlan()
        let analysis = try team.ids(world.get("executive", "/v1/duties?clause=P5.2")).first ?? 0
        let path = "/v1/duties/\(analysis)/attachments?name=november.pdf"
        let file = Array("%PDF-1.7\nNovember\n".utf8)
        #expect(try world.upload("rep", path, file).status == 404)
        let document = try world.created(world.upload("boss", path, file))
        try run()
        #expect(try periods("recruitment_plan") == ["2026-01-01 2026-12-31 2026-11-24"])
        let done = try world.get("boss", "/v1/duties/\(analysis)")
        #expect(done.string("periods/0/entity") == "attachment" && done.string("periods/0/done_on") == "2026-11-24")
        #expect(try duty("risk_review").string("periods/0/done_on") == nil)
        try team.must(world.send("boss", "DELETE", "/v1/attachments/\(document)"))
        try run()
        #expect(try world.get("boss", "/v1/duties/\(analysis)").string("periods/0/done_on") == nil)
    }

    @Test func `after a standstill all periods stand there, and one alone is told`() throws {
        try run()
        try team.pass(to: "2027-03-01 09:00", "duty-days")
        #expect(
            try periods("trend_report") == [
                "2026-11-01 2026-11-30 - missed", "2026-12-01 2026-12-31 - missed", "2027-01-01 2027-01-31 - missed",
                "2027-02-01 2027-02-28 - missed", "2027-03-01 2027-03-31 -",
            ])
        let told = try team.events("missed", of: "duty").filter { $0["clause"]?.string == "P3.3.2" }
        #expect(told.count == 1 && told[0]["ends_on"]?.string == "2027-02-28")
        #expect(try periods("target_segment").last == "2027-01-01 2027-03-31 -")
    }

    @Test func `nobody ticks, switches off or stretches a duty by hand`() throws {
        try run()
        let id = try duty("regular_meeting").id
        for (name, body) in [
            ("boss", #"{"active":false}"#), ("manager", #"{"active":false}"#), ("manager", #"{"rhythm":"yearly"}"#),
            ("manager", #"{"shown_by":"document"}"#), ("manager", #"{"overdue":false}"#), ("manager", #"{"periods":[]}"#),
            ("manager", #"{"starts_on":"2030-01-01"}"#), ("executive", #"{"last_done_on":"2026-11-24"}"#),
        ] {
            #expect(try world.patch(name, "/v1/duties/\(id)", body).status == 422, "\(name) \(body)")
        }
        for name in TeamWorld.everybody where !["executive", "admin"].contains(name) {
            #expect([403, 404].contains(try world.send(name, "DELETE", "/v1/duties/\(id)").status), "\(name)")
        }
        // The owner gives it to nobody: who leads does.
        #expect(try world.patch("manager", "/v1/duties/\(id)", "{\"owner_id\":\(team.id("rep"))}").status == 200)
        #expect(try world.patch("rep", "/v1/duties/\(id)", "{\"owner_id\":\(team.id("rep2"))}").status == 422)
    }

    @Test func `what was switched off is not missed meanwhile`() throws {
        try run()
        let id = try duty("regular_meeting").id
        try team.pass(to: "2026-11-30 09:00", "duty-days")
        try team.must(world.patch("executive", "/v1/duties/\(id)", #"{"active":false}"#))
        #expect(try overdue() == [])
        try team.pass(to: "2027-01-18 09:00", "duty-days")
        try team.must(world.patch("executive", "/v1/duties/\(id)", #"{"active":true}"#))
        try run()
        #expect(try periods("regular_meeting").suffix(2) == ["2026-11-30 2026-12-06 -", "2027-01-18 2027-01-24 -"])
        #expect(try overdue().contains("regular_meeting") == false)
        #expect(try team.events("missed", of: "duty").filter { $0["clause"]?.string == "P3.3.1" }.count == 1, "that of November")
        try team.pass(to: "2027-01-25 09:00", "duty-days")
        #expect(try overdue().contains("regular_meeting"))
    }

    @Test func `an old segment that is edited shows nothing of the quarter, a new one does`() throws {
        let reports = "[{\"report_id\":\(try report("customer_demand"))}]"
        func segment(_ name: String) throws -> Int64 {
            try world.created(world.post("manager", "/v1/target-segments", "{\"name\":\"\(name)\",\"reports\":\(reports)}"))
        }
        let old = try segment("Tea houses")
        try run()
        #expect(try periods("target_segment") == ["2026-10-01 2026-12-31 2026-11-24"])
        try team.move(to: "2027-01-05 09:00")
        try team.must(world.patch("manager", "/v1/target-segments/\(old)", #"{"region":"South"}"#))
        try run()
        #expect(try periods("target_segment").last == "2027-01-01 2027-03-31 -")
        _ = try segment("Hotels")
        try run()
        #expect(try periods("target_segment").last == "2027-01-01 2027-03-31 2027-01-05")
    }

    @Test func `of many duties none is left out`() throws {
        let item = #"{"name":"Count","clause":"P5.2","rhythm":"yearly","shown_by":"document","role":"logistics"}"#
        for _ in 0..<2 {
            let items = Array(repeating: item, count: 100).joined(separator: ",")
            try team.must(world.post("manager", "/v1/duties/batch", "{\"items\":[\(items)]}"))
        }
        for minutes in ["00", "10"] { try team.pass(to: "2026-11-24 12:\(minutes)", "duty-days") }
        #expect(try world.get("executive", "/v1/duties?limit=1&count=true").integer("total") == 209)
        for page in ["id", "-id"] {
            let items = try world.get("executive", "/v1/duties?limit=200&sort=\(page)").array("items")
            #expect(items.allSatisfy { $0.object?["due_on"]?.string != nil }, "\(page)")
        }
    }

    @Test func `the company adds duties of its own`() throws {
        let body =
            "{\"name\":\"Count the stock\",\"clause\":\"P5.2\",\"rhythm\":\"half_yearly\",\"shown_by\":\"document\",\"role\":\"logistics\"}"
        let id = try world.created(world.post("manager", "/v1/duties", body))
        try run()
        let duty = try world.get("executive", "/v1/duties/\(id)")
        #expect(duty.integer("owner_id") == team.id("logistics") && duty.string("due_on") == "2026-12-31")
        #expect(duty.string("periods/0/starts_on") == "2026-07-01")
        #expect(try world.get("logistics", "/v1/duties/\(id)").status == 200)
        #expect(try world.get("logistics2", "/v1/duties/\(id)").status == 404)
        #expect(try world.post("manager", "/v1/duties", body.replacing("P5.2", with: "five")).faults == ["/clause: unknown_clause"])
        #expect(try world.post("rep", "/v1/duties", body).status == 403)
        // Nobody is late with what was not asked for; the period under way may be named by its first day.
        func starting(_ day: String) throws -> Reply {
            try world.post("manager", "/v1/duties", String(body.dropLast()) + ",\"starts_on\":\"\(day)\"}")
        }
        #expect(try starting("2026-06-30").faults == ["/starts_on: duty_starts_past"])
        #expect(try starting("2026-07-01").status == 201)
        // What begins later has no period yet.
        let early = try world.created(world.post("manager", "/v1/duties", String(body.dropLast()) + ",\"starts_on\":\"2027-07-05\"}"))
        try run()
        #expect(try world.get("executive", "/v1/duties/\(early)").array("periods").isEmpty)
    }
}
