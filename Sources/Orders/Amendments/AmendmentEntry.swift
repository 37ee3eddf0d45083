// Entering and changing an amendment: what stands in it is checked against the order, and the former values are frozen beside it (P2.5.3).

import CRM
import Catalog
import Identity
package import Kernel

extension OrderAmendment {
    /// Throws `order_not_amendable`, `customer_not_open`, and the faults of the changes.
    package static func prepare(_ amendment: inout Record<OrderAmendment>, from old: Record<OrderAmendment>?, in context: RuleContext)
        throws
    {
        let order = try context.require(Order.self, amendment.order)
        try requireAmendable(order)
        _ = try amendment.take(order, in: context)
    }

    /// What is confirmed and not on hold is amended; before that it is changed as a draft, and what is over stays as it is.
    static func requireAmendable(_ order: Record<Order>) throws {
        guard order.status == .confirmed, !order.isArchived else { throw Failure(.orderNotAmendable, ["state": order.status.rawValue]) }
    }
}

extension Record where D == OrderAmendment {
    /// Takes over from the order as it is now what the paper says of it, and returns the order as it would be.
    mutating func take(_ order: Record<Order>, in context: RuleContext) throws -> Record<Order> {
        var amended = try AmendedOrder(order, self.changes, in: context)
        try amended.complete(in: context)
        self.owner = order.owner
        self.changes = amended.changes
        self.baseRevision = order.revision
        self.currency = order.currency
        self.netBefore = order.net
        self.netAfter = amended.order.net
        self.grossBefore = order.gross
        self.grossAfter = amended.order.gross
        return amended.order
    }

    /// Whom its changes concern, each once.
    func departments(of order: Record<Order>) -> [ReviewDepartment] {
        let asked = Set(self.changes.flatMap { $0.kind.departments(isContracted: order.noContractReason == nil) })
        return ReviewDepartment.allCases.filter(asked.contains)
    }
}

extension Record where D == OrderChange {
    /// What it has to say and does not, and what it says and has not to.
    func faults(at pointer: String) -> [Fault] {
        let given: [(name: String, isThere: Bool)] = [
            ("order_line_id", self.orderLine != nil), ("line_kind", self.lineKind != nil), ("product_id", self.product != nil),
            ("contract_line_id", self.contractLine != nil), ("quantity", self.quantity != nil), ("unit_price", self.unitPrice != nil),
            ("discount", self.discount != nil), ("tax_rate", self.taxRate != nil), ("note", self.note != nil),
            ("wanted_on", self.wantedOn != nil), ("ship_to", self.shipTo != nil), ("payment_terms_days", self.paymentTermsDays != nil),
            ("payment_method", self.paymentMethod != nil), ("prepayment", self.prepayment != nil),
        ]
        let (needed, allowed) = members
        let foreign = given.filter { $0.isThere && !needed.contains($0.name) && !allowed.contains($0.name) }.map {
            Fault(.notOfChange, at: "\(pointer)/\($0.name)", ["name": $0.name, "kind": self.kind.rawValue])
        }
        let missing = given.filter { !$0.isThere && needed.contains($0.name) }.map {
            Fault(.required, at: "\(pointer)/\($0.name)", ["name": $0.name])
        }
        return foreign + missing
    }

    private var members: (needed: Set<String>, allowed: Set<String>) {
        switch self.kind {
        case .quantity: (["order_line_id", "quantity"], [])
        case .lineAdded:
            (
                [],
                [
                    "line_kind", "product_id", "contract_line_id", "quantity", "unit_price", "discount", "tax_rate", "note", "wanted_on",
                ]
            )
        case .date: (["wanted_on"], ["order_line_id"])
        case .address: (["ship_to"], [])
        case .paymentTerms:
            // At least one of the three.
            self.paymentMethod == nil && self.prepayment == nil
                ? (["payment_terms_days"], ["payment_method", "prepayment"])
                : ([], ["payment_terms_days", "payment_method", "prepayment"])
        }
    }
}
