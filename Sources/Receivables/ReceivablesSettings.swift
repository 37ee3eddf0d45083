// What the company can set of its receivables (P4.2.5).

package import Kernel

/// Up to when the books are closed.
package final class ReceivablesSettings: Settings {
    package static let schema = Schema<ReceivablesSettings>(settings: "receivables", "Receivables", "应收账款")

    /// No invoice, credit note, receipt or reversal is dated on or before it.
    package let closedUntilOn = day("Books closed until", "关账日期").optional()

    package init() {}
}
