// What a database says about its own tables, so that declarations can be compared with it.

package import SQLite

/// A column of a table.
package struct ColumnInfo: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Its declared type, such as "INTEGER".
    package let type: String
    /// Whether it refuses NULL.
    package let notNull: Bool
    /// Its default as SQL, or nil.
    package let defaultValue: String?
    /// Its place in the primary key, from 1; 0 outside of it.
    package let primaryKey: Int
    /// Whether it is computed from others.
    package let isGenerated: Bool
}

/// A reference of a column to another table.
package struct ForeignKeyInfo: Sendable, Equatable {
    /// The column that refers.
    package let column: String
    /// The table referred to.
    package let table: String
    /// The column referred to; nil stands for the other table's primary key.
    package let target: String?
    /// What deleting the other row does: "NO ACTION", "CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT".
    package let onDelete: String

    /// Makes one, to compare with.
    package init(column: String, table: String, target: String?, onDelete: String) {
        self.column = column
        self.table = table
        self.target = target
        self.onDelete = onDelete
    }
}

extension Connection {
    /// The columns of `table` in their order; empty when there is no such table.
    package func columns(of table: String) throws(DatabaseError) -> [ColumnInfo] {
        let sql = #"SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid"#
        return try rows(sql, [.text(table)]).map { row in
            ColumnInfo(
                name: row[0].text ?? "", type: row[1].text ?? "", notNull: row[2] == .integer(1), defaultValue: row[3].text,
                primaryKey: Int(row[4].integer ?? 0), isGenerated: (row[5].integer ?? 0) > 1)
        }
    }

    /// The references of `table`, in the order in which they are declared.
    package func foreignKeys(of table: String) throws(DatabaseError) -> [ForeignKeyInfo] {
        let sql = #"SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq"#
        return try rows(sql, [.text(table)]).map { row in
            ForeignKeyInfo(column: row[0].text ?? "", table: row[1].text ?? "", target: row[2].text, onDelete: row[3].text ?? "")
        }
    }
}

extension Database {
    /// The columns of `table` in their order; empty when there is no such table.
    package func columns(of table: String) throws -> [ColumnInfo] {
        try read { try $0.columns(of: table) }
    }

    /// The references of `table`, in the order in which they are declared.
    package func foreignKeys(of table: String) throws -> [ForeignKeyInfo] {
        try read { try $0.foreignKeys(of: table) }
    }
}
