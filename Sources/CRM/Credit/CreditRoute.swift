// `GET /v1/customers/{id}/credit`: a customer's credit and what of it is used.

import HTTP
package import Kernel
import SQLite

/// Who reads it is written down first, in the same transaction: so it runs in the writer although it changes nothing.
let creditRoute = Route(
    write: .get, "/v1/customers/{id}/credit",
    OperationDescription(
        "customer.credit", "Read a customer's credit and its use", "查看客户信用及占用", tag: "customers", answer: CreditAnswer.shape.answer,
        roles: Credit.readers.roles.map(\.rawValue),
        clause: "P4.2.2")
) { request, context in
    try request.allowQuery()
    try permit(request, context.registry.resource(CreditInvestigation.schema), .read)
    let id = try ID<Customer>(request.id())
    return { rules in
        guard try Credit.isReadable(of: id, in: rules) else { throw Failure(.notFound) }
        _ = try rules.visible(Customer.self, id)
        try Credit.noteReading(of: id, in: rules)
        let credit = try Credit.of(id, in: rules)
        let exposure = try rules.ask(CreditQuestions.self).exposure(id, rules)
        return CreditAnswer.shape.response(
            CreditAnswer(customer: id, credit: credit, exposure: exposure, currency: rules.registry.companyCurrency))
    }
}

/// The answer, with amounts in the company's currency.
private struct CreditAnswer: Sendable {
    let customer: ID<Customer>
    let credit: CustomerCredit
    let exposure: CreditExposure
    let currency: String

    static let shape = AnswerShape<CreditAnswer>(
        "Credit", "信用", currency: { $0.currency },
        [
            .field("customer_id", reference(Customer.self, "Customer", "客户")) { $0.customer },
            .field("rating", choice(CreditRating.self, "Rating", "信用等级").optional()) { $0.credit.rating },
            .field("is_poor", boolean("Poor", "信用不良")) { $0.credit.isPoor },
            .field("limit", amount("Limit", "信用额度")) { $0.credit.limit },
            .field("currency", Kernel.currency()) { $0.currency },
            .field("payment_terms_days", integer("Payment terms in days", "付款期限（天）").optional()) { $0.credit.paymentTermsDays },
            .field("prepayment_required", boolean("Prepayment required", "须预付款")) { $0.credit.prepaymentRequired },
            .object("guarantee", optional: CustomerCredit.Guarantee.shape) { $0.credit.guarantee },
            .field("investigation_id", reference(CreditInvestigation.self, "Investigation", "资信调查").optional()) {
                $0.credit.investigationID
            },
            .field("valid_until_on", day("Valid until", "有效期至").optional()) { $0.credit.validUntilOn },
            .object("exposure", CreditExposure.shape) { $0.exposure },
        ])
}

extension CustomerCredit.Guarantee {
    fileprivate static let shape = AnswerShape<CustomerCredit.Guarantee>(
        "Guarantee", "担保",
        [
            .field("kind", choice(GuaranteeKind.self, "Kind", "担保方式")) { $0.kind },
            .field("amount", Kernel.amount("Amount", "担保金额")) { $0.amount },
            .field("valid_until_on", day("Valid until", "有效期至").optional()) { $0.validUntilOn },
            .field("is_valid", boolean("Valid", "是否有效")) { $0.isValid },
        ])
}

extension CreditExposure {
    fileprivate static let shape = AnswerShape<CreditExposure>(
        "Exposure", "信用占用",
        [
            .field("amount", Kernel.amount("Amount", "金额")) { $0.total },
            .list("papers", of: Paper.shape) { $0.papers },
        ])
}

extension CreditExposure.Paper {
    /// A paper in an answer that tells what it adds to the exposure.
    package static let shape: AnswerShape<CreditExposure.Paper> = AnswerShape(
        "Paper", "单据",
        [
            .field("kind", text("Kind", "类型")) { $0.kind },
            .field("id", integer("Id", "编号", 1...Int64.max)) { $0.id },
            .field("number", text("Number", "编号")) { $0.number },
            // What was paid in advance takes off.
            .field("amount", Kernel.amount("Amount", "金额", Money.range)) { $0.amount },
        ])
}
