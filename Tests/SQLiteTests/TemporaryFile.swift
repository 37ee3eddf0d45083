// A database file of a test's own.

import Foundation
import SQLite

/// A directory that goes when the test ends.
final class TemporaryFile: Sendable {
    let directory: String
    var path: String { directory + "/test.db" }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func connect(_ mode: Connection.Mode = .readWrite, statementCapacity: Int = 16) throws -> Connection {
        try Connection(path: path, mode: mode, statementCapacity: statementCapacity)
    }
}

/// A connection to a database in memory.
func makeConnection(_ schema: String = "", statementCapacity: Int = 16) throws -> Connection {
    let connection = try Connection(path: ":memory:", mode: .readWrite, statementCapacity: statementCapacity)
    try connection.execute(schema)
    return connection
}

/// Counts to a number that takes SQLite far longer than any test.
let endlessQuery = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n"
