// Who has written a paper: nobody of them decides on it.

import SQLite

extension AnyResource {
    /// Who created, changed or submitted a record or a version from which it was made, and on whose behalf, as far as the audit is in the
    /// database.
    func authors(of id: Int64, on connection: Connection) throws -> Set<Int64> {
        let sql = """
            SELECT DISTINCT user_id, on_behalf_of_id FROM audit
            WHERE \(Authorship.isOfPaper("?", schema)) AND entity = ? AND \(Authorship.isAuthoring("audit"))
            """
        let rows = try connection.rows(sql, [.integer(id), .text(schema.entity)])
        let writers = rows.flatMap { $0 }.compactMap { value in
            if case .integer(let id) = value { id } else { nil }
        }
        return Set(writers)
    }
}

/// What makes somebody an author, in SQL over the audit.
enum Authorship {
    /// Whether a row tells of creating, changing or submitting.
    static func isAuthoring(_ row: String) -> String {
        "(\(row).action IN ('created', 'updated') OR \(row).action LIKE 'submit%')"
    }

    /// Of the paper, and of the versions from which it was made.
    static func isOfPaper(_ id: String, _ schema: AnySchema) -> String {
        guard let former = schema.fields.first(where: \.traits.isContinuing) else { return "entity_id = \(id)" }
        return """
            entity_id IN (
                WITH RECURSIVE versions (id) AS (
                    VALUES (\(id)) UNION
                    SELECT v.\(former.column) FROM \(schema.table) v JOIN versions ON v.id = versions.id
                    WHERE v.\(former.column) IS NOT NULL)
                SELECT id FROM versions)
            """
    }
}
