// Who may read a customer's credit, wherever it is shown (access.md, group credit).

package import Kernel
import SQLite

extension Credit {
    /// Who reads investigations reads what follows from them.
    static let readers = AnyResource(CreditInvestigation.self).roles(for: .read)

    /// Whether the caller may read this customer's credit: a role and the key let him or her read investigations, and that role covers the
    /// customer. Another role's wider view does not count.
    package static func isReadable(of customer: ID<Customer>, in context: RuleReader) throws -> Bool {
        let caller = context.caller
        let roles = caller.roles.intersection(readers)
        guard !roles.isEmpty, caller.covers(CreditInvestigation.schema.collection, writing: false) else { return false }
        return try context.registry.resource(Customer.schema)
            .covers(customer.integer, for: caller, as: roles, to: .read, on: context.connection)
    }

    /// Writes down that the caller reads the customer's credit, before it is told.
    package static func noteReading(of customer: ID<Customer>, in context: RuleContext) throws {
        try context.note("credit_read", on: context.require(Customer.self, customer), by: readers)
    }
}
