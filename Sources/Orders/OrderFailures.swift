// The refusals of the order process.

import Kernel

extension FailureCode {
    static let customerOrderRepeated = FailureCode(
        "customer_order_repeated", 409, "The customer's order number “{number}” has been entered already. Ask {owner}.",
        "客户订单号“{number}”已录入，请联系 {owner}。")
    static let orderWithoutLines = FailureCode(
        "order_without_lines", 422, "An order needs at least one product line before it is submitted.", "订单至少需要一个产品行才能提交。")
    static let orderWithoutDates = FailureCode(
        "order_without_dates", 422, "Every line needs a wanted day, or the order a delivery day, before it is submitted.",
        "提交前每一行都需要要求日期，或订单需要交货日期。")
    static let contractRequired = FailureCode("contract_required", 422, "An order needs a signed contract.", "订单必须有已签订的合同。")
    static let contractReasonRequired = FailureCode(
        "contract_reason_required", 422, "Without a signed contract, say why (P2.5.1): the sales manager reviews the order as well.",
        "没有已签合同时须说明原因（P2.5.1），并由销售经理一并评审。")
    static let contractNotInForce = FailureCode(
        "contract_not_in_force", 409,
        "The contract {number} is {status}: an order is made from one that both have signed and that is in force (P2.5.1).",
        "合同 {number} 状态为 {status}：只能按已签订且有效的合同下单（P2.5.1）。")
    static let contractTerminated = FailureCode(
        "contract_terminated", 409,
        "The contract {number} was terminated after the order was submitted: take the order back and submit it with a reason (P2.5.1).",
        "订单提交后合同 {number} 已终止：请退回订单并说明原因后重新提交（P2.5.1）。")
    static let contractOfOtherCustomer = FailureCode(
        "contract_of_other_customer", 422, "The contract is with another customer (P2.5.1).", "该合同属于其他客户（P2.5.1）。")
    static let lineNotInContract = FailureCode(
        "line_not_in_contract", 422, "The line is none of the order's contract (P2.5.1).", "该行不属于订单的合同（P2.5.1）。")
    static let notAsContracted = FailureCode(
        "not_as_contracted", 422, "“{name}” is {contracted} in the contract {number}: leave it out, or say the same (P2.5.1).",
        "“{name}”在合同 {number} 中为 {contracted}：请留空或填写相同的值（P2.5.1）。")
    static let overContracted = FailureCode(
        "over_contracted", 422, "At most {open} of this line are still to be ordered from the contract (P2.5.1).",
        "该合同行最多还可下单 {open}（P2.5.1）。")
    static let nothingOpen = FailureCode(
        "nothing_open", 409, "Nothing of the contract {number} is still to be ordered.", "合同 {number} 已无可下单的内容。")
    static let noReviewDepartment = FailureCode(
        "no_review_department", 422, "At least one department reviews every order (P2.5.2).", "每个订单至少须由一个部门评审（P2.5.2）。")
    static let reminderTooEarly = FailureCode(
        "reminder_too_early", 422, "The reminder would come before the review begins: a department has {hours} working hours.",
        "提醒时间早于评审开始：有部门的评审期限为 {hours} 个工作小时。")
    static let notAsked = FailureCode(
        "not_asked", 409, "{department} is not asked for a review of this order.", "该订单不需要 {department} 部门评审。")
    static let alreadyReviewed = FailureCode(
        "already_reviewed", 409, "{department} has already reviewed this order.", "{department} 部门已评审过该订单。")
    static let reviewsMissing = FailureCode("reviews_missing", 409, "Not all departments have approved the order.", "尚有部门未通过该订单的评审。")
    static let otherERPNumber = FailureCode(
        "other_erp_number", 409, "The ERP has already confirmed this order with the number {number}.", "ERP 已用编号 {number} 确认该订单。")
    static let notDelivered = FailureCode("not_delivered", 409, "Not everything is delivered yet.", "尚未全部交付。")
    static let notPaid = FailureCode("not_paid", 409, "The order is not paid yet.", "订单尚未付款。")
    static let alreadyShipped = FailureCode(
        "already_shipped", 409, "Something of this order has left already, or is packed.", "该订单已有货物发出或打包。")
    static let alreadyInvoiced = FailureCode("already_invoiced", 409, "Something of this order is invoiced already.", "该订单已开票。")

    static let orderNotShippable = FailureCode(
        "order_not_shippable", 409, "Only a confirmed order that is not on hold can ship; this one is {state}.",
        "只有已确认且未挂起的订单才能发货；当前状态为 {state}。")
    static let lineOfOtherOrder = FailureCode(
        "line_of_other_order", 422, "The line does not belong to the order, or is not shipped.", "该行不属于此订单，或无需发货。")
    static let overOrdered = FailureCode("over_ordered", 422, "At most {open} of this line are still to be shipped.", "该行最多还可发货 {open}。")
    static let shipmentWithoutLines = FailureCode("shipment_without_lines", 422, "A shipment needs at least one line.", "发货单至少需要一行。")
    static let deliveredBeforeShipped = FailureCode(
        "delivered_before_shipped", 422, "What was shipped later cannot have been delivered then, nor in the future.",
        "交付时间不能早于发货时间，也不能晚于当前时间。")

    static let orderCodes: [FailureCode] = [
        customerOrderRepeated, orderWithoutLines, orderWithoutDates,
        contractRequired, contractNotInForce, contractTerminated, contractOfOtherCustomer, lineNotInContract, notAsContracted,
        overContracted, nothingOpen,
        contractReasonRequired, noReviewDepartment, reminderTooEarly, notAsked, alreadyReviewed, reviewsMissing, otherERPNumber,
        notDelivered, notPaid, alreadyShipped,
        alreadyInvoiced,
        orderNotShippable, lineOfOtherOrder, overOrdered, shipmentWithoutLines, deliveredBeforeShipped,
    ]
}
