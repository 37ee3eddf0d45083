// The refusals of what carries an order out: production, promised days, packing, amendments (P2.5.3).

import Kernel

extension FailureCode {
    static let orderNotInProduction = FailureCode(
        "order_not_in_production", 409, "Only for a confirmed order that is not on hold something is made; this one is {state} (P2.5.3).",
        "只有已确认且未挂起的订单才能安排生产；当前状态为 {state}（P2.5.3）。")
    static let planEndsFirst = FailureCode(
        "plan_ends_first", 422, "The plan ends before it begins: choose a later last day.", "计划完成日期早于开始日期，请改为较晚的日期。")
    static let overPlanned = FailureCode(
        "over_planned", 422, "At most {open} of this line are still to be made: the rest has left, is made, or is planned (P2.5.3).",
        "该行最多还可生产 {open}：其余已发货、已生产或已计划（P2.5.3）。")
    static let lineGone = FailureCode(
        "line_gone", 409, "The order has no such line of goods any more: cancel the plan.", "订单已无此产品行：请取消该生产计划。")
    static let overReported = FailureCode(
        "over_reported", 422, "At most {open} more can be reported as made by this plan: plan the rest anew (P2.5.3).",
        "该计划最多还可报产 {open}：其余请另行计划（P2.5.3）。")
    static let overInspected = FailureCode(
        "over_inspected", 422, "At most {open} are reported and not yet inspected: report what is made first (P2.5.3).",
        "已报产未检验的数量最多为 {open}：请先报产（P2.5.3）。")
    static let nothingReported = FailureCode(
        "nothing_reported", 409, "Nothing is reported as made: report it first, or cancel the plan (P2.5.3).",
        "尚未报产：请先报产或取消该计划（P2.5.3）。")
    static let notInspected = FailureCode(
        "not_inspected", 409, "{open} of what is reported are not inspected yet (P2.5.3).", "已报产的数量中还有 {open} 未检验（P2.5.3）。")
    static let notMadeYet = FailureCode(
        "not_made_yet", 422, "At most {open} more of this line have been made and have passed the inspection (P2.5.3).",
        "该行已生产且检验合格的数量最多还可发货 {open}（P2.5.3）。")
    static let overDelivered = FailureCode(
        "over_delivered", 422, "At most {open} of this line were delivered and can be replaced.", "该行已交付、可换货的数量最多为 {open}。")
    static let replacementFixed = FailureCode(
        "replacement_fixed", 422, "What is replaced was decided with the service action: it is not changed here.",
        "换货内容由售后处理单决定，不能在此更改。")
    static let replacementNotArchived = FailureCode(
        "replacement_not_archived", 409,
        "A replacement is owed to the customer: cancel it instead, so that its service action goes on (P2.6.2).",
        "换货仍欠客户：请取消该发货单，以便继续其售后处理（P2.6.2）。")
    static let promisedInPast = FailureCode(
        "promised_in_past", 422, "Nothing can be promised for a day that is over: choose today or a later one.",
        "不能承诺已过去的日期：请选择今天或以后的日期。")
    static let lineDelivered = FailureCode(
        "line_delivered", 422, "All of this line has arrived: nothing is left to promise.", "该行已全部交付，无需再承诺日期。")
    static let nothingToPromise = FailureCode(
        "nothing_to_promise", 409, "All of this order has arrived: nothing is left to promise.", "该订单已全部交付，无需再承诺日期。")

    static let orderNotAmendable = FailureCode(
        "order_not_amendable", 409,
        "Only a confirmed order that is not on hold is amended; this one is {state} (P2.5.3). A draft is changed, what is held is released first.",
        "只有已确认且未挂起的订单才能变更；当前状态为 {state}（P2.5.3）。草稿可直接修改，挂起的订单须先放行。")
    static let amendmentWithoutChanges = FailureCode(
        "amendment_without_changes", 422, "An amendment changes something before it is submitted (P2.5.3).", "变更单提交前至少需要一项变更（P2.5.3）。")
    static let notOfChange = FailureCode(
        "not_of_change", 422, "“{name}” says nothing in a change of the kind {kind}: leave it out.", "“{name}”不属于类别为 {kind} 的变更：请删除。")
    static let changesNothing = FailureCode(
        "changes_nothing", 422, "The order says the same already: leave the change out.", "订单内容与此相同：请删除该变更。")
    static let belowTaken = FailureCode(
        "below_taken", 422, "At least {least} of this line have left, are made or are being made (P2.5.3).",
        "该行已发货、已生产或在生产的数量至少为 {least}（P2.5.3）。")
    static let invoicedAlready = FailureCode(
        "invoiced_already", 422,
        "{least} of this line are invoiced, drafts included: credit or void that first, then the quantity can go down further (P2.5.3).",
        "该行已开票数量为 {least}（含草稿）：请先红冲或作废，再减少数量（P2.5.3）。")
    static let amendmentNotAsked = FailureCode(
        "amendment_not_asked", 409, "{department} is not asked for a review of this amendment.", "该变更不需要 {department} 部门评审。")
    static let amendedMeanwhile = FailureCode(
        "amended_meanwhile", 409,
        "The order has been amended since: it is revision {revision}, and this amendment changes {base}. Withdraw it and enter it anew (P2.5.3).",
        "订单已有新的变更：当前为版本 {revision}，本变更针对版本 {base}。请撤回后重新录入（P2.5.3）。")
    static let noSuchOrderRevision = FailureCode(
        "no_such_order_revision", 404, "The order has no such revision; the newest is {revision}.", "订单没有该版本；最新版本为 {revision}。")

    static let executionCodes: [FailureCode] = [
        orderNotInProduction, planEndsFirst, overPlanned, lineGone, overReported, overInspected, nothingReported, notInspected, notMadeYet,
        overDelivered, replacementFixed, replacementNotArchived, promisedInPast, lineDelivered, nothingToPromise,
        orderNotAmendable, amendmentWithoutChanges, notOfChange, changesNothing, belowTaken, invoicedAlready, amendmentNotAsked,
        amendedMeanwhile, noSuchOrderRevision,
    ]
}
