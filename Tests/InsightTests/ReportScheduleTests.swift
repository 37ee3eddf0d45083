// When scheduled reports are made: by the company's clock and calendar, once for each time, and of the right days.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ReportScheduleTests {
    private let desk: ScheduleDesk
    private var world: World { desk.world }

    init() throws { desk = try ScheduleDesk() }

    @Test(arguments: [
        // Seven o'clock is over today.
        (#""rhythm":"daily""#, "2026-11-24T23:00:00.000Z"), (#""rhythm":"daily","hour":10"#, "2026-11-24T02:00:00.000Z"),
        (#""rhythm":"daily","hour":0"#, "2026-11-24T16:00:00.000Z"),
        (#""rhythm":"weekly","weekday":"friday""#, "2026-11-26T23:00:00.000Z"),
        (#""rhythm":"weekly","weekday":"tuesday""#, "2026-11-30T23:00:00.000Z"),
        // Nobody works on Saturday: on Monday.
        (#""rhythm":"weekly","weekday":"saturday""#, "2026-11-29T23:00:00.000Z"),
        (#""rhythm":"monthly","day_of_month":25"#, "2026-11-24T23:00:00.000Z"),
        // November has thirty days.
        (#""rhythm":"monthly","day_of_month":31"#, "2026-11-29T23:00:00.000Z"),
        // The 21st was a Saturday, and its Monday is over.
        (#""rhythm":"monthly","day_of_month":21"#, "2026-12-20T23:00:00.000Z"),
        // A holiday, then a weekend.
        (#""rhythm":"quarterly","day_of_month":1"#, "2027-01-03T23:00:00.000Z"),
    ])
    func `it is due at the hour of the company's day, or of the next working day`(_ rhythm: String, _ next: String) throws {
        let id = try desk.schedule(rhythm: rhythm)
        #expect(try world.get("manager", "/v1/report-schedules/\(id)").string("next_at") == next)
    }

    @Test func `each time makes one run, of the days before`() throws {
        let id = try desk.schedule("manager", #""period":"previous_month""#, rhythm: #""rhythm":"monthly","day_of_month":1"#)
        try desk.pass(to: "2026-12-01 06:59")
        #expect(try desk.runs(of: id).isEmpty)
        try desk.pass(to: "2026-12-01 07:00")
        for moment in ["2026-12-01 07:01", "2026-12-02 09:00"] { try desk.pass(to: moment) }
        let run = try #require(try desk.runs(of: id).first)
        #expect(try desk.runs(of: id).count == 1)
        #expect(run["starts_on"]?.string == "2026-11-01" && run["ends_on"]?.string == "2026-11-30")
        #expect(run["parameters"]?.string == "from=2026-11-01&to=2026-11-30")
        #expect(run["due_at"]?.string == "2026-11-30T23:00:00.000Z" && run["due_on"]?.string == "2026-12-01")
        let schedule = try world.get("manager", "/v1/report-schedules/\(id)")
        #expect(schedule.string("next_at") == "2027-01-03T23:00:00.000Z" && schedule.integer("last_run_id") == run["id"]?.number?.int64)
        // The day of the rhythm counts, not the one to which it was moved.
        try desk.pass(to: "2027-01-04 08:00")
        let second = try desk.runs(of: id).last
        #expect(second?["due_on"]?.string == "2027-01-01" && second?["ends_on"]?.string == "2026-12-31")
    }

    @Test func `the last day of a month that nobody works tells of that month`() throws {
        let id = try desk.schedule("manager", #""period":"month_to_date""#, rhythm: #""rhythm":"monthly","day_of_month":31"#)
        for moment in ["2026-11-30 07:00", "2026-12-31 07:00", "2027-01-31 07:00", "2027-02-01 07:00"] { try desk.pass(to: moment) }
        let days = try desk.runs(of: id).map { "\($0["starts_on"]?.string ?? "") \($0["ends_on"]?.string ?? "")" }
        #expect(days == ["2026-11-01 2026-11-30", "2026-12-01 2026-12-31", "2027-01-01 2027-01-31"])
    }

    @Test func `the leaderboard is made of the month before, and of the quarter before`() throws {
        let month = try desk.schedule(
            "hr", #""period":"previous_month""#, report: "leaderboard", rhythm: #""rhythm":"monthly","day_of_month":1"#)
        let quarter = try desk.schedule(
            "hr", #""period":"previous_quarter""#, report: "leaderboard", rhythm: #""rhythm":"monthly","day_of_month":1"#)
        try desk.pass(to: "2026-12-01 07:00")
        for (id, days) in [(month, "2026-11-01 2026-11-30"), (quarter, "2026-07-01 2026-09-30")] {
            let run = try #require(try desk.runs(of: id).first)
            #expect("\(run["starts_on"]?.string ?? "") \(run["ends_on"]?.string ?? "")" == days)
            #expect(desk.files(try desk.ended(run["id"]?.number?.int64 ?? 0)) == ["hr": "made"])
        }
    }

    @Test func `what was missed is made once, and the next time is to come`() throws {
        let id = try desk.schedule(rhythm: #""rhythm":"daily""#)
        try desk.pass(to: "2026-12-21 10:00")
        try desk.pass(to: "2026-12-21 10:01")
        let runs = try desk.runs(of: id)
        #expect(runs.map { $0["due_on"]?.string } == ["2026-12-21"])
        #expect(try world.get("manager", "/v1/report-schedules/\(id)").string("next_at") == "2026-12-21T23:00:00.000Z")
    }

    @Test func `a holiday that is entered later moves what was planned`() throws {
        let id = try desk.schedule(rhythm: #""rhythm":"weekly","weekday":"friday""#)
        _ = try world.created(world.post("hr", "/v1/calendar-exceptions", #"{"falls_on":"2026-11-27","kind":"holiday"}"#))
        try desk.pass(to: "2026-11-27 07:30")
        #expect(try desk.runs(of: id).isEmpty)
        #expect(try world.get("manager", "/v1/report-schedules/\(id)").string("next_at") == "2026-11-29T23:00:00.000Z")
        try desk.pass(to: "2026-11-30 07:30")
        #expect(try desk.runs(of: id).map { $0["due_on"]?.string } == ["2026-11-27"])
    }

    /// Nobody works from 7 to 15 December.
    @Test(arguments: [
        ("monday", ["2026-11-30", "2026-12-14", "2026-12-21"]), ("tuesday", ["2026-12-15"]),
        ("friday", ["2026-11-27", "2026-12-11", "2026-12-18"]),
    ])
    func `of those that a long holiday moves to one day the latest is made`(_ weekday: String, _ due: [String]) throws {
        for day in 7...15 {
            let body = "{\"falls_on\":\"2026-12-\(day < 10 ? "0" : "")\(day)\",\"kind\":\"holiday\"}"
            _ = try world.created(world.post("hr", "/v1/calendar-exceptions", body))
        }
        let rhythm = "\"rhythm\":\"weekly\",\"weekday\":\"\(weekday)\""
        let id = try desk.schedule("manager", #""period":"previous_week""#, rhythm: rhythm)
        for day in ["11-30", "12-16", "12-18", "12-21"] { try desk.pass(to: "2026-\(day) 07:00") }
        let runs = try desk.runs(of: id)
        #expect(runs.map { $0["due_on"]?.string } == due)
        guard weekday == "monday" else { return }
        #expect(runs[1]["due_at"]?.string == "2026-12-15T23:00:00.000Z")
        #expect(runs[1]["starts_on"]?.string == "2026-12-07" && runs[1]["ends_on"]?.string == "2026-12-13")
    }

    @Test func `a clock that was set back makes nothing twice, and keeps no other from its time`() throws {
        let id = try desk.schedule(rhythm: #""rhythm":"daily""#)
        try desk.pass(to: "2026-11-25 07:00")
        try desk.desk.move(to: "2026-11-24 09:00")
        for hour in [8, 7] { _ = try world.patch("manager", "/v1/report-schedules/\(id)", "{\"hour\":\(hour)}") }
        #expect(try world.get("manager", "/v1/report-schedules/\(id)").string("next_at") == "2026-11-24T23:00:00.000Z")
        let later = try desk.schedule(rhythm: #""rhythm":"daily","hour":8"#)
        try desk.pass(to: "2026-11-25 08:00")
        #expect(try desk.runs(of: id).count == 1 && desk.runs(of: later).count == 1)
        #expect(try world.get("manager", "/v1/report-schedules/\(id)").string("next_at") == "2026-11-25T23:00:00.000Z")
    }

    @Test func `one that was archived comes back where there is room, by whom it may be written`() throws {
        let first = try desk.schedule("rep")
        #expect(try world.send("rep", "DELETE", "/v1/report-schedules/\(first)").status == 200)
        for _ in 0..<50 { _ = try desk.schedule("rep") }
        #expect(try world.post("rep", "/v1/report-schedules/\(first)/restore").code == "too_many_schedules")
        let shared = try desk.schedule("manager", desk.people("rep"))
        #expect(try world.send("manager", "DELETE", "/v1/report-schedules/\(shared)").status == 200)
        _ = try world.patch("admin", "/v1/users/\(desk.id("manager"))", #"{"roles":["sales_rep"]}"#)
        #expect(try world.post("manager", "/v1/report-schedules/\(shared)/restore").faults == ["/people/0/user_id: report_for_others"])
    }

    @Test func `a restart makes nothing twice, and what came due meanwhile once`() throws {
        let id = try desk.schedule(rhythm: #""rhythm":"daily""#)
        try desk.pass(to: "2026-11-25 07:00")
        world.server.application.stop(within: 5)
        // Each takes the directory with it when it goes.
        var servers: [TestServer] = []
        for (moment, count) in [("2026-11-24T23:10:00Z", 1), ("2026-11-26T23:10:00Z", 2), ("2026-11-26T23:20:00Z", 2)] {
            let server = try TestServer(directory: world.server.directory, at: #require(Instant(moment)))
            servers.append(server)
            try server.runJob("report-schedules")
            let due = try server.application.database.read { connection in
                try connection.rows("SELECT due_at FROM report_runs WHERE schedule_id = ? ORDER BY id", [.integer(id)])
                    .compactMap { $0.first?.integer }.map { Instant(milliseconds: $0).description }
            }
            #expect(due == Array(["2026-11-24T23:00:00.000Z", "2026-11-26T23:00:00.000Z"].prefix(count)))
            server.application.stop(within: 5)
        }
    }

    @Test func `a schedule that is paused makes nothing until it goes on, and anybody's hand makes it now`() throws {
        let id = try desk.schedule(rhythm: #""rhythm":"daily""#)
        let paused = try world.post("manager", "/v1/report-schedules/\(id)/pause")
        #expect(paused.string("status") == "paused" && paused["next_at"].isNull)
        try desk.pass(to: "2026-11-26 09:00")
        #expect(try desk.runs(of: id).isEmpty)
        let run = try desk.run(id)
        #expect(run.string("status") == "made" && run["by_hand"].bool == true && run.string("due_on") == "2026-11-26")
        #expect(try world.post("manager", "/v1/report-schedules/\(id)/resume").string("next_at") == "2026-11-26T23:00:00.000Z")
        // A change of the rhythm counts from now on, another leaves the plan.
        #expect(try world.patch("manager", "/v1/report-schedules/\(id)", #"{"hour":12}"#).string("next_at") == "2026-11-26T04:00:00.000Z")
        #expect(try world.patch("manager", "/v1/report-schedules/\(id)", #"{"name":"N"}"#).string("next_at") == "2026-11-26T04:00:00.000Z")
    }

    @Test func `all that is wrong with a schedule is said at once`() throws {
        func faults(_ body: String, _ name: String = "manager") throws -> [String] {
            let reply = try world.post(name, "/v1/report-schedules", body)
            #expect(reply.status == 422, "\(reply.answer.text)")
            return reply.faults
        }
        #expect(
            try faults(
                desk.body(
                    #""day_of_month":3,"parameters":"lang=en&from=2026-01-01","period":"previous_week""#, rhythm: #""rhythm":"weekly""#))
                == [
                    "/weekday: report_day_missing", "/day_of_month: report_day_unfit", "/parameters: export_no_parameter",
                    "/parameters: report_period_twice",
                ])
        #expect(try faults(desk.body(report: "sales-tend")) == ["/report: unknown_report"])
        #expect(try faults(desk.body(#""period":"previous_week""#, report: "ageing")) == ["/period: report_without_period"])
        #expect(
            try faults(desk.body(#""parameters":"group_by=mont&limit=0""#)) == ["/parameters: bad_parameter", "/parameters: bad_parameter"])
        #expect(try faults(desk.body(#""parameters":"owner=%zz""#)) == ["/parameters: bad_query"])
        // The leaderboard is of a whole month, quarter or year, and the period says which.
        #expect(
            try faults(desk.body(#""period":"month_to_date","parameters":"period=2026-10&group_by=team""#, report: "leaderboard"))
                == ["/parameters: report_period_twice", "/period: report_period_partial"])
        #expect(try faults(desk.body(#""parameters":"period=October""#, report: "leaderboard")) == ["/parameters: bad_period"])
        // Also where a part of the body cannot be read, and where something is named that is not there.
        let parts =
            #""day_of_month":3,"parameters":"lang=en&from=2026-01-01&group_by=mont&ownr=1","period":"previous_week","people":[{"user_id":99999}]"#
        #expect(
            try faults(desk.body(parts + #","hour":99"#, rhythm: #""rhythm":"weekly""#)) == [
                "/hour: out_of_range", "/people/0/user_id: unknown_reference", "/weekday: report_day_missing",
                "/day_of_month: report_day_unfit", "/parameters: export_no_parameter", "/parameters: report_period_twice",
                "/parameters: unknown_parameter", "/parameters: bad_parameter",
            ])
        #expect(
            try faults(desk.body(#""parameters":"bom=true""#, report: "sales-tend", rhythm: #""rhythm":"hourly","weekday":"someday""#))
                == [
                    "/rhythm: not_a_choice", "/weekday: not_a_choice", "/report: unknown_report", "/parameters: export_no_parameter",
                ])
        #expect(
            try faults(desk.body(#""roles":["hr"],"channels":[{"channel_id":7}],"day_of_month":40"#), "rep").sorted() == [
                "/channels/0/channel_id: unknown_reference", "/day_of_month: out_of_range", "/roles: report_for_others",
            ])
        // A change is asked the same.
        let broken = try world.patch(
            "manager", "/v1/report-schedules/\(desk.schedule())", #"{"hour":99,"day_of_month":2,"parameters":"group_by=no"}"#)
        #expect(broken.faults == ["/hour: out_of_range", "/day_of_month: report_day_unfit", "/parameters: bad_parameter"])
        let id = try desk.schedule()
        #expect(try world.patch("manager", "/v1/report-schedules/\(id)", #"{"rhythm":"daily"}"#).faults == ["/weekday: report_day_unfit"])
        #expect(
            try world.patch("manager", "/v1/report-schedules/\(id)", #"{"parameters":"group_by=no"}"#).faults == [
                "/parameters: bad_parameter"
            ])
        #expect(try world.post("manager", "/v1/report-schedules", desk.body(#""next_at":"2026-11-24T01:00:00Z""#)).status == 422)
    }
}
