// Entering and changing a ticket: what has to fit together, whose it becomes, and by when it is due (P2.6.1).

import CRM
import Identity
package import Kernel
import Orders

extension Ticket {
    /// Checks that everything is the customer's, starts or moves the clocks, and finds the assignee of a new ticket.
    ///
    /// Throws the faults of what does not fit, `assignee_unfit`, `assignee_absent`, `deadline_of_own_work` and `calendar_without_work`.
    package static func prepare(_ ticket: inout Record<Ticket>, from old: Record<Ticket>?, in context: RuleContext) throws {
        ticket.customerName = try context.require(Customer.self, ticket.customer).name
        let faults = try ticket.misfits(from: old, in: context)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        if let old { return try ticket.moveClocks(from: old, in: context) }
        try ticket.startClocks(in: context)
        try TicketRouting.give(&ticket, in: context)
    }

    /// Open service actions go with their ticket to its new assignee, and whoever is concerned hears of what went wrong.
    package static func written(_ ticket: Record<Ticket>, from old: Record<Ticket>?, in context: RuleContext) throws {
        guard let old else { return }
        try passOnActions(of: ticket, from: old, in: context)
        try tellOfEscalations(ticket, from: old, in: context)
        try tellOfDissatisfaction(ticket, from: old, in: context)
    }
}

extension Record where D == Ticket {
    /// What of order, product and contact is not the customer's, each where it is new.
    fileprivate func misfits(from old: Record<Ticket>?, in context: RuleContext) throws -> [Fault] {
        var faults: [Fault] = []
        if let order = self.order, old?.order != order, let fault = try misfit(order, in: context) { faults.append(fault) }
        if let contact = self.contact, old?.contact != contact,
            try context.require(Contact.self, contact).customer != self.customer
        {
            faults.append(Fault(.contactOfOtherCustomer, at: "/contact_id"))
        }
        guard faults.isEmpty, old?.order != self.order || old?.product != self.product else { return faults }
        if let product = self.product, let order = try self.order.map({ try context.require(Order.self, $0) }),
            !order.lines.contains(where: { $0.product == product })
        {
            faults.append(Fault(.productNotInOrder, at: "/product_id", ["number": order.number]))
        }
        return faults
    }

    /// An order of somebody else that the caller does not see is as if it did not exist.
    private func misfit(_ id: ID<Order>, in context: RuleContext) throws -> Fault? {
        let order = try context.require(Order.self, id)
        guard order.customer != self.customer else {
            return order.status == .draft ? Fault(.ticketForDraft, at: "/order_id", ["number": order.number]) : nil
        }
        guard try context.sees(Order.self, id) else { return context.unknown(Order.self, at: "/order_id") }
        return Fault(.ticketOrderOfOther, at: "/order_id", ["number": order.number])
    }
}
