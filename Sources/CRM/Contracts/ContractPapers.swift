// What others ask of contracts, and what a contract asks of its papers.

import Kernel

/// The one place that knows which contracts count.
enum ContractPapers {
    /// Whether the copy that the customer signed is attached to the contract, as an attachment of the kind `signed_copy`.
    static func hasSignedCopy(_ contract: Record<Contract>, in reader: RuleReader) throws -> Bool {
        try reader.hasAttachment(on: contract, kind: "signed_copy")
    }

    /// Whether both have signed a contract of the opportunity, and it was not given up since (P2.4.3).
    static func isSigned(of opportunity: ID<Opportunity>, in reader: RuleReader) throws -> Bool {
        let sql = """
            SELECT 1 FROM contracts WHERE opportunity_id = ? AND archived_at IS NULL
            AND (status = 'signed' OR status = 'in_execution' OR status = 'completed') LIMIT 1
            """
        return try reader.integer(sql, opportunity.stored) != nil
    }

    /// The contract that rests on a version of the proposal with that number, other than `contract`; nil where none does. One that was
    /// terminated or archived rests on nothing any more.
    static func resting(onNumber number: String, except contract: ID<Contract> = ID(0), in reader: RuleReader) throws -> Record<Contract>? {
        try reader.all(
            Contract.self,
            where: """
                proposal_id IN (SELECT id FROM proposals WHERE number = ?) AND id <> ? AND archived_at IS NULL
                AND status <> 'terminated'
                """, number.stored, contract.stored
        ).first
    }
}
