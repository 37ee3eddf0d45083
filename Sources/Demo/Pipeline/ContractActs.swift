// What people do with a deal's contract, from the draft to its end.

import CRM
import JSON
import Kernel

/// What the story of a contract is made of.
struct ContractActs: Sendable {
    let deal: Deal
    let name: String

    private var dossier: Dossier { deal.dossier }

    private func text(_ phrase: Phrase) -> JSONValue { .string(phrase.text(inChinese: deal.isChinese)) }

    private func id() throws -> ID<Contract> { try dossier.id(.contract) }

    /// - Parameters:
    ///   - start: days until its term begins
    ///   - term: its length in days
    ///   - duties: days until what each side has promised is due
    func draft(start: Int, term: Int, duties: Int, changesClause: Bool, _ rules: RuleContext) throws {
        let (first, last) = (rules.today.adding(days: start), rules.today.adding(days: start + term))
        let made = try rules.create(
            Contract.self,
            [
                "proposal_id": .integer(dossier.id(.proposal, of: Proposal.self).integer), "title": .string(name),
                "kind": .string(term > 300 ? "framework" : "sale"), "payment_method": .string("bank_transfer"),
                "transport_mode": .string("road"), "ship_to": .string(deal.shipTo), "starts_on": .string(first.description),
                "ends_on": .string(last.description), "renewal_notice_on": .string(last.adding(days: -30).description),
                "clauses": .array(clauses(changesClause: changesClause)),
                "payment_schedule": .array([
                    payment(Phrase("Advance", "预付款"), "signing", 10, "0.3"), payment(Phrase("Rest", "余款"), "delivery", 30, "0.7"),
                ]),
                "obligations": .array([
                    duty("ours", Phrase("Name a contact for deliveries", "指定送货联系人"), rules.today.adding(days: duties)),
                    duty("theirs", Phrase("Hand over the list of sites", "提供门店清单"), rules.today.adding(days: duties + 5)),
                ]),
            ])
        dossier.note(.contract, made.id.integer)
    }

    private func clauses(changesClause: Bool) -> [JSONValue] {
        ClauseText.all.enumerated().filter(\.element.isRequired).map { index, clause in
            var answer: JSONObject = ["clause_template_id": .integer(Int64(index + 1)), "verdict": .string("included")]
            if changesClause, clause.mayChange {
                answer = [
                    "clause_template_id": .integer(Int64(index + 1)), "verdict": .string("changed"),
                    "text": .string(clause.text + " 双方另行确认细则。Details are agreed separately."),
                    "note": text(Phrase("The customer asked for details", "客户要求补充细则")),
                ]
            }
            return .object(answer)
        }
    }

    private func payment(_ what: Phrase, _ occasion: String, _ days: Int64, _ share: String) -> JSONValue {
        .object([
            "description": text(what), "occasion": .string(occasion), "days_after": .integer(days), "share": .string(share),
        ])
    }

    private func duty(_ party: String, _ what: Phrase, _ due: Day) -> JSONValue {
        .object(["party": .string(party), "what": text(what), "due_on": .string(due.description)])
    }

    func take(_ step: String, _ rules: RuleContext) throws {
        try rules.take(step, id())
    }

    func reject(_ rules: RuleContext) throws {
        try rules.take("legal-reject", id(), ["comment": .string("请写明收货地点与联系人。Name the place and the contact.")])
    }

    func amend(_ rules: RuleContext) throws {
        _ = try rules.change(Contract.self, id(), ["notes": .string("收货地点：\(deal.shipTo)")])
    }

    // MARK: Signing

    /// The copy that the customer has signed, as a scan of one page.
    func attachCopy(_ rules: RuleContext) throws {
        let contract = try rules.require(Contract.self, id())
        let scan = "%PDF-1.4\n% \(contract.number) \(contract.gross.minorUnits) signed by \(deal.customerName)\n%%EOF\n"
        try rules.attach(
            Array(scan.utf8), named: contract.number + ".pdf", kind: "signed_copy", contentType: "application/pdf", to: contract.id)
    }

    func sign(_ step: String, by signatory: String, _ rules: RuleContext) throws {
        try rules.take(step, id(), ["signed_on": .string(rules.today.description), "signatory": .string(signatory)])
    }

    // MARK: Execution

    func noteDuties(_ rules: RuleContext) throws {
        for obligation in try rules.require(Contract.self, id()).obligations where obligation.doneAt == nil {
            try rules.take(
                "obligations/{item_id}/done", id(), item: obligation.id.integer, ["result": text(Phrase("Done as agreed", "已按约完成"))])
        }
    }

    func waiveRest(_ rules: RuleContext) throws {
        for line in try rules.require(Contract.self, id()).lines where line.openQuantity > .zero {
            try rules.take(
                "lines/{item_id}/waive", id(), item: line.id.integer,
                ["reason": text(Phrase("The customer needs no more of it", "客户不再需要"))])
        }
    }

    func terminate(_ rules: RuleContext) throws {
        try rules.take("terminate", id(), ["reason": text(Phrase("The customer gives up the branch", "客户关闭该门店"))])
    }
}
