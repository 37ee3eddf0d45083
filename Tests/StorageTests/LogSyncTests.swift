// The log synced beside the writer: the next batch runs meanwhile, and nobody is told anything before it is on disk.

import Foundation
import Glibc
import SQLite
import Storage
import Synchronization
import Testing

/// A disk that syncs when it is let, and can fail.
private final class StandInDisk: Sendable {
    private struct State {
        var isHeld = false
        var failures = 0
        var syncs = 0
    }

    private let state = Mutex(State())
    private let journal: Journal<String>

    init(_ journal: Journal<String>) {
        self.journal = journal
    }

    var syncs: Int { state.withLock { $0.syncs } }

    func hold() { state.withLock { $0.isHeld = true } }

    func letGo() { state.withLock { $0.isHeld = false } }

    func fail(times: Int = .max) { state.withLock { $0.failures = times } }

    func sync() -> Int32 {
        while state.withLock({ $0.isHeld }) { sched_yield() }
        return state.withLock { state in
            state.syncs += 1
            journal.note("synced")
            guard state.failures > 0 else { return 0 }
            state.failures -= 1
            errno = EIO
            return -1
        }
    }
}

struct LogSyncTests {
    private let journal = Journal<String>()

    private func open(_ directory: TemporaryDirectory, _ disk: StandInDisk, from writes: Int = 1) throws -> Database {
        try directory.open { options in
            options.writesToSyncBeside = writes
            options.sync = { _ in disk.sync() }
        }
    }

    /// Has a row written; tells when it ran, when it was on disk, and when it was answered.
    private func submit(_ name: String, to database: Database) throws {
        try database.writer.submit { [journal] transaction in
            journal.note("\(name) ran")
            transaction.onDisk { journal.note("\(name) on disk") }
            try transaction.insert(name)
        } completion: { [journal] result in
            journal.note("\(name) \(result.failure == nil ? "answered" : "failed")")
        }
    }

    /// What readers see, on disk or not.
    private func seen(in database: Database) throws -> [String] {
        let reader = try database.makeReadConnection()
        defer { reader.close() }
        return try reader.read { try $0.rows("SELECT name FROM item ORDER BY id").compactMap { $0.first?.text } }
    }

    private func wait(for entry: String) -> Bool { wait { journal.entries.contains(entry) } }

    private func wait(for condition: () -> Bool) -> Bool {
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        while ContinuousClock.now < end {
            if condition() { return true }
            sched_yield()
        }
        return false
    }

    @Test func `The next batch runs while the disk is busy, and nobody is answered before it has synced`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        let database = try open(directory, disk)
        defer { database.close() }
        disk.hold()
        try submit("a", to: database)
        #expect(wait(for: "a ran"))
        #expect(wait { database.durability.pending != nil })
        try submit("b", to: database)
        #expect(wait(for: "b ran"))
        #expect(wait { (try? seen(in: database)) == ["a", "b"] }, "who reads sees what is committed")
        #expect(journal.entries == ["a ran", "b ran"])
        disk.letGo()
        #expect(wait(for: "b answered"))
        let end = journal.entries.drop { $0 != "b ran" }.dropFirst()
        #expect(end.first == "synced")
        #expect(end.filter { $0.hasPrefix("a") } == ["a on disk", "a answered"])
        #expect(end.filter { $0.hasPrefix("b") } == ["b on disk", "b answered"])
        #expect(database.durability.pending == nil)
    }

    @Test func `What was read waits until it is on disk`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        let database = try open(directory, disk)
        defer { database.close() }
        database.durability.whenReached(0) { [journal] in journal.note($0 ? "nothing to wait for" : "lost") }
        #expect(journal.entries.last == "nothing to wait for")
        disk.hold()
        try submit("a", to: database)
        #expect(wait { database.durability.pending != nil })
        let mark = try #require(database.durability.pending)
        database.durability.whenReached(mark) { [journal] in journal.note($0 ? "told" : "lost") }
        try database.heavy.submit { connection in
            try connection.first("SELECT count(*) FROM item")
        } completion: { [journal] _ in
            journal.note("heavy answer")
        }
        #expect(wait { database.durability.waiting == 2 })
        #expect(!journal.entries.contains("told") && !journal.entries.contains("heavy answer"))
        disk.letGo()
        #expect(wait(for: "heavy answer"))
        #expect(wait(for: "told"))
        let synced = try #require(journal.entries.lastIndex(of: "synced"))
        let told = try #require(journal.entries.firstIndex(of: "told"))
        #expect(synced < told)
    }

    @Test func `A write that changes nothing goes behind those before it that are not on disk`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        let database = try open(directory, disk)
        defer { database.close() }
        disk.hold()
        try submit("a", to: database)
        #expect(wait { database.durability.pending != nil })
        try database.writer.submit {
            try $0.connection.first("SELECT name FROM item")?.first?.text
        } completion: { [journal] result in
            journal.note("repeated \((try? result.get()) ?? "nothing")")
        }
        try submit("b", to: database)
        #expect(wait(for: "b ran"))
        #expect(!journal.entries.contains("repeated a"))
        disk.letGo()
        #expect(wait(for: "b answered"))
        let entries = journal.entries
        let answer = try #require(entries.firstIndex(of: "repeated a"))
        #expect(entries.lastIndex(of: "synced").map { $0 < answer } ?? false)
    }

    @Test func `Few writes are synced by the commit itself`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        let database = try open(directory, disk, from: 3)
        defer { database.close() }
        for name in ["a", "b"] { try database.write { try $0.insert(name) } }
        #expect(disk.syncs == 0)
        #expect(database.durability.pending == nil)
    }

    @Test func `Where a sync fails, its writes have failed and all later ones do, until a new start finds out what is on disk`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        var database = try open(directory, disk)
        try database.write { try $0.insert("before") }
        disk.fail()
        #expect(throws: StorageError.self) { try database.write { try $0.insert("lost") } }
        let syncs = disk.syncs
        let error = try #require(throws: StorageError.self) { try database.write { try $0.insert("after") } }
        guard case .commitFailed(let cause) = error else { throw error }
        #expect(cause.code.isKind(of: .ioError) && cause.message.contains("could not be synced"))
        #expect(disk.syncs == syncs, "nothing was written any more")
        #expect(!database.isReady())
        #expect(database.writer.statistics.failedCommits == 2)
        #expect(throws: StorageError.notOnDisk) { try database.names() }
        #expect(throws: StorageError.notOnDisk) { try database.backup(to: directory.path + "/copy.db") }
        database.close()
        database = try directory.open()
        defer { database.close() }
        #expect(try !database.names().contains("after"))
        try database.write { try $0.insert("again") }
        #expect(try database.names().last == "again")
    }

    /// The system tells a fault once; a sync that succeeds after it proves nothing.
    @Test func `What was committed while the failing sync was under way has failed, too`() throws {
        let directory = try TemporaryDirectory()
        let disk = StandInDisk(journal)
        let database = try open(directory, disk)
        defer { database.close() }
        disk.hold()
        disk.fail(times: 1)
        try submit("a", to: database)
        #expect(wait(for: "a ran"))
        #expect(wait { database.durability.pending != nil })
        try submit("b", to: database)
        #expect(wait(for: "b ran"))
        disk.letGo()
        #expect(wait(for: "b failed"))
        #expect(journal.entries.contains("a failed"))
        #expect(!journal.entries.contains { $0.hasSuffix("on disk") })
    }
}
