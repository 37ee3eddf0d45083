// What Orders asks of Receivables, and the constant answers until that module exists.

import Kernel
import SQLite

/// Answered by the receivables module.
package struct ReceivablesQuestions: Question {
    /// A customer's open receivables in the company's currency.
    let open: @Sendable (_ customerID: Int64, Connection) throws -> Money
    let isPrepaymentReceived: @Sendable (ID<Order>, RuleReader) throws -> Bool
    let isPaid: @Sendable (ID<Order>, RuleReader) throws -> Bool

    /// Nothing is open, no prepayment has come, and what is delivered counts as paid.
    package static let unanswered = ReceivablesQuestions(
        open: { _, _ in .zero }, isPrepaymentReceived: { _, _ in false }, isPaid: { _, _ in true })
}
