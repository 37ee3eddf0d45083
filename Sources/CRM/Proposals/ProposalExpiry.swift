// What becomes of an approved proposal once its last day has passed (P2.3.3).

import Kernel

extension PeriodicJob {
    /// Approved versions whose validity has passed and on which no contract rests.
    static let proposalsExpire = PeriodicJob("expire-proposals", every: 3600, rules: expire)

    private static let mostInSlice: Int64 = 50

    private static func expire(_ context: RuleContext) throws -> Bool {
        let passed = try context.all(
            Proposal.self,
            where: """
                id IN (SELECT id FROM proposals WHERE status = 'approved' AND valid_until_on < ? AND NOT (\(ProposalPapers.isUnderContract))
                       LIMIT ?)
                """, context.today.stored, mostInSlice.stored)
        for proposal in passed { try context.follow("expire", proposal) }
        return passed.count == Int(mostInSlice)
    }
}
