// Who answers for what the server itself finds, and who stands above.

import Identity
import Kernel
import SQLite
import Team

enum ResponsiblePeople {
    /// Whom a record belongs to, where he or she still works here; else the nearest manager above, the sales manager who stands highest, or
    /// an executive. Nil where nobody is left.
    static func owner(preferring person: Int64?, _ reader: RuleReader) throws -> Int64? {
        if let person {
            if try reader.isAtWork(ID<User>(person)) { return person }
            if let manager = try managers(of: person, reader).first { return manager }
        }
        return try highest(.salesManager, reader) ?? highest(.executive, reader)
    }

    /// The nearest manager; the executives where nobody stands above.
    static func above(_ person: Int64, _ reader: RuleReader) throws -> [Int64] {
        if let manager = try managers(of: person, reader).first { return [manager] }
        return try reader.registry.directory.holders(.executive, reader.connection).filter { $0 != person }
    }

    /// Those who stand above somebody and work here, the nearest first; no systems.
    private static func managers(of person: Int64, _ reader: RuleReader) throws -> [Int64] {
        try reader.registry.directory.managers(person, reader.connection).filter { try reader.isAtWork(ID<User>($0)) }
    }

    private static func highest(_ role: Role, _ reader: RuleReader) throws -> Int64? {
        let directory = reader.registry.directory
        let people = try directory.holders(role, reader.connection).map { person in
            (id: person, above: try directory.managers(person, reader.connection).count)
        }
        return people.min { ($0.above, $0.id) < ($1.above, $1.id) }?.id
    }

    /// Everybody below somebody in the reporting line, and he or she, as a JSON array.
    static func team(of person: Int64, _ reader: RuleReader) throws -> String {
        let sql = """
            WITH RECURSIVE team (id) AS (
                SELECT ?1 UNION SELECT u.id FROM users u JOIN team t ON u.manager_id = t.id
            ) SELECT id FROM team
            """
        let ids = try reader.rows(sql, [.integer(person)]).compactMap { Int64(stored: $0[0]) }
        return "[" + ids.map(String.init).joined(separator: ",") + "]"
    }
}
