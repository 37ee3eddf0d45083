// What the company can set of its receivables (P4.2.5).

package import Kernel

/// Up to when the books are closed.
package final class ReceivablesSettings: Settings {
    package static let schema = Schema<ReceivablesSettings>(settings: "receivables", "Receivables", "应收账款")

    /// No invoice, credit note, receipt or reversal is dated on or before it.
    package let closedUntilOn = day("Books closed until", "关账日期").optional()

    /// A case is opened once something is overdue so many days, and what is overdue so long comes to at least the smallest amount.
    package let dunningOverdueDays = integer("Dunned when overdue by days", "逾期多少天后催收", 1...365).byDefault(15)
    /// In the company's currency.
    package let dunningMinimum = amount("Smallest amount dunned", "最小催收金额").byDefault(Money(minorUnits: 10_000))
    /// After so many days in which nobody has done anything in a new case its letter is due by itself; 0: never.
    package let dunningLetterDays = integer("Letter due by itself after days", "立案后自动催款函（天）", 0...365).byDefault(7)
    /// How far away a promised day may be.
    package let dunningPromiseDays = integer("Promises within days", "承诺付款最长天数", 1...365).byDefault(30)

    package init() {}
}
