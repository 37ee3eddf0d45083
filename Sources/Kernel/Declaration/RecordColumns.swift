// The columns of `SchemaKind.baseFields`, as migrations write them.

package import Storage

extension Migration {
    /// What the table of every resource begins with: its CREATE TABLE names these, then its own columns.
    ///
    /// The text stands in migrations that were released, so it never changes, not even in its spaces. Tables that were made with the
    /// same columns in other spaces keep theirs.
    package static let recordColumns = """
        id INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            created_by_id INTEGER REFERENCES users (id),
            updated_at INTEGER NOT NULL,
            archived_at INTEGER
        """
}
