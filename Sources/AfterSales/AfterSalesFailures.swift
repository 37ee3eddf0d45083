// The refusals of after-sales.

import Kernel

extension FailureCode {
    static let ticketOrderOfOther = FailureCode(
        "ticket_order_of_other", 422, "The order {number} is another customer's: a ticket is about what its own customer bought.",
        "订单 {number} 属于其他客户：工单只能关联本客户的订单。")
    static let ticketForDraft = FailureCode(
        "ticket_for_draft", 422, "The order {number} is still a draft: leave it out until it is submitted.",
        "订单 {number} 仍为草稿：提交前请勿关联。")
    static let contactOfOtherCustomer = FailureCode(
        "contact_of_other_customer", 422, "The contact belongs to another customer: name one of this customer's, or none.",
        "该联系人属于其他客户：请选择本客户的联系人或留空。")
    static let productNotInOrder = FailureCode(
        "product_not_in_order", 422, "The order {number} has no line of this product: name one that was ordered, or another order.",
        "订单 {number} 中没有该产品：请选择已订购的产品或其他订单。")
    static let deadlineOfOwnWork = FailureCode(
        "deadline_of_own_work", 422, "That would give you more time for your own ticket (P2.6.2): ask a colleague in service to change it.",
        "此更改会延长您本人工单的期限（P2.6.2）：请由其他售后人员更改。")
    static let assigneeUnfit = FailureCode(
        "assignee_unfit", 422, "{name} does not work here any more, or is no person: name somebody else.", "{name} 已停用或不是员工：请指定其他人员。")
    static let assigneeAbsent = FailureCode(
        "assignee_absent", 422, "{name} is away: name somebody who is there, such as the delegate.", "{name} 正在缺勤：请指定在岗人员，例如其代理人。")
    static let nobodyThere = FailureCode(
        "nobody_there", 409, "Nobody of the department {department} is there: name a person or another department.",
        "部门 {department} 无人在岗：请指定人员或其他部门。")
    static let noRouting = FailureCode(
        "no_routing", 409, "No routing rule fits, or all its people are away: name the assignee or a department.",
        "没有适用的路由规则，或规则中的人员均缺勤：请指定处理人或部门。")
    static let ownTicket = FailureCode(
        "own_ticket", 403,
        "You have worked on this ticket, or stand in for somebody who has: another one asks the customer and closes it (P2.6.3).",
        "您处理过该工单，或正代理处理过的人员：须由其他人员回访并关闭（P2.6.3）。")
    static let satisfactionKnown = FailureCode(
        "satisfaction_known", 409, "The customer has said already how content he or she is with this solution (P2.6.3).",
        "客户已对本次处理评价过满意度（P2.6.3）。")
    static let satisfactionOrReason = FailureCode(
        "satisfaction_or_reason", 422, "Record the customer's satisfaction first, or say why there is none (P2.6.3).",
        "请先登记客户满意度，或说明没有的原因（P2.6.3）。")
    static let resolvedBeforeAnswered = FailureCode(
        "resolved_before_answered", 422, "A ticket is not resolved before it is answered: give at least {hours} hours.",
        "解决期限不能短于响应期限：至少 {hours} 小时。")
    static let serviceLevelExists = FailureCode(
        "service_level_exists", 409, "There is a service level for this type and priority already: change that one.",
        "该类型与优先级已有服务时限规则：请修改原规则。")
    static let ticketNotOpen = FailureCode(
        "ticket_not_open", 409, "The ticket {number} is {status}: reopen it before something is done about it (P2.6.2).",
        "工单 {number} 状态为 {status}：须先重新打开才能处理（P2.6.2）。")
    static let ticketUnassigned = FailureCode(
        "ticket_unassigned", 409, "Nobody has the ticket {number} yet: assign it first, so that somebody carries this out (P2.6.1).",
        "工单 {number} 尚未分派：请先分派处理人（P2.6.1）。")
    static let actionsOpen = FailureCode(
        "actions_open", 409, "Still being done: {numbers}. Finish or cancel it first (P2.6.2).", "尚有未完成的服务处理：{numbers}。请先完成或取消（P2.6.2）。")
    static let actionWithoutLines = FailureCode(
        "action_without_lines", 422, "Repair, exchange and return need at least one line of what was delivered (P2.6.2).",
        "维修、换货和退货至少需要一个已交付的订单行（P2.6.2）。")
    static let goodsOfOthers = FailureCode(
        "goods_of_others", 422, "The line is none of the ticket's order, or of its customer where it names no order, or is no product.",
        "该行不属于工单的订单；工单未关联订单时须属于其客户；且必须为产品行。")
    static let goodsNotThere = FailureCode(
        "goods_not_there", 422,
        "At most {open} of this line were delivered and are neither returned nor in another service action (P2.6.2).",
        "该行已交付且未退货、未在其他服务处理中的数量最多为 {open}（P2.6.2）。")
    static let goodsOfTwoOrders = FailureCode(
        "goods_of_two_orders", 422, "The line is of another order than the first one: enter a service action for each order.",
        "该行与首行不属于同一订单：请按订单分别录入服务处理。")
    static let goodsGone = FailureCode(
        "goods_gone", 409, "Meanwhile less of the goods is there: change the quantities first (P2.6.2).", "可处理的数量已减少：请先修改数量（P2.6.2）。")

    static let afterSalesCodes: [FailureCode] = [
        ticketOrderOfOther, ticketForDraft, contactOfOtherCustomer, productNotInOrder, deadlineOfOwnWork, assigneeUnfit, assigneeAbsent,
        nobodyThere, noRouting, ownTicket, satisfactionKnown, satisfactionOrReason, resolvedBeforeAnswered, serviceLevelExists,
        ticketNotOpen, ticketUnassigned, actionsOpen, actionWithoutLines, goodsOfOthers, goodsNotThere, goodsGone,
        goodsOfTwoOrders,
    ]
}
