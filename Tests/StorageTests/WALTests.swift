// The write-ahead log stays short, whoever reads.

import Foundation
import SQLite
import Storage
import Synchronization
import Testing

struct WALTests {
    private static let checkpointPages = 50
    private static let restartPages = 200
    private static let stillnessPages = 400

    private func open(_ directory: TemporaryDirectory) throws -> Database {
        try directory.open {
            $0.checkpointPages = Self.checkpointPages
            $0.restartPages = Self.restartPages
            $0.stillnessPages = Self.stillnessPages
        }
    }

    private func insert(_ database: Database, _ name: String) throws {
        try database.write { try $0.connection.run("INSERT INTO item (name, body) VALUES (?, zeroblob(20000))", [.text(name)]) }
    }

    private func walBytes(_ directory: TemporaryDirectory) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file + "-wal")
        return try #require(attributes[.size] as? Int)
    }

    @Test func `The WAL does not grow with what is written`() throws {
        let directory = try TemporaryDirectory()
        let database = try open(directory)
        defer { database.close() }
        var highest = 0
        for index in 0..<500 {
            try insert(database, "\(index)")
            highest = max(highest, database.writer.statistics.walPages)
        }
        // 500 writes of at least 5 pages are 2,500; the restart comes at the first multiple of the smaller number past the larger.
        #expect(highest < Self.restartPages + 2 * Self.checkpointPages)
        #expect(try walBytes(directory) < 2_500 * 4_096)
    }

    @Test func `Readers that follow one another without a gap cannot stop that`() throws {
        let directory = try TemporaryDirectory()
        let database = try open(directory)
        defer { database.close() }
        let isDone = Atomic(false)
        let failures = Journal<String>()
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            do {
                if thread == 0 {
                    defer { isDone.store(true, ordering: .relaxed) }
                    for index in 0..<400 { try insert(database, "\(index)") }
                } else {
                    let readers = [try database.makeReadConnection(), try database.makeReadConnection()]
                    var turn = 0
                    while !isDone.load(ordering: .relaxed) {
                        _ = try readers[turn % 2].read { try $0.first("SELECT count(*) FROM item") }
                        readers[(turn + 1) % 2].endBatch()
                        turn += 1
                    }
                    for reader in readers { reader.close() }
                }
            } catch {
                failures.note("\(error)")
            }
        }
        #expect(failures.entries == [])
        // 400 writes of at least 5 pages are 2,000.
        #expect(try walBytes(directory) < 1_600 * 4_096)
    }

    @Test func `Long reads one after the other hold it no longer than their time limit`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open {
            $0.checkpointPages = Self.checkpointPages
            $0.restartPages = Self.restartPages
            $0.heavyWorkers = 1
            $0.heavyReadMilliseconds = 20
        }
        defer { database.close() }
        let reads = Journal<Result<Int, any Error>>()
        let written = Journal<Bool>()
        let (begun, ended) = (Gate(), Gate())
        // A thread of its own: on a busy machine a dispatch queue may run the two one after the other.
        Thread.detachNewThread {
            while written.entries.isEmpty || reads.entries.count < 2 {
                readLong(database, into: reads)
                begun.open()
            }
            ended.open()
        }
        begun.wait()
        for index in 0..<400 { #expect(throws: Never.self) { try insert(database, "\(index)") } }
        written.note(true)
        ended.wait()
        #expect(reads.entries.count > 1)
        #expect(reads.entries.allSatisfy { ($0.failure as? StorageError) == .tooSlow })
        // 400 writes of at least 5 pages are 2,000.
        #expect(try walBytes(directory) < 1_600 * 4_096)
    }

    /// Each takes far longer than the writer waits for readers, and there is no moment without one.
    @Test func `Long reads one upon the other cannot stop that either`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open {
            $0.checkpointPages = Self.checkpointPages
            $0.restartPages = Self.restartPages
            $0.stillnessPages = Self.stillnessPages
            $0.heavyWorkers = 2
            $0.heavyReadMilliseconds = 500
        }
        defer { database.close() }
        let reads = Journal<Result<Int, any Error>>()
        let written = Journal<Bool>()
        let (begun, ended) = (Gate(), Gate())
        for thread in 0..<2 {
            Thread.detachNewThread {
                while written.entries.isEmpty {
                    readLong(database, into: reads)
                    begun.open()
                }
                ended.open()
            }
            // The second begins in the middle of what the first does.
            if thread == 0 { for index in 0..<50 { #expect(throws: Never.self) { try insert(database, "before \(index)") } } }
        }
        begun.wait()
        var restarts = 0
        var pages = 0
        var index = 0
        while restarts < 3, reads.entries.count < 40 {
            try insert(database, "\(index)")
            index += 1
            let now = database.writer.statistics.walPages
            if now < pages { restarts += 1 }
            pages = now
        }
        written.note(true)
        ended.wait()
        ended.wait()
        #expect(restarts == 3, "\(reads.entries.count) reads, \(pages) pages")
        #expect(reads.entries.allSatisfy { ($0.failure as? StorageError) == .tooSlow })
    }

    /// A snapshot that is held until the pool takes it away.
    private func readLong(_ database: Database, into reads: Journal<Result<Int, any Error>>) {
        let done = Gate()
        let isTaken: Void? = try? database.heavy.submit { connection in
            _ = try connection.first("SELECT count(*) FROM item")
            return try connection.first(endlessQuery)?.count ?? 0
        } completion: { result in
            reads.note(result)
            done.open()
        }
        if isTaken != nil { done.wait() }
    }

    @Test func `A reader that stays delays the restart, and writing goes on`() throws {
        let directory = try TemporaryDirectory()
        let database = try open(directory)
        defer { database.close() }
        let reader = try database.makeReadConnection()
        _ = try reader.read { try $0.first("SELECT count(*) FROM item") }
        for index in 0..<60 { try insert(database, "\(index)") }
        let held = database.writer.statistics.walPages
        #expect(held > Self.restartPages)
        reader.close()
        for index in 60..<120 { try insert(database, "\(index)") }
        #expect(database.writer.statistics.walPages < held)
    }
}
