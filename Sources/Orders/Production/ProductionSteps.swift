// The steps of a production plan (states.md, P2.5.3).

import Identity
package import Kernel

final class ReportProduction: Form {
    let quantity = Kernel.quantity("Quantity", "数量")
}

final class InspectProduction: Form {
    let quantity = Kernel.quantity("Quantity", "数量")
    let result = choice(InspectionResult.self, "Result", "结果")
    let finding = paragraphs("Finding", "检验说明", max: 2000).optional()
}

extension ProductionPlan {
    /// From the plan to what was made and inspected.
    package static let steps: [Step<ProductionPlan>] = [
        Step("start", "Start", "开工", from: .planned, to: [.inProgress], by: .role(.production), clause: "P2.5.3", effect: start),
        Step(
            "report", "Report what is made", "报产", from: .inProgress, by: .role(.production), clause: "P2.5.3",
            input: ReportProduction.self, effect: report),
        Step(
            "inspect", "Inspect", "检验", from: .inProgress, by: .role(.production), clause: "P2.5.3", input: InspectProduction.self,
            effect: inspect),
        Step("finish", "Finish", "完工", from: .inProgress, to: [.finished], by: .role(.production), clause: "P2.5.3", effect: finish),
        Step(
            "cancel", "Cancel", "取消", from: .planned, .inProgress, to: [.cancelled], by: .role(.production), .manager, clause: "P2.5.3",
            input: Reason.self
        ) { plan, form, _ in
            plan.cancelReason = form.reason
            plan.overdue = false
        },
        // When its order is cancelled.
        Step("fall-away", "Fall away with its order", "随订单取消", from: .planned, .inProgress, to: [.cancelled], clause: "P2.5.3") {
            plan, _ in plan.overdue = false
        },
    ]

    private static func start(_ plan: inout Record<ProductionPlan>, _ context: RuleContext) throws {
        guard let line = try plannedLine(of: plan, in: context) else { throw Failure(.lineGone) }
        if let fault = try quantityFault(of: plan, line, in: context) { throw Failure.invalid([fault]) }
        plan.startedAt = context.now
    }

    /// Never more that is good, or may be, than was planned; what has failed can be made once more.
    private static func report(_ plan: inout Record<ProductionPlan>, _ form: Record<ReportProduction>, _ context: RuleContext) throws {
        let open = plan.quantity.unscaled - plan.producedQuantity.unscaled + plan.failedQuantity.unscaled
        guard form.quantity.unscaled <= open else {
            throw Failure.invalid(.overReported, at: "/quantity", ["open": Quantity(unscaled: max(open, 0)).text])
        }
        plan.producedQuantity = Quantity(unscaled: plan.producedQuantity.unscaled + form.quantity.unscaled)
        var report = Record<ProductionReport>(new: ProductionReport.self)
        report.quantity = form.quantity
        report.at = context.now
        report.reportedBy = context.caller.userID.map { ID($0) }
        plan.reports += [report]
    }

    /// Within what was reported and not yet inspected; what fails, fails for a reason.
    private static func inspect(_ plan: inout Record<ProductionPlan>, _ form: Record<InspectProduction>, _ context: RuleContext) throws {
        var faults: [Fault] = []
        if form.quantity.unscaled > plan.uninspected {
            faults.append(Fault(.overInspected, at: "/quantity", ["open": Quantity(unscaled: plan.uninspected).text]))
        }
        if form.result == .fail, form.finding == nil { faults.append(Fault(.required, at: "/finding", ["name": "finding"])) }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        switch form.result {
        case .pass: plan.passedQuantity = Quantity(unscaled: plan.passedQuantity.unscaled + form.quantity.unscaled)
        case .fail: plan.failedQuantity = Quantity(unscaled: plan.failedQuantity.unscaled + form.quantity.unscaled)
        }
        var inspection = Record<ProductionInspection>(new: ProductionInspection.self)
        inspection.quantity = form.quantity
        inspection.result = form.result
        inspection.finding = form.finding
        inspection.at = context.now
        inspection.inspectedBy = context.caller.userID.map { ID($0) }
        plan.inspections += [inspection]
    }

    private static func finish(_ plan: inout Record<ProductionPlan>, _ context: RuleContext) throws {
        guard plan.producedQuantity > .zero else { throw Failure(.nothingReported) }
        guard plan.uninspected == 0 else { throw Failure(.notInspected, ["open": Quantity(unscaled: plan.uninspected).text]) }
        plan.finishedAt = context.now
        plan.overdue = false
    }

    /// What is planned or under way for an order that is cancelled, is made no more.
    static func dropAll(of order: ID<Order>, in context: RuleContext) throws {
        let living = try context.all(
            ProductionPlan.self, where: "order_id = ? AND archived_at IS NULL AND status IN ('planned', 'in_progress')", order.stored)
        for plan in living { try context.follow("fall-away", context.require(ProductionPlan.self, plan.id)) }
    }
}
