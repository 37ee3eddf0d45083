// An order from a contract: its lines are the contract's, at the contract's prices, and never more than was contracted (P2.5.1).

import CRM
import Catalog
import Kernel
import SQLite

extension Order {
    /// Takes over what the contract says of customer, currency, prices and lines; returns what the order says otherwise.
    ///
    /// Throws `contract_not_in_force` where a new order names one that is not signed, or no longer in force, and
    /// `contract_of_other_customer`.
    static func takeContractTerms(_ order: inout Record<Order>, from old: Record<Order>?, in context: RuleContext) throws -> [Fault] {
        guard let id = order.contract else {
            return order.lines.indices.filter { order.lines[$0].contractLine != nil }.map {
                Fault(.lineNotInContract, at: "/lines/\($0)/contract_line_id")
            }
        }
        let contract = try context.require(Contract.self, id)
        let isEntered = old?.isArchived ?? true
        if isEntered, !ContractStatus.inForce.contains(contract.status) {
            throw Failure(.contractNotInForce, ["number": contract.number, "status": contract.status.rawValue])
        }
        guard contract.customer == order.customer else { throw Failure.invalid(.contractOfOtherCustomer, at: "/contract_id") }
        let terms = ContractTerms(contract, of: order.id)
        var faults = terms.takeMoney(&order, isNew: old == nil, companyCurrency: context.registry.companyCurrency)
        let former = old?.lines ?? []
        var lines = order.lines
        for index in lines.indices { faults += terms.take(&lines[index], at: "/lines/\(index)") }
        order.lines = lines
        return try faults + terms.quantityFaults(of: lines, former: isEntered ? [] : former, in: context)
    }
}

/// The contract as an order's terms.
private struct ContractTerms {
    let contract: Record<Contract>
    let order: ID<Order>
    private let lines: [ID<ContractLine>: Record<ContractLine>]

    init(_ contract: Record<Contract>, of order: ID<Order>) {
        self.contract = contract
        self.order = order
        lines = Dictionary(contract.lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same price in another currency, or with the tax in it, would be another price. What a body leaves out is the contract's.
    func takeMoney(_ order: inout Record<Order>, isNew: Bool, companyCurrency: String) -> [Fault] {
        var faults: [Fault] = []
        if order.currency != contract.currency, !isNew || order.currency != companyCurrency {
            faults.append(differs("currency", contract.currency, at: "/currency"))
        }
        if order.pricesIncludeTax != contract.pricesIncludeTax, !isNew || order.pricesIncludeTax {
            faults.append(differs("prices_include_tax", String(contract.pricesIncludeTax), at: "/prices_include_tax"))
        }
        if order.has(\.paymentTermsDays), order.paymentTermsDays > contract.paymentTermsDays {
            faults.append(differs("payment_terms_days", String(contract.paymentTermsDays), at: "/payment_terms_days"))
        }
        order.currency = contract.currency
        order.pricesIncludeTax = contract.pricesIncludeTax
        return faults
    }

    /// Every line is one of the contract's: what stands in it otherwise is refused, what is left out is filled in.
    func take(_ line: inout Record<OrderLine>, at pointer: String) -> [Fault] {
        guard let id = line.contractLine else {
            return [Fault(.required, at: pointer + "/contract_line_id", ["name": "contract_line_id"])]
        }
        guard let contracted = lines[id] else { return [Fault(.lineNotInContract, at: pointer + "/contract_line_id")] }
        var faults: [Fault] = []
        if let product = line.product, product != contracted.product {
            faults.append(differs("product_id", contracted.product.map { String($0.integer) } ?? "–", at: pointer + "/product_id"))
        }
        if line.has(\.unitPrice), line.unitPrice != contracted.unitPrice {
            faults.append(differs("unit_price", text(contracted.unitPrice), at: pointer + "/unit_price"))
        }
        if line.discount != .zero, line.discount != contracted.discount {
            faults.append(differs("discount", text(contracted.discount), at: pointer + "/discount"))
        }
        if line.has(\.taxRate), line.taxRate != contracted.taxRate {
            faults.append(differs("tax_rate", text(contracted.taxRate), at: pointer + "/tax_rate"))
        }
        line.kind = contracted.kind
        line.product = contracted.product
        line.unitPrice = contracted.unitPrice
        line.discount = contracted.discount
        line.taxRate = contracted.taxRate
        if contracted.kind == .freight { line.quantity = contracted.quantity }
        return faults
    }

    /// What all living orders take of each line, this one included, stays within what was contracted.
    ///
    /// - Parameter former: the order's lines before the change: of a contract that is no longer in force it may keep what it has
    func quantityFaults(of orderLines: [Record<OrderLine>], former: [Record<OrderLine>], in context: RuleContext) throws -> [Fault] {
        let others = try ContractOrders.quantities(of: contract.id, except: order, in: context)
        let tolerance = context.settings(OrderSettings.self).contractTolerance
        let isInForce = ContractStatus.inForce.contains(contract.status)
        var left: [ID<ContractLine>: Int64] = lines.mapValues { line in
            let limit = isInForce ? line.orderable(with: tolerance) - (others[line.id] ?? 0) : 0
            return max(limit, former.quantity(of: line.id))
        }
        return orderLines.enumerated().compactMap { index, line in
            guard let id = line.contractLine, let open = left[id], line.has(\.quantity) else { return nil }
            left[id] = open - line.quantity.unscaled
            guard line.quantity.unscaled > open else { return nil }
            return Fault(.overContracted, at: "/lines/\(index)/quantity", ["open": text(Quantity(unscaled: max(open, 0)))])
        }
    }

    private func differs(_ name: String, _ contracted: String, at pointer: String) -> Fault {
        Fault(.notAsContracted, at: pointer, ["name": name, "number": contract.number, "contracted": contracted])
    }

    private func text<V: FixedPoint>(_ value: V) -> String {
        DecimalText.write(value.unscaled, scale: V.scale, shownPlaces: V.shownPlaces)
    }
}

extension [Record<OrderLine>] {
    /// How much of a contract's line they take, in ten-thousandths.
    fileprivate func quantity(of line: ID<ContractLine>) -> Int64 {
        filter { $0.contractLine == line }.reduce(0) { $0 + $1.quantity.unscaled }
    }
}

extension Record where D == ContractLine {
    /// How much of the line all orders may take, in ten-thousandths. Of what was waived nothing is tolerated beyond.
    fileprivate func orderable(with tolerance: Fraction) -> Int64 {
        guard self.waivedQuantity <= .zero else { return self.quantity.unscaled - self.waivedQuantity.unscaled }
        let beyond = Int128(self.quantity.unscaled) * Int128(tolerance.unscaled) / 1_0000
        return self.quantity.unscaled + (Int64(exactly: beyond) ?? 0)
    }
}
