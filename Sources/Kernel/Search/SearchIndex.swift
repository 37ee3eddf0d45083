// The index of the search: a text for each living record that can be found, kept in the transaction that writes the record.

import Crypto
import SQLite
package import Storage

extension Migration {
    /// The texts stand beside the index, because what is taken out of it has to be told to it word by word; ids follow the order in which
    /// records were entered. The index itself is made when it is filled (`SearchIndex.bringUpToDate`).
    static let search = """
        CREATE TABLE search_document (
            id INTEGER PRIMARY KEY,
            entity TEXT NOT NULL,
            record_id INTEGER NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (record_id, entity)
        ) STRICT;
        CREATE VIRTUAL TABLE search_index USING fts5 (
            text, content = 'search_document', content_rowid = 'id', columnsize = 0, tokenize = 'parts'
        );
        """

    /// The words of the index and where they stand, to be compared with the records (SearchCheck.swift). It keeps nothing of its own.
    static let searchWords = "CREATE VIRTUAL TABLE search_words USING fts5vocab (search_index, instance);"
}

extension AnyResource {
    /// The fields by which its records are found.
    package var searchedFields: [AnyField] { schema.searchedFields }

    /// Those that the index holds: numbers are found otherwise (SearchedNumbers.swift).
    var indexedFields: [AnyField] { schema.searchedFields.filter { $0 !== schema.numberField } }
}

// MARK: With every write

extension RuleContext {
    /// Has the record found by what it says now. Nothing happens where that has not changed.
    func index(_ resource: AnyResource, _ row: Row, from old: Row?) throws {
        guard !resource.searchedFields.isEmpty else { return }
        let isFound = !row.isArchived
        let wasFound = old.map { !$0.isArchived } ?? false
        if let old, isFound == wasFound, resource.indexedFields.allSatisfy({ old.values[$0.index] == row.values[$0.index] }) { return }
        if wasFound { try SearchIndex.remove(resource.schema.entity, row.id, on: connection) }
        if resource.isErased(row) { try SearchPurge.ask(connection) }
        guard isFound, let text = SearchText.document(of: resource, row, registry.searchMark(of: resource)) else { return }
        try SearchIndex.add(resource.schema.entity, row.id, text, on: connection)
    }
}

/// The index as a whole.
package enum SearchIndex {
    static func add(_ entity: String, _ id: Int64, _ text: String, on connection: Connection) throws {
        let text = SQLiteValue.text(text)
        try connection.run(
            "INSERT INTO search_document (entity, record_id, text) VALUES (?, ?, ?)",
            [.text(entity), .integer(id), text])
        try connection.run("INSERT INTO search_index (rowid, text) VALUES (?, ?)", [.integer(connection.lastInsertRowID), text])
    }

    static func remove(_ entity: String, _ id: Int64, on connection: Connection) throws {
        let found = try connection.first(
            "SELECT id, text FROM search_document WHERE record_id = ? AND entity = ?", [.integer(id), .text(entity)])
        guard let found else { return }
        try connection.run("INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', ?, ?)", found)
        try connection.run("DELETE FROM search_document WHERE id = ?", [found[0]])
    }

    // MARK: As a whole

    /// Makes the index anew where other fields are searched than when it was filled. Throws `StorageError` and `DatabaseError`.
    package static func bringUpToDate(_ registry: Registry, _ database: Database) throws {
        let declared = declaration(registry)
        let known = try database.read { try $0.first("SELECT value FROM settled WHERE name = 'search'")?.first?.text }
        guard known != declared else { return }
        try database.write { transaction in
            try fill(registry, on: transaction.connection)
            try transaction.connection.run("INSERT OR REPLACE INTO settled (name, value) VALUES ('search', ?)", [.text(declared)])
        }
    }

    /// What the index depends on: kinds in their order, and fields.
    private static func declaration(_ registry: Registry) -> String {
        let kinds = registry.searched.map { $0.schema.entity + ":" + $0.indexedFields.map(\.name).joined(separator: ",") }
        return "2 " + kinds.joined(separator: " ")
    }

    /// All living records, in the order in which they were entered.
    private static func fill(_ registry: Registry, on connection: Connection) throws {
        let searched = registry.searched.filter { !$0.indexedFields.isEmpty }
        try connection.run("INSERT INTO search_index (search_index) VALUES ('delete-all')", [])
        try connection.run("DELETE FROM search_document", [])
        let parts = searched.enumerated().map { place, resource in
            "SELECT \(place) AS kind, id, created_at FROM \(resource.schema.table) WHERE archived_at IS NULL"
        }
        guard !parts.isEmpty else { return }
        let found = try connection.rows(
            "SELECT kind, id FROM (\(parts.joined(separator: " UNION ALL "))) ORDER BY created_at, kind, id", [])
        for pair in found {
            guard let place = pair[0].integer, let id = pair[1].integer else { continue }
            let resource = searched[Int(place)]
            let columns = resource.indexedFields.map(\.column).joined(separator: ", ")
            let texts = try connection.first("SELECT \(columns) FROM \(resource.schema.table) WHERE id = ?", [.integer(id)]) ?? []
            guard let text = SearchText.document(texts.compactMap(\.text), registry.searchMark(of: resource)) else { continue }
            try add(resource.schema.entity, id, text, on: connection)
        }
    }
}
