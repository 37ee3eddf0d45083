// Group commit: what writes of one batch have in common, and what they have not.

import Foundation
import SQLite
import Storage
import Testing

struct WriterTests {
    @Test func `A write is there for the next read`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let id = try database.write { transaction in
            try transaction.insert("a")
            return transaction.connection.lastInsertRowID
        }
        #expect(id == 1)
        #expect(try database.names() == ["a"])
    }

    @Test func `Writes that wait share a commit, and one that fails is undone alone`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let commits = database.writer.statistics.commits
        let results = try database.writeTogether(
            { try $0.insert("a") },
            {
                try $0.insert("lost")
                throw Refusal()
            },
            { try $0.insert("a") },
            { try $0.insert("b") }
        )
        #expect(results.map { $0.failure == nil } == [true, false, false, true])
        #expect(results[1].failure is Refusal)
        #expect((results[2].failure as? DatabaseError)?.code == .constraintUnique)
        #expect(try database.names() == ["a", "b"])
        #expect(database.writer.statistics.commits == commits + 2)
    }

    @Test
    func `Where a write fails after it changed rows, all of its batch run once more, and what they did in memory is taken back before`()
        throws
    {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let journal = Journal<String>()
        func work(_ name: String, fails: Bool = false) -> @Sendable (Transaction) throws -> Void {
            { transaction in
                journal.note(name)
                transaction.onRollback { journal.note("\(name) undone") }
                transaction.afterCommit { journal.note("\(name) committed") }
                try transaction.insert(name)
                if fails { throw Refusal() }
            }
        }
        let results = try database.writeTogether(work("a"), work("b", fails: true), work("c"))
        #expect(results.map { $0.failure == nil } == [true, false, true])
        #expect(journal.entries == ["a", "b", "b undone", "a undone", "a", "b", "b undone", "c", "a committed", "c committed"])
        #expect(try database.names() == ["a", "c"])
    }

    @Test func `A write that fails before it changed rows costs the others nothing, and neither does a dry run`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let journal = Journal<String>()
        let held = Gate()
        let release = Gate()
        let done = Gate()
        try database.writer.submit { _ in
        } completion: { _ in
            held.open()
            release.wait()
        }
        held.wait()
        try database.writer.submit { transaction in
            journal.note("a")
            try transaction.insert("a")
        } completion: { _ in
        }
        try database.writer.submit { _ in
            throw Refusal()
        } completion: { (_: Result<Void, any Error>) in
        }
        try database.writer.submit(apart: true) { transaction in
            journal.note("tried")
            try transaction.insert("tried")
            transaction.discard()
        } completion: { _ in
            done.open()
        }
        release.open()
        done.wait()
        #expect(journal.entries == ["a", "tried"])
        #expect(try database.names() == ["a"])
    }

    @Test func `A batch has a bounded number of writes`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let works = (0..<300).map { index -> @Sendable (Transaction) throws -> ObjectIdentifier in
            {
                try $0.insert("\(index)")
                return ObjectIdentifier($0.batch)
            }
        }
        let results = try database.writeTogether(all: works)
        #expect(results.allSatisfy { $0.failure == nil })
        #expect(try database.names() == (0..<300).map { "\($0)" })
        #expect(database.writer.statistics.commits >= 1 + 3)
    }

    @Test func `A dry run gives its value and leaves nothing`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let id = try database.write { transaction in
            try transaction.insert("a")
            transaction.discard()
            return transaction.connection.lastInsertRowID
        }
        #expect(id == 1)
        #expect(try database.names().isEmpty)
    }

    @Test func `A deferred reference that stays broken fails its own write only`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let results = try database.writeTogether(
            { try $0.insert("a") },
            { try $0.connection.run("INSERT INTO tag VALUES (99)") },
            {
                try $0.connection.run("INSERT INTO tag VALUES (2)")
                try $0.insert("b")
            }
        )
        #expect(results[0].failure == nil)
        #expect((results[1].failure as? DatabaseError)?.code == .constraintForeignKey)
        #expect(results[2].failure == nil)
        #expect(try database.read { try $0.rows("SELECT item_id FROM tag") } == [[2]])
    }

    @Test func `A statement left in the middle of its rows does not stop the commit`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let id = try database.write { transaction in
            let statement = try transaction.connection.cached("INSERT INTO item (name) VALUES ('a'), ('b') RETURNING id")
            _ = try statement.step()
            return statement.integer(0)
        }
        #expect(id == 1)
        #expect(try database.names() == ["a", "b"])
    }

    @Test func `Hooks of a commit come before all of its completions`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let journal = Journal<String>()
        let done = Gate()
        let held = Gate()
        let release = Gate()
        try database.writer.submit { _ in
        } completion: { _ in
            held.open()
            release.wait()
        }
        held.wait()
        for number in [1, 2] {
            try database.writer.submit { transaction in
                journal.note("work \(number)")
                transaction.afterCommit { journal.note("commit \(number)") }
            } completion: { _ in
                journal.note("completion \(number)")
                if number == 2 { done.open() }
            }
        }
        release.open()
        done.wait()
        #expect(journal.entries == ["work 1", "work 2", "commit 1", "commit 2", "completion 1", "completion 2"])
    }

    @Test func `The number of commits is raised before the answer, and by commits alone`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let counts = Journal<Int>()
        let done = Gate()
        #expect(database.writer.commitCount == 0)
        try database.writer.submit { _ in
        } completion: { _ in
            counts.note(database.writer.commitCount)
            done.open()
        }
        done.wait()
        #expect(counts.entries == [1])
        #expect(throws: StorageError.self) { try database.write { try $0.connection.execute("ROLLBACK") } }
        #expect(database.writer.commitCount == 1)
    }

    @Test func `Work in slices learns that others wait`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let seen = Journal<Bool>()
        try database.write { transaction in
            seen.note(transaction.batch.othersWait)
            try database.writer.submit({ _ in }, completion: { _ in })
            seen.note(transaction.batch.othersWait)
        }
        try database.write { seen.note($0.batch.othersWait) }
        #expect(seen.entries == [false, true, false])
    }

    @Test func `A full queue refuses, and goes on when it has room`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let held = Gate()
        let release = Gate()
        try database.writer.submit { _ in
            held.open()
            release.wait()
        } completion: { _ in
        }
        held.wait()
        let done = DispatchGroup()
        for _ in 0..<StorageLimits.writerQueueLength {
            done.enter()
            try database.writer.submit { _ in
            } completion: { _ in
                done.leave()
            }
        }
        #expect(throws: StorageError.busy) {
            try database.writer.submit { _ in
            } completion: { _ in
            }
        }
        #expect(!database.isReady())
        release.open()
        done.wait()
        try database.write { try $0.insert("a") }
        #expect(database.isReady())
    }

    @Test func `A write within a write is refused instead of waiting for itself`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let error = #expect(throws: DatabaseError.self) {
            try database.write { _ in try database.write { try $0.insert("a") } }
        }
        #expect(error?.code == .misuse)
    }

    @Test func `Closing finishes the writes that wait`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        let results = Journal<Bool>()
        for index in 0..<500 {
            try database.writer.submit {
                try $0.insert("\(index)")
            } completion: {
                results.note($0.failure == nil)
            }
        }
        database.close()
        #expect(results.entries == Array(repeating: true, count: 500))
    }

    @Test func `Eight threads write at once, each write once`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let failures = Journal<String>()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for index in 0..<100 {
                do {
                    try database.write { transaction in
                        try transaction.insert("\(thread)/\(index)")
                        if index % 10 == 9 { throw Refusal() }
                    }
                } catch {
                    if !(error is Refusal) { failures.note("\(error)") }
                }
            }
        }
        #expect(failures.entries == [])
        #expect(Set(try database.names()).count == 8 * 90)
        #expect(try database.names().count == 8 * 90)
    }
}
