// The bounded pool for long reads.

import Dispatch
import SQLite
import Storage
import Testing

struct HeavyPoolTests {
    /// Waits for what a work of the pool gives.
    private func run<R: Sendable>(_ database: Database, _ work: @escaping @Sendable (Connection) throws -> R) throws -> R {
        let results = Journal<Result<R, any Error>>()
        let done = Gate()
        try database.heavy.submit(work) { result in
            results.note(result)
            done.open()
        }
        done.wait()
        return try #require(results.entries.first).get()
    }

    @Test func `A work reads one snapshot, the next a newer one`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open { $0.heavyWorkers = 1 }
        defer { database.close() }
        let sql = "SELECT count(*) FROM item"
        let counts = try run(database) { connection in
            let before = try connection.first(sql)
            try database.write { try $0.insert("a") }
            return [before, try connection.first(sql)]
        }
        #expect(counts == [[0], [0]])
        #expect(try run(database) { try $0.first(sql) } == [1])
    }

    @Test func `A read past the time limit ends`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open { $0.heavyReadMilliseconds = 1 }
        defer { database.close() }
        #expect(throws: StorageError.tooSlow) { try run(database) { try $0.first(endlessQuery) } }
    }

    @Test func `A full pool refuses, and what was taken is done`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open {
            $0.heavyWorkers = 2
            $0.heavyQueueLength = 3
        }
        defer { database.close() }
        let release = Gate()
        let done = DispatchGroup()
        let sum = Journal<Int>()
        for index in 0..<5 {
            done.enter()
            try database.heavy.submit { _ in
                release.wait()
                release.open()
                return index
            } completion: { result in
                if case .success(let value) = result { sum.note(value) }
                done.leave()
            }
        }
        #expect(throws: StorageError.busy) {
            try database.heavy.submit { _ in
            } completion: { _ in
            }
        }
        release.open()
        done.wait()
        #expect(sum.entries.sorted() == [0, 1, 2, 3, 4])
    }

    @Test func `Who closes a pool that is held back leaves nobody waiting`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open {
            $0.checkpointPages = 1
            $0.restartPages = 1
            $0.stillnessPages = 1
            $0.heavyWorkers = 2
        }
        let started = Gate()
        let results = Journal<StorageError?>()
        func read() throws {
            try database.heavy.submit { connection in
                _ = try connection.first("SELECT count(*) FROM item")
                started.open()
                _ = try connection.first(endlessQuery)
            } completion: {
                results.note($0.failure as? StorageError)
            }
        }
        try read()
        started.wait()
        try database.write { try $0.insert("a") }
        // After the next write has its turn, the pool is held back for the one before.
        try database.write { try $0.insert("b") }
        try read()
        database.close()
        #expect(results.entries == [.closed, .closed])
    }

    @Test func `Closing ends what runs, and tells what waits`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open { $0.heavyWorkers = 1 }
        let started = Gate()
        let results = Journal<StorageError?>()
        for _ in 0..<3 {
            try database.heavy.submit { connection in
                started.open()
                _ = try connection.first(endlessQuery)
            } completion: {
                results.note($0.failure as? StorageError)
            }
        }
        started.wait()
        database.close()
        #expect(results.entries == [.closed, .closed, .closed])
        #expect(throws: StorageError.closed) {
            try database.heavy.submit { _ in
            } completion: { _ in
            }
        }
    }
}
