// The refusals of contracts and their clauses.

import Kernel

extension FailureCode {
    static let versionNotCurrent = FailureCode(
        "version_not_current", 409,
        "Version {revision} of the proposal is {status}: only its current approved version becomes a contract (P2.3.3).",
        "方案第 {revision} 版状态为 {status}：只有当前已批准的版本才能签订合同（P2.3.3）。")
    static let contractExists = FailureCode(
        "contract_exists", 409, "A contract rests on this proposal already (P2.3.3). Ask {owner}.", "该方案已有合同（P2.3.3），请联系 {owner}。")
    static let opportunityNotOpen = FailureCode(
        "opportunity_not_open", 409, "The opportunity is {status}: a contract is made of one in proposal or negotiation (P2.4.3).",
        "商机状态为 {status}：只有处于方案或谈判阶段的商机才能签订合同（P2.4.3）。")
    static let clauseTextMissing = FailureCode(
        "clause_text_missing", 422, "A clause without a template has a title, a text as agreed, and the verdict “changed”.",
        "没有模板的条款须填写标题和约定内容，且结论为“changed”。")
    static let clauseNoteMissing = FailureCode(
        "clause_note_missing", 422, "Say why the clause is changed or does not apply (P4.2.4).", "请说明条款修改或不适用的原因（P4.2.4）。")
    static let clauseTextChanged = FailureCode(
        "clause_text_changed", 422, "An included clause reads as its template does; of another text the verdict is “changed”.",
        "结论为“included”时内容须与模板一致；内容不同时结论应为“changed”。")
    static let clauseTwice = FailureCode("clause_twice", 422, "The clause has been answered already.", "该条款已答复。")
    static let clauseUnanswered = FailureCode(
        "clause_unanswered", 422, "The clause “{name}” (template {id}) is required: say what became of it (P4.2.4).",
        "条款“{name}”（模板 {id}）为必备条款，请答复（P4.2.4）。")
    static let clauseTemplateInactive = FailureCode(
        "clause_template_inactive", 422, "The clause template “{name}” is no longer in use.", "条款模板“{name}”已停用。")
    static let paymentWhen = FailureCode(
        "payment_when", 422, "A payment is due on a day or after an occasion: name exactly one of them.", "付款计划须且只能填写到期日或付款节点之一。")
    static let paymentHowMuch = FailureCode(
        "payment_how_much", 422, "A payment is a part of the whole or an amount: name exactly one of them, and the same in all payments.",
        "付款计划须且只能填写比例或金额之一，且各期须一致。")
    static let paymentsDiffer = FailureCode(
        "payments_differ", 422, "The payments come to {sum}; they have to come to {whole}.", "付款计划合计 {sum}，应为 {whole}。")
    static let lineDiffers = FailureCode(
        "line_differs", 422, "“{name}” is not what was approved: version {revision} of the proposal has {approved} (P4.2.4).",
        "“{name}”与已批准的方案不一致：方案第 {revision} 版为 {approved}（P4.2.4）。")
    static let linesDiffer = FailureCode(
        "lines_differ", 422, "The approved version {revision} of the proposal has {approved} lines, the contract has {lines} (P4.2.4).",
        "已批准的方案第 {revision} 版有 {approved} 行，合同有 {lines} 行（P4.2.4）。")
    static let termsDiffer = FailureCode(
        "terms_differ", 422,
        "The contract gives {days} days to pay; version {revision} of the proposal was approved with {approved} (P2.3.2).",
        "合同账期为 {days} 天，而方案第 {revision} 版批准的账期为 {approved} 天（P2.3.2）。")
    static let noticeAfterEnd = FailureCode(
        "notice_after_end", 422, "The day of renewal or notice lies after the end of the contract.", "续签或解约通知期限晚于合同到期日。")
    static let signByPast = FailureCode("sign_by_past", 422, "The day by which it is signed lies in the past.", "签署期限不能早于今天。")
    static let contractOver = FailureCode(
        "contract_over", 409, "The contract's term is over: it ends on {day}. Take it back to draft and set another end.",
        "合同期限已过（{day}），请退回草稿并修改到期日期。")
    static let signedOutOfTime = FailureCode(
        "signed_out_of_time", 422, "A contract is signed after legal has approved it ({day}) and not after today ({today}).",
        "签署日期不能早于法务审核通过日（{day}），也不能晚于今天（{today}）。")
    static let signedCopyMissing = FailureCode(
        "signed_copy_missing", 409, "Attach the copy that the customer has signed first (P2.4.3).", "请先上传客户签署的合同副本（P2.4.3）。")
    static let contractLinesOpen = FailureCode(
        "contract_lines_open", 409, "Not all lines have been ordered or waived yet (P4.2.4).", "尚有合同行未下单或未放弃（P4.2.4）。")
    static let contractOrdersUnconfirmed = FailureCode(
        "contract_orders_unconfirmed", 409, "Orders of this contract have not been confirmed yet (P4.2.4).", "该合同尚有未确认的订单（P4.2.4）。")
    static let obligationsOpen = FailureCode(
        "obligations_open", 409, "Not all obligations have been done yet (P4.2.4).", "尚有义务未履行（P4.2.4）。")
    static let noticesOutOfOrder = FailureCode(
        "notices_out_of_order", 422, "Each notice comes later than the one before: fewer than {days} days before the end.",
        "后一次提醒须晚于前一次：天数应少于 {days}。")

    static let contractCodes: [FailureCode] = [
        versionNotCurrent, contractExists, opportunityNotOpen, clauseTextMissing, clauseNoteMissing,
        clauseTextChanged, clauseTwice, clauseUnanswered, clauseTemplateInactive, paymentWhen, paymentHowMuch, paymentsDiffer,
        lineDiffers, linesDiffer, termsDiffer, noticeAfterEnd, signByPast, contractOver, signedOutOfTime, signedCopyMissing,
        contractLinesOpen,
        contractOrdersUnconfirmed, obligationsOpen, noticesOutOfOrder,
    ]
}
