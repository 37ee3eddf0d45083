// `salesd jobs …`: what the server does by itself, again and again.

import JSON

extension Command {
    static let jobsList = Command("jobs list", summary: "List the periodic jobs: rhythm, last run, outcome, next run") { invocation in
        let jobs = try invocation.withServer { try $0.send("GET", "/control/jobs")["items"]?.array?.compactMap(\.object) ?? [] }
        Table(["name", "every", "last_run", "outcome", "next_run"]).print(jobs.map(row))
    }

    static let jobsRun = Command("jobs run", ["NAME"], summary: "Run a periodic job now and wait for its end") { invocation in
        let run = try invocation.withServer {
            try $0.send("POST", "/control/jobs/run", .object(["name": .string(invocation.operand)]))
        }
        Console.note("\(invocation.operand) ran from \(run["started_at"]?.string ?? "?") to \(run["ended_at"]?.string ?? "?")")
    }

    private static func row(_ job: JSONObject) -> JSONObject {
        let last = job["last_run"]?.object
        let isRunning = job["is_running"]?.bool ?? false
        let outcome = isRunning ? "running" : last.map { $0["error"]?.string.map { "failed: \($0)" } ?? "done" }
        return [
            "name": job["name"] ?? .null, "every": .string(rhythm(job["every_seconds"]?.number?.int64 ?? 0)),
            "last_run": last?["started_at"] ?? .null, "outcome": outcome.map { .string($0) } ?? .null,
            "next_run": job["next_run_at"] ?? .null,
        ]
    }

    /// In the largest unit that leaves no rest.
    private static func rhythm(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(3600, "h"), (60, "min")]
        guard seconds > 0, let (length, word) = units.first(where: { seconds % $0.0 == 0 }) else { return "\(seconds) s" }
        return "\(seconds / length) \(word)"
    }
}
