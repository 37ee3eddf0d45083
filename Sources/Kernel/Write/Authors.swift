// Who has written a paper: nobody of them decides on it.

import SQLite

extension AnyResource {
    /// Who created, changed or submitted a record or a version from which it was made, and on whose behalf, as far as the audit is in the
    /// database.
    func authors(of id: Int64, on connection: Connection) throws -> Set<Int64> {
        let sql = """
            SELECT DISTINCT user_id, on_behalf_of_id FROM audit
            WHERE \(isOfPaper) AND entity = ? AND (action IN ('created', 'updated') OR action LIKE 'submit%')
            """
        let rows = try connection.rows(sql, [.integer(id), .text(schema.entity)])
        let writers = rows.flatMap { $0 }.compactMap { value in
            if case .integer(let id) = value { id } else { nil }
        }
        return Set(writers)
    }

    /// Of the paper, and of the versions from which it was made.
    private var isOfPaper: String {
        guard let former = schema.fields.first(where: \.traits.isContinuing) else { return "entity_id = ?" }
        return """
            entity_id IN (
                WITH RECURSIVE versions (id) AS (
                    VALUES (?) UNION
                    SELECT t.\(former.column) FROM \(schema.table) t JOIN versions ON t.id = versions.id
                    WHERE t.\(former.column) IS NOT NULL)
                SELECT id FROM versions)
            """
    }
}
