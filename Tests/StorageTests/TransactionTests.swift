// What a write may ask for: nested savepoints, hooks, and room shared with its batch.

import SQLite
import Storage
import Testing

struct TransactionTests {
    @Test func `What failed within a savepoint is undone, and the write goes on`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        try database.write { transaction in
            try transaction.insert("a")
            // Not `#expect(throws:)`: within a closure, Swift 6.3.1 takes closures in the macro for others beside it.
            let outcome = Result {
                try transaction.savepoint {
                    try transaction.insert("b")
                    try transaction.savepoint { try transaction.insert("c") }
                    throw Refusal()
                }
            }
            #expect(outcome.failure is Refusal)
            try transaction.savepoint { try transaction.insert("d") }
        }
        #expect(try database.names() == ["a", "d"])
    }

    @Test func `Hooks follow what became of their write`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let journal = Journal<String>()
        @Sendable func note(_ name: String, _ transaction: Transaction) {
            transaction.afterCommit { journal.note("committed \(name)") }
            transaction.onRollback { journal.note("undone \(name)") }
        }
        _ = try database.writeTogether(
            { note("first", $0) },
            {
                note("second", $0)
                note("second again", $0)
                throw Refusal()
            },
            { transaction in
                note("third", transaction)
                try? transaction.savepoint {
                    note("inner", transaction)
                    throw Refusal()
                }
            },
            {
                note("dry", $0)
                $0.discard()
            }
        )
        let expected = ["undone second again", "undone second", "undone inner", "undone dry", "committed first", "committed third"]
        #expect(journal.entries == expected)
    }

    @Test func `Writes of a batch share its objects, and the next batch has its own`() throws {
        final class Counter {
            var value = 0
        }
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let count: @Sendable (Transaction) -> Int = { transaction in
            let counter = transaction.batch.value(Counter.self) { Counter() }
            counter.value += 1
            return counter.value
        }
        let results = try database.writeTogether(count, count, count)
        #expect(try results.map { try $0.get() } == [1, 2, 3])
        #expect(try database.write(count) == 1)
    }

    @Test func `What is to come before the commit is in it`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        try database.write { transaction in
            transaction.batch.beforeCommit { try $0.run("INSERT INTO item (name) VALUES ('last')") }
            try transaction.insert("first")
        }
        #expect(try database.names() == ["first", "last"])
    }

    @Test func `What fails before the commit fails the whole batch`() throws {
        let directory = try TemporaryDirectory()
        let database = try directory.open()
        defer { database.close() }
        let results = try database.writeTogether(
            { try $0.insert("a") },
            { $0.batch.beforeCommit { _ in throw Refusal() } }
        )
        #expect(results.allSatisfy { $0.failure is StorageError })
        #expect(try database.names().isEmpty)
    }
}
