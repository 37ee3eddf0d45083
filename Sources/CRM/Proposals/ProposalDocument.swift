// The proposal as a page that prints: the five parts, for the customer (P2.3.1).

package import Kernel

extension Proposal: Documented {
    package static let document: [DocumentPart] = {
        let proposal = schema.declaration
        let customer = Customer.schema.declaration
        let line = ProposalLine.schema.declaration
        return [
            .party(proposal.customer, [customer.address, customer.city, customer.phone]),
            .facts([
                proposal.revision, proposal.owner, proposal.validUntilOn, proposal.paymentTermsDays, proposal.currency,
                proposal.pricesIncludeTax,
            ]),
            .texts([proposal.introduction, proposal.solution]),
            .table(
                proposal.lines,
                [line.kind, line.product, line.note, line.quantity, line.unitPrice, line.discount, line.taxRate, line.net, line.gross]),
            .totals([proposal.net, proposal.tax, proposal.gross]),
            .texts([proposal.deliveryTerms, proposal.serviceCommitment]),
        ]
    }()
}
