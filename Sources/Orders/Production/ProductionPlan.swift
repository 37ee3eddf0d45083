// What is made for a line of an order: planned, reported, inspected, finished (P2.5.3).

import CRM
package import Catalog
package import Identity
package import Kernel

/// A quantity of an order's line that production makes within some days.
package final class ProductionPlan: Resource {
    package typealias Status = ProductionStatus
    package static let schema = Schema<ProductionPlan>("production-plans", one: "production_plan", "Production plan", "生产计划")

    package let number = Kernel.number("PP")
    package let order = reference(Order.self, "Order", "订单").concerned().fixed()
    package let orderLine = reference(OrderLine.self, "Order line", "订单行").fixed()
    package let product = reference(Product.self, "Product", "产品").computed().optional()
    package let quantity = Kernel.quantity("Quantity", "数量")
    package let plannedFromOn = day("Planned from", "计划开始日期")
    package let plannedToOn = day("Planned to", "计划完成日期")
    package let status = state(ProductionStatus.self, initial: .planned, editable: [.planned])
    package let producedQuantity = Kernel.quantity("Produced", "已报产数量").byDefault(.zero).computed()
    package let passedQuantity = Kernel.quantity("Passed the inspection", "检验合格数量").byDefault(.zero).computed()
    package let failedQuantity = Kernel.quantity("Failed the inspection", "检验不合格数量").byDefault(.zero).computed()
    package let startedAt = instant("Started at", "开工时间").computed().optional()
    package let finishedAt = instant("Finished at", "完工时间").computed().optional()
    package let cancelReason = text("Reason of the cancellation", "取消原因", max: 500).computed().optional()
    /// Its day, or the one promised to the customer, has passed, and it is not finished.
    package let overdue = boolean("Overdue", "已逾期").byDefault(false).computed()
    /// When it was told that it is late.
    package let lateAt = instant("Found late at", "逾期发现时间").computed().optional()
    package let notes = paragraphs("Notes", "备注", max: 2000).optional()
    package let externalID = Kernel.externalID()
    package let reports = computedChildren(ProductionReport.self, "Reports", "报产记录")
    package let inspections = computedChildren(ProductionInspection.self, "Inspections", "检验记录")

    package init() {}

    package static let furtherEvents = ["late"]

    package static let access =
        Grant.standard + [
            // The manager can cancel a plan; what is made of an order, its owner sees as he or she sees its shipments.
            Grant([.salesRep], .read, rows: .own),
            Grant([.salesManager], .read, rows: .team),
            // What may be packed depends on it.
            Grant([.logistics], .read),
            Grant([.production], .all),
            Grant([.integration], [.read, .create, .update]),
        ]

    /// Throws `order_not_in_production`, and the faults of line, days and quantity.
    package static func prepare(_ plan: inout Record<ProductionPlan>, from old: Record<ProductionPlan>?, in context: RuleContext) throws {
        let line = try plannedLine(of: plan, in: context)
        var faults: [Fault] = []
        if plan.plannedToOn < plan.plannedFromOn { faults.append(Fault(.planEndsFirst, at: "/planned_to_on")) }
        if let line, let fault = try quantityFault(of: plan, line, in: context) { faults.append(fault) }
        if line == nil { faults.append(Fault(.lineOfOtherOrder, at: "/order_line_id")) }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        plan.product = line?.product
        if let old, old.plannedToOn != plan.plannedToOn, plan.plannedToOn >= context.today { plan.noteNotLate() }
    }

    /// The goods' line of a confirmed order for which it plans; nil where the order has none such.
    /// Throws `order_not_in_production` of an order that is not confirmed, or on hold.
    static func plannedLine(of plan: Record<ProductionPlan>, in context: RuleContext) throws -> Record<OrderLine>? {
        let order = try context.require(Order.self, plan.order)
        guard order.status == .confirmed else { throw Failure(.orderNotInProduction, ["state": order.status.rawValue]) }
        return order.lines.first { $0.id == plan.orderLine && $0.kind == .product }
    }

    /// Not over what is neither shipped nor made nor planned otherwise.
    static func quantityFault(of plan: Record<ProductionPlan>, _ line: Record<OrderLine>, in context: RuleContext) throws -> Fault? {
        let made = try MadeGoods.of(plan.order, except: plan.id, in: context)[line.id.integer] ?? MadeGoods()
        let left = try Shipment.quantities(of: plan.order, in: [.packed, .shipped, .delivered], context)[line.id.integer] ?? 0
        let open = max(0, line.quantity.unscaled - max(left, made.passed) - made.toCome)
        guard plan.has(\.quantity), plan.quantity.unscaled > open else { return nil }
        return Fault(.overPlanned, at: "/quantity", ["open": Quantity(unscaled: open).text])
    }
}

/// What production has reported as made, with the day.
package final class ProductionReport: Item {
    package static let schema = Schema<ProductionReport>(
        table: "production_reports", one: "production_report", parent: "production_plan_id", "Report", "报产记录")

    package let quantity = Kernel.quantity("Quantity", "数量").computed()
    package let at = instant("At", "时间").computed()
    package let reportedBy = reference(User.self, "Reported by", "报产人").computed().optional()

    package init() {}
}

/// What of it was looked at, and what was found.
package final class ProductionInspection: Item {
    package static let schema = Schema<ProductionInspection>(
        table: "production_inspections", one: "production_inspection", parent: "production_plan_id", "Inspection", "检验记录")

    package let quantity = Kernel.quantity("Quantity", "数量").computed()
    package let result = choice(InspectionResult.self, "Result", "结果").computed()
    package let finding = paragraphs("Finding", "检验说明", max: 2000).computed().optional()
    package let at = instant("At", "时间").computed()
    package let inspectedBy = reference(User.self, "Inspected by", "检验人").computed().optional()

    package init() {}
}

/// Where a production plan is (states.md, P2.5.3).
package enum ProductionStatus: String, Choice {
    case planned
    case inProgress = "in_progress"
    case finished, cancelled

    package var chinese: String {
        switch self {
        case .planned: "已计划"
        case .inProgress: "生产中"
        case .finished: "已完工"
        case .cancelled: "已取消"
        }
    }
}

/// What an inspection says of a quantity.
package enum InspectionResult: String, Choice {
    case pass, fail

    package var chinese: String { self == .pass ? "合格" : "不合格" }
}

extension Record where D == ProductionPlan {
    /// Nothing of it is late, until it is found late anew.
    mutating func noteNotLate() {
        self.overdue = false
        self.lateAt = nil
    }

    /// Reported and not yet inspected, in ten-thousandths.
    var uninspected: Int64 { self.producedQuantity.unscaled - self.passedQuantity.unscaled - self.failedQuantity.unscaled }
}
