// `GET /v1/customers/{id}/credit`: a customer's credit and what of it is used.

import HTTP
import JSON
import Kernel
import SQLite

/// Who reads it is written down first, in the same transaction: so it runs in the writer although it changes nothing.
let creditRoute = Route(
    write: .get, "/v1/customers/{id}/credit",
    OperationDescription(
        "customer.credit", "Read a customer's credit and its use", "查看客户信用及占用", tag: "customers",
        roles: Credit.readers.roles.map(\.rawValue),
        clause: "P4.2.2")
) { request, context in
    try request.allowQuery()
    try permit(request, context.registry.resource(CreditInvestigation.schema), .read)
    let id = try ID<Customer>(request.id())
    return { rules in
        guard try Credit.isReadable(of: id, in: rules), try rules.find(Customer.self, id) != nil else { throw Failure(.notFound) }
        try Credit.noteReading(of: id, in: rules)
        let credit = try Credit.of(id, in: rules)
        let exposure = try rules.ask(CreditQuestions.self).exposure(id, rules)
        let currency = rules.registry.companyCurrency
        return HTTPResponse.json { $0.credit(of: id, credit, exposure, in: currency) }
    }
}

extension JSONWriter {
    /// The answer, with amounts in the company's currency.
    fileprivate mutating func credit(of customer: ID<Customer>, _ credit: CustomerCredit, _ exposure: CreditExposure, in currency: String) {
        beginObject()
        member("customer_id", customer.integer)
        member("rating", credit.rating?.rawValue)
        member("is_poor", credit.isPoor)
        member("limit", credit.limit, in: currency)
        member("currency", currency)
        member("payment_terms_days", credit.paymentTermsDays)
        member("prepayment_required", credit.prepaymentRequired)
        guarantee(credit.guarantee, in: currency)
        member("investigation_id", credit.investigationID?.integer)
        member("valid_until_on", credit.validUntilOn)
        member("exposure") { writer in
            writer.member("amount", exposure.total, in: currency)
            writer.papers(exposure.papers, in: currency)
        }
        endObject()
    }

    private mutating func guarantee(_ guarantee: CustomerCredit.Guarantee?, in currency: String) {
        guard let guarantee else { return member("guarantee", String?.none) }
        member("guarantee") { writer in
            writer.member("kind", guarantee.kind.rawValue)
            writer.member("amount", guarantee.amount, in: currency)
            writer.member("valid_until_on", guarantee.validUntilOn)
            writer.member("is_valid", guarantee.isValid)
        }
    }

    /// The papers that an exposure comes from.
    package mutating func papers(_ papers: [CreditExposure.Paper], in currency: String) {
        member("papers", papers) { writer, paper in
            writer.member("kind", paper.kind)
            writer.member("id", paper.id)
            writer.member("number", paper.number)
            writer.member("amount", paper.amount, in: currency)
        }
    }
}
