// Looks for texts in every table of a database.

import Foundation
import JSON
import SQLite

/// Where texts stand in a server's database.
package struct Traces {
    private let world: World

    package init(world: World) {
        self.world = world
    }

    /// `table.column` of every place that holds one of the texts, in a text or in bytes, in capitals or not.
    package func places(of words: [String]) throws -> [String] {
        let connection = try Connection(path: world.server.directory + "/salesd.db", mode: .readOnly)
        defer { connection.close() }
        let tables = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").compactMap { $0[0].text }
        return try tables.sorted().flatMap { table in
            let columns = try connection.rows("SELECT name FROM pragma_table_info('\(table)')").compactMap { $0[0].text }
            return try columns.filter { try holds(words, table, $0, connection) }.map { "\(table).\($0)" }
        }
    }

    /// Whether a backup holds one of the words anywhere, also in the free room of its pages.
    package func fileHolds(_ words: [String]) throws -> Bool {
        let path = world.server.directory + "/traces.db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reply = Reply(try world.server.operatorClient().send("POST", "/control/backup", body: "{\"path\":\"\(path)\"}"))
        guard reply.status == 200, let bytes = FileManager.default.contents(atPath: path) else {
            throw ClientError.malformed(reply.answer.text)
        }
        return words.contains { bytes.range(of: Data($0.utf8)) != nil }
    }

    private func holds(_ words: [String], _ table: String, _ column: String, _ connection: Connection) throws -> Bool {
        try words.contains { word in
            // As bytes for stored answers, as text for everything else.
            let sql = """
                SELECT 1 FROM \(table) WHERE instr(lower("\(column)"), lower(?1)) OR instr("\(column)", CAST(?1 AS BLOB)) LIMIT 1
                """
            return try connection.first(sql, [.text(word)]) != nil
        }
    }

    /// Whether the audit chain is whole, and its erasures as `sequence rule`.
    package func verify() throws -> [String] {
        let reply = Reply(try world.server.operatorClient().send("GET", "/control/audit/verification"))
        guard reply["fault"].isNull else { throw ClientError.malformed(reply.answer.text) }
        return reply.array("erasures").compactMap { $0.object?["rule"]?.string }
    }
}
