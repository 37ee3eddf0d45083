// Questions to the exchange rates, and the exact conversion of amounts.

package import Kernel
import SQLite

/// What one currency is worth in another, by the rates that have been entered.
package enum ExchangeRates {
    /// The rate that holds for a currency on a day; one for the company's own.
    ///
    /// Throws `no_exchange_rate` at `/currency` where none has started by then.
    package static func rate(of currency: String, on day: Day, in context: RuleReader) throws -> ExchangeRate {
        if currency == context.registry.companyCurrency { return .one }
        let rate = try context.integer(
            """
            SELECT rate FROM exchange_rates WHERE currency = ? AND starts_on <= ? AND archived_at IS NULL
            ORDER BY starts_on DESC LIMIT 1
            """, .text(currency), day.stored)
        guard let rate else {
            throw Failure.invalid(.noExchangeRate, at: "/currency", ["currency": currency, "day": day.description])
        }
        return ExchangeRate(unscaled: rate)
    }

    /// An amount in the company's currency on a day.
    ///
    /// Throws `no_exchange_rate` and `amount_out_of_range`.
    package static func inCompanyCurrency(_ amount: Money, in currency: String, on day: Day, _ context: RuleReader) throws -> Money {
        let own = context.registry.companyCurrency
        if currency == own { return amount }
        return try converted(
            amount, at: rate(of: currency, on: day, in: context), fromDecimals: Currency.decimals(of: currency) ?? 2,
            toDecimals: Currency.decimals(of: own) ?? 2)
    }

    /// An amount at a rate, rounded half away from zero to the other currency's minor unit.
    ///
    /// - Parameters:
    ///   - fromDecimals: decimals of the amount's currency
    ///   - toDecimals: decimals of the currency that the rate leads to
    /// Throws `amount_out_of_range`.
    package static func converted(_ amount: Money, at rate: ExchangeRate, fromDecimals: Int, toDecimals: Int) throws -> Money {
        let worth = try Int128(amount.minorUnits).times(Int128(rate.unscaled)).times(.powerOfTen(toDecimals))
        return try Money(checked: roundedQuotient(worth, by: .powerOfTen(fromDecimals + ExchangeRate.scale)))
    }
}
