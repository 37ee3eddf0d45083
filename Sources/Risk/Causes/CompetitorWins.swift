// Against whom deals are won and lost, with the number of cases (P4.2.3).

package import CRM
package import Kernel
import SQLite

/// How deals against one competitor ended in a time.
///
/// A case is a deal in which the competitor was and that was won, or that was lost to it; one that somebody else got says nothing of it.
package struct CompetitorWins: Sendable {
    package let competitor: ID<Competitor>
    /// What the competitor is called.
    package let name: String
    /// Deals won against it.
    package let won: Int64
    /// Deals lost to it.
    package let lost: Int64

    /// Of how many deals the rate is.
    package var cases: Int64 { won &+ lost }
    /// What part of the cases was won; nil without one.
    package var rate: Fraction? {
        cases > 0 ? Fraction(unscaled: Int64(clamping: roundedQuotient(Int128(won) * 1_0000, by: Int128(cases)))) : nil
    }

    /// Every competitor with a case, by id.
    ///
    /// - Parameters:
    ///   - moments: when the deals ended
    ///   - people: a JSON array of the owners whose deals count; nil for all deals
    package static func all(in moments: Range<Instant>, of people: String? = nil, _ reader: RuleReader) throws -> [CompetitorWins] {
        let sql = """
            SELECT k.id, k.name, sum(o.status = 'won'), sum(o.status = 'lost') FROM (\(encounters)) d
            JOIN opportunities o ON o.id = d.opportunity_id JOIN competitors k ON k.id = d.competitor_id
            WHERE \(cases(of: people)) GROUP BY k.id ORDER BY k.id
            """
        return try reader.rows(sql, values(moments, people)).compactMap { row in
            guard let id = ID<Competitor>(stored: row[0]), let won = Int64(stored: row[2]), let lost = Int64(stored: row[3]) else {
                return nil
            }
            return CompetitorWins(competitor: id, name: String(stored: row[1]) ?? "", won: won, lost: lost)
        }
    }

    /// The deals behind the figures of one competitor, the newest first: id, number and nothing.
    static func deals(against competitor: Int64, in moments: Range<Instant>, _ reader: RuleReader) throws -> [[SQLiteValue]] {
        let sql = """
            SELECT o.id, o.number, NULL FROM (\(encounters)) d JOIN opportunities o ON o.id = d.opportunity_id
            WHERE d.competitor_id = ?3 AND \(cases(of: nil)) ORDER BY o.closed_at DESC, o.id DESC LIMIT \(EvidenceRecord.most)
            """
        return try reader.rows(sql, values(moments, nil) + [competitor.stored])
    }

    /// In which deals which competitor was.
    private static let encounters = """
        SELECT competitor_id, opportunity_id FROM opportunity_competition
        UNION SELECT lost_to_id, id FROM opportunities WHERE lost_to_id IS NOT NULL
        """

    private static func cases(of people: String?) -> String {
        """
        o.closed_at >= ?1 AND o.closed_at < ?2 AND o.archived_at IS NULL
        AND (o.status = 'won' OR o.status = 'lost' AND o.lost_to_id = d.competitor_id)
        \(people == nil ? "" : "AND o.owner_id IN (SELECT value FROM json_each(?3))")
        """
    }

    private static func values(_ moments: Range<Instant>, _ people: String?) -> [SQLiteValue] {
        [moments.lowerBound.stored, moments.upperBound.stored] + (people.map { [.text($0)] } ?? [])
    }
}
