// How a filter compares amounts: each is in the minor units of its own record's currency, which may have no decimals or three.

/// How the amounts of one list question are compared.
struct AmountComparison {
    /// Decimals with which the values of the question are read.
    let decimals: Int
    /// The column of each record's own currency, where records of currencies with unequal decimals are compared.
    private let currency: String?

    /// In the decimals of the currency that the question names; where it names none, exactly, whatever each record's currency is.
    init(_ items: [(name: String, value: String)], of schema: AnySchema) {
        guard let field = schema.currencyField else {
            decimals = 2
            currency = nil
            return
        }
        let named = items.filter { $0.name == field.name }.flatMap { $0.value.split(separator: ",") }
        let places = Set(named.map { Currency.decimals(of: String($0)) ?? Currency.mostDecimals })
        decimals = places.count == 1 ? places.first ?? Currency.mostDecimals : Currency.mostDecimals
        currency = places.count == 1 ? nil : "t." + field.column
    }

    /// The column, brought to as many decimals as the values have. What is beyond all amounts stays within 64 bits.
    func expression(of field: AnyField) -> String {
        guard let currency else { return "t.\(field.column)" }
        return "t.\(field.column) * CASE \(currency) \(AmountComparison.factors) END"
    }

    /// `WHEN 'JPY' THEN 1000 … ELSE 10`: what brings each currency's minor unit to the smallest there is.
    private static let factors: String = {
        let unusual = Currency.codes.filter { Currency.decimals(of: $0) != 2 }
        let cases = unusual.map { "WHEN '\($0)' THEN \(factor(Currency.decimals(of: $0) ?? 2))" }
        return (cases + ["ELSE \(factor(2))"]).joined(separator: " ")
    }()

    private static func factor(_ decimals: Int) -> Int {
        (decimals..<Currency.mostDecimals).reduce(1) { factor, _ in factor * 10 }
    }
}
