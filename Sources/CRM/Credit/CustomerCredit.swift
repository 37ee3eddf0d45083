// A customer's credit: what the latest approved investigation says, weighed on a day (P4.2.2).

package import Kernel

/// A customer's credit on a day. All amounts are in the company's currency.
package struct CustomerCredit: Sendable, Equatable {
    /// What secures the customer's debt.
    package struct Guarantee: Sendable, Equatable {
        /// What stands in for the payment.
        package let kind: GuaranteeKind
        /// In the company's currency.
        package let amount: Money
        /// Nil: without end.
        package let validUntilOn: Day?
        package let isValid: Bool
    }

    /// Nil where no investigation was ever approved.
    package let investigationID: ID<CreditInvestigation>?
    /// Nil: never investigated, which counts as poor.
    package let rating: CreditRating?
    /// In the company's currency.
    package let limit: Money
    /// How many days the customer may take to pay.
    package let paymentTermsDays: Int64?
    package let validUntilOn: Day?
    /// Nil: none.
    package let guarantee: Guarantee?
    /// No investigation, an expired one, and the ratings C and D count as poor.
    package let isPoor: Bool

    /// Poor credit demands prepayment, unless a guarantee stands in for it.
    package var prepaymentRequired: Bool { isPoor && guarantee?.isValid != true }

    /// Whether a valid guarantee is worth at least this much.
    package func guaranteeCovers(_ exposure: Money) -> Bool {
        guard let guarantee, guarantee.isValid else { return false }
        return exposure <= guarantee.amount
    }

    /// A customer whom nobody has investigated.
    package static let none = CustomerCredit(
        investigationID: nil, rating: nil, limit: .zero, paymentTermsDays: nil, validUntilOn: nil, guarantee: nil, isPoor: true)
}

extension CustomerCredit {
    /// Ratings that demand prepayment or a guarantee.
    static let poorRatings: Set<CreditRating> = [.c, .d]

    /// What an approved investigation means on a day.
    ///
    /// - Parameter convert: brings an amount of the investigation into the company's currency
    init(_ investigation: Record<CreditInvestigation>, on day: Day, convert: (Money) throws -> Money) rethrows {
        investigationID = investigation.id
        rating = investigation.rating
        limit = try convert(investigation.limit)
        paymentTermsDays = investigation.paymentTermsDays
        validUntilOn = investigation.validUntilOn
        guarantee = try investigation.guaranteeAmount.map { amount in
            Guarantee(
                kind: investigation.guarantee, amount: try convert(amount), validUntilOn: investigation.guaranteeValidUntilOn,
                isValid: investigation.guaranteeValidUntilOn.map { $0 >= day } ?? true)
        }
        isPoor = investigation.validUntilOn < day || CustomerCredit.poorRatings.contains(investigation.rating)
    }
}
