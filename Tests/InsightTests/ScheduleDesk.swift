// Where the tests of scheduled reports work: a company that sells, and somebody who has reports made.

import JSON
import Kernel
import TestSupport
import Testing

/// Tuesday, 24 November 2026, 9 o'clock in Shanghai. The Friday on which 2027 begins is a holiday.
final class ScheduleDesk {
    let desk: InsightDesk
    var world: World { desk.world }

    init(_ server: TestServer? = nil) throws {
        desk = try InsightDesk(World(server))
        // Where the calendar has it not already.
        _ = try world.post("hr", "/v1/calendar-exceptions", #"{"falls_on":"2027-01-01","kind":"holiday"}"#)
    }

    func id(_ name: String) -> Int64 { world.person(name).id }

    /// Those people, as a schedule names them.
    func people(_ names: String...) -> String {
        "\"people\":[" + names.map { "{\"user_id\":\(id($0))}" }.joined(separator: ",") + "]"
    }

    static let weekly = #""rhythm":"weekly","weekday":"friday""#

    func body(_ more: String = "", report: String = "sales-trend", rhythm: String = ScheduleDesk.weekly) -> String {
        "{\"name\":\"Sales\",\"report\":\"\(report)\",\"language\":\"en\",\(rhythm)\(more.isEmpty ? "" : "," + more)}"
    }

    func schedule(
        _ name: String = "manager", _ more: String = "", report: String = "sales-trend", rhythm: String = ScheduleDesk.weekly
    ) throws -> Int64 {
        try world.created(world.post(name, "/v1/report-schedules", body(more, report: report, rhythm: rhythm)))
    }

    /// Has it made now, and waits until the run has ended.
    func run(_ schedule: Int64, by name: String = "manager") throws -> Reply {
        let reply = try world.post(name, "/v1/report-schedules/\(schedule)/run")
        guard let run = reply.integer("last_run_id") else { throw ClientError.malformed(reply.answer.text) }
        return try ended(run)
    }

    func ended(_ run: Int64) throws -> Reply {
        _ = try eventually { try world.get("admin", "/v1/report-runs/\(run)").string("status") != "making" }
        return try world.get("admin", "/v1/report-runs/\(run)")
    }

    /// Moves the clock and looks what is due.
    func pass(to moment: String) throws {
        try desk.move(to: moment)
        try world.server.runJob("report-schedules")
    }

    func runs(of schedule: Int64) throws -> [JSONObject] {
        try world.get("admin", "/v1/report-runs?schedule_id=\(schedule)&sort=id").array("items").compactMap(\.object)
    }

    /// What a run says of the file of each: `["rep": "made"]`.
    func files(_ run: Reply, _ member: String = "status") -> [String: String] {
        let names = ["rep", "rep2", "stranger", "manager", "executive", "hr", "finance", "admin"]
        let byID = Dictionary(uniqueKeysWithValues: names.map { (id($0), $0) })
        let pairs = run.array("files").compactMap(\.object).compactMap { file -> (String, String)? in
            guard let name = file["user_id"]?.number?.int64.flatMap({ byID[$0] }), let word = file[member]?.string else { return nil }
            return (name, word)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    func file(_ run: Int64, _ name: String) throws -> Reply { try world.get(name, "/v1/report-runs/\(run)/file") }
}
