// Entering and changing the draft of an invoice: what it takes of its order, and what that comes to (P4.2.5).

import CRM
import Catalog
package import Kernel
import Orders

extension Invoice {
    /// Takes customer, currency and rate from the order, and completes the lines: where none are named, with all that is open.
    ///
    /// Throws `order_not_invoiceable`, `shipment_not_shipped`, `invoiced_before_order`, `nothing_to_invoice`, and the faults of the lines.
    package static func prepare(_ invoice: inout Record<Invoice>, from old: Record<Invoice>?, in context: RuleContext) throws {
        try takeOrderOfShipment(&invoice, in: context)
        let order = try invoiceableOrder(of: invoice, in: context)
        invoice.customer = order.customer
        invoice.currency = order.currency
        invoice.exchangeRate = order.exchangeRate
        try requireDueAfterDate(invoice)
        try requireOrderBefore(invoice.datedOn, order, in: context)
        try complete(&invoice, of: order, in: context)
    }

    /// An invoice for a shipment is one for the shipment's order.
    private static func takeOrderOfShipment(_ invoice: inout Record<Invoice>, in context: RuleContext) throws {
        guard let id = invoice.shipment else {
            guard invoice.has(\.order) else { throw Failure.invalid(.orderOrShipment, at: "/order_id") }
            return
        }
        let shipment = try context.require(Shipment.self, id)
        if !invoice.has(\.order) { invoice.order = shipment.order }
        guard invoice.order == shipment.order else { throw Failure.invalid(.shipmentOfOtherOrder, at: "/shipment_id") }
        guard [.shipped, .delivered].contains(shipment.status) else {
            throw Failure.invalid(.shipmentNotShipped, at: "/shipment_id", ["state": shipment.status.rawValue])
        }
    }

    /// The order, where it is confirmed and not on hold, or completed. Throws `order_not_invoiceable`.
    static func invoiceableOrder(of invoice: Record<Invoice>, in context: RuleReader) throws -> Record<Order> {
        let order = try context.require(Order.self, invoice.order)
        guard order.status == .confirmed || order.status == .completed else {
            throw Failure(.orderNotInvoiceable, ["number": order.number, "state": order.status.rawValue])
        }
        return order
    }

    /// Nothing is asked for before there was an order for it. Throws `invoiced_before_order`.
    static func requireOrderBefore(_ dated: Day?, _ order: Record<Order>, in context: RuleReader) throws {
        guard let dated, let confirmed = order.confirmedAt.map(context.registry.calendar.day), dated < confirmed else { return }
        throw Failure.invalid(.invoicedBeforeOrder, at: "/dated_on", ["confirmed_on": confirmed.description])
    }

    /// Throws `due_before_date`.
    static func requireDueAfterDate(_ invoice: Record<Invoice>) throws {
        guard let dated = invoice.datedOn, let due = invoice.dueOn, due < dated else { return }
        throw Failure.invalid(.dueBeforeDate, at: "/due_on")
    }

    /// Fills in and computes the lines as the order and its other invoices have them now, and sums them up.
    static func complete(_ invoice: inout Record<Invoice>, of order: Record<Order>, in context: RuleReader) throws {
        let open = try OpenLines(of: order, for: invoice, in: context)
        var lines = try invoice.lines.isEmpty ? open.all(of: order) : invoice.lines
        let faults = try open.complete(&lines)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        invoice.lines = lines
        let totals = try LineAmounts.total(of: lines.map { LineAmounts(net: $0.net, tax: $0.tax, gross: $0.gross) })
        invoice.net = totals.net
        invoice.tax = totals.tax
        invoice.gross = totals.gross
    }
}
