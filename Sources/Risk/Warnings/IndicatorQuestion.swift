// The figure of an indicator on a day, from the papers by their dates: the same today as on any day before (P4.2.1).

import CRM
import Catalog
import Kernel
import Receivables
import SQLite

/// The figure of a day.
struct IndicatorFigure: Sendable {
    /// In thousandths of its unit; nil where nothing can be said.
    let value: CompanyAmount?
    /// On how many papers it rests.
    let cases: Int64
}

/// What is asked of each day.
struct IndicatorQuestion: Sendable {
    let indicator: WarningIndicator
    let competitor: Int64?
    let windowDays: Int64
    let leastCases: Int64
    let direction: WarningDirection
    let threshold: CompanyAmount
    /// A JSON array of the owners whose records count; nil for all.
    let people: String?

    /// A rule looks at what its owner answers for.
    init(_ rule: Record<EarlyWarningRule>, _ reader: RuleReader) throws {
        indicator = rule.indicator
        competitor = rule.competitor?.integer
        windowDays = rule.windowDays
        leastCases = rule.leastCases
        direction = rule.direction
        threshold = rule.threshold
        let owner = rule.owner.integer
        let leads = try reader.registry.directory.roles(owner, reader.connection).contains(.executive)
        people = leads ? nil : try ResponsiblePeople.team(of: owner, reader)
    }

    /// Nil where it cannot be had, such as for want of a rate: then nothing is raised and nothing cleared.
    func figureIfKnown(on day: Day, _ reader: RuleReader) throws -> IndicatorFigure? {
        do {
            return try figure(on: day, reader)
        } catch is Failure {
            return nil
        }
    }

    /// Throws `amount_out_of_range`, and where a currency has no rate.
    private func figure(on day: Day, _ reader: RuleReader) throws -> IndicatorFigure {
        switch indicator {
        case .overdueReceivables:
            let sums = try OverdueOnDay(day, ofCustomersOf: people, in: reader)
            return try amount(sums.overdue, cases: 1, reader)
        case .overdueShare:
            let sums = try OverdueOnDay(day, ofCustomersOf: people, in: reader)
            return ratio(sums.overdue.minorUnits, sums.open.minorUnits, cases: leastCases)
        case .pipelineValue: return try pipeline(on: day, reader)
        case .winRateAgainst: return try winRateAgainst(on: day, reader)
        default: return try counted(on: day, reader)
        }
    }

    /// Whether it is beyond the threshold; nil where nothing can be said, such as of too few cases: then it stays as it was.
    func isBeyond(_ figure: IndicatorFigure) -> Bool? {
        guard let value = figure.value else { return nil }
        return direction == .above ? value > threshold : value < threshold
    }

    // MARK: Figures

    private func counted(on day: Day, _ reader: RuleReader) throws -> IndicatorFigure {
        let question = WindowQuestion(indicator, people, reader.registry.companyCurrency)
        let row = try reader.rows(question.sql, values(on: day, reader)).first ?? []
        guard row.count == 2, let first = Int64(stored: row[0]), let cases = Int64(stored: row[1]) else { throw Failure(.amountOutOfRange) }
        switch indicator.unit {
        case .amount: return try amount(Money(minorUnits: first), cases: cases, reader)
        case .count: return IndicatorFigure(value: CompanyAmount(unscaled: first &* 1000), cases: cases)
        case .share, .mean: return ratio(first, cases, cases: cases)
        }
    }

    private func values(on day: Day, _ reader: RuleReader) -> [SQLiteValue] {
        let (days, moments) = window(to: day, reader)
        let spans = [days.lowerBound.stored, days.upperBound.stored, moments.lowerBound.stored, moments.upperBound.stored]
        return spans + (people.map { [.text($0)] } ?? [])
    }

    private func window(to day: Day, _ reader: RuleReader) -> (ClosedRange<Day>, Range<Instant>) {
        let first = day.adding(days: 1 - Int(clamping: windowDays))
        let calendar = reader.registry.calendar
        return (first...day, calendar.start(of: first)..<calendar.start(of: day.adding(days: 1)))
    }

    private func winRateAgainst(on day: Day, _ reader: RuleReader) throws -> IndicatorFigure {
        let wins = try CompetitorWins.all(in: window(to: day, reader).1, of: people, reader).first { $0.competitor.integer == competitor }
        return ratio(wins?.won ?? 0, wins?.cases ?? 0, cases: wins?.cases ?? 0)
    }

    /// As it was forecast that day; nothing is said of a day on which no forecast was kept.
    private func pipeline(on day: Day, _ reader: RuleReader) throws -> IndicatorFigure {
        let owned = people == nil ? "" : "AND owner_id IN (SELECT value FROM json_each(?2))"
        let sql = """
            SELECT currency, ifnull(sum(amount), 0), count(*) FROM forecast_snapshots
            WHERE taken_on = ?1 AND archived_at IS NULL \(owned) GROUP BY currency
            """
        let rows = try reader.rows(sql, [day.stored] + (people.map { [.text($0)] } ?? []))
        guard !rows.isEmpty else { return IndicatorFigure(value: nil, cases: 0) }
        let total = try rows.reduce(Money.zero) { total, row in
            guard let currency = String(stored: row[0]), let sum = Money(stored: row[1]) else { throw Failure(.amountOutOfRange) }
            return try total.adding(ExchangeRates.inCompanyCurrency(sum, in: currency, on: day, reader))
        }
        return try amount(total, cases: rows.reduce(0) { $0 &+ (Int64(stored: $1[2]) ?? 0) }, reader)
    }

    private func amount(_ money: Money, cases: Int64, _ reader: RuleReader) throws -> IndicatorFigure {
        let decimals = Currency.decimals(of: reader.registry.companyCurrency) ?? 2
        return IndicatorFigure(value: try CompanyAmount(money, decimals: decimals), cases: cases)
    }

    private func ratio(_ part: Int64, _ whole: Int64, cases: Int64) -> IndicatorFigure {
        guard whole > 0, cases >= leastCases else { return IndicatorFigure(value: nil, cases: cases) }
        let rounded = roundedQuotient(Int128(part) * 1000, by: Int128(whole))
        return IndicatorFigure(value: CompanyAmount(unscaled: Int64(clamping: rounded)), cases: cases)
    }
}
