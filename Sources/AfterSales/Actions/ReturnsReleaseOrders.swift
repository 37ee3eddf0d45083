// What came back is owed no longer, so that the credit check may let pass what it held (P2.6.2, P4.2.2).

import CRM
package import Kernel
import Orders

extension [Reaction] {
    /// A finished return releases the customer's orders that lie within the limit now. Only here is known what came back: the credit note
    /// is issued before, and goods that were not invoiced have none.
    package static let returnsReleaseOrders: [Reaction] = [
        Reaction(to: ServiceAction.self, "finish") { action, context in
            guard action.kind == .return, let order = action.order else { return }
            try Order.releasePaid(of: context.require(Order.self, order).customer, in: context)
        }
    ]
}
