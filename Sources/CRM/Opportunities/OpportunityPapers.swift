// What the papers of an opportunity have come to: the one place that its steps ask.

import Kernel

/// Proposals and contracts of an opportunity. There are none yet, so that no step passes that rests on one.
enum OpportunityPapers {
    /// Whether a version of its proposal stands approved (P2.3.2).
    static func hasApprovedProposal(_ opportunity: ID<Opportunity>, in reader: RuleReader) throws -> Bool { false }

    /// Whether a contract of it is signed by both (P2.4.3).
    static func hasSignedContract(_ opportunity: ID<Opportunity>, in reader: RuleReader) throws -> Bool { false }
}
