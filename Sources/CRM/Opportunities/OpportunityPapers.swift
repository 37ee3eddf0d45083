// What the papers of an opportunity have come to: the one place that its steps ask.

import Kernel

/// Proposals and contracts of an opportunity.
enum OpportunityPapers {
    /// Whether a version of its proposal stands approved (P2.3.2).
    static func hasApprovedProposal(_ opportunity: ID<Opportunity>, in reader: RuleReader) throws -> Bool {
        let sql = """
            SELECT 1 FROM proposals WHERE opportunity_id = ? AND status = 'approved' AND archived_at IS NULL
                AND (valid_until_on IS NULL OR valid_until_on >= ?) LIMIT 1
            """
        return try reader.integer(sql, opportunity.stored, reader.today.stored) != nil
    }

    /// Whether a contract of it is signed by both (P2.4.3).
    static func hasSignedContract(_ opportunity: ID<Opportunity>, in reader: RuleReader) throws -> Bool {
        try ContractPapers.isSigned(of: opportunity, in: reader)
    }
}
