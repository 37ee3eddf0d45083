// Questions about credit: what a customer has, and what of it is used.

import Catalog
package import Kernel
import SQLite

/// Credit in the company's currency: who is poor, what is free (P4.2.2).
package enum Credit {
    /// The credit of a customer today, by the latest approved investigation.
    ///
    /// Throws `no_exchange_rate` where the rate of the investigation's currency was taken away, and `amount_out_of_range`.
    package static func of(_ customer: ID<Customer>, in context: RuleReader) throws -> CustomerCredit {
        let approved = try context.all(
            CreditInvestigation.self,
            where: """
                id = (SELECT id FROM credit_investigations WHERE customer_id = ? AND status = 'approved' AND archived_at IS NULL
                    ORDER BY decided_at DESC, id DESC LIMIT 1)
                """, customer.stored)
        guard let investigation = approved.first else { return .none }
        return try CustomerCredit(investigation, on: context.today) { amount in
            try ExchangeRates.inCompanyCurrency(amount, in: investigation.currency, on: context.today, context)
        }
    }
}

/// What credit asks those who know what a customer owes: orders and receivables.
package struct CreditQuestions: Question {
    /// What a customer owes or is about to owe, with the papers that it comes from.
    package let exposure: @Sendable (ID<Customer>, RuleReader) throws -> CreditExposure

    /// The module that knows the unpaid papers answers.
    package init(exposure: @escaping @Sendable (ID<Customer>, RuleReader) throws -> CreditExposure) {
        self.exposure = exposure
    }

    /// Nobody owes anything where no module knows better.
    package static let unanswered = CreditQuestions { _, _ in .none }
}

/// What a customer owes or is about to owe, in the company's currency.
package struct CreditExposure: Sendable, Equatable {
    /// A paper that adds to the exposure, or, as money on account does, takes off it.
    package struct Paper: Sendable, Equatable {
        /// The entity, such as `order` or `invoice`.
        package let kind: String
        /// The id within its collection.
        package let id: Int64
        /// As people read it.
        package let number: String
        /// What it adds, in the company's currency; negative where it takes off.
        package let amount: Money

        /// A paper that counts towards the exposure.
        package init(kind: String, id: Int64, number: String, amount: Money) {
            self.kind = kind
            self.id = id
            self.number = number
            self.amount = amount
        }
    }

    /// In the company's currency.
    package let total: Money
    /// What it is made of.
    package let papers: [Paper]

    /// Nothing is open.
    package static let none = CreditExposure(total: .zero, papers: [])

    /// The sum and what it is made of.
    package init(total: Money, papers: [Paper]) {
        self.total = total
        self.papers = papers
    }
}
