// The contract as a page that prints, to be signed by both.

package import Kernel

extension Contract: Documented {
    package static let document: [DocumentPart] = {
        let contract = schema.declaration
        let customer = Customer.schema.declaration
        let line = ContractLine.schema.declaration
        let clause = ContractClause.schema.declaration
        let payment = ContractPayment.schema.declaration
        let obligation = ContractObligation.schema.declaration
        let signature = ContractSignature.schema.declaration
        return [
            .party(contract.customer, [customer.address, customer.city, customer.phone, customer.unifiedSocialCreditCode]),
            .facts([
                contract.proposal, contract.owner, contract.kind, contract.startsOn, contract.endsOn, contract.renewalNoticeOn,
                contract.paymentMethod, contract.paymentTermsDays, contract.transportMode, contract.shipTo, contract.currency,
                contract.pricesIncludeTax,
            ]),
            .table(
                contract.lines,
                [line.kind, line.product, line.note, line.quantity, line.unitPrice, line.discount, line.taxRate, line.net, line.gross]),
            .totals([contract.net, contract.tax, contract.gross]),
            .table(
                contract.paymentSchedule,
                [payment.description, payment.dueOn, payment.occasion, payment.daysAfter, payment.share, payment.gross]),
            .table(contract.obligations, [obligation.party, obligation.what, obligation.dueOn]),
            // What a clause's verdict and note say is for legal; the other side reads the text of what applies.
            .table(contract.clauses, [clause.title, clause.text], without: (clause.verdict, ClauseVerdict.notApplicable.rawValue)),
            .table(contract.signatures, [signature.side, signature.signatory, signature.signedOn]),
            .signatures([Label("Buyer", "需方（盖章）"), Label("Seller", "供方（盖章）")]),
        ]
    }()
}
