// Entering and changing a contract: what it takes over from its proposal, and what has to make sense in it (P2.3.3, P4.2.4).

import Catalog
import Identity
package import Kernel

extension Contract {
    /// Takes over what the proposal says, prices the lines, and checks clauses, payments and days.
    ///
    /// Throws `version_not_current`, `contract_exists`, `customer_not_open`, `opportunity_not_open`, and the faults of its parts.
    package static func prepare(_ contract: inout Record<Contract>, from old: Record<Contract>?, in context: RuleContext) throws {
        let proposal = try context.require(Proposal.self, contract.proposal)
        if old == nil { contract.takeOver(proposal) }
        if old?.isArchived ?? true { try requireBasis(of: contract, proposal, in: context) }
        try contract.requireOpenDeal(in: context)
        var faults = try contract.price(from: old, proposal, in: context)
        faults += try contract.completeClauses(from: old, in: context)
        faults += contract.payments(named: old == nil, proposal, in: context)
        faults += contract.dayFaults(from: old, in: context)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        try contract.sumUp()
    }

    /// The current approved version, and no other contract on that proposal.
    private static func requireBasis(of contract: Record<Contract>, _ proposal: Record<Proposal>, in context: RuleContext) throws {
        guard proposal.isCurrent(on: context.today) else { throw notCurrent(proposal, in: context) }
        guard let other = try ContractPapers.resting(onNumber: proposal.number, except: contract.id, in: context) else { return }
        throw Failure(.contractExists, ["owner": try context.require(User.self, other.owner).displayName])
    }

    private static func notCurrent(_ proposal: Record<Proposal>, in context: RuleContext) -> Failure {
        // Its last day may be over before the job has noticed.
        let status = proposal.isArchived ? "archived" : proposal.status == .approved ? "expired" : proposal.status.rawValue
        return Failure(.versionNotCurrent, ["revision": String(proposal.revision), "status": status])
    }
}

extension Record where D == Contract {
    /// What the approved version says. Lines and payments that nobody names are the proposal's.
    fileprivate mutating func takeOver(_ proposal: Record<Proposal>) {
        self.opportunity = proposal.opportunity
        self.customer = proposal.customer
        self.exchangeRate = proposal.exchangeRate
        self.pricesIncludeTax = proposal.pricesIncludeTax
        if !has(\.title) { self.title = proposal.title }
        if !has(\.paymentTermsDays) { self.paymentTermsDays = proposal.paymentTermsDays ?? 0 }
        if self.lines.isEmpty { self.lines = proposal.lines.map(Record<ContractLine>.init(copyOf:)) }
        guard self.paymentSchedule.isEmpty else { return }
        var whole = Record<ContractPayment>(new: ContractPayment.self)
        whole.description = self.title
        whole.occasion = .delivery
        whole.daysAfter = self.paymentTermsDays
        whole.share = Fraction(unscaled: 1_0000)
        self.paymentSchedule = [whole]
    }

    /// Prices and taxes that the body leaves out, and amounts.
    fileprivate mutating func price(from old: Record<Contract>?, _ proposal: Record<Proposal>, in context: RuleContext) throws -> [Fault] {
        let pricing = LinePricing(
            ContractLine.places, for: try context.require(Customer.self, self.customer), currency: proposal.currency,
            exchangeRate: self.exchangeRate, pricesIncludeTax: self.pricesIncludeTax, isCurrencyNew: false)
        var faults: [Fault] = []
        self.lines = try self.lines.enumerated().map { index, line in
            var line = line
            let former = old?.lines.first { $0.id == line.id } ?? (old == nil ? line : nil)
            faults += try pricing.complete(&line.row, from: former?.row, at: "/lines/\(index)", in: context)
            line.noteOpenQuantity()
            return line
        }
        return faults
    }

    fileprivate mutating func sumUp() throws {
        let totals = try PaperTotals(of: self.lines.map(\.row), ContractLine.places)
        self.net = totals.net
        self.tax = totals.tax
        self.gross = totals.gross
        self.cost = totals.cost
        self.margin = totals.margin
        try sharePayments()
    }

    /// Its days follow one another.
    fileprivate func dayFaults(from old: Record<Contract>?, in context: RuleContext) -> [Fault] {
        var faults: [Fault] = []
        if let start = self.startsOn, let end = self.endsOn, end < start {
            faults.append(Fault(.endsBeforeStart, at: "/ends_on", ["name": "ends_on"]))
        }
        if let end = self.endsOn, let notice = self.renewalNoticeOn, notice > end {
            faults.append(Fault(.noticeAfterEnd, at: "/renewal_notice_on"))
        }
        if let day = self.signByOn, day != old?.signByOn, day < context.today { faults.append(Fault(.signByPast, at: "/sign_by_on")) }
        return faults
    }
}
