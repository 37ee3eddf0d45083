// What all loops count together, and the page that shows it.

import Foundation
import HTTP
import Storage
import Synchronization

/// How the backups stand that are made by themselves.
package struct BackupFigures: Sendable {
    /// Seconds since the last good one; nil where there is none.
    package let age: Int?
    /// Since the start.
    package let failures: Int

    /// As they stand now.
    package init(age: Int?, failures: Int) {
        self.age = age
        self.failures = failures
    }
}

/// The counters of one service.
package final class ServiceMetrics: Sendable {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct State {
        var loops: [LoopMetrics.Published] = []
        var refusals: [String: Int] = [:]
        var connections: (@Sendable () -> Int)?
        var wakes: (@Sendable () -> Int)?
        var backups: (@Sendable () -> BackupFigures)?
    }

    private let paths: [String]
    private let startedAt: Instant
    private let places: EventPlaces
    private let state = Mutex(State())

    init(paths: [String], startedAt: Instant, places: EventPlaces) {
        self.paths = paths
        self.places = places
        self.startedAt = startedAt
    }

    /// Has the page show how many connections are open, and how often the loops went to work.
    package func showLoops(connections: @escaping @Sendable () -> Int, wakes: @escaping @Sendable () -> Int) {
        state.withLock { state in
            state.connections = connections
            state.wakes = wakes
        }
    }

    /// Has the page show how the backups stand.
    package func showBackups(_ figures: @escaping @Sendable () -> BackupFigures) {
        state.withLock { $0.backups = figures }
    }

    func newLoop() -> LoopMetrics {
        let published = LoopMetrics.Published()
        state.withLock { $0.loops.append(published) }
        return LoopMetrics(published)
    }

    func countRefusal(_ code: String) {
        state.withLock { $0.refusals[code, default: 0] += 1 }
    }

    // MARK: The page

    func page(_ database: Database, _ warnings: [WarningState], _ gauges: [GaugeState]) -> [UInt8] {
        let state = state.withLock { $0 }
        var counts = RequestCounts()
        for loop in state.loops { counts.add(loop.counts.withLock { $0 }) }
        var writer = MetricsWriter()
        write(counts, to: &writer)
        writer.whole(.connections, state.connections?() ?? 0)
        writer.whole(.wakes, state.wakes?() ?? 0)
        writer.whole(.eventStreams, places.count)
        writer.begin(.refusals)
        for (code, count) in state.refusals.sorted(by: { $0.key < $1.key }) { writer.sample(.refusals, [code], count) }
        write(database, to: &writer)
        let backups = state.backups?()
        writer.begin(.backupAge)
        if let age = backups?.age { writer.sample(.backupAge, [], age) }
        writer.whole(.failedBackups, backups?.failures ?? 0)
        writer.begin(.warnings)
        for warning in warnings { writer.sample(.warnings, [warning.code], warning.text == nil ? 0 : 1) }
        writer.whole(.memory, ServiceMetrics.residentBytes)
        writer.whole(.startTime, Int(startedAt.milliseconds / 1000))
        for gauge in gauges {
            writer.begin(gauge.metric)
            for sample in gauge.samples { writer.sample(gauge.metric, sample.labels, sample.value) }
        }
        return Array(writer.text.utf8)
    }

    private func write(_ counts: RequestCounts, to writer: inout MetricsWriter) {
        writer.begin(.requests)
        let samples = counts.requests.map { key, count in
            (labels: [path(key.path), key.method?.description ?? "other", "\(key.statusClass)xx"], count: count)
        }
        for sample in samples.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
            writer.sample(.requests, sample.labels, sample.count)
        }
        writer.begin(.durations)
        let bounds = DurationHistogram.bounds.map { seconds($0) }
        for (lane, histogram) in zip(LaneName.allCases, counts.durations) {
            writer.histogram(.durations, [lane.text], bounds: bounds, counts: histogram.counts, sum: seconds(histogram.microseconds))
        }
    }

    private func write(_ database: Database, to writer: inout MetricsWriter) {
        let statistics = database.writer.statistics
        writer.whole(.writerQueue, statistics.waiting)
        writer.begin(.batches)
        // The last size is the most that a commit takes, so nothing lies above it.
        let bounds = statistics.batchSizes.indices.map { "\(1 << $0)" }
        writer.histogram(.batches, bounds: bounds, counts: statistics.batchSizes + [0], sum: "\(statistics.jobs)")
        writer.whole(.commits, statistics.commits)
        writer.whole(.failedCommits, statistics.failedCommits)
        writer.whole(.heavyQueue, database.heavy.outstanding)
        writer.whole(.walBytes, database.walBytes)
    }

    private func path(_ number: Int) -> String {
        paths.indices.contains(number) ? paths[number] : ""
    }

    private func seconds(_ microseconds: UInt64) -> String {
        "\(Double(microseconds) / 1_000_000)"
    }

    /// proc(5): the second number of statm counts pages.
    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * NSPageSize() : 0
    }
}
