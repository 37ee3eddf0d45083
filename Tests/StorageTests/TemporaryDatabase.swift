// A data directory of a test's own, and ways to hold the writer and the pool still.

import Foundation
import SQLite
import Storage

/// A directory that goes when the test ends.
final class TemporaryDirectory: Sendable {
    let path: String
    /// Where `Database.open` keeps the database.
    var file: String { path + "/salesd.db" }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func open(_ migrations: [Migration] = [TemporaryDirectory.items], _ configure: (inout Database.Options) -> Void = { _ in }) throws
        -> Database
    {
        var options = Database.Options()
        configure(&options)
        return try Database.open(directory: path, migrations: migrations, options: options)
    }

    /// One table to write to.
    static let items = Migration(
        module: "test", number: 1, name: "create-item",
        sql: """
            CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, body BLOB) STRICT;
            CREATE TABLE tag (item_id INTEGER NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
            """)
}

/// Holds a thread until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }

    func open() { semaphore.signal() }
}

/// What happened, in order, noted by any thread.
final class Journal<Entry: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [Entry] = []

    func note(_ entry: Entry) { lock.withLock { list.append(entry) } }

    var entries: [Entry] { lock.withLock { list } }
}

extension Database {
    /// Runs `works` in one batch: the writer is held in the batch before, until all of them wait. Returns their results in order.
    func writeTogether<R: Sendable>(_ works: (@Sendable (Transaction) throws -> R)...) throws -> [Result<R, any Error>] {
        try writeTogether(all: works)
    }

    func writeTogether<R: Sendable>(all works: [@Sendable (Transaction) throws -> R]) throws -> [Result<R, any Error>] {
        let held = Gate()
        let release = Gate()
        let results = Journal<(Int, Result<R, any Error>)>()
        let group = DispatchGroup()
        group.enter()
        try writer.submit { _ in
        } completion: { _ in
            held.open()
            release.wait()
            group.leave()
        }
        held.wait()
        for (index, work) in works.enumerated() {
            group.enter()
            try writer.submit(work) { result in
                results.note((index, result))
                group.leave()
            }
        }
        release.open()
        group.wait()
        return results.entries.sorted { $0.0 < $1.0 }.map(\.1)
    }

    func names() throws -> [String] {
        try read { try $0.rows("SELECT name FROM item ORDER BY id").compactMap { $0.first?.text } }
    }
}

extension Transaction {
    func insert(_ name: String) throws {
        try connection.run("INSERT INTO item (name) VALUES (?)", [.text(name)])
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

/// An error of a rule.
struct Refusal: Error, Equatable {}
