// How a periodic job went, kept so that it can be asked for also when no server runs.

package import SQLite

/// One run of a periodic job.
package struct JobRun: Sendable, Equatable {
    package let startedAt: Instant
    package let endedAt: Instant
    /// Why it failed; nil where it did not.
    package let error: String?

    /// With its outcome.
    package init(startedAt: Instant, endedAt: Instant, error: String?) {
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.error = error
    }
}

extension JobRun {
    /// The last run of the job; nil where it has never run.
    package static func last(of job: String, _ connection: Connection) throws -> JobRun? {
        let row = try connection.first("SELECT started_at, ended_at, error FROM job_run WHERE name = ?", [.text(job)])
        guard let row, let start = row[0].integer, let end = row[1].integer else { return nil }
        return JobRun(startedAt: Instant(milliseconds: start), endedAt: Instant(milliseconds: end), error: row[2].text)
    }

    /// Keeps the run as the job's last one.
    package func keep(of job: String, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO job_run (name, started_at, ended_at, error) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at, error = excluded.error
            """, [.text(job), startedAt.stored, endedAt.stored, error.stored])
    }
}

/// How a periodic job stands.
package struct JobStatus: Sendable {
    package let name: String
    /// Seconds from one beginning to the next.
    package let interval: Int64
    package let isRunning: Bool
    /// Nil where it has never run.
    package let lastRun: JobRun?
    /// Nil while it runs, and before its first run since the start: it begins when the server looks next.
    package let nextRunAt: Instant?

    /// As it is at the moment.
    package init(name: String, interval: Int64, isRunning: Bool, lastRun: JobRun?, nextRunAt: Instant?) {
        self.name = name
        self.interval = interval
        self.isRunning = isRunning
        self.lastRun = lastRun
        self.nextRunAt = nextRunAt
    }
}

/// What came of the wish to run a job now.
package enum JobOutcome: Sendable {
    case ended(JobRun)
    /// It runs already.
    case isRunning
    /// No job has that name.
    case unknown
}
