// A record that counts in somebody's figures, with what it counts: kept with the review as its evidence.

import Catalog
import Kernel
import SQLite

/// Of which figures it is the evidence.
enum PaperSource: String, CaseIterable, Sendable {
    /// Revenue, profit and growth.
    case sales
    case customers, tickets, activities

    init?(_ measure: IndicatorMeasure) {
        switch measure {
        case .revenue, .profit, .growthRate: self = .sales
        case .newCustomers: self = .customers
        case .satisfaction: self = .tickets
        case .activities: self = .activities
        case .score: return nil
        }
    }
}

/// Why it counts.
enum PaperPart: String, Sendable {
    /// It belongs to the period.
    case paper
    /// What counted before was taken back in the period.
    case reversal
    /// It was changed after it had counted: the difference.
    case correction
    /// It belongs to the period a year before, with which growth compares.
    case base
}

/// One record and what it counts, in minor units of the company's currency, points or ones.
struct CountedPaper: Sendable, Hashable {
    let owner: Int64
    let source: PaperSource
    var part = PaperPart.paper
    let entity: String
    let id: Int64
    /// The item of the record that counts, such as one allocation of a receipt; 0 for the whole.
    var item: Int64 = 0
    /// The kind of an activity.
    var word: String?
    let day: Day
    var amount: Int64
    var cost: Int64 = 0
}

/// The figures of an order, an invoice or a receipt in the company's currency, at the rate that stands in the paper.
struct PaperWorth: Sendable {
    let currency: String

    /// Rounded half away from zero to the minor unit. Throws `amount_out_of_range`.
    func of(_ amount: Int64, in code: String, at rate: Int64) throws -> Int64 {
        guard code != currency else { return amount }
        return try ExchangeRates.converted(
            Money(minorUnits: amount), at: ExchangeRate(unscaled: rate), fromDecimals: Currency.decimals(of: code) ?? 2,
            toDecimals: Currency.decimals(of: currency) ?? 2
        ).minorUnits
    }

    /// The part of an amount that is to it as `part` is to `whole`; nothing of nothing. Rounded to the minor unit.
    static func share(of amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
        guard whole != 0 else { return 0 }
        return Int64(clamping: roundedQuotient(Int128(amount) * Int128(part), by: Int128(whole)))
    }
}
