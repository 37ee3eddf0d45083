// A run of a scheduled report on a server that is killed in the middle: each file is made, and everybody is told once.

import Foundation
import Glibc
import JSON
import TestSupport
import Testing

struct ReportRunKillTests {
    @Test func `after a kill the run goes on, and nothing is made or told twice`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "e", "--user", "nancy"] + data).output.dropLast())
        let fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        var (child, port) = try directory.serve()
        var client = try HTTPClient(port: port)
        func post(_ path: String, _ body: String) throws -> Reply { Reply(try client.send("POST", path, fields: fields, body: body)) }
        func items(_ path: String) throws -> [JSONValue] { Reply(try client.send("GET", path, fields: fields)).array("items") }
        let people = try (0..<14).map { number in
            let reply = try post("/v1/users", "{\"username\":\"rep\(number)\",\"display_name\":\"R\",\"roles\":[\"sales_rep\"]}")
            return "{\"user_id\":\(reply.id)}"
        }
        let body = """
            {"name":"Checks","report":"data-quality","rhythm":"daily","people":[\(people.joined(separator: ","))]}
            """
        let schedule = try post("/v1/report-schedules", body)
        #expect(schedule.status == 201, "\(schedule.answer.text)")
        let run = try post("/v1/report-schedules/\(schedule.id)/run", "{}").integer("last_run_id") ?? 0
        for _ in 0..<2 {
            child.signal(SIGKILL)
            _ = child.finish()
            (child, port) = try directory.serve()
            client = try HTTPClient(port: port)
        }
        // The server looks by itself what is left to be begun.
        #expect(try eventually { Reply(try client.send("GET", "/v1/report-runs/\(run)", fields: fields)).string("status") == "made" })
        let made = Reply(try client.send("GET", "/v1/report-runs/\(run)", fields: fields))
        #expect(made.integer("made") == 14)
        #expect(try items("/v1/report-runs").count == 1 && items("/v1/exports?limit=200").count == 14)
        #expect(try items("/v1/notices").count == 1 && items("/v1/notice-receipts?limit=200").count == 14)
        #expect(try items("/v1/events?after=0&type=salesd.report_run.made").count == 1)
        let folder = directory.path + "/exports"
        let folders = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(folders.count == 14)
        for name in folders { #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/" + name) == ["file"]) }
        #expect(child.stop().code == 0)
        #expect(try Salesd.run(["check"] + data).output == "OK\n")
    }
}
