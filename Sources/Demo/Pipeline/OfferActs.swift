// What people do with a deal's proposals and negotiations.

import CRM
import JSON
import Kernel

/// What the story of an offer is made of.
struct OfferActs: Sendable {
    let deal: Deal
    let name: String

    private var dossier: Dossier { deal.dossier }

    private func text(_ phrase: Phrase) -> JSONValue { .string(phrase.text(inChinese: deal.isChinese)) }

    private func proposal() throws -> ID<Proposal> { try dossier.id(.proposal) }

    // MARK: Proposals

    /// - Parameter days: how long it is valid
    func draft(validFor days: Int, _ rules: RuleContext) throws {
        let goods: [JSONValue] = deal.lines.map { line in
            .object([
                "product_id": .integer(line.productID), "quantity": .string(decimal(line.quantity)),
                "unit_price": .string(decimal(line.price)), "discount": .string(decimal(line.discount)),
                "tax_rate": .string(decimal(Accounts.taxRate)),
            ])
        }
        let freight: JSONValue = .object([
            "kind": .string("freight"), "unit_price": .string(decimal(deal.freight)), "tax_rate": .string(decimal(Accounts.taxRate)),
        ])
        let made = try rules.create(
            Proposal.self,
            [
                "opportunity_id": .integer(dossier.id(.opportunity, of: Opportunity.self).integer), "title": .string(name),
                "introduction": text(.introduction), "solution": text(.solution), "delivery_terms": text(.delivery),
                "service_commitment": text(.service), "payment_terms_days": .integer(30), "prices_include_tax": .bool(false),
                "valid_until_on": .string(rules.today.adding(days: days).description),
                "lines": .array(deal.freight > .zero ? goods + [freight] : goods),
            ])
        dossier.note(.proposal, made.id.integer)
    }

    func take(_ step: String, _ rules: RuleContext) throws {
        try rules.take(step, proposal())
    }

    /// One of two levels, where it is still asked: the second decides only on what goes beyond the owner's authority.
    func approve(_ rules: RuleContext) throws {
        guard try rules.require(Proposal.self, proposal()).status == .inReview else { return }
        try rules.take("approve", proposal())
    }

    func askForChanges(_ rules: RuleContext) throws {
        try rules.take("request-changes", proposal(), ["comment": text(.changes)])
    }

    func revise(_ rules: RuleContext) throws {
        let former = try rules.take("revise", proposal())
        dossier.note(.proposal, former.supersededBy?.integer)
        _ = try rules.change(Proposal.self, proposal(), ["delivery_terms": text(.fasterDelivery)])
    }

    func withdraw(_ rules: RuleContext) throws {
        try rules.take("withdraw", proposal(), ["reason": text(.withdrawn)])
    }

    // MARK: Negotiations

    /// - Parameter days: working days until it is held
    func appoint(in days: Int, _ rules: RuleContext) throws {
        let day = rules.registry.calendar.start(of: rules.today.adding(workdays: days))
        let made = try rules.create(
            Negotiation.self,
            [
                "opportunity_id": .integer(dossier.id(.opportunity, of: Opportunity.self).integer),
                "proposal_id": .integer(proposal().integer), "subject": .string(name),
                "scheduled_at": .string(day.adding(seconds: 10 * 3600).description), "place": .string(deal.customerName),
                "attendees": .array([
                    .object(["user_id": .integer(dossier.ownerID)]),
                    .object(["contact_id": .integer(dossier.id(.contact, of: Contact.self).integer)]),
                ]),
                "checklist": .array([
                    .object(["item": text(Phrase("Cost and margin of each line", "逐行成本与毛利")), "done": .bool(true)]),
                    .object([
                        "item": text(Phrase("Offers of the others", "竞争对手报价")), "done": .bool(false),
                        "gap": text(Phrase("Known by hearsay only", "仅有口头信息")),
                    ]),
                ]),
                "requests": .array([
                    .object([
                        "request": text(Phrase("Payment after 60 days", "账期 60 天")), "answer": text(Phrase("30 days stay", "维持 30 天")),
                    ])
                ]),
            ])
        dossier.note(.negotiation, made.id.integer)
    }

    func hold(_ rules: RuleContext) throws {
        try rules.take("hold", dossier.id(.negotiation, of: Negotiation.self), ["minutes": text(.minutes)])
    }

    /// Faster delivery, and for who buys at list prices some per cent: beyond the approved version, so that the next one is reviewed.
    func concede(discount: Int64?, _ rules: RuleContext) throws {
        var concessions: [JSONValue] = [
            .object([
                "kind": .string("delivery"), "subject": text(Phrase("Delivery time", "交货时间")), "from": text(.delivery),
                "to": text(.fasterDelivery),
            ])
        ]
        if let discount {
            concessions.append(
                .object([
                    "kind": .string("price"), "subject": text(Phrase("Discount on all goods", "全部商品折扣")),
                    "discount": .string(decimal(Fraction(unscaled: discount))), "worth": .string(money(deal.amount * discount / 1_0000)),
                ]))
        }
        _ = try rules.change(
            Negotiation.self, dossier.id(.negotiation), ["concessions": .array(concessions)])
    }

    func conclude(_ outcome: String, _ rules: RuleContext) throws {
        let words = outcome == "failed" ? Phrase.failed : Phrase.agreed
        let held = try rules.take(
            "conclude", dossier.id(.negotiation, of: Negotiation.self), ["outcome": .string(outcome), "conclusion": text(words)])
        if let next = held.concededProposal { dossier.note(.proposal, next.integer) }
    }
}
