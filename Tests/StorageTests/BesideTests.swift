// Work beside the writer: done once, by whoever comes first, and rows that wait for it until the commit.

import SQLite
import Storage
import Synchronization
import Testing

struct BesideTests {
    private let directory: TemporaryDirectory
    private let database: Database

    init() throws {
        directory = try TemporaryDirectory()
        database = try directory.open()
    }

    /// The rows that the writes of a commit put down.
    private final class Names {
        let rows: PutDown<Beside<String>>

        static func of(_ transaction: Transaction) -> Names {
            transaction.batch.value(Names.self) { Names(transaction.batch) }
        }

        private init(_ batch: Batch) {
            rows = PutDown(in: batch) { connection, names in
                for name in names { try connection.run("INSERT INTO item (name) VALUES (?)", [.text(name.value)]) }
            }
        }
    }

    private static func putDown(_ name: String, _ transaction: Transaction) {
        Names.of(transaction).rows.append(transaction.batch.beside { name }, in: transaction)
    }

    @Test func `work that many threads ask for is done once, and all get its value`() async throws {
        for _ in 0..<100 {
            let runs = Counter()
            let value = try database.write { transaction in
                transaction.batch.beside { () -> Int in
                    runs.count.add(1, ordering: .relaxed)
                    return 42
                }
            }
            let values = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { value.value } }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(values == [42, 42, 42, 42])
            #expect(runs.count.load(ordering: .relaxed) == 1)
        }
        database.close()
    }

    @Test(arguments: [2, 40])
    func `rows put down come in the order of the writes, those of a write that fails do not`(_ count: Int) throws {
        let works = (0..<count).map { number -> @Sendable (Transaction) throws -> Void in
            { transaction in
                Self.putDown("row \(number)", transaction)
                if number % 3 == 1 {
                    // One has changed the database before it fails, another has not.
                    if number % 2 == 1 { try transaction.insert("lost \(number)") }
                    throw Refusal()
                }
            }
        }
        let results = try database.writeTogether(all: works)
        let good = (0..<count).filter { $0 % 3 != 1 }
        #expect(results.indices.filter { results[$0].failure == nil } == good)
        #expect(try database.names() == good.map { "row \($0)" })
        database.close()
    }

    @Test func `who reads what was put down finds it, and what a failed write settled of others is not lost`() throws {
        let results = try database.writeTogether(
            { Self.putDown("a", $0) },
            { transaction in
                Self.putDown("b", transaction)
                try Names.of(transaction).rows.settle(in: transaction)
                #expect(try transaction.connection.rows("SELECT name FROM item").count == 2)
            },
            { Self.putDown("c", $0) },
            { transaction in
                Self.putDown("lost", transaction)
                try Names.of(transaction).rows.settle(in: transaction)
                throw Refusal()
            },
            { Self.putDown("d", $0) })
        #expect(results.map { $0.failure == nil } == [true, true, true, false, true])
        #expect(try database.names() == ["a", "b", "c", "d"])
        database.close()
    }

    @Test func `a part of a write that is undone takes its own rows along`() throws {
        try database.write { transaction in
            Self.putDown("a", transaction)
            try? transaction.savepoint {
                Self.putDown("lost", transaction)
                try Names.of(transaction).rows.settle(in: transaction)
                throw Refusal()
            }
            Self.putDown("b", transaction)
        }
        #expect(try database.names() == ["a", "b"])
        database.close()
    }

    @Test func `the answers of many writes come when they are on disk, also while the writer closes`() throws {
        let answered = Counter()
        for number in 0..<500 {
            try database.writer.submit {
                try $0.insert("\(number)")
            } completion: { _ in
                answered.count.add(1, ordering: .relaxed)
            }
        }
        database.close()
        #expect(answered.count.load(ordering: .relaxed) == 500)
        let again = try directory.open()
        #expect(try again.names().count == 500)
        again.close()
    }
}

private final class Counter: Sendable {
    let count = Atomic<Int>(0)
}
