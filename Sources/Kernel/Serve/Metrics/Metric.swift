// Every metric, declared once: the page and Docs/metrics.md are both made of this.

/// One metric by its name in Prometheus.
package struct Metric: Sendable {
    /// What Prometheus calls its type.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package let name: String
    package let kind: Kind
    package let labels: [String]
    /// What it counts.
    package let help: String

    /// `help` is what Docs/metrics.md says of it.
    package init(_ name: String, _ kind: Kind, by labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    static let requests = Metric(
        "salesd_http_requests_total", .counter, by: ["route", "method", "status"],
        "Answers by path template, method (“other” for one that HTTP does not know) and class of status (2xx). An empty route is no path "
            + "of the API.")
    static let durations = Metric(
        "salesd_http_request_duration_seconds", .histogram, by: ["lane"],
        "From the end of a request to its answer, by where it ran: read (event loop), heavy (pool), write (writer), heavy_write (both), "
            + "stream (events, as long as they were sent), none (nowhere).")
    static let connections = Metric("salesd_http_connections", .gauge, "Connections that are open.")
    static let wakes = Metric(
        "salesd_http_loop_wakes_total", .counter,
        "How often the event loops went to work. Far more often than there were requests and connections: one of them spins.")
    static let eventStreams = Metric("salesd_event_streams", .gauge, "Streams of events that are open.")
    static let refusals = Metric("salesd_refusals_total", .counter, by: ["code"], "Requests that were refused, by code (errors.md).")
    static let writerQueue = Metric("salesd_writer_queue_length", .gauge, "Writes that wait for the writer; 4096 is the limit.")
    static let batches = Metric("salesd_writer_batch_size", .histogram, "Writes in one commit; the sum is all writes that were answered.")
    static let commits = Metric("salesd_writer_commits_total", .counter, "Commits that are on disk.")
    static let failedCommits = Metric("salesd_writer_failed_commits_total", .counter, "Commits that failed as a whole.")
    static let heavyQueue = Metric("salesd_heavy_outstanding", .gauge, "Requests on the heavy pool, waiting or running.")
    static let walBytes = Metric("salesd_wal_bytes", .gauge, "The size of the write-ahead log's file.")
    static let backupAge = Metric(
        "salesd_backup_age_seconds", .gauge, "Since the last good backup of the schedule; no sample where there is none.")
    static let failedBackups = Metric("salesd_backup_failures_total", .counter, "Backups of the schedule that failed.")
    static let warnings = Metric(
        "salesd_warnings", .gauge, by: ["code"], "1 where there is something to see to, else 0, by the codes of /readyz (operations.md).")
    static let memory = Metric("process_resident_memory_bytes", .gauge, "Memory of the process that is in RAM.")
    static let startTime = Metric("process_start_time_seconds", .gauge, "When the server started, in seconds since 1970.")

    /// The kernel's own, in the order of the page.
    static let kernel = [
        requests, durations, connections, wakes, eventStreams, refusals, writerQueue, batches, commits, failedCommits, heavyQueue, walBytes,
        backupAge,
        failedBackups, warnings, memory, startTime,
    ]
}

/// A metric of a module's own, with who counts it.
package struct Gauge: Sendable {
    let metric: Metric
    /// The values of the metric's labels, and the number.
    let find: @Sendable (RuleReader) throws -> [(labels: [String], value: Int)]

    /// `find` runs on an event loop each time somebody looks, so it asks little.
    package init(_ metric: Metric, find: @escaping @Sendable (RuleReader) throws -> [(labels: [String], value: Int)]) {
        self.metric = metric
        self.find = find
    }
}

/// What a module's metric shows now.
struct GaugeState: Sendable {
    let metric: Metric
    let samples: [(labels: [String], value: Int)]
}

extension Registry {
    /// Every metric, in the order of the page.
    package var metrics: [Metric] { Metric.kernel + gauges.map(\.metric) }
}

extension ReadContext {
    /// Every metric of the modules, as it stands now.
    func gauges() throws -> [GaugeState] {
        try read { connection in
            let reader = RuleReader(caller: .nobody, now: registry.clock.now, registry: registry, connection: connection)
            return try registry.gauges.map { GaugeState(metric: $0.metric, samples: try $0.find(reader)) }
        }
    }
}
