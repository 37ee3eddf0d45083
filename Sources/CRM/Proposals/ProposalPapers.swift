// What rests on a proposal: the one place that its steps ask.

package import Kernel
import SQLite

/// Contracts of a proposal.
package enum ProposalPapers {
    /// Over a row of `proposals`: whether a contract rests on this version (P2.3.3).
    static let isUnderContract = """
        EXISTS (
            SELECT 1 FROM contracts c WHERE c.proposal_id = proposals.id AND c.archived_at IS NULL AND c.status <> 'terminated')
        """

    /// Whether a contract rests on this version, so that it stays as it is.
    package static func hasContract(_ proposal: ID<Proposal>, in reader: RuleReader) throws -> Bool {
        try reader.integer("SELECT 1 FROM proposals WHERE id = ? AND (\(isUnderContract))", proposal.stored) != nil
    }
}

extension Record where D == Proposal {
    /// Whether a contract may be made of it: the approved version, as long as it is valid (P2.3.3). A newer version supersedes it.
    package func isCurrent(on day: Day) -> Bool {
        self.status == .approved && !isArchived && !isOutOfDate(on: day)
    }

    /// Whether the last day has passed on which it is valid.
    func isOutOfDate(on day: Day) -> Bool {
        self.validUntilOn.map { $0 < day } ?? false
    }
}
