// What stands inside a contract beside its lines: clauses, payments, obligations and signatures.

package import Identity
package import Kernel

/// What became of a clause, with its text as agreed (P4.2.4).
package final class ContractClause: Item {
    package static let schema = Schema<ContractClause>(
        table: "contract_clauses", one: "contract_clause", parent: "contract_id", "Clause", "条款")

    /// None where the clause was agreed for this contract alone.
    package let clauseTemplate = reference(ClauseTemplate.self, "Clause template", "条款模板").optional()
    package let verdict = choice(ClauseVerdict.self, "Verdict", "结论")
    package let title = Kernel.text("Title", "标题").filled()
    /// As agreed; of an included clause the template's own.
    package let text = paragraphs("Text as agreed", "约定内容").filled()
    /// Why the clause was changed, or does not apply.
    package let note = Kernel.text("Note", "说明", max: 1000).optional()

    package init() {}
}

/// A part of what is to be paid, and when.
package final class ContractPayment: Item {
    package static let schema = Schema<ContractPayment>(
        table: "contract_payments", one: "contract_payment", parent: "contract_id", "Payment", "付款计划")

    package let description = text("What is paid", "付款内容", max: 500)
    package let dueOn = day("Due on", "到期日").optional()
    package let occasion = choice(PaymentOccasion.self, "After", "付款节点").optional()
    package let daysAfter = integer("Days after that", "节点后天数", 0...3650).byDefault(0)
    /// A part of the whole, or an amount: a contract has either the one or the other.
    package let share = fraction("Part of gross", "付款比例").optional()
    package let amount = Kernel.amount("Amount", "付款金额").optional()
    package let gross = Kernel.amount("Comes to", "应付金额").computed()

    package init() {}
}

/// What one of the two has promised, and until when (P4.2.4).
package final class ContractObligation: Item {
    package static let schema = Schema<ContractObligation>(
        table: "contract_obligations", one: "contract_obligation", parent: "contract_id", "Obligation", "履约义务")

    package let party = choice(ContractParty.self, "Whose", "义务方")
    package let what = text("What", "内容", max: 1000)
    package let dueOn = day("Due on", "到期日")
    package let result = paragraphs("Result", "履行结果", max: 2000).computed().optional()
    package let doneAt = instant("Done at", "完成时间").computed().optional()
    package let doneBy = reference(User.self, "Noted by", "登记人").computed().optional()
    package let overdue = boolean("Overdue", "已逾期").byDefault(false).computed()
    /// That it is due has been told.
    package let dueTold = boolean("Told that it is due", "已提醒到期").byDefault(false).computed().secret()

    package init() {}
}

/// Who has signed, for whom, and when (P2.4.3). The steps write it.
package final class ContractSignature: Item {
    package static let schema = Schema<ContractSignature>(
        table: "contract_signatures", one: "contract_signature", parent: "contract_id", "Signature", "签署")

    package let side = choice(ContractParty.self, "Side", "签署方").computed()
    package let signatory = text("Signatory", "签署人", max: 100).computed()
    package let signedOn = day("Signed on", "签署日期").computed()
    package let recordedAt = instant("Recorded at", "登记时间").computed()
    package let recordedBy = reference(User.self, "Recorded by", "登记人").computed().optional()

    package init() {}
}
