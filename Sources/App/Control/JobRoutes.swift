// The periodic jobs for the operator: how they stand, and one of them now.

import HTTP
import JSON
import Kernel

extension ControlRoutes {
    var listJobs: Route {
        route(.get, "/control/jobs", "List the periodic jobs", "列出周期任务") { _, _ in
            let statuses = try jobs.statuses() + [backups.status].compactMap(\.self)
            return HTTPResponse.json { writer in
                writer.beginObject()
                writer.name("items")
                writer.beginArray()
                for status in statuses { writer.job(status) }
                writer.endArray()
                writer.endObject()
            }
        }
    }

    /// Runs one and answers when it has ended.
    var runJob: Route {
        route(.post, "/control/jobs/run", "Run a periodic job now", "立即运行周期任务") { request, _ in
            let name = try request.bodyObject()["name"]?.string ?? ""
            switch name == BackupSchedule.jobName ? backups.runNow() : jobs.run(name) {
            case .unknown: throw Failure(.jobUnknown, NearestName.hints(for: name, among: registry.jobs.map(\.name)))
            case .isRunning: throw Failure(.jobRunning, ["name": name])
            case .ended(let run):
                if let error = run.error { throw Failure(.jobFailed, ["name": name, "reason": error]) }
                return HTTPResponse.json { writer in writer.run(run) }
            }
        }
    }
}

extension FailureCode {
    static let jobUnknown = FailureCode(
        "job_unknown", 404, "There is no job {name}; “salesd jobs list” shows all.{hint}", "不存在任务 {name}；“salesd jobs list”可列出全部。{hint_zh}")
    static let jobRunning = FailureCode("job_running", 409, "The job {name} runs at the moment.", "任务 {name} 正在运行。")
    static let jobFailed = FailureCode("job_failed", 500, "The job {name} failed: {reason}.", "任务 {name} 失败：{reason}。")
}

extension JSONWriter {
    fileprivate mutating func job(_ status: JobStatus) {
        beginObject()
        member("name", status.name)
        name("every_seconds")
        integer(status.interval)
        name("is_running")
        bool(status.isRunning)
        name("last_run")
        if let last = status.lastRun { run(last) } else { null() }
        name("next_run_at")
        if let next = status.nextRunAt { instant(milliseconds: next.milliseconds) } else { null() }
        endObject()
    }

    fileprivate mutating func run(_ run: JobRun) {
        beginObject()
        name("started_at")
        instant(milliseconds: run.startedAt.milliseconds)
        name("ended_at")
        instant(milliseconds: run.endedAt.milliseconds)
        name("error")
        if let error = run.error { string(error) } else { null() }
        endObject()
    }
}
