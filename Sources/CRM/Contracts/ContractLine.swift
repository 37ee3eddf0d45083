// A line of a contract: as the proposal has it, with what of it was ordered and waived (P2.5.1).

package import Catalog
package import Identity
package import Kernel

/// What was sold by a line, and how much of it is still to be ordered.
package final class ContractLine: PricedLine {
    package static let schema = Schema<ContractLine>(
        table: "contract_lines", one: "contract_line", parent: "contract_id", "Contract line", "合同行")
    package static let places = LinePlaces(ContractLine.self)

    package let kind = choice(LineKind.self, "Kind", "类型").byDefault(.product)
    package let product = reference(Product.self, "Product", "产品").optional()
    package let note = text("Note", "说明", max: 500).optional()
    package let quantity = Kernel.quantity("Quantity", "数量").filled()
    package let unitPrice = Kernel.unitPrice("Unit price", "单价").filled(from: "product_id").seen(in: .prices)
    package let discount = fraction("Discount", "折扣").byDefault(.zero).seen(in: .prices)
    package let taxRate = fraction("Tax rate", "税率").filled(from: "product_id")
    package let net = amount("Net", "不含税金额").computed().seen(in: .prices)
    package let tax = amount("Tax", "税额").computed().seen(in: .prices)
    package let gross = amount("Gross", "含税金额").computed().seen(in: .prices)
    package let unitCost = Kernel.unitPrice("Unit cost, frozen in the proposal", "方案中冻结的单位成本").computed().seen(in: .cost)
    package let cost = amount("Cost", "成本").computed().seen(in: .cost)
    package let margin = amount("Margin", "毛利", Money.range).computed().seen(in: .cost)
    /// In all living orders, drafts included.
    package let orderedQuantity = Kernel.quantity("Ordered", "已订数量").byDefault(.zero).computed()
    package let waivedQuantity = Kernel.quantity("Waived", "已放弃数量").byDefault(.zero).computed()
    package let openQuantity = Kernel.quantity("Open", "未订数量").byDefault(.zero).computed()
    package let waiveReason = text("Reason of the waiver", "放弃原因", max: 500).computed().optional()
    package let waivedAt = instant("Waived at", "放弃时间").computed().optional()
    package let waivedBy = reference(User.self, "Waived by", "放弃人").computed().optional()

    package init() {}
}

extension Record where D == ContractLine {
    /// A line as a proposal has it.
    init(copyOf line: Record<ProposalLine>) {
        self.init(new: ContractLine.self)
        self.kind = line.kind
        self.product = line.product
        self.note = line.note
        self.quantity = line.quantity
        self.unitPrice = line.unitPrice
        self.discount = line.discount
        self.taxRate = line.taxRate
        self.unitCost = line.unitCost
    }
}
