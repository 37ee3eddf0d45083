// Who is there now, and who acts for those who are not.

package import Kernel
package import SQLite

/// Presence as rules and the directory ask for it.
package enum Presence {
    /// Whether somebody is away at a moment.
    package static func isAbsent(_ user: Int64, at now: Instant, _ connection: Connection) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM absences WHERE user_id = ? AND starts_at <= ? AND ends_at > ? AND archived_at IS NULL LIMIT 1",
            [.integer(user), now.stored, now.stored]) != nil
    }

    /// Who acts for these people at a moment: each who is there, and for each who is away the delegate, where one is named.
    package static func acting(for people: [Int64], at now: Instant, _ connection: Connection) throws -> [Int64] {
        let sql = """
            SELECT delegate_id FROM absences
            WHERE user_id = ? AND starts_at <= ? AND ends_at > ? AND delegate_id IS NOT NULL AND archived_at IS NULL
            """
        return try people.reduce(into: []) { acting, person in
            let delegates = try connection.rows(sql, [.integer(person), now.stored, now.stored]).compactMap { Int64(stored: $0[0]) }
            acting += (delegates.isEmpty ? [person] : delegates).filter { !acting.contains($0) }
        }
    }

    /// Those who are away at a moment and have named this user; who has left is not away.
    static func principals(of delegate: Int64, at now: Instant, _ connection: Connection) throws -> [Int64] {
        let sql = """
            SELECT DISTINCT a.user_id FROM absences a JOIN users u ON u.id = a.user_id
            WHERE a.delegate_id = ? AND a.starts_at <= ? AND a.ends_at > ? AND a.archived_at IS NULL
                AND u.active = 1 AND u.is_service = 0 AND u.archived_at IS NULL
            ORDER BY a.user_id
            """
        return try connection.rows(sql, [.integer(delegate), now.stored, now.stored]).compactMap { Int64(stored: $0[0]) }
    }

    /// When that changes next by the passing of time alone; nil for never.
    static func nextChange(for delegate: Int64, after now: Instant, _ connection: Connection) throws -> Instant? {
        let sql = """
            SELECT min(CASE WHEN starts_at > ?2 THEN starts_at ELSE ends_at END) FROM absences
            WHERE delegate_id = ?1 AND ends_at > ?2 AND archived_at IS NULL
            """
        return try connection.first(sql, [.integer(delegate), now.stored]).flatMap { Instant(stored: $0[0]) }
    }
}
