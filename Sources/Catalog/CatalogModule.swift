// The catalogue: what is sold, at what price, in which currency.

package import Kernel
import Storage

extension Module {
    package static let catalog = Module(
        "catalog", "Catalog", "产品目录",
        resources: [AnyResource(Category.self), AnyResource(Product.self), AnyResource(CurrencyRate.self)],
        migrations: Migration.catalog,
        failures: [.noExchangeRate, .ownCurrencyRate])
}

extension FailureCode {
    static let noExchangeRate = FailureCode(
        "no_exchange_rate", 422, "There is no exchange rate for {currency} on {day}: finance enters one in exchange-rates.",
        "{currency} 在 {day} 没有汇率：请由财务在 exchange-rates 中录入。")
    static let ownCurrencyRate = FailureCode(
        "own_currency_rate", 422, "{currency} is the company's own currency: its rate is always 1.", "{currency} 是本公司记账币种，汇率恒为 1。")
}
