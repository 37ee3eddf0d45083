// What somebody is to reach (P3.2.1).

package import Identity
package import Kernel

/// The target of one person for one indicator and period. That of a year holds for its months and quarters, where they have none of their
/// own.
///
/// Nobody sets his or her own: who stands above does.
package final class Target: Importable {
    package static let schema = Schema<Target>("targets", one: "target", "Target", "考核目标")

    package let user = reference(User.self, "Who", "人员").scoped(among: .sales).fixed()
    package let indicator = reference(Indicator.self, "Indicator", "指标").fixed()
    /// Such as `2026`, `2026-Q4` or `2026-11`.
    package let period = text("Period", "期间", max: 7).fixed()
    /// In the company's currency, where the indicator is an amount.
    package let value = figure("Target", "目标值")
    package let notes = text("Notes", "备注", max: 500).optional()
    package let cycle = choice(ReviewCycle.self, "Cycle", "周期").computed()
    package let startsOn = day("From", "开始").computed()
    package let endsOn = day("To", "结束").computed()
    package let externalID = Kernel.externalID()
    /// What of a year's target falls on each month: together all of it, to the fen.
    package let months = computedChildren(TargetMonth.self, "By month", "按月分解")

    package init() {}

    package static let access = [
        Grant([.executive, .admin], .all),
        Grant([.auditor, .hr], .read),
        Grant([.salesManager], .all, rows: .below),
        Grant(.everyone, .read, rows: .own),
    ]

    /// Throws `unknown_period`, `target_not_positive`, `target_too_precise`, `target_repeated`, `target_settled`, `target_over` and `own_target`.
    package static func prepare(_ target: inout Record<Target>, from old: Record<Target>?, in context: RuleContext) throws {
        guard !context.caller.actsFor(target.user.integer) else { throw Failure(.ownTarget) }
        guard let period = PeriodName(target.period) else {
            throw Failure.invalid(.unknownPeriod, at: "/period", ["period": target.period])
        }
        let indicator = try context.require(Indicator.self, target.indicator)
        guard target.value > .zero else { throw Failure.invalid(.targetNotPositive, at: "/value") }
        let decimals = indicator.unit.decimals(in: context.registry.companyCurrency)
        guard target.value.hasAtMost(decimals: decimals) else {
            throw Failure.invalid(.targetTooPrecise, at: "/value", ["decimals": String(decimals)])
        }
        try requireAlone(target, in: context)
        (target.cycle, target.startsOn, target.endsOn) = (period.cycle, period.days.lowerBound, period.days.upperBound)
        if old.map({ $0.value != target.value || $0.isArchived }) ?? true { try requireOpen(target, in: context) }
        target.months = try period.cycle == .year && indicator.measure.addsUp ? split(target, decimals, keeping: target.months) : []
    }

    /// Throws `target_settled`, `target_over` and `own_target`.
    package static func archiving(_ target: Record<Target>, in context: RuleContext) throws {
        guard !context.caller.actsFor(target.user.integer) else { throw Failure(.ownTarget) }
        try requireOpen(target, in: context)
    }

    private static func requireAlone(_ target: Record<Target>, in context: RuleContext) throws {
        let sql = "SELECT 1 FROM targets WHERE user_id = ? AND indicator_id = ? AND period = ? AND id <> ? AND archived_at IS NULL"
        let other = try context.integer(
            sql, target.user.stored, target.indicator.stored, target.period.stored, target.id.stored)
        guard other == nil else { throw Failure.invalid(.targetRepeated, at: "/period", ["period": target.period]) }
    }

    /// What somebody was judged by is not changed afterwards; and once it is known what was reached, whoever judges it sets no target for it.
    private static func requireOpen(_ target: Record<Target>, in context: RuleContext) throws {
        if context.caller.ownRoles.isDisjoint(with: [.executive, .admin]), let day = try lastKnownDay(of: target, in: context) {
            throw Failure(.targetOver, ["day": day.description])
        }
        let sql = "SELECT 1 FROM performance_reviews WHERE user_id = ? AND period = ? AND status NOT IN ('open', 'computed')"
        guard try context.integer(sql, target.user.stored, target.period.stored) == nil else {
            throw Failure(.targetSettled, ["period": target.period])
        }
    }

    /// Its last day where that is over; of a year's, from which months and quarters take theirs, also that of a part that is over and whose
    /// review is not scored yet. Nil where nothing is known of what was reached.
    private static func lastKnownDay(of target: Record<Target>, in context: RuleContext) throws -> Day? {
        guard target.endsOn >= context.today else { return target.endsOn }
        guard target.cycle == .year else { return nil }
        let sql = """
            SELECT max(ends_on) FROM performance_reviews
            WHERE user_id = ? AND starts_on >= ? AND ends_on <= ? AND ends_on < ? AND status IN ('open', 'computed')
            """
        return try context.integer(
            sql, target.user.stored, target.startsOn.stored, target.endsOn.stored, context.today.stored
        ).map { Day(integer: $0) }
    }

    /// The first k months have k twelfths, rounded down to the unit, so that the twelve come to the whole.
    private static func split(_ target: Record<Target>, _ decimals: Int, keeping old: [Record<TargetMonth>]) throws
        -> [Record<TargetMonth>]
    {
        let months = PeriodName(target.period)?.months ?? []
        return zip(months, YearSplit.parts(of: target.value, decimals: decimals)).enumerated().map { index, part in
            var month = old.indices.contains(index) ? old[index] : Record(new: TargetMonth.self)
            month.period = part.0.word
            month.value = part.1
            return month
        }
    }
}

/// What falls on a month.
package final class TargetMonth: Item {
    package static let schema = Schema<TargetMonth>(table: "target_months", one: "target_month", parent: "target_id", "Month", "月份")

    package let period = text("Period", "期间", max: 7).computed()
    package let value = figure("Target", "目标值").computed()

    package init() {}
}

/// How a year's target falls on its months.
enum YearSplit {
    /// Twelve parts in steps of so many decimals, which come to the whole.
    static func parts(of value: Figure, decimals: Int) -> [Figure] {
        let step = Int128((decimals..<max(decimals, Figure.scale)).reduce(1) { step, _ in step * 10 })
        let steps = Int128(value.unscaled) / step
        let bounds = (0...12).map { steps * Int128($0) / 12 }
        return zip(bounds, bounds.dropFirst()).map { Figure(unscaled: Int64(clamping: ($1 - $0) * step)) }
    }
}
