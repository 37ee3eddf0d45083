// An amount in the company's currency as SQL, rounded as everywhere (domain.md, Money): for sums over very many papers.

import Kernel

/// SQL for what an amount that is not negative is worth in the company's currency, at the paper's frozen rate.
///
/// Rounded half away from zero once for each paper. In parts, so that no intermediate product leaves 64 bits as long as the result is an
/// amount: SQLite would go on with binary fractions.
package struct CompanyWorth {
    package let sql: String

    /// An amount that is not negative, as one expression.
    ///
    /// - Parameters:
    ///   - amount: SQL for the amount in minor units
    ///   - code: SQL for its currency
    ///   - rate: SQL for the rate, in hundred-millionths
    ///   - company: the company's currency
    package init(of amount: String, _ code: String, _ rate: String, in company: String) {
        let decimals = Currency.decimals(of: company) ?? 2
        let others = Dictionary(grouping: Currency.codes) { Currency.decimals(of: $0) ?? 2 }.sorted { $0.key < $1.key }
        let cases = others.map { places, codes in
            let list = codes.map { "'\($0)'" }.joined(separator: ", ")
            return "WHEN \(code) IN (\(list)) THEN \(CompanyWorth.converted(amount, rate, by: decimals - places))"
        }
        sql = "CASE WHEN \(code) = '\(company)' THEN \(amount) \(cases.joined(separator: " ")) END"
    }

    /// - Parameter places: by how many decimals more the company's currency has
    private static func converted(_ amount: String, _ rate: String, by places: Int) -> String {
        let factor = (0..<abs(places)).reduce(1) { factor, _ in factor * 10 }
        let amount = places > 0 ? "(\(amount) * \(factor))" : amount
        let high = "(\(amount) / 100000 * \(rate))"
        let low = "(\(high) % 1000 * 100000 + \(amount) % 100000 * \(rate))"
        guard places < 0 else { return "(\(high) / 1000 + (\(low) + 50000000) / 100000000)" }
        return "((\(high) / 1000 + \(low) / 100000000 + \(factor / 2)) / \(factor))"
    }
}
