// Who gets a scheduled report: each what he or she may see, told once, as long as it is kept and the right is there.

import App
import JSON
import SQLite
import Storage
import TestSupport
import Testing

@testable import Kernel

struct ReportRecipientTests {
    private let desk: ScheduleDesk
    private var world: World { desk.world }
    private static let days = #""period":"month_to_date","parameters":"group_by=owner""#
    private static let direct = "/v1/reports/sales-trend?group_by=owner&from=2026-11-01&to=2026-11-24&format=xlsx"

    init() throws { desk = try ScheduleDesk() }

    private func sell() throws {
        try desk.desk.order(desk.desk.first, by: "rep", "10")
        try desk.desk.order(desk.desk.second, by: "rep2", "20")
    }

    @Test func `each file has exactly what its reader sees`() throws {
        try sell()
        let id = try desk.schedule("manager", Self.days + "," + desk.people("rep", "rep2", "stranger", "manager", "finance"))
        let run = try desk.run(id)
        #expect(run.string("status") == "made" && run.integer("made") == 5)
        for name in ["rep", "rep2", "stranger", "manager", "finance"] {
            let answer = try desk.file(run.id, name)
            let sheets = try desk.desk.sheets(answer.answer)
            let direct = try desk.desk.sheets(world.get(name, Self.direct).answer)
            #expect(sheets == direct, "\(name)")
            let text = "\(sheets[0])"
            #expect(text.contains("\"rep\"") == ["rep", "manager", "finance"].contains(name), "\(name)")
            #expect(text.contains("\"rep2\"") == ["rep2", "manager", "finance"].contains(name), "\(name)")
        }
        // One link for all, and by it nobody gets another's.
        let links = desk.files(run, "link")
        #expect(links.count == 5)
        for (name, link) in links {
            for other in ["rep", "rep2", "manager", "admin", "executive"] where other != name {
                #expect([403, 404].contains(try world.get(other, link).status), "\(other) \(link)")
            }
        }
        #expect(try desk.file(run.id, "executive").code == "report_not_for_you")
        #expect(try desk.file(run.id, "logistics").status == 404)
        #expect(try world.get("rep", "/v1/report-runs/\(run.id)").status == 200)
        let name = try desk.file(run.id, "rep").answer.field("Content-Disposition") ?? ""
        #expect(name.hasPrefix("attachment; filename=\"sales-trend-") && name.hasSuffix(".xlsx\""))
    }

