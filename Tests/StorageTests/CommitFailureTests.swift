// Disks that are full or fail: no write of the batch counts, and the writer goes on when the cause is gone.

import Foundation
import SQLite
import Storage
import Testing

struct CommitFailureTests {
    @Test func `When SQLite gives the transaction up, every write of the batch fails`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let journal = Journal<String>()
        let results = try database.writeTogether(
            {
                $0.onRollback { journal.note("undone") }
                $0.afterCommit { journal.note("committed") }
                try $0.insert("a")
            },
            { try $0.connection.execute("ROLLBACK") },
            { try $0.insert("b") }
        )
        #expect(results[0].failure is StorageError)
        #expect(results[1].failure is StorageError)
        #expect(results[2].failure == nil)
        #expect(journal.entries == ["undone"])
        #expect(try database.names() == ["b"])
    }

    @Test func `A full database fails the whole batch as a full disk, and room makes it work again`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        try database.write { transaction in
            let pages = try transaction.connection.first("PRAGMA page_count")?.first?.integer ?? 0
            try transaction.connection.execute("PRAGMA max_page_count = \(pages + 3)")
        }
        let results = try database.writeTogether(
            { try $0.insert("small") },
            { try $0.connection.run("INSERT INTO item (name, body) VALUES ('big', zeroblob(100000))") }
        )
        #expect(results.allSatisfy { ($0.failure as? StorageError)?.isDiskFull == true })
        #expect(try database.names().isEmpty)
        #expect(database.writer.statistics.failedCommits == 1)

        try database.write { try $0.connection.execute("PRAGMA max_page_count = 1000000") }
        try database.write { try $0.insert("again") }
        #expect(try database.names() == ["again"])
        #expect(database.isReady())
    }

    @Test func `Where SQLite could undo the one statement, a full database fails its write alone, in the same words`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        try database.write { transaction in
            let pages = try transaction.connection.first("PRAGMA page_count")?.first?.integer ?? 0
            try transaction.connection.execute("PRAGMA max_page_count = \(pages + 3)")
        }
        // An INSERT of several rows under a UNIQUE constraint keeps a journal of its own.
        let big = "INSERT INTO item (name, body) SELECT 'big ' || value, zeroblob(100000) FROM json_each('[1, 2, 3]')"
        let results = try database.writeTogether(
            { try $0.insert("small") },
            { try $0.connection.run(big) }
        )
        #expect(results[0].failure == nil)
        #expect((results[1].failure as? StorageError)?.isDiskFull == true)
        #expect(try database.names() == ["small"])
    }

    @Test func `The health check finds out by itself that writes work again`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        _ = try? database.write { try $0.connection.execute("ROLLBACK") }
        #expect(!database.isReady())
        let deadline = ContinuousClock.now + .seconds(60)
        while !database.isReady(), ContinuousClock.now < deadline { sched_yield() }
        #expect(database.isReady())
    }

    /// The limit is the process's own, so the test runs in a child.
    @Test func `A disk that refuses bytes fails the commit, and nothing of it counts`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let database = try Database.open(directory: path, migrations: [TemporaryDirectory.items])
            try database.write { try $0.insert("before") }
            let limit = rlimit(rlim_cur: 100_000, rlim_max: .max)
            try setFileSizeLimit(limit)
            let results = try database.writeTogether(
                { try $0.connection.run("INSERT INTO item (name, body) VALUES ('a', zeroblob(80000))") },
                { try $0.connection.run("INSERT INTO item (name, body) VALUES ('b', zeroblob(80000))") }
            )
            for result in results {
                guard let error = result.failure as? StorageError, case .commitFailed(let cause) = error else { exit(2) }
                guard cause.code.isKind(of: .ioError) || cause.code.isKind(of: .full) else { exit(3) }
            }
            try setFileSizeLimit(rlimit(rlim_cur: .max, rlim_max: .max))
            guard try database.names() == ["before"] else { exit(4) }
            try database.write { try $0.insert("after") }
            guard try database.names() == ["before", "after"] else { exit(5) }
            database.close()
        }
        let database = try directory.open()
        defer { database.close() }
        #expect(try database.names() == ["before", "after"])
    }

    /// Every acknowledged write is noted in a file before the process kills itself in the middle of others.
    @Test(arguments: [1, 200, 1_500])
    func `After a kill everything acknowledged is there`(_ acknowledgements: Int) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, acknowledgements = acknowledgements as Int] in
            let database = try Database.open(directory: path, migrations: [TemporaryDirectory.items])
            let log = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            let count = Journal<Int>()
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                for index in 0..<1_000_000 {
                    let name = "\(thread)-\(index)"
                    while (try? database.writer.submit(
                        { try $0.insert(name) },
                        completion: { result in
                            guard result.failure == nil else { exit(1) }
                            let line = Array("\(name)\n".utf8)
                            _ = write(log, line, line.count)
                            count.note(1)
                            if count.entries.count >= acknowledgements { kill(getpid(), SIGKILL) }
                        })) == nil
                    { sched_yield() }
                }
            }
        }
        let acknowledged = try String(contentsOfFile: path + "/acknowledged", encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(acknowledged.count >= acknowledgements)
        let database = try directory.open()
        defer { database.close() }
        #expect(Set(acknowledged).subtracting(try database.names()).isEmpty)
        #expect(try database.read { try $0.first("PRAGMA integrity_check") } == ["ok"])
    }
}

private func setFileSizeLimit(_ limit: rlimit) throws {
    var limit = limit
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(9) }
}
