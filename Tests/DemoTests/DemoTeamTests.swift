// The sample company's team: whom it hired, who still lacks what, how it meets, what it was told and what it does regularly.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoTeamTests {
    /// Of personnel: candidates are seen by nobody who only looks.
    private static func hr() throws -> Visitor { try Visitor(17) }

    private func counts(_ records: [JSONObject], by field: String) -> [String: Int] {
        records.reduce(into: [:]) { $0[$1.text(field) ?? "-", default: 0] += 1 }
    }

    // MARK: Recruiting

    @Test func `one plan stands in every state, and the filled one has hired as many as were approved`() throws {
        let plans = try Self.hr().all("/v1/recruitment-plans")
        #expect(counts(plans, by: "status") == ["draft": 1, "submitted": 1, "approved": 1, "filled": 1, "closed": 1])
        let filled = try #require(plans.first { $0.text("status") == "filled" })
        #expect(filled.integer("hired") == 4 && filled.integer("head_count") == 4)
    }

    @Test func `candidates came by every channel; of the open plan one stands in every state`() throws {
        let hr = try Self.hr()
        let plans = try Dictionary(uniqueKeysWithValues: hr.all("/v1/recruitment-plans").map { ($0.text("status"), $0.integer("id") ?? 0) })
        let filled = try hr.all("/v1/candidates?plan_id=\(plans["filled"] ?? 0)")
        #expect(counts(filled, by: "status") == ["hired": 4, "rejected": 5, "withdrawn": 2])
        #expect(Set(counts(filled, by: "channel").keys) == ["online", "on_site", "campus", "referral"])
        let open = try hr.all("/v1/candidates?plan_id=\(plans["approved"] ?? 0)")
        #expect(
            counts(open, by: "status") == [
                "applied": 2, "screened": 1, "interviewed": 1, "tested": 1, "offered": 1, "hired": 1, "rejected": 1, "withdrawn": 1,
            ])
        // Those of the plan of the first year were kept for as long as the company keeps candidates.
        let old = try hr.all("/v1/candidates?plan_id=\(plans["closed"] ?? 0)&archived=all")
        #expect(old.count == 2 && old.allSatisfy { $0.text("erased_at") != nil && $0.text("email") == nil }, "\(old)")
    }

    @Test func `whoever was hired can sign in, below the hiring manager`() throws {
        let auditor = try Visitor.auditor()
        let people = try auditor.all("/v1/users?id.gte=26&sort=id")
        #expect(people.compactMap { $0.text("username") } == ["grace", "kevin", "vivian", "jason", "emily"])
        #expect(people.compactMap { $0.integer("manager_id") } == [2, 5, 2, 5, 5])
        #expect(people.allSatisfy { $0["roles"]?.array?.compactMap(\.string) == ["sales_rep"] && $0.text("hired_on") != nil })
        let client = try DemoServer.shared().server.client()
        let body = "{\"username\":\"emily\",\"password\":\"\(DemoServer.password)\"}"
        #expect(try client.send("POST", "/v1/sessions", fields: [("Content-Type", "application/json")], body: body).status == 201)
    }

    // MARK: Onboarding

    @Test func `the first of the new people have passed, the newest still lack something, and one training is overdue`() throws {
        let enrolments = try Self.hr().all("/v1/enrolments?sort=id").filter { ($0.integer("user_id") ?? 0) >= 26 }
        #expect(counts(enrolments, by: "status") == ["completed": 13, "failed": 1, "excused": 1, "open": 6])
        #expect(enrolments.filter { $0.text("status") == "completed" }.allSatisfy { ($0.integer("score") ?? 0) >= 60 })
        let overdue = enrolments.filter { $0["overdue"] == .bool(true) }
        #expect(overdue.count == 1 && overdue.first?.text("topic") == "product" && overdue.first?.integer("user_id") == 29)
        for (topic, lacking) in [("company", [30]), ("culture", [30]), ("product", [29, 30]), ("selling", [29, 30])] as [(String, [Int64])]
        {
            let found = try Self.hr().all("/v1/enrolments?lacking=\(topic)&sort=user_id")
            #expect(found.compactMap { $0.integer("user_id") } == lacking, "\(topic)")
        }
        let courses = try Self.hr().all("/v1/courses")
        #expect(counts(courses, by: "purpose") == ["onboarding": 4, "coaching": 2])
        #expect(courses.allSatisfy { $0.integer("trainer_id") != nil })
    }

    // MARK: Meetings and tasks

    @Test func `sales met every week and the departments every month, on working days alone`() throws {
        let auditor = try Visitor.auditor()
        let meetings = try auditor.all("/v1/meetings?sort=starts_at")
        #expect(meetings.count { $0.text("kind") == "regular" && $0.text("status") == "held" } >= 90)
        #expect(meetings.count { $0.text("kind") == "cross_department" && $0.text("status") == "held" } >= 20)
        #expect(counts(meetings, by: "status")["planned"] == 2 && counts(meetings, by: "status")["cancelled"] == 2)
        #expect(meetings.allSatisfy { $0.text("status") != "held" || $0.text("minutes")?.isEmpty == false })
        let holidays = try auditor.all("/v1/calendar-exceptions?kind=holiday").compactMap { $0.text("falls_on") }
        // In UTC a meeting of the morning lies on the same day as in Shanghai.
        let days = meetings.compactMap { $0.text("starts_at").map { String($0.prefix(10)) } }
        #expect(Set(days).isDisjoint(with: holidays) && holidays.count > 40)
        // The Monday of the Spring Festival was a holiday, and so was all of its week: sales met on the Sunday that was worked instead.
        #expect(days.contains("2024-02-18") && !days.contains("2024-02-12"))
    }

    @Test func `who was there is noted, also who was hired meanwhile`() throws {
        let auditor = try Visitor.auditor()
        let last = try #require(auditor.all("/v1/meetings?kind=regular&status=held&sort=-starts_at&expand=attendees,agenda").first)
        let there = last.objects("attendees").filter { $0["attended"] == .bool(true) }.compactMap { $0.integer("user_id") }
        #expect(there.count >= 8 && there.contains { $0 >= 26 })
        #expect(last.objects("agenda").count == 3)
    }

    @Test func `tasks of meetings are done, cancelled, open and overdue`() throws {
        let items = try Visitor.auditor().all("/v1/action-items")
        let states = counts(items, by: "status")
        #expect(states["done", default: 0] > 150 && states["cancelled", default: 0] > 5, "\(states)")
        let open = items.filter { $0.text("status") == "open" }
        let overdue = open.count { $0["overdue"] == .bool(true) }
        #expect(overdue >= 3 && open.count - overdue >= 3, "\(overdue) of \(open.count)")
        #expect(items.contains { $0.integer("meeting_id") == nil })
        #expect(items.filter { $0.text("status") == "done" }.allSatisfy { $0.text("result") != nil })
    }

    // MARK: Notices and duties

    @Test func `notices reached people, of whom some have not read them`() throws {
        let auditor = try Visitor.auditor()
        let notices = try auditor.all("/v1/notices?sort=id")
        #expect(counts(notices, by: "status") == ["published": 10, "retracted": 1, "draft": 1])
        let published = notices.filter { $0.text("status") == "published" }
        for notice in published {
            let id = notice.integer("id") ?? 0
            let unread = try auditor.all("/v1/notice-receipts?notice_id=\(id)&acknowledged_at.null=true")
            #expect(Int64(unread.count) == (notice.integer("addressed") ?? 0) - (notice.integer("acknowledged") ?? 0))
        }
        let newest = try #require(published.last)
        #expect((newest.integer("acknowledged") ?? 0) < (newest.integer("addressed") ?? 0))
    }

    @Test func `regular duties were ticked by what shows them; two are overdue`() throws {
        let duties = try Visitor.auditor().all("/v1/duties?expand=periods")
        #expect(duties.count >= 9 && duties.allSatisfy { $0.integer("owner_id") != nil })
        let late = duties.filter { $0["overdue"] == .bool(true) }.compactMap { $0.text("clause") }
        #expect(Set(late) == ["P2.1.1", "P5.2"] && late.count == 2)
        for duty in duties {
            let done = duty.objects("periods").count { $0.text("done_on") != nil && $0.integer("entity_id") != nil }
            #expect(done >= duty.objects("periods").count * 3 / 4, "\(duty.text("name") ?? "")")
        }
        #expect(duties.contains { $0.objects("periods").contains { $0.text("missed_at") != nil } })
    }
}
