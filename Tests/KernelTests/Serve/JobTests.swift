// Periodic jobs: when they are due, in slices, and what becomes of one that fails.

import Foundation
import Kernel
import SQLite
import Storage
import Synchronization
import TestSupport
import Testing

struct JobTests {
    private let clock = ManualClock(Instant(milliseconds: 0))
    private let directory = NSTemporaryDirectory() + "jobs-" + UUID().uuidString

    /// Runs `body` with a runner of these jobs and a list of what it reports.
    private func with(_ jobs: [PeriodicJob], _ body: (JobRunner, Database, Reports) throws -> Void) throws {
        let calendar = try #require(CompanyCalendar(timeZone: "Asia/Shanghai"))
        let registry = Registry(
            modules: [Module("sample", "Samples", "样例", resources: [], migrations: [Self.table], jobs: jobs)], company: .standard,
            calendar: calendar, clock: clock,
            directory: Directory(
                caller: { _, _, _ in nil }, holders: { _, _ in [] }, managers: { _, _ in [] }, roles: { _, _ in [] },
                displayName: { _, _ in nil }))
        let database = try Database.open(directory: directory, migrations: registry.migrations)
        defer {
            database.close()
            try? FileManager.default.removeItem(atPath: directory)
        }
        let reports = Reports()
        try body(JobRunner(registry, database) { job, error in reports.add("\(job): \(error)") }, database, reports)
    }

    private static let table = Migration(
        module: "sample", number: 1, name: "create-run", sql: "CREATE TABLE run (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;")

    /// Notes each slice, of which there are so many.
    private static func noting(every interval: Int64, slices: Int64 = 1) -> PeriodicJob {
        PeriodicJob("note", every: interval) { now, connection in
            try connection.run("INSERT INTO run (at) VALUES (?)", [now.stored])
            return try (connection.first("SELECT count(*) FROM run WHERE at = ?", [now.stored])?.first?.integer ?? 0) < slices
        }
    }

    private func runs(_ database: Database) throws -> [Int64] {
        try database.read { try $0.rows("SELECT at FROM run ORDER BY id").compactMap { $0.first?.integer } }
    }

    @Test func `a job runs at once, and then when its time has come`() throws {
        try with([Self.noting(every: 60)]) { runner, database, reports in
            for seconds: Int64 in [0, 59, 1, 59, 1000] {
                clock.advance(seconds: seconds)
                runner.runDue()
                // Its one slice stands in the queue before this.
                try database.write { _ in }
            }
            #expect(try runs(database) == [0, 60_000, 1_119_000])
            #expect(reports.all.isEmpty)
        }
    }

    @Test func `a job with more to do goes on in further writes`() throws {
        try with([Self.noting(every: 60, slices: 5)]) { runner, database, _ in
            let before = database.writer.statistics.jobs
            runner.runDue()
            #expect(try eventually { try runs(database).count == 5 })
            try database.write { _ in }
            #expect(try runs(database).count == 5)
            #expect(database.writer.statistics.jobs >= before + 5)
        }
    }

    @Test func `a job that fails is reported, keeps nothing, and is tried again when it is due`() throws {
        let job = PeriodicJob("broken", every: 60) { now, connection in
            try connection.run("INSERT INTO run (at) VALUES (?)", [now.stored])
            throw DatabaseError(code: .abort, message: "broken at \(now.milliseconds)")
        }
        try with([job, Self.noting(every: 3600)]) { runner, database, reports in
            for _ in 0..<3 {
                runner.runDue()
                try database.write { _ in }
                clock.advance(seconds: 30)
            }
            #expect(reports.all.count == 2)
            #expect(reports.all[0].contains("broken at 0") && reports.all[1].contains("broken at 60000"))
            #expect(try runs(database) == [0])
        }
    }

    @Test func `a server that is being stopped reports nothing`() throws {
        try with([Self.noting(every: 60)]) { runner, database, reports in
            database.close()
            runner.runDue()
            #expect(reports.all.isEmpty)
        }
    }
}

/// What was reported, in order.
private final class Reports: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock { $0 } }

    func add(_ text: String) {
        list.withLock { $0.append(text) }
    }
}
