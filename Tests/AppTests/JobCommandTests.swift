// `salesd jobs`: how the periodic jobs stand, and one of them now, with and without a running server.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

@Suite struct JobCommandTests {
    private func fields(_ line: Substring) -> [String] {
        line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    }

    @Test(arguments: [true, false])
    func `jobs are listed with rhythm, last run, outcome and next run, and run by name`(_ isServing: Bool) throws {
        let directory = try DataDirectory()
        let (child, _) = try directory.serve()
        if !isServing { #expect(child.stop().code == 0) }
        let data = ["--data", directory.path]
        let before = try Salesd.run(["jobs", "list"] + data)
        #expect(before.code == 0, "\(before.errors)")
        let lines = before.output.split(separator: "\n")
        #expect(lines.first.map(fields) == ["name", "every", "last_run", "outcome", "next_run"])
        #expect(
            lines.map { fields($0)[0] }.dropFirst() == [
                "forget-stored-answers", "purge-search", "find-self-decisions", "remove-unused-blobs", "forget-import-reports",
                "expire-exports", "give-up-deliveries", "forget-deliveries", "erase-after-keeping-times",
                "customers-at-rest", "forecast-snapshots", "expire-proposals", "contract-days", "review-deadlines",
                "late-goods", "overdue-invoices", "dunning", "ticket-deadlines", "close-tickets",
                "erase-candidates", "onboarding-days", "meetings-recur", "task-days", "duty-days",
                "review-periods", "review-figures", "close-reviews", "early-warnings", "risk-watch", "risk-days",
                "report-schedules",
            ])
        #expect(fields(lines[1]) == ["forget-stored-answers", "1", "h", "-", "-", "-"])
        let run = try Salesd.run(["jobs", "run", "forget-stored-answers"] + data)
        #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
        #expect(run.errors.hasPrefix("forget-stored-answers ran from 20"))
        let after = try Salesd.run(["jobs", "list"] + data).output.split(separator: "\n").map(fields)
        #expect(after[1][4] == "done" && after[1][3].hasSuffix("Z"))
        // Without a server nothing comes next.
        #expect(after[1][5].hasSuffix("Z") == isServing)
        #expect(after[2].suffix(3) == ["-", "-", "-"])
        if isServing { #expect(child.stop().code == 0) }
    }

    @Test func `a job that does not exist is told with the nearest name`() throws {
        let directory = try DataDirectory()
        let (child, _) = try directory.serve()
        let wrong = try Salesd.run("jobs", "run", "review-deadline", "--data", directory.path)
        #expect(wrong.code == 1)
        #expect(
            wrong.errors == "salesd: There is no job review-deadline; “salesd jobs list” shows all. Did you mean “review-deadlines”?\n")
        #expect(try Salesd.run("jobs", "run", "--data", directory.path).code == 2)
        #expect(try Salesd.run("jobs", "--data", directory.path).code == 2)
        #expect(child.stop().code == 0)
    }

    @Test func `a job that fails is told with its reason, now and in the list`() throws {
        let server = try TestServer()
        try server.application.database.write { try $0.connection.execute("ALTER TABLE idempotency RENAME COLUMN at TO lost") }
        let client = try server.operatorClient()
        let body = #"{"name":"forget-stored-answers"}"#
        let failed = Reply(try client.send("POST", "/control/jobs/run", body: body))
        #expect(failed.status == 500)
        #expect(failed.code == "job_failed")
        #expect(failed.string("detail")?.contains("no such column") == true, "\(failed.answer.text)")
        let list = Reply(try client.send("GET", "/control/jobs"))
        #expect(list.string("items/0/last_run/error")?.contains("no such column") == true)
        #expect(list.string("items/0/last_run/started_at") == "2026-11-24T01:00:00.000Z")
        #expect(list.string("items/0/next_run_at") == "2026-11-24T02:00:00.000Z")
        try server.application.database.write { try $0.connection.execute("ALTER TABLE idempotency RENAME COLUMN lost TO at") }
        server.clock.advance(seconds: 60)
        #expect(try client.send("POST", "/control/jobs/run", body: body).status == 200)
        let mended = Reply(try client.send("GET", "/control/jobs"))
        #expect(mended["items/0/last_run/error"] == .null)
        #expect(mended.string("items/0/next_run_at") == "2026-11-24T02:01:00.000Z")
    }

    @Test func `a job that runs is not begun a second time`() throws {
        let server = try TestServer()
        let body = #"{"name":"review-deadlines"}"#
        let held = try HeldWriter(server)
        let first = try server.operatorClient()
        let head = "POST /control/jobs/run HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        try first.write(Array((head + body).utf8))
        try held.wait(for: 1)
        let second = Reply(try server.operatorClient().send("POST", "/control/jobs/run", body: body))
        #expect(second.status == 409)
        #expect(second.code == "job_running")
        held.letGo()
        #expect(try first.readAnswer().status == 200)
    }

    @Test func `jobs are the operator's alone`() throws {
        let world = try World()
        #expect(try world.get("admin", "/control/jobs").status == 404)
        #expect(try world.post("admin", "/control/jobs/run", #"{"name":"review-deadlines"}"#).status == 404)
    }
}
