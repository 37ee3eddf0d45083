// Who a token belongs to, who has a role, who stands above whom.

package import Kernel
import SQLite

extension Directory {
    /// The directory that the identity module's tables give.
    package static let identity = Directory(
        caller: findCaller, holders: findHolders, managers: findManagers, roles: findRoles, displayName: findName,
        principals: Presence.principals, person: findPerson, recordUses: recordUses)

    private static func findCaller(_ digest: [UInt8], _ now: Instant, _ connection: Connection) throws -> Caller? {
        try sessionCaller(digest, now, connection) ?? keyCaller(digest, now, connection)
    }

    private static func sessionCaller(_ digest: [UInt8], _ now: Instant, _ connection: Connection) throws -> Caller? {
        let sql = """
            SELECT s.id, s.last_used_at, s.expires_at, u.id, u.roles FROM session s JOIN users u ON u.id = s.user_id
            WHERE s.digest = ? AND u.active = 1 AND u.archived_at IS NULL
            """
        guard let row = try connection.first(sql, [.blob(digest)]), let id = Int64(stored: row[0]), let lastUse = Instant(stored: row[1]),
            let expiry = Instant(stored: row[2])
        else { return nil }
        let idleExpiry = lastUse.adding(seconds: SessionLimits.idleSeconds)
        guard let user = Int64(stored: row[3]) else { return nil }
        let principals = try Presence.principals(of: user, at: now, connection).map {
            Caller.Principal(id: $0, roles: try findRoles($0, connection), below: try findBelow($0, connection))
        }
        return try caller(
            row[3], row[4], connection, sessionID: id, principals: principals, expiresAt: min(expiry, idleExpiry),
            changesAt: Presence.nextChange(for: user, after: now, connection))
    }

    private static func keyCaller(_ digest: [UInt8], _ now: Instant, _ connection: Connection) throws -> Caller? {
        let sql = """
            SELECT k.id, k.scopes, k.expires_at, u.id, u.roles FROM api_key_digest d JOIN api_keys k ON k.id = d.key_id
            JOIN users u ON u.id = k.user_id
            WHERE d.digest = ? AND k.revoked_at IS NULL AND k.archived_at IS NULL AND u.active = 1 AND u.archived_at IS NULL
            """
        guard let row = try connection.first(sql, [.blob(digest)]), let id = Int64(stored: row[0]) else { return nil }
        let scopes = WordList(stored: row[1]).map { Set($0.words) }
        return try caller(row[3], row[4], connection, keyID: id, scopes: scopes, expiresAt: Instant(stored: row[2]))
    }

    private static func findPerson(_ id: Int64, _ keyID: Int64?, _ now: Instant, _ connection: Connection) throws -> Caller? {
        let sql = "SELECT id, roles FROM users WHERE id = ? AND active = 1 AND archived_at IS NULL"
        guard let row = try connection.first(sql, [.integer(id)]) else { return nil }
        guard let keyID else {
            let principals = try Presence.principals(of: id, at: now, connection).map {
                Caller.Principal(id: $0, roles: try findRoles($0, connection), below: try findBelow($0, connection))
            }
            return try caller(row[0], row[1], connection, principals: principals, expiresAt: nil)
        }
        let keySQL = "SELECT scopes, expires_at FROM api_keys WHERE id = ? AND user_id = ? AND revoked_at IS NULL AND archived_at IS NULL"
        guard let key = try connection.first(keySQL, [.integer(keyID), .integer(id)]) else { return nil }
        let expiry = Instant(stored: key[1])
        guard expiry.map({ now < $0 }) ?? true else { return nil }
        let scopes = WordList(stored: key[0]).map { Set($0.words) }
        return try caller(row[0], row[1], connection, keyID: keyID, scopes: scopes, expiresAt: expiry)
    }

    private static func caller(
        _ id: SQLiteValue, _ roles: SQLiteValue, _ connection: Connection, keyID: Int64? = nil,
        sessionID: Int64? = nil,
        scopes: Set<String>? = nil, principals: [Caller.Principal] = [], expiresAt: Instant?, changesAt: Instant? = nil
    ) throws -> Caller? {
        guard let id = Int64(stored: id), let roles = ChoiceList<Role>(stored: roles) else { return nil }
        return Caller(
            userID: id, roles: RoleSet(roles.elements), keyID: keyID, sessionID: sessionID, scopes: scopes,
            below: try findBelow(id, connection), principals: principals, expiresAt: expiresAt, changesAt: changesAt)
    }

    /// Everybody below a user in the reporting line.
    private static func findBelow(_ id: Int64, _ connection: Connection) throws -> [Int64] {
        let sql = """
            WITH RECURSIVE below (id) AS (
                SELECT id FROM users WHERE manager_id = ?1
                UNION SELECT u.id FROM users u JOIN below b ON u.manager_id = b.id
            ) SELECT id FROM below WHERE id <> ?1
            """
        return try ids(sql, [.integer(id)], connection)
    }

    private static func findManagers(_ id: Int64, _ connection: Connection) throws -> [Int64] {
        let sql = """
            WITH RECURSIVE above (id, level) AS (
                SELECT manager_id, 1 FROM users WHERE id = ?1 AND manager_id IS NOT NULL
                UNION SELECT u.manager_id, a.level + 1 FROM users u JOIN above a ON u.id = a.id
                WHERE u.manager_id IS NOT NULL AND a.level < 100
            ) SELECT a.id FROM above a JOIN users u ON u.id = a.id WHERE u.active = 1 AND u.archived_at IS NULL ORDER BY a.level
            """
        return try ids(sql, [.integer(id)], connection)
    }

    private static func findHolders(_ role: Role, _ connection: Connection) throws -> [Int64] {
        let sql = """
            SELECT id FROM users WHERE active = 1 AND is_service = 0 AND archived_at IS NULL
                AND EXISTS (SELECT 1 FROM json_each(users.roles) WHERE value = ?)
            """
        return try ids(sql, [.text(role.rawValue)], connection)
    }

    private static func findRoles(_ id: Int64, _ connection: Connection) throws -> RoleSet {
        let sql = "SELECT roles FROM users WHERE id = ? AND active = 1 AND is_service = 0 AND archived_at IS NULL"
        let words = try connection.first(sql, [.integer(id)]).flatMap { ChoiceList<Role>(stored: $0[0]) }
        return RoleSet(words?.elements ?? [])
    }

    private static func findName(_ id: Int64, _ connection: Connection) throws -> String? {
        try connection.first("SELECT display_name FROM users WHERE id = ?", [.integer(id)]).flatMap { String(stored: $0[0]) }
    }

    private static func recordUses(_ uses: [[UInt8]: Instant], _ connection: Connection) throws {
        for (digest, instant) in uses {
            try connection.run("UPDATE session SET last_used_at = max(last_used_at, ?) WHERE digest = ?", [instant.stored, .blob(digest)])
            try connection.run(
                "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, ?1), ?1) WHERE id = (SELECT key_id FROM api_key_digest WHERE digest = ?2)",
                [instant.stored, .blob(digest)])
        }
    }

    private static func ids(_ sql: String, _ values: [SQLiteValue], _ connection: Connection) throws -> [Int64] {
        try connection.rows(sql, values).compactMap { Int64(stored: $0[0]) }
    }
}
