// The opportunity: a deal that may come, from the customer's needs to the signed contract or the loss (P2.2 – P2.4).

package import Identity
package import Kernel
import SQLite

/// Something that a customer may buy.
package final class Opportunity: ImportableHistory {
    package typealias Status = OpportunityStatus
    package static let schema = Schema<Opportunity>("opportunities", one: "opportunity", "Opportunity", "商机")

    package let number = Kernel.number("OP").searched()
    package let name = text("Name", "名称").naming().searched()
    package let customer = reference(Customer.self, "Customer", "客户").concerned().fixed()
    package let contact = reference(Contact.self, "Contact", "联系人").optional()
    package let owner = salesOwner()
    /// The lead from whose conversion it came.
    package let lead = reference(Lead.self, "Lead that it came from", "来源线索").computed().optional()
    package let amount = Kernel.amount("Expected amount", "预计金额").optional()
    package let currency = Kernel.currency().companysByDefault()
    package let expectedCloseOn = day("Expected close", "预计成交日期").optional()
    /// Where nobody says otherwise, that of the stage (`/v1/settings/crm`).
    package let probability = fraction("Probability", "成交概率").filled()
    package let description = paragraphs("Description", "说明").optional()
    /// Somebody has looked, and nobody else is in the deal (P2.2.2).
    package let noCompetition = boolean("Nobody else is in the deal", "无竞争对手").byDefault(false)
    package let feasibility = integer("Feasibility", "可行性", 1...5).computed().optional()
    package let value = integer("Potential value", "潜在价值", 1...5).computed().optional()
    package let worthwhile = boolean("Is an opportunity", "确认为商机").computed().optional()
    package let grade = choice(OpportunityGrade.self, "Grade", "商机等级").computed().optional()
    package let evaluatedAt = instant("Evaluated at", "评估时间").computed().optional()
    package let evaluationComment = paragraphs("Comment on the evaluation", "评估说明", max: 2000).computed().optional()
    package let stageEnteredAt = instant("In this stage since", "进入当前阶段时间").computed()
    package let closedAt = instant("Won or lost at", "关闭时间").computed().optional()
    package let lossReason = text("Reason of the loss", "输单原因", max: 500).computed().optional()
    package let lossCategory = choice(LossCategory.self, "Kind of the loss", "输单类别").computed().optional()
    /// None of a lost one: no competitor got it.
    package let lostTo = reference(Competitor.self, "Lost to", "输给的竞争对手").computed().optional()
    package let externalID = Kernel.externalID()
    /// Won or lost before the company came here, and imported so: history for good.
    package let imported = boolean("Imported history", "导入的历史").computed().byDefault(false).historyMark()
    /// Of imported history: since when it was an opportunity.
    package let createdOn = day("Began on", "开始日期").computed().optional()
    package let status = state(
        OpportunityStatus.self, initial: .needsAnalysis, editable: [.needsAnalysis, .evaluated, .proposal, .negotiation])
    package let needs = children(OpportunityNeed.self, "Needs", "需求", 0...100)
    package let competition = children(OpportunityCompetitor.self, "Competition", "竞争情况", 0...50)
    package let stages = computedChildren(OpportunityStage.self, "Stages", "阶段历史")

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.salesRep], [.read, .create, .update], rows: .own),
            Grant([.salesManager], .all, rows: .team),
            Grant([.integration], [.read, .create, .update]),
        ]

    package static let filters = opportunityFilters

    /// Checks what was entered, and takes an evaluation back that no longer rests on what is recorded.
    ///
    /// Throws `competitor_twice`, `competition_contradicted`, `contact_elsewhere`, `close_past`, `currency_of_prices`.
    package static func prepare(_ opportunity: inout Record<Opportunity>, from old: Record<Opportunity>?, in context: RuleContext) throws {
        try requireSense(of: opportunity, from: old, in: context)
        // Imported history was evaluated elsewhere, and stands where it was put.
        guard !opportunity.imported else { return opportunity.keepHistory(in: context) }
        if let old, !opportunity.restsOnTheSame(as: old) { opportunity.takeEvaluationBack() }
        let isMoved = try opportunity.noteStage(in: context)
        let isGiven = opportunity.has(\.probability) && opportunity.probability != old?.probability
        if !opportunity.has(\.probability) || (isMoved && old != nil && !isGiven) { opportunity.followStage(in: context) }
    }

    private static func requireSense(
        of opportunity: Record<Opportunity>, from old: Record<Opportunity>?, in context: RuleContext
    ) throws {
        var faults = opportunity.competition.repeats(of: \.competitor).prefix(1).map {
            Fault(.competitorTwice, at: "/competition/\($0)/competitor_id")
        }
        if opportunity.noCompetition, !opportunity.competition.isEmpty {
            faults.append(Fault(.competitionContradicted, at: "/no_competition"))
        }
        if let id = opportunity.contact, id != old?.contact, try context.require(Contact.self, id).customer != opportunity.customer {
            faults.append(Fault(.contactElsewhere, at: "/contact_id"))
        }
        if !opportunity.imported, let day = opportunity.expectedCloseOn, day != old?.expectedCloseOn, day < context.today {
            faults.append(Fault(.closePast, at: "/expected_close_on"))
        }
        // Prices of competitors are amounts like the opportunity's own: in another currency they would be other prices.
        if let old, old.currency != opportunity.currency, opportunity.keepsPrice(of: old) {
            faults.append(Fault(.currencyOfPrices, at: "/competition"))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    /// What was done about an opportunity is seen by whom it belongs to.
    package static func written(_ opportunity: Record<Opportunity>, from old: Record<Opportunity>?, in context: RuleContext) throws {
        guard let old else { return }
        if old.isArchived, !opportunity.isArchived { try ForecastSnapshot.restore(of: opportunity.id, in: context) }
        guard old.owner != opportunity.owner else { return }
        try Activity.follow(Opportunity.schema.entity, opportunity.id.integer, to: opportunity.owner, opportunity.customer, in: context)
    }

    /// What was forecast goes along.
    package static func archiving(_ opportunity: Record<Opportunity>, in context: RuleContext) throws {
        try ForecastSnapshot.archive(of: opportunity.id, in: context)
    }
}

/// Something that the customer needs (P2.2.1).
package final class OpportunityNeed: Item {
    package static let schema = Schema<OpportunityNeed>(
        table: "opportunity_needs", one: "opportunity_need", parent: "opportunity_id", "Need", "需求")

    package let dimension = choice(NeedDimension.self, "Dimension", "需求维度")
    package let description = text("What is needed", "需求内容", max: 1000).optional()
    package let urgency = integer("Urgency", "紧迫性", 1...5)
    package let importance = integer("Importance", "重要性", 1...5)

    package init() {}
}

/// A competitor in this deal (P2.2.2).
package final class OpportunityCompetitor: Item {
    package static let schema = Schema<OpportunityCompetitor>(
        table: "opportunity_competition", one: "opportunity_competitor", parent: "opportunity_id", "Competition", "竞争情况")

    package let competitor = reference(Competitor.self, "Competitor", "竞争对手")
    package let advantage = text("Its advantage here", "对手优势", max: 1000).optional()
    package let weakness = text("Its weakness here", "对手劣势", max: 1000).optional()
    package let priceSeen = amount("Price seen", "对手报价").optional()
    package let ourAdvantage = text("Our advantage", "我方优势", max: 1000).optional()
    package let strategy = text("Our strategy", "竞争策略", max: 1000).optional()

    package init() {}
}

extension Record where D == Opportunity {
    /// Whether needs and competition say what they said before. Who writes the same anew, changes nothing.
    fileprivate func restsOnTheSame(as old: Record<Opportunity>) -> Bool {
        self.noCompetition == old.noCompetition && contents(of: self.needs) == contents(of: old.needs)
            && contents(of: self.competition) == contents(of: old.competition)
    }

    /// Whether a competitor's price stands there that was seen before.
    fileprivate func keepsPrice(of old: Record<Opportunity>) -> Bool {
        self.competition.contains { entry in
            entry.priceSeen != nil && old.competition.contains { $0.id == entry.id && $0.priceSeen == entry.priceSeen }
        }
    }
}

/// What items say, whichever lines they stand on.
private func contents<I: Item>(of items: [Record<I>]) -> [ArraySlice<SQLiteValue>] {
    items.map { $0.row.values.dropFirst(ItemColumn.position + 1) }
}
