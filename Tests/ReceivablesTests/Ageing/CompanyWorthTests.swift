// Amounts in the company's currency by SQL are those of the rules, to the last unit.

import Catalog
import Kernel
import SQLite
import TestSupport
import Testing

@testable import Receivables

struct CompanyWorthTests {
    @Test(arguments: ["CNY", "JPY", "KWD"])
    func `the database rounds as the rules do`(company: String) throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        defer { connection.close() }
        let sql = "SELECT \(CompanyWorth(of: "a", "c", "r", in: company).sql) FROM (SELECT ? AS a, ? AS c, ? AS r)"
        var random = SeededRandom(seed: SeededRandom.seed(standard: 7))
        for _ in 0..<SeededRandom.rounds(standard: 3000) {
            let code = random.pick(["CNY", "USD", "JPY", "KWD"])
            // Of every size, up to what an invoice may come to.
            let amount = (random.integer(0...1) << random.integer(0...32)) + random.integer(0...1_000_000)
            let rate = code == company ? ExchangeRate.one.unscaled : random.integer(1...50_0000_0000)
            let wanted = try ExchangeRates.converted(
                Money(minorUnits: amount), at: ExchangeRate(unscaled: rate), fromDecimals: Currency.decimals(of: code) ?? 2,
                toDecimals: Currency.decimals(of: company) ?? 2)
            let found = try connection.first(sql, [.integer(amount), .text(code), .integer(rate)])?.first
            #expect(found == .integer(wanted.minorUnits), "\(amount) \(code) at \(rate)")
        }
    }

    @Test func `the largest amounts keep every digit`() throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        defer { connection.close() }
        let sql = "SELECT \(CompanyWorth(of: "a", "c", "r", in: "CNY").sql) FROM (SELECT ? AS a, ? AS c, ? AS r)"
        let largest = Money.range.upperBound
        for (amount, rate) in [(largest, 1_0000_0000 as Int64), (largest / 8, 7_0000_0001), (largest / 920_000, 920_000_0000_0000 / 10)] {
            let wanted = try ExchangeRates.converted(
                Money(minorUnits: amount), at: ExchangeRate(unscaled: rate), fromDecimals: 2, toDecimals: 2)
            #expect(try connection.first(sql, [.integer(amount), .text("USD"), .integer(rate)])?.first == .integer(wanted.minorUnits))
        }
    }
}