    @Test func `who cannot read the report is named when it is written, and skipped when it is made`() throws {
        let id = try desk.schedule("manager", desk.people("rep", "hr", "finance", "stranger"), report: "forecast-accuracy")
        let unable = try world.get("manager", "/v1/report-schedules/\(id)").array("without_file").compactMap(\.object)
        #expect(unable.map { $0["user_id"]?.number?.int64 } == [desk.id("finance"), desk.id("hr")])
        #expect(unable.allSatisfy { $0["reason"]?.string == "report_recipient_unable" })
        _ = try world.patch("admin", "/v1/users/\(desk.id("finance"))", #"{"active":false}"#)
        _ = try world.created(
            world.post(
                "admin", "/v1/absences", "{\"user_id\":\(desk.id("stranger")),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"}"))
        let run = try desk.run(id)
        #expect(desk.files(run) == ["rep": "made", "hr": "skipped", "finance": "skipped", "stranger": "skipped"])
        let reasons = ["hr": "report_recipient_unable", "finance": "report_recipient_left", "stranger": "report_recipient_away"]
        #expect(desk.files(run, "reason") == reasons)
        let explained = try world.get("manager", "/v1/report-runs/\(run.id)/explain").array("items").compactMap(\.object)
        #expect(Set(explained.compactMap { $0["code"]?.string }) == Set(reasons.values))
        #expect(explained.contains { $0["text"]?.string == "Whoever it was for may not read this report." }, "\(explained)")
        #expect(try desk.file(run.id, "hr").code == "report_file_missing")
        // Nobody at all: nothing to tell of.
        let none = try desk.schedule("manager", desk.people("hr"), report: "forecast-accuracy")
        #expect(try desk.run(none).string("status") == "failed")
    }

    @Test func `departments and roles are those who are there on the day`() throws {
        let id = try desk.schedule("executive", #""roles":["sales_rep"]"#)
        _ = try world.hire("rep3", [.salesRep])
        let run = try desk.run(id, by: "executive")
        #expect(run.array("files").count == 4)
        let sales = try world.get("admin", "/v1/departments?code=sales").array("items").first?.object?["id"]?.number?.int64 ?? 0
        _ = try world.patch("admin", "/v1/users/\(desk.id("rep2"))", "{\"department_id\":\(sales)}")
        let second = try desk.schedule("executive", "\"departments\":[{\"department_id\":\(sales)}]")
        #expect(desk.files(try desk.run(second, by: "executive")) == ["rep2": "made"])
    }

    @Test func `everybody whose file is there is told once, by notice, channel and event`() throws {
        let channel = try world.created(
            world.post(
                "admin", "/v1/message-channels",
                #"{"name":"Sales","kind":"dingtalk","url":"https://oapi.dingtalk.com/robot/send?access_token=0"}"#))
        let id = try desk.schedule(
            "manager", Self.days + "," + desk.people("rep", "manager", "stranger") + ",\"channels\":[{\"channel_id\":\(channel)}]")
        _ = try world.created(
            world.post(
                "admin", "/v1/absences", "{\"user_id\":\(desk.id("stranger")),\"starts_on\":\"2026-11-24\",\"ends_on\":\"2026-11-24\"}"))
        let run = try desk.run(id)
        let notices = try world.get("manager", "/v1/notices").array("items").compactMap(\.object)
        #expect(notices.count == 1 && notices[0]["addressed"]?.number?.int64 == 2 && notices[0]["pushed"]?.number?.int64 == 1)
        #expect(notices[0]["title"]?.string == "Sales · Sales trend")
        #expect(
            notices[0]["body"]?.string
                == "The report “Sales trend” from 2026-11-01 to 2026-11-24 is made. GET /v1/report-runs/\(run.id)/file gives each of you your own copy, kept until 2026-12-24."
        )
        for (name, count) in [("rep", 1), ("manager", 1), ("stranger", 0)] {
            let receipts = try world.get(name, "/v1/notice-receipts?user_id=\(desk.id(name))").array("items")
            #expect(receipts.count == count, "\(name)")
        }
        #expect(try world.get("admin", "/v1/message-channels/\(channel)/messages").array("items").count == 1)
        let events = try world.get("manager", "/v1/events?after=0&limit=200&type=salesd.report_run.made").array("items")
        #expect(events.count == 1)
        let data = events.first?.object?["data"]?.object
        #expect(data?["link"]?.string == "/v1/report-runs/\(run.id)/file" && data?["files"]?.number?.int64 == 2)
        #expect(data?["from"]?.string == "2026-11-01" && data?["report"]?.string == "sales-trend")
        #expect(try world.get("logistics", "/v1/events?after=0&limit=200&type=salesd.report_run.made").array("items").isEmpty)
        // A channel that is switched off keeps nobody from the report.
        _ = try world.patch("admin", "/v1/message-channels/\(channel)", #"{"active":false}"#)
        #expect(try desk.run(id).string("status") == "made")
    }

    @Test func `for others has it made who answers for others`() throws {
        func refused(_ more: String, _ name: String = "rep") throws -> [String] {
            try world.post(name, "/v1/report-schedules", desk.body(more)).faults
        }
        #expect(try refused(desk.people("rep", "manager")) == ["/people/1/user_id: report_for_others"])
        #expect(try refused(#""roles":["sales_manager"]"#) == ["/roles: report_for_others"])
        #expect(try refused("\"owner_id\":\(desk.id("manager"))") == ["/owner_id: owner_outside_team"])
        #expect(try refused("\"owner_id\":\(desk.id("rep2"))") == ["/owner_id: owner_outside_team"])
        let own = try desk.schedule("rep", desk.people("rep"))
        #expect(try desk.files(desk.run(own, by: "rep")) == ["rep": "made"])
        #expect(
            try world.patch("rep", "/v1/report-schedules/\(own)", "{\(desk.people("manager"))}").faults == [
                "/people/0/user_id: report_for_others"
            ])
        // Who gets a report sees the schedule, and nothing more.
        let shared = try desk.schedule("manager", desk.people("rep"))
        #expect(try world.get("rep", "/v1/report-schedules/\(shared)").status == 200)
        #expect(try world.get("rep2", "/v1/report-schedules/\(shared)").status == 404)
        for (method, path) in [("PATCH", ""), ("DELETE", ""), ("POST", "/run"), ("POST", "/pause")] {
            #expect(try world.send("rep", method, "/v1/report-schedules/\(shared)\(path)", method == "DELETE" ? nil : "{}").status == 403)
        }
        #expect(try world.post("executive", "/v1/report-schedules/\(own)/run").status == 403)
        // Who may not read the report schedules none, for himself or for another.
        #expect(try world.post("hr", "/v1/report-schedules", desk.body(report: "forecast-accuracy")).code == "not_allowed")
        #expect(try world.post("key", "/v1/report-schedules", desk.body()).faults == ["/owner_id: person_unfit"])
        let crowd = Array(repeating: "{\"user_id\":\(desk.id("rep"))}", count: 51).joined(separator: ",")
        #expect(try world.post("manager", "/v1/report-schedules", desk.body("\"people\":[\(crowd)]")).status == 422)
    }

    @Test func `why a file failed is said with its figures`() throws {
        #expect(try world.patch("admin", "/v1/settings/exports", #"{"max_bytes":100}"#).status == 200)
        let run = try desk.run(desk.schedule())
        #expect(run.string("status") == "failed" && desk.files(run, "reason") == ["manager": "export_too_large"])
        let export = run.array("files").first?.object?["export_id"]?.number?.int64 ?? 0
        for path in ["report-runs/\(run.id)", "exports/\(export)"] {
            let text = try world.get("manager", "/v1/\(path)/explain").answer.text
            #expect(text.contains("more than the 100 bytes") && !text.contains("{maximum}"), "\(text)")
        }
    }

    @Test func `what a person waits for is made before what schedules have asked for`() throws {
        let scheduled = try desk.run(desk.schedule("manager", desk.people("rep", "manager")))
        let asked = try world.created(world.post("manager", "/v1/exports", #"{"collection":"products","format":"csv"}"#))
        _ = try eventually { try world.get("manager", "/v1/exports/\(asked)").string("status") == "finished" }
        let registry = world.server.application.registry
        let order = try world.server.application.database.write { transaction in
            try transaction.connection.run("UPDATE exports SET status = 'queued'", [])
            let order = try registry.activeExports(transaction.connection)
            try transaction.connection.run("UPDATE exports SET status = 'finished'", [])
            return order
        }
        let others = scheduled.array("files").compactMap { $0.object?["export_id"]?.number?.int64 }
        #expect(order == [asked] + others.sorted())
    }

    @Test func `whoever cancels the last file of a run ends it, also where its owner alone has one`() throws {
        let id = try desk.schedule("manager", desk.people("manager", "rep"))
        let run = try desk.run(id)
        let export = run.array("files").compactMap(\.object).first { $0["user_id"]?.number?.int64 == desk.id("rep") }?["export_id"]
        let number = try #require(export?.number?.int64)
        // As if the other's were still to be made.
        try world.server.application.database.write { transaction in
            for sql in [
                "UPDATE exports SET status = 'queued' WHERE id = ?1", "UPDATE report_files SET status = 'making' WHERE export_id = ?1",
                "UPDATE report_runs SET status = 'making' WHERE id = (SELECT run_id FROM report_files WHERE export_id = ?1)",
            ] { try transaction.connection.run(sql, [.integer(number)]) }
        }
        let cancelled = try world.post("manager", "/v1/exports/\(number)/cancel")
        #expect(cancelled.status == 403 || cancelled.status == 404)
        let own = try world.post("rep", "/v1/exports/\(number)/cancel")
        #expect(own.status == 200, "\(own.answer.text)")
        #expect(desk.files(try desk.ended(run.id)) == ["manager": "made", "rep": "removed"])
        let notices = try world.get("manager", "/v1/notices?sort=id").array("items").compactMap(\.object)
        #expect(notices.map { $0["addressed"]?.number?.int64 } == [2, 1])
    }

    @Test func `a person's name in the parameters is forgotten with the person`() throws {
        let named = #""parameters":"group_by=owner&customer_region=stranger""#
        let id = try desk.schedule("manager", named)
        let other = try desk.schedule("manager", #""parameters":"group_by=owner&customer_region=east""#)
        let run = try desk.run(id)
        _ = try desk.run(other)
        _ = try world.patch("admin", "/v1/users/\(desk.id("stranger"))", #"{"active":false}"#)
        let erased = try world.post("admin", "/v1/users/\(desk.id("stranger"))/erase", #"{"reason":"requested"}"#)
        #expect(erased.status == 200, "\(erased.answer.text)")
        let schedule = try world.get("manager", "/v1/report-schedules/\(id)")
        #expect(schedule["parameters"].isNull && schedule.string("status") == "paused")
        #expect(schedule.string("pause_reason") == "report_parameters_erased")
        #expect(try world.get("manager", "/v1/report-runs/\(run.id)")["parameters"].isNull)
        let left = try world.server.application.database.read { connection in
            let sql = "SELECT count(*) FROM audit WHERE content LIKE '%customer_region=stranger%' AND entity LIKE 'report_%'"
            return try connection.first(sql)?.first?.integer
        }
        #expect(left == 0)
        let kept = try world.get("manager", "/v1/report-schedules/\(other)")
        #expect(kept.string("parameters") == "group_by=owner&customer_region=east" && kept.string("status") == "active")
        #expect(try desk.runs(of: other).first?["parameters"]?.string == "group_by=owner&customer_region=east")
        // Where it was put right it goes on.
        _ = try world.patch("manager", "/v1/report-schedules/\(id)", #"{"parameters":"group_by=owner"}"#)
        #expect(try world.post("manager", "/v1/report-schedules/\(id)/resume").string("status") == "active")
    }

    @Test func `where a department has grown beyond what can be made it is paused, and says so`() throws {
        let id = try desk.schedule("executive", #""roles":["production"]"#)
        let daily = try desk.schedule("executive", rhythm: #""rhythm":"weekly","weekday":"friday","hour":8"#)
        for number in 0..<50 { _ = try world.hire("tea\(number)", [.production]) }
        #expect(try world.post("executive", "/v1/report-schedules/\(id)/run").code == "too_many_recipients")
        try desk.pass(to: "2026-11-27 08:00")
        let paused = try world.get("executive", "/v1/report-schedules/\(id)")
        #expect(paused.string("status") == "paused" && paused.string("pause_reason") == "too_many_recipients")
        #expect(try desk.runs(of: id).isEmpty && desk.runs(of: daily).count == 1)
    }

    private func notices(_ name: String, about word: String) throws -> [String] {
        try world.get(name, "/v1/notice-receipts?user_id=\(desk.id(name))&expand=notice").array("items").compactMap { item in
            let notice = item.object?["notice"]?.object
            return notice?["title"]?.string?.contains(word) == true ? notice?["body"]?.string : nil
        }
    }

    @Test func `whose schedule the server pauses is told once, why and where to mend it`() throws {
        let id = try desk.schedule("executive", #""roles":["production"]"#)
        let chinese = try desk.schedule("executive", #""roles":["production"]"#)
        _ = try world.patch("executive", "/v1/report-schedules/\(chinese)", #"{"language":"zh-CN"}"#)
        for number in 0..<50 { _ = try world.hire("tea\(number)", [.production]) }
        for moment in ["2026-11-27 08:00", "2026-11-27 08:01", "2026-12-04 08:00"] { try desk.pass(to: moment) }
        let path = "/v1/report-schedules/\(id)"
        #expect(
            try notices("executive", about: "paused") == [
                "The report schedule “Sales” was paused: The report would go to 51 people, at most 50: name fewer, or make several schedules. "
                    + "Mend it by PATCH \(path); POST \(path)/resume lets it go on."
            ])
        let told = try notices("executive", about: "已暂停")
        #expect(
            told.count == 1 && told.first?.contains("该报表将发给 51 人") == true
                && told.first?.contains("/v1/report-schedules/\(chinese)/resume") == true)
        let events = try world.get("executive", "/v1/events?after=0&limit=200&type=salesd.report_schedule.pause").array("items")
        #expect(events.compactMap { $0.object?["subject"]?.string }.sorted() == [path, "/v1/report-schedules/\(chinese)"].sorted())
        // Whoever pauses it knows that.
        let own = try desk.schedule("manager")
        _ = try world.post("manager", "/v1/report-schedules/\(own)/pause")
        #expect(try notices("manager", about: "paused").isEmpty)
    }

    @Test func `where the owner has left the administrators are told, and of an erasure its owner`() throws {
        _ = try desk.schedule("manager", desk.people("rep"))
        _ = try world.patch("admin", "/v1/users/\(desk.id("manager"))", #"{"active":false}"#)
        try desk.pass(to: "2026-11-27 07:00")
        #expect(try notices("admin", about: "paused").count == 1 && notices("rep", about: "paused").isEmpty)
        let named = try desk.schedule("executive", #""parameters":"group_by=owner&customer_region=stranger""#)
        _ = try world.patch("admin", "/v1/users/\(desk.id("stranger"))", #"{"active":false}"#)
        #expect(try world.post("admin", "/v1/users/\(desk.id("stranger"))/erase", #"{"reason":"requested"}"#).status == 200)
        let told = try notices("executive", about: "paused")
        #expect(told.count == 1 && told.first?.contains("named somebody who was erased") == true, "\(told)")
        #expect(told.first?.contains("/v1/report-schedules/\(named)") == true)
    }

    @Test func `what is given out of a run stands in the audit with that run`() throws {
        let id = try desk.schedule("manager", desk.people("rep", "manager"))
        let run = try desk.run(id)
        #expect(try desk.file(run.id, "rep").status == 200)
        let export = run.array("files").compactMap(\.object).first { $0["user_id"]?.number?.int64 == desk.id("rep") }?["export_id"]
        let number = try #require(export?.number?.int64)
        #expect(try world.send("rep", "DELETE", "/v1/exports/\(number)").status == 200)
        try desk.desk.move(to: "2027-02-01 09:00")
        try world.server.runJob("expire-exports")
        func actions(_ entity: String, _ id: Int64) throws -> [String] {
            try world.get("auditor", "/v1/audit?entity=\(entity)&entity_id=\(id)&limit=200").array("items")
                .compactMap { $0.object?["action"]?.string }
        }
        let ofRun = try actions("report_run", run.id)
        #expect(ofRun.filter { $0 == "exported" }.count == 2 && ofRun.filter { $0 == "downloaded" }.count == 1, "\(ofRun)")
        #expect(ofRun.filter { $0 == "file_expired" }.count == 2)
        #expect(try actions("export", number).contains("expire"))
        let exported = try world.get("auditor", "/v1/audit?entity=report_run&entity_id=\(run.id)&limit=200").array("items")
            .compactMap(\.object).first { $0["action"]?.string == "exported" }?["export"]?.object
        #expect(exported?["format"]?.string == "sales-trend.xlsx")
        let others = try world.get("auditor", "/v1/audit?entity=order&limit=200").array("items").compactMap { $0.object?["action"]?.string }
        #expect(!others.contains("exported"))
    }

    @Test func `a filter that names another's rows gives none of them`() throws {
        try sell()
        let more = Self.days.replacing("group_by=owner", with: "group_by=owner&owner_id=\(desk.id("rep2"))")
        let run = try desk.run(try desk.schedule("rep", more), by: "rep")
        let text = "\(try desk.desk.sheets(desk.file(run.id, "rep").answer)[0])"
        #expect(!text.contains("\"rep2\"") && !text.contains("360"))
    }

    @Test func `a right that is lost between making and fetching keeps the file`() throws {
        try sell()
        let id = try desk.schedule("executive", Self.days + "," + desk.people("manager", "rep"))
        let run = try desk.run(id, by: "executive")
        #expect(try desk.file(run.id, "manager").status == 200)
        _ = try world.patch("admin", "/v1/users/\(desk.id("rep2"))", #"{"manager_id":null}"#)
        #expect(try desk.file(run.id, "manager").code == "export_rights_changed")
        _ = try world.patch("admin", "/v1/users/\(desk.id("rep"))", #"{"roles":["hr"]}"#)
        #expect(try desk.file(run.id, "rep").status == 403)
        // What is lent stands behind no file that is kept for weeks.
        try world.standIn("stranger", for: "manager")
        let lent = try desk.run(desk.schedule("executive", Self.days + "," + desk.people("stranger")), by: "executive")
        let text = "\(try desk.desk.sheets(desk.file(lent.id, "stranger").answer)[0])"
        #expect(!text.contains("\"rep\"") && !text.contains("\"rep2\""))
    }

    @Test func `files go when their time is over, and with their schedule`() throws {
        #expect(try world.patch("admin", "/v1/settings/reports", #"{"keep_days":2}"#).status == 200)
        let id = try desk.schedule("manager", desk.people("rep", "manager"))
        let first = try desk.run(id)
        #expect(first.string("kept_until") == "2026-11-26T01:00:00.000Z")
        #expect(try world.get("rep", desk.files(first, "link")["rep"] ?? "").status == 200)
        try desk.desk.move(to: "2026-11-26 09:00")
        #expect(try desk.file(first.id, "rep").code == "export_expired")
        try world.server.runJob("expire-exports")
        #expect(desk.files(try desk.ended(first.id)) == ["rep": "removed", "manager": "removed"])
        #expect(desk.files(try desk.ended(first.id), "link").isEmpty)

        let second = try desk.run(id)
        let archived = try world.send("manager", "DELETE", "/v1/report-schedules/\(id)")
        #expect(archived.status == 200, "\(archived.answer.text)")
        try desk.pass(to: "2026-11-26 09:05")
        #expect(desk.files(try desk.ended(second.id)) == ["rep": "removed", "manager": "removed"])
        #expect(try world.get("rep", desk.files(second, "link")["rep"] ?? "").status == 410)
        try desk.pass(to: "2026-12-10 09:05")
        #expect(try desk.runs(of: id).count == 2)
    }

    @Test func `whose owner has left is paused, and goes on with another`() throws {
        let id = try desk.schedule("manager", desk.people("rep"))
        _ = try world.patch("admin", "/v1/users/\(desk.id("manager"))", #"{"active":false}"#)
        try desk.pass(to: "2026-11-27 07:00")
        let paused = try world.get("admin", "/v1/report-schedules/\(id)")
        #expect(paused.string("status") == "paused" && paused.string("pause_reason") == "report_owner_left")
        #expect(try desk.runs(of: id).isEmpty)
        #expect(try world.post("admin", "/v1/report-schedules/\(id)/resume").faults == ["/owner_id: person_unfit"])
        let handed = try world.post("admin", "/v1/users/\(desk.id("manager"))/hand-over", "{\"to_id\":\(desk.id("executive"))}")
        #expect(handed.status == 200, "\(handed.answer.text)")
        let resumed = try world.post("executive", "/v1/report-schedules/\(id)/resume")
        #expect(resumed.integer("owner_id") == desk.id("executive") && resumed["pause_reason"].isNull)
        try desk.pass(to: "2026-12-04 07:00")
        #expect(try desk.runs(of: id).count == 1)
    }

    @Test func `more than are begun at once follow piece by piece`() throws {
        for number in 0..<23 { _ = try world.hire("tea\(number)", [.production]) }
        let id = try desk.schedule("executive", #""roles":["production"],"parameters":"group_by=month""#)
        let reply = try world.post("executive", "/v1/report-schedules/\(id)/run")
        let run = try #require(reply.integer("last_run_id"))
        let again = try world.post("executive", "/v1/report-schedules/\(id)/run")
        #expect(again.status == 409 && again.code == "report_run_underway")
        try world.server.runJob("report-schedules")
        let underway = try world.server.application.database.read { connection in
            try connection.first("SELECT count(*) FROM report_files WHERE status = 'making'")?.first?.integer ?? 0
        }
        #expect(underway <= 10)
        let ended = try desk.ended(run)
        #expect(ended.integer("made") == 24 && ended.string("status") == "made")
    }
}
