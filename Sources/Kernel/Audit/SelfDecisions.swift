// What the trail says of decisions by authors, kept: no record of the audit changes in this, so each is looked at once.

import Crypto
package import SQLite

/// The findings, and how far the audit was read for them.
package enum SelfDecisions {
    /// Records of the audit in one slice of the job.
    private static let recordsInSlice: Int64 = 1000

    static let tables = """
        CREATE TABLE self_decision (
            entity TEXT NOT NULL,
            entity_id INTEGER NOT NULL,
            -- Of the audit record that tells of the decision.
            sequence INTEGER NOT NULL,
            PRIMARY KEY (entity, entity_id, sequence)
        ) STRICT, WITHOUT ROWID;

        -- One row: the last audit record that was looked at, and the digest of what was looked for.
        CREATE TABLE self_decision_reached (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL,
            rule TEXT NOT NULL
        ) STRICT;
        INSERT INTO self_decision_reached (id, sequence, rule) VALUES (1, \(Int64.min), '');
        """

    /// The last audit record that was looked at, in SQL.
    static let reached = "(SELECT sequence FROM self_decision_reached)"

    /// Looks at the next records; true where there are more.
    ///
    /// Where this version takes other steps for decisions than the one that looked before, all is looked at anew.
    static func goOn(_ context: RuleContext) throws -> Bool {
        let connection = context.connection
        let isFound = isFound(context.registry)
        if try !isReachedBy(isFound, connection) {
            try connection.run("DELETE FROM self_decision")
            try connection.run("UPDATE self_decision_reached SET sequence = \(Int64.min), rule = ?", [.text(digest(of: isFound))])
        }
        return try lookAtNext(isFound, connection)
    }

    private static func lookAtNext(_ isFound: String, _ connection: Connection) throws -> Bool {
        let slice = "SELECT sequence FROM audit WHERE sequence > \(reached) ORDER BY sequence LIMIT ?"
        let row = try connection.first("SELECT max(sequence), count(*) FROM (\(slice))", [.integer(recordsInSlice)])
        guard let row, let last = row[0].integer else { return false }
        try connection.run(
            """
            INSERT INTO self_decision (entity, entity_id, sequence)
            SELECT d.entity, d.entity_id, d.sequence FROM audit d NOT INDEXED
            WHERE d.sequence > \(reached) AND d.sequence <= ? AND \(isFound)
            """, [.integer(last)])
        try connection.run("UPDATE self_decision_reached SET sequence = ?", [.integer(last)])
        return row[1].integer == recordsInSlice
    }

    /// Whether the audit record `d` tells of a decision by an author, whatever it is of.
    private static func isFound(_ registry: Registry) -> String {
        let decisions = registry.resources.compactMap { SelfDecision($0.schema, $0.steps) }
        let cases = decisions.map { "WHEN '\($0.entity)' THEN \($0.isToldBy("d"))" }
        return "CASE d.entity \(cases.joined(separator: " ")) ELSE 0 END"
    }

    /// Whether what is kept was found by the same rule.
    private static func isReachedBy(_ isFound: String, _ connection: Connection) throws -> Bool {
        try connection.first("SELECT rule FROM self_decision_reached")?.first?.text == digest(of: isFound)
    }

    private static func digest(of rule: String) -> String { Hex.encode(SHA256Digest.hash(of: rule)) }

    // MARK: Check

    /// One sentence for each finding that the trail does not bear out, and for each that is missing; at most `limit` of both. Of what another
    /// version has found nothing is said: it is found anew. Throws `DatabaseError`.
    package static func differences(_ registry: Registry, limit: Int = 20, on connection: Connection) throws -> [String] {
        let isFound = isFound(registry)
        guard try isReachedBy(isFound, connection) else { return [] }
        let isSame = "d.sequence = f.sequence AND d.entity = f.entity AND d.entity_id = f.entity_id"
        let surplus = try connection.rows(
            """
            SELECT f.entity, f.entity_id, f.sequence FROM self_decision f
            WHERE NOT EXISTS (SELECT 1 FROM audit d WHERE \(isSame) AND \(isFound)) LIMIT ?
            """, [.integer(Int64(limit))])
        let missing = try connection.rows(
            """
            SELECT d.entity, d.entity_id, d.sequence FROM audit d NOT INDEXED
            WHERE d.sequence <= \(reached) AND \(isFound) AND NOT EXISTS (SELECT 1 FROM self_decision f WHERE \(isSame)) LIMIT ?
            """, [.integer(Int64(limit))])
        let sentences =
            surplus.map { "\(name($0)) is kept as decided on by an author, which audit record \($0[2].integer ?? 0) does not say" }
            + missing.map { "\(name($0)) is not kept as decided on by an author, as audit record \($0[2].integer ?? 0) says" }
        return Array(sentences.prefix(limit))
    }

    private static func name(_ row: [SQLiteValue]) -> String { "\(row[0].text ?? "") \(row[1].integer ?? 0)" }
}

extension PeriodicJob {
    /// Often, so that whoever asks has little of the audit left to read.
    static let findSelfDecisions = PeriodicJob("find-self-decisions", every: 60, rules: SelfDecisions.goOn)
}
