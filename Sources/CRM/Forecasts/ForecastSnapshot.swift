// What was forecast on a day, so that it can be held against what came (P5.2).

package import Identity
package import Kernel
import SQLite

/// An open opportunity as it stood on a day. A job writes it, nobody changes it.
///
/// It belongs to whoever answered for the opportunity that day: it is his or her forecast, whoever takes the opportunity over.
package final class ForecastSnapshot: Resource {
    package static let schema = Schema<ForecastSnapshot>("forecast-snapshots", one: "forecast_snapshot", "Forecast snapshot", "预测快照")

    package let takenOn = day("Taken on", "快照日期").computed()
    package let opportunity = reference(Opportunity.self, "Opportunity", "商机").computed()
    package let owner = reference(User.self, "Owner that day", "当日负责人").computed().scoped()
    package let stage = choice(OpportunityStatus.self, "Stage", "阶段").computed()
    package let amount = Kernel.amount("Expected amount", "预计金额").computed().optional()
    package let currency = Kernel.currency().computed()
    package let probability = fraction("Probability", "成交概率").computed()
    package let expectedCloseOn = day("Expected close", "预计成交日期").computed().optional()

    package init() {}

    package static let access = [
        Grant([.executive, .auditor, .admin, .integration], .read),
        Grant([.salesRep], .read, rows: .own),
        Grant([.salesManager], .read, rows: .team),
    ]

    /// What is no longer an opportunity was no forecast: its snapshots stay, and are listed with what is archived alone.
    static func archive(of opportunity: ID<Opportunity>, in context: RuleContext) throws {
        try context.connection.run(
            "UPDATE forecast_snapshots SET archived_at = ?1, updated_at = ?1, version = version + 1 WHERE opportunity_id = ?2 AND archived_at IS NULL",
            [context.now.stored, opportunity.stored])
    }

    /// They come back with it.
    static func restore(of opportunity: ID<Opportunity>, in context: RuleContext) throws {
        try context.connection.run(
            "UPDATE forecast_snapshots SET archived_at = NULL, updated_at = ?1, version = version + 1 WHERE opportunity_id = ?2",
            [context.now.stored, opportunity.stored])
    }
}

extension PeriodicJob {
    /// Looks every hour, so that a day is forecast soon after it has begun, or after the server has.
    static let forecastSnapshots = PeriodicJob("forecast-snapshots", every: 3600, rules: takeSnapshots)

    private static let mostInSlice = 500

    /// One for each opportunity that is open when the day's first slices come by, and for those entered later in it: each slice goes on
    /// behind the last opportunity of the day, so that none is asked about twice. What comes back is forecast from the next day on.
    ///
    /// They follow from what is audited already: neither audit nor events repeat every open deal every day.
    private static func takeSnapshots(_ context: RuleContext) throws -> Bool {
        let open = OpportunityStatus.open.map { "o.status = '\($0.rawValue)'" }.joined(separator: " OR ")
        let sql = """
            INSERT INTO forecast_snapshots (version, created_at, updated_at, taken_on, opportunity_id, owner_id, stage, amount, currency,
                probability, expected_close_on)
            SELECT 1, ?1, ?1, ?2, o.id, o.owner_id, o.status, o.amount, o.currency, o.probability, o.expected_close_on
            FROM opportunities o NOT INDEXED
            WHERE o.id > ifnull((SELECT max(opportunity_id) FROM forecast_snapshots WHERE taken_on = ?2), 0)
                AND o.archived_at IS NULL AND (\(open))
            ORDER BY o.id LIMIT ?3
            """
        try context.connection.run(sql, [context.now.stored, context.today.stored, Int64(mostInSlice).stored])
        return context.connection.changes == mostInSlice
    }
}
