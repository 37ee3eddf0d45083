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
        roles: creditReaders.roles.map(\.rawValue),
        clause: "P4.2.2")
) { request, context in
    try request.allowQuery()
    try permit(request, context.registry.resource(CreditInvestigation.schema), .read)
    let id = try ID<Customer>(request.id())
    return { rules in
        let customer = try visibleCustomer(id, in: rules)
        try rules.note("credit_read", on: customer)
        let credit = try Credit.of(id, in: rules)
        let exposure = try rules.ask(CreditQuestions.self).exposure(id, rules)
        let writer = CreditWriter(currency: rules.registry.companyCurrency)
        return HTTPResponse.json { writer.write(customer.id, credit, exposure, into: &$0) }
    }
}

/// Who reads investigations reads what follows from them.
private let creditReaders = AnyResource(CreditInvestigation.self).roles(for: .read)

/// The customer, where one of the roles that may see credit covers it: another role's wider view does not count.
private func visibleCustomer(_ id: ID<Customer>, in context: RuleContext) throws -> Record<Customer> {
    let customers = context.registry.resource(Customer.schema)
    let roles = context.caller.roles.intersection(creditReaders)
    guard try customers.covers(id.integer, for: context.caller, as: roles, to: .read, on: context.connection) else {
        throw Failure(.notFound)
    }
    return try context.require(Customer.self, id)
}

/// Writes the answer, with amounts in the company's currency.
private struct CreditWriter {
    let currency: String

    func write(_ customer: ID<Customer>, _ credit: CustomerCredit, _ exposure: CreditExposure, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("customer_id")
        writer.integer(customer.integer)
        writer.name("rating")
        write(credit.rating?.rawValue, into: &writer)
        writer.name("is_poor")
        writer.bool(credit.isPoor)
        write("limit", credit.limit, into: &writer)
        writer.member("currency", currency)
        writer.name("payment_terms_days")
        write(credit.paymentTermsDays, into: &writer)
        writer.name("prepayment_required")
        writer.bool(credit.prepaymentRequired)
        writer.name("guarantee")
        write(credit.guarantee, into: &writer)
        writer.name("investigation_id")
        write(credit.investigationID?.integer, into: &writer)
        writer.name("valid_until_on")
        write(credit.validUntilOn?.description, into: &writer)
        writer.name("exposure")
        write(exposure, into: &writer)
        writer.endObject()
    }

    private func write(_ guarantee: CustomerCredit.Guarantee?, into writer: inout JSONWriter) {
        guard let guarantee else {
            writer.null()
            return
        }
        writer.beginObject()
        writer.member("kind", guarantee.kind.rawValue)
        write("amount", guarantee.amount, into: &writer)
        writer.name("valid_until_on")
        write(guarantee.validUntilOn?.description, into: &writer)
        writer.name("is_valid")
        writer.bool(guarantee.isValid)
        writer.endObject()
    }

    private func write(_ exposure: CreditExposure, into writer: inout JSONWriter) {
        writer.beginObject()
        write("amount", exposure.total, into: &writer)
        writer.name("papers")
        writer.beginArray()
        for paper in exposure.papers {
            writer.beginObject()
            writer.member("kind", paper.kind)
            writer.name("id")
            writer.integer(paper.id)
            writer.member("number", paper.number)
            write("amount", paper.amount, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ name: String, _ amount: Money, into writer: inout JSONWriter) {
        writer.name(name)
        writer.decimal(amount.minorUnits, scale: Currency.decimals(of: currency) ?? 2, asString: true)
    }

    private func write(_ text: String?, into writer: inout JSONWriter) {
        if let text { writer.string(text) } else { writer.null() }
    }

    private func write(_ number: Int64?, into writer: inout JSONWriter) {
        if let number { writer.integer(number) } else { writer.null() }
    }
}
