// An order as it would be with an amendment's changes: by the same rules by which it was entered (P2.5.3).

import CRM
import Catalog
import Kernel

/// The order with the changes, and the changes with what they replace.
struct AmendedOrder {
    let before: Record<Order>
    private(set) var order: Record<Order>
    private(set) var changes: [Record<OrderChange>]
    private var faults: [Fault] = []
    /// By the place of an order's line the place of the change that it comes from.
    private var origins: [Int: Int] = [:]
    /// How much of each line has left, or is made or being made, in ten-thousandths.
    private let taken: [Int64: Int64]
    /// What of each line is invoiced, and of that credited.
    private let invoiced: [ID<OrderLine>: InvoicedPart]

    /// Throws the faults of single changes.
    init(_ order: Record<Order>, _ changes: [Record<OrderChange>], in context: RuleContext) throws {
        before = order
        self.order = order
        self.changes = changes
        taken = try AmendedOrder.taken(of: order.id, in: context)
        invoiced = try context.ask(ReceivablesQuestions.self).invoicedParts(order.id, context)
        faults = changes.repeats(of: { $0.kind == .lineAdded ? "\($0.row)" : "\($0.kind) \($0.orderLine?.integer ?? 0)" }).map {
            Fault(.repeated, at: "/changes/\($0)/kind", ["name": "changes"])
        }
        for index in changes.indices {
            let found = changes[index].faults(at: "/changes/\(index)")
            faults += found
            if found.isEmpty { change(at: index) }
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    private static func taken(of order: ID<Order>, in context: RuleContext) throws -> [Int64: Int64] {
        let left = try Shipment.quantities(of: order, in: [.packed, .shipped, .delivered], context)
        let made = try MadeGoods.of(order, in: context).mapValues { $0.passed + $0.toCome }
        return left.merging(made, uniquingKeysWith: max)
    }

    /// Prices the lines and sums them up as at entry, within the contract. Throws what the order's own rules refuse, at the changes.
    mutating func complete(in context: RuleContext) throws {
        do {
            try Order.prepare(&order, from: before, in: context)
        } catch let failure as Failure where !failure.faults.isEmpty {
            throw Failure.invalid(failure.faults.map(placed))
        }
        try coverInvoices()
        for (line, change) in origins where changes[change].kind == .lineAdded { freeze(order.lines[line], in: change) }
    }

    /// What is invoiced stays as it was rounded there: a line that is priced anew comes to no less.
    private mutating func coverInvoices() throws {
        guard !invoiced.isEmpty else { return }
        for place in order.lines.indices {
            guard let charged = invoiced[order.lines[place].id]?.charged else { continue }
            try order.lines[place].cover(charged)
        }
        try order.sumUp()
    }

    /// A fault of an order's line is one of the change that it comes from.
    private func placed(_ fault: Fault) -> Fault {
        let parts = fault.pointer.split(separator: "/")
        guard parts.count > 2, parts[0] == "lines", let line = Int(parts[1]), let change = origins[line] else { return fault }
        return Fault(fault.code, at: "/changes/\(change)/" + parts[2...].joined(separator: "/"), fault.details)
    }

    /// What is reviewed is what is applied: a price that the list gave stays.
    private mutating func freeze(_ line: Record<OrderLine>, in change: Int) {
        changes[change].product = line.product
        changes[change].quantity = line.quantity
        changes[change].unitPrice = line.unitPrice
        changes[change].taxRate = line.taxRate
        changes[change].wantedOn = changes[change].wantedOn ?? (line.kind == .product ? line.wantedOn : nil)
    }

    // MARK: The changes

    private mutating func change(at index: Int) {
        switch changes[index].kind {
        case .quantity: changeQuantity(at: index)
        case .lineAdded: addLine(at: index)
        case .date: changeDate(at: index)
        case .address: changeAddress(at: index)
        case .paymentTerms: changePaymentTerms(at: index)
        }
    }

    private mutating func changeQuantity(at index: Int) {
        guard let place = goodsLine(at: index), let quantity = changes[index].quantity else { return }
        let line = order.lines[place]
        changes[index].formerQuantity = line.quantity
        let least = taken[line.id.integer] ?? 0
        let pointer = "/changes/\(index)/quantity"
        if quantity == line.quantity { faults.append(Fault(.changesNothing, at: pointer)) }
        if quantity.unscaled < least { faults.append(Fault(.belowTaken, at: pointer, ["least": Quantity(unscaled: least).text])) }
        if let invoiced = invoiced[line.id] {
            let least = line.least(invoiced)
            if quantity < min(least, line.quantity) { faults.append(Fault(.invoicedAlready, at: pointer, ["least": least.text])) }
            let withdrawn = Quantity(unscaled: invoiced.taken.unscaled - quantity.unscaled)
            order.lines[place].withdrawnQuantity = max(line.withdrawnQuantity, withdrawn)
        }
        order.lines[place].quantity = quantity
        origins[place] = index
    }

    private mutating func addLine(at index: Int) {
        let change = changes[index]
        var line = Record<OrderLine>(new: OrderLine.self)
        line.kind = change.lineKind ?? .product
        line.product = change.product
        line.contractLine = change.contractLine
        if let quantity = change.quantity { line.quantity = quantity }
        if let price = change.unitPrice { line.unitPrice = price }
        if let discount = change.discount { line.discount = discount }
        if let rate = change.taxRate { line.taxRate = rate }
        line.note = change.note
        if line.kind == .product { line.setDay(change.wantedOn ?? order.deliveryOn) }
        origins[order.lines.count] = index
        order.lines += [line]
    }

    /// One line's day, or the order's with those of all lines that follow it.
    private mutating func changeDate(at index: Int) {
        guard let day = changes[index].wantedOn else { return }
        if changes[index].orderLine != nil {
            guard let place = goodsLine(at: index) else { return }
            changes[index].formerWantedOn = order.lines[place].wantedOn
            if order.lines[place].isDelivered { faults.append(Fault(.lineDelivered, at: "/changes/\(index)/order_line_id")) }
            order.lines[place].setDay(day)
        } else {
            let former = before.deliveryOn
            changes[index].formerWantedOn = former
            order.deliveryOn = day
            order.lines = order.lines.map { line in
                guard line.isOnTheWay, line.wantedOn == former || line.wantedOn == nil else { return line }
                var line = line
                line.setDay(day)
                return line
            }
        }
        if changes[index].formerWantedOn == day { faults.append(Fault(.changesNothing, at: "/changes/\(index)/wanted_on")) }
    }

    private mutating func changeAddress(at index: Int) {
        changes[index].formerShipTo = order.shipTo
        if order.shipTo == changes[index].shipTo { faults.append(Fault(.changesNothing, at: "/changes/\(index)/ship_to")) }
        order.shipTo = changes[index].shipTo
    }

    private mutating func changePaymentTerms(at index: Int) {
        let change = changes[index]
        changes[index].formerPaymentTermsDays = order.paymentTermsDays
        changes[index].formerPaymentMethod = order.paymentMethod
        changes[index].formerPrepayment = order.prepayment
        let (days, method, prepayment) = (order.paymentTermsDays, order.paymentMethod, order.prepayment)
        order.paymentTermsDays = change.paymentTermsDays ?? days
        order.paymentMethod = change.paymentMethod ?? method
        order.prepayment = change.prepayment ?? prepayment
        if (order.paymentTermsDays, order.paymentMethod, order.prepayment) == (days, method, prepayment) {
            faults.append(Fault(.changesNothing, at: "/changes/\(index)/kind"))
        }
    }

    /// The place of the line of goods that a change names; a fault where the order has none such.
    private mutating func goodsLine(at index: Int) -> Int? {
        let place = order.lines.firstIndex { $0.id == changes[index].orderLine && $0.kind == .product }
        if place == nil { faults.append(Fault(.lineOfOtherOrder, at: "/changes/\(index)/order_line_id")) }
        return place
    }
}

extension Record where D == OrderLine {
    /// What an amendment leaves of it at least: what invoices ask for, and what came back beside.
    fileprivate func least(_ invoiced: InvoicedPart) -> Quantity {
        Quantity(unscaled: invoiced.taken.unscaled - invoiced.credited.unscaled + self.returnedQuantity.unscaled)
    }

    /// Comes to what is invoiced of it at least, and to just that where all of it is. Throws `amount_out_of_range`.
    fileprivate mutating func cover(_ charged: InvoicedPart.Charge) throws {
        guard charged.quantity <= self.quantity else { return }
        let isInvoicedWholly = charged.quantity == self.quantity
        self.net = isInvoicedWholly ? charged.net : max(self.net, charged.net)
        self.tax = isInvoicedWholly ? charged.tax : max(self.tax, charged.tax)
        self.gross = try self.net.adding(self.tax)
        self.margin = try self.net.subtracting(self.cost)
    }

    /// Another day that both sides have agreed on: it is promised, and what is late is late by it.
    fileprivate mutating func setDay(_ day: Day?) {
        self.wantedOn = day
        self.promisedOn = day
        self.firstPromisedOn = day
        self.lateAt = nil
    }
}
