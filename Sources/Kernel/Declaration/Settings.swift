// What the company can set: one record for each module, checked, versioned and audited like any other.

import SQLite
package import Storage
import Synchronization

/// The settings of one part of the process: a single record, served at `/v1/settings/{name}` and read by rules without a query.
package protocol Settings: Resource {}

extension Settings {
    /// An administrator sets them; executives and auditors see them.
    package static var access: [Grant] {
        [Grant([.admin], [.read, .update]), Grant([.executive, .auditor], .read)]
    }
}

extension Schema where D: Settings {
    /// The schema of settings, stored as the one row of the table `{name}_settings`.
    package convenience init(settings name: String, _ english: String, _ chinese: String) {
        self.init(.settings(name: name, label: Label(english, chinese)))
    }
}

/// The current settings, kept so that rules need no query. The writer alone changes them, after the commit.
package final class SettingsStore: Sendable {
    private let rows = Mutex<[String: Row]>([:])

    /// Nothing is loaded yet.
    package init() {}

    /// The record; the declared standard values where none has been loaded.
    package func current<S: Settings>(_ type: S.Type) -> Record<S> {
        Record(S.schema, rows.withLock { $0[S.schema.table] } ?? S.schema.blankRow())
    }

    func keep(_ row: Row, of table: String) {
        rows.withLock { $0[table] = row }
    }
}

extension Registry {
    /// Reads the settings, after entering the standard values of those that are not in the database yet.
    ///
    /// - Parameter entry: when the standard values count as entered; now, where nobody says otherwise
    /// Throws `StorageError` and `DatabaseError`.
    package func loadSettings(_ database: Database, enteredAt entry: Instant? = nil) throws {
        let settings = resources.filter(\.schema.isSingleton)
        let now = entry ?? clock.now
        let rows = try database.write { transaction in
            try settings.map { try $0.singleRow(on: transaction.connection, at: now) }
        }
        for (resource, row) in zip(settings, rows) { self.settings.keep(row, of: resource.schema.table) }
    }
}

extension AnyResource {
    /// The one row of a settings table, made from the declaration where it is missing.
    fileprivate func singleRow(on connection: Connection, at now: Instant) throws -> Row {
        if let row = try connection.row(of: self, id: 1) { return row }
        var row = schema.blankRow()
        row.values[BaseColumn.version] = .integer(1)
        row.values[BaseColumn.createdAt] = now.stored
        row.values[BaseColumn.updatedAt] = now.stored
        try connection.run(statements.insert, Array(row.values.dropFirst()))
        row.values[BaseColumn.id] = .integer(connection.lastInsertRowID)
        return row
    }
}
