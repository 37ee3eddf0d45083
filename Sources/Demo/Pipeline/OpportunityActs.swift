// What people do with an opportunity, from its needs to the loss.

import CRM
import JSON
import Kernel

/// What the story of an opportunity is made of; each act is one request of somebody.
struct OpportunityActs: Sendable {
    let deal: Deal
    let name: String

    private var dossier: Dossier { deal.dossier }

    private func text(_ phrase: Phrase) -> JSONValue { .string(phrase.text(inChinese: deal.isChinese)) }

    private func id() throws -> ID<Opportunity> { try dossier.id(.opportunity) }

    /// For a customer of old.
    func enter(_ description: Phrase, _ rules: RuleContext) throws {
        let opportunity = try rules.create(
            Opportunity.self,
            [
                "name": .string(name), "customer_id": .integer(dossier.id(.customer, of: Customer.self).integer),
                "contact_id": .integer(dossier.id(.contact, of: Contact.self).integer), "amount": .string(money(deal.amount)),
                "expected_close_on": .string(rules.today.adding(days: deal.expectedDays).description), "description": text(description),
            ])
        dossier.note(.opportunity, opportunity.id.integer)
    }

    /// - Parameter count: of the needs, in the order of `Phrase.needs` from `first` on
    func analyse(first: Int, count: Int, _ rules: RuleContext) throws {
        let needs: [JSONValue] = (first..<first + count).map { place in
            let need = Phrase.needs[place % Phrase.needs.count]
            return .object([
                "dimension": .string(need.dimension), "description": text(need.text), "urgency": .integer(Int64(1 + (place + count) % 5)),
                "importance": .integer(Int64(5 - place % 3)),
            ])
        }
        let competition: [JSONValue] = deal.rivals.map { .object(["competitor_id": .integer($0)]) }
        _ = try rules.change(
            Opportunity.self, id(),
            ["needs": .array(needs), "competition": .array(competition), "no_competition": .bool(deal.rivals.isEmpty)])
    }

    func evaluate(_ feasibility: Int64, _ value: Int64, isWorthwhile: Bool, _ comment: Phrase, _ rules: RuleContext) throws {
        try rules.take(
            "evaluate", id(),
            [
                "feasibility": .integer(feasibility), "value": .integer(value), "worthwhile": .bool(isWorthwhile), "comment": text(comment),
            ])
    }

    func take(_ step: String, _ rules: RuleContext) throws {
        try rules.take(step, id())
    }

    /// Only where a contract has not ended it already.
    func lose(_ loss: (category: String, text: Phrase), to rival: Int64?, _ rules: RuleContext) throws {
        var body: JSONObject = ["reason": text(loss.text), "category": .string(loss.category)]
        if let rival { body["competitor_id"] = .integer(rival) } else { body["no_competitor"] = .bool(true) }
        try rules.take("lose", id(), body)
    }

    /// - Parameter days: until the next follow-up; nil for none
    func talk(_ kind: String, _ summary: Phrase, _ outcome: Phrase, followUpIn days: Int?, _ rules: RuleContext) throws {
        var body: JSONObject = [
            "entity": .string("opportunity"), "entity_id": .integer(try id().integer), "kind": .string(kind), "summary": text(summary),
            "outcome": text(outcome),
        ]
        if let days { body["next_follow_up_on"] = .string(rules.today.adding(workdays: days).description) }
        _ = try rules.create(Activity.self, body)
    }
}

extension Deal {
    /// From its entry to the day on which it is expected to close. What ends was expected to, more or less on its day; what is open still is
    /// expected in two months.
    var expectedDays: Int {
        guard !end.isOpen else { return 60 }
        var dice = Dice(seed: "expected\(number)")
        return dice.roll(18...48)
    }

    /// What all of it comes to before tax, in minor units, to the next hundred.
    var amount: Int64 {
        let net = lines.reduce(Int64(0)) { $0 + $1.price.unscaled / 100 * ($1.quantity.unscaled / 1_0000) }
        return max(100_00, (net + 99_99) / 100_00 * 100_00)
    }
}
