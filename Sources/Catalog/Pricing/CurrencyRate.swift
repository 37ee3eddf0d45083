// What other currencies are worth, from which day on.

package import Kernel

/// The worth of one unit of a currency in the company's own, from a day on until the next entry.
package final class CurrencyRate: Resource {
    package static let schema = Schema<CurrencyRate>("exchange-rates", one: "exchange_rate", "Exchange rate", "汇率")

    package let currency = Kernel.currency()
    package let startsOn = day("Starts on", "生效日期")
    package let rate = exchangeRate("Rate", "汇率")

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.finance], .all),
            Grant([.integration], [.read, .create, .update]),
            Grant(.everyone, .read),
        ]

    /// Throws `own_currency_rate`.
    package static func prepare(_ record: inout Record<CurrencyRate>, from old: Record<CurrencyRate>?, in context: RuleContext) throws {
        guard record.currency != context.registry.companyCurrency else {
            throw Failure.invalid(.ownCurrencyRate, at: "/currency", ["currency": record.currency])
        }
    }
}
