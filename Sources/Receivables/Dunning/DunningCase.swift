// The dunning case: what one customer has overdue in one currency, who answers for it, and what was done to get it (P4.2.5).

package import CRM
package import Identity
package import Kernel
import SQLite

/// What one customer has overdue in one currency, and what was done to get it (P4.2.5).
package final class DunningCase: Resource {
    package typealias Status = DunningStatus
    package static let schema = Schema<DunningCase>("dunning-cases", one: "dunning_case", "Dunning case", "催收案")

    package let number = Kernel.number("DC")
    package let customer = reference(Customer.self, "Customer", "客户").concerned().fixed()
    package let owner = salesOwner()
    package let currency = Kernel.currency().companysByDefault().fixed()
    package let status = state(
        DunningStatus.self, initial: .open, editable: [.open, .letter, .visit, .lawsuit, .promised, .onHold])
    package let openedOn = day("Opened", "立案日期").computed()
    /// What is overdue and not disputed.
    package let overdueAmount = amount("Overdue", "逾期金额").byDefault(.zero).computed()
    /// What is disputed: it is held out until the dispute has ended.
    package let disputedAmount = amount("Disputed", "争议金额").byDefault(.zero).computed()
    package let oldestDueOn = day("Due since", "最早到期日").computed().optional()
    package let promisedOn = day("Promised for", "承诺付款日").computed().optional()
    package let promisedAmount = amount("Promised amount", "承诺金额").computed().optional()
    /// Since when payments count towards the promise, and what had come on that day before it was given.
    package let promisedSince = day("Promised on", "承诺日期").computed().optional()
    package let paidBefore = amount("Paid before the promise", "承诺前已付").computed().secret().optional()
    package let promisedFrom = choice(DunningStatus.self, "Before the promise", "承诺前状态").computed().optional()
    package let brokenPromises = integer("Broken promises", "违约次数").byDefault(0).computed()
    package let escalatedAt = instant("Escalated at", "上报时间").computed().optional()
    package let escalatedTo = reference(User.self, "Escalated to", "上报对象").computed().optional()
    package let heldFrom = choice(DunningStatus.self, "Before the hold", "挂起前状态").computed().optional()
    package let holdReason = text("Reason of the hold", "挂起原因", max: 500).computed().optional()
    package let settledOn = day("Settled", "结案日期").computed().optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let externalID = Kernel.externalID()
    package let invoices = computedChildren(DunnedInvoice.self, "Invoices", "逾期发票")
    package let measures = computedChildren(DunningMeasure.self, "Measures", "催收措施")

    package init() {}

    package static let furtherEvents = ["opened", "promise_kept", "promise_broken"]

    /// Nobody archives a case: it ends settled, and stays as the proof of what was done.
    package static let access = [
        Grant([.executive, .auditor], .read),
        Grant([.salesRep], .read, rows: .own),
        Grant([.salesManager], .read, rows: .team),
        Grant([.admin, .finance, .integration], [.read, .create, .update]),
    ]

    /// What is overdue follows from the invoices.
    package static let derivations: [Derivation<DunningCase>] = [
        Derivation(from: Invoice.self, by: \.dunningCase, compute: countInvoices)
    ]

    /// A case is opened where something is overdue and nobody works on it yet. Throws `dunning_case_exists`, `nothing_overdue`.
    package static func prepare(_ dunning: inout Record<DunningCase>, from old: Record<DunningCase>?, in context: RuleContext) throws {
        guard old == nil else { return }
        dunning.openedOn = context.today
        if let living = try living(of: dunning.customer, dunning.currency, in: context) {
            throw Failure(.dunningCaseExists, ["number": try context.require(DunningCase.self, living).number])
        }
        guard try !OverdueInvoices.free(of: dunning.customer, dunning.currency, in: context).isEmpty else { throw Failure(.nothingOverdue) }
    }

    /// A new case takes all that is overdue.
    package static func written(_ dunning: Record<DunningCase>, from old: Record<DunningCase>?, in context: RuleContext) throws {
        guard old == nil else { return }
        try OverdueInvoices.take(into: dunning.id, of: dunning.customer, dunning.currency, in: context)
    }

    /// The case on which somebody works; the oldest, where a merge of customers has left two.
    static func living(of customer: ID<Customer>, _ currency: String, in reader: RuleReader) throws -> ID<DunningCase>? {
        let sql = """
            SELECT id FROM dunning_cases WHERE customer_id = ? AND currency = ? AND status <> 'settled' AND archived_at IS NULL
            ORDER BY id LIMIT 1
            """
        return try reader.rows(sql, [customer.stored, currency.stored]).first.flatMap { ID(stored: $0[0]) }
    }
}

/// An invoice that the case is about. One that was paid stays, so that it is seen what the case was about.
package final class DunnedInvoice: Item {
    package static let schema = Schema<DunnedInvoice>(
        table: "dunned_invoices", one: "dunned_invoice", parent: "dunning_case_id", "Overdue invoice", "逾期发票")

    package let invoice = reference(Invoice.self, "Invoice", "发票").computed()
    package let dueOn = day("Due", "到期日").computed().optional()
    package let openAmount = amount("Open", "未收金额").byDefault(.zero).computed()
    package let standing = choice(DunnedStanding.self, "Standing", "状态").byDefault(.overdue).computed()

    package init() {}
}

/// Something that was done to get the money, with what came of it.
package final class DunningMeasure: Item {
    package static let schema = Schema<DunningMeasure>(
        table: "dunning_measures", one: "dunning_measure", parent: "dunning_case_id", "Measure", "催收措施")

    package let kind = choice(DunningMeasureKind.self, "Measure", "措施").computed()
    package let at = instant("At", "时间").computed()
    /// Nil: the server, by itself.
    package let by = reference(User.self, "By", "执行人").computed().optional()
    package let outcome = paragraphs("Outcome", "结果", max: 2000).computed().optional()
    /// What was overdue then.
    package let overdueAmount = amount("Overdue then", "当时逾期金额").computed()
    package let promisedOn = day("Promised for", "承诺付款日").computed().optional()
    package let promisedAmount = amount("Promised amount", "承诺金额").computed().optional()

    package init() {}
}
