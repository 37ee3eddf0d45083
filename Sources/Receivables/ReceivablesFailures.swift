// The refusals around invoices, receipts and dunning.

import Kernel

extension FailureCode {
    // MARK: Invoices

    static let orderOrShipment = FailureCode(
        "order_or_shipment", 422, "Name the order or the shipment that the invoice is for (P4.2.5).", "请指定发票对应的订单或发货单（P4.2.5）。")
    static let shipmentOfOtherOrder = FailureCode(
        "shipment_of_other_order", 422, "The shipment is of another order.", "该发货单属于其他订单。")
    static let shipmentNotShipped = FailureCode(
        "shipment_not_shipped", 422, "The shipment is {state}: what was shipped or delivered is invoiced.", "发货单状态为 {state}：发货或交付后才能开票。")
    static let orderNotInvoiceable = FailureCode(
        "order_not_invoiceable", 409,
        "The order {number} is {state}: invoices are for orders that are confirmed and not on hold, or completed (P4.2.5).",
        "订单 {number} 状态为 {state}：只能为已确认且未挂起或已完成的订单开票（P4.2.5）。")
    static let dueBeforeDate = FailureCode("due_before_date", 422, "It would be due before it is dated.", "到期日不能早于开票日期。")
    static let invoicedBeforeOrder = FailureCode(
        "invoiced_before_order", 422,
        "The order was confirmed on {confirmed_on}: its invoices are dated then or later (P4.2.5).",
        "订单于 {confirmed_on} 确认：开票日期不得早于该日（P4.2.5）。")
    static let nothingToInvoice = FailureCode(
        "nothing_to_invoice", 409, "Nothing of the order {number} is still to be invoiced here: drafts count as well.",
        "订单 {number} 已无可开票的内容（草稿也占用数量）。")
    static let invoicedTwice = FailureCode("invoiced_twice", 422, "The order's line stands in the invoice already.", "该订单行已在发票中。")
    static let lineNotInOrder = FailureCode("line_not_in_order", 422, "The line is none of the order's.", "该行不属于此订单。")
    static let overInvoiced = FailureCode(
        "over_invoiced", 422,
        "At most {open} of this line are still to be invoiced: drafts count as well, and what came back is not invoiced (P4.2.5).",
        "该行最多还可开票 {open}（草稿也占用数量，退货不再开票，P4.2.5）。")
    static let invoiceSettled = FailureCode(
        "invoice_settled", 409,
        "Something of it is paid, credited or written off: reverse the receipts and void the credit notes first, or make a credit note.",
        "该发票已有收款、红冲或核销：请先冲销收款并作废红字发票，或开具红字发票。")
    static let nothingOpen = FailureCode("nothing_open_of_invoice", 409, "Nothing of the invoice is open.", "该发票没有未收金额。")

    // MARK: Days

    static let datedAhead = FailureCode("dated_ahead", 422, "{day} is still to come.", "{day} 尚未到来。")
    static let booksClosed = FailureCode(
        "books_closed", 422, "The books are closed until {closed_until_on}: {day} is too early (P5.1.2).",
        "账期已关闭至 {closed_until_on}：{day} 过早（P5.1.2）。")
    static let booksClosedSince = FailureCode(
        "books_closed_since", 409, "The books are closed until {closed_until_on}, and this would change what they say of {day} (P5.1.2).",
        "账期已关闭至 {closed_until_on}，此操作会改变 {day} 的账目（P5.1.2）。")

    // MARK: Credit notes

    static let invoiceNotIssued = FailureCode(
        "invoice_not_issued", 409, "The invoice is {state}: a credit note is for one that was issued.", "发票状态为 {state}：只能红冲已开具的发票。")
    static let nothingToCredit = FailureCode(
        "nothing_to_credit", 409, "Nothing of the invoice {number} is left to be credited: drafts count as well.",
        "发票 {number} 已无可红冲的内容（草稿也占用数量）。")
    static let creditedTwice = FailureCode("credited_twice", 422, "The invoice's line stands in the credit note already.", "该发票行已在红字发票中。")
    static let lineNotInInvoice = FailureCode("line_not_in_invoice", 422, "The line is none of the invoice's.", "该行不属于此发票。")
    static let overCredited = FailureCode(
        "over_credited", 422, "At most {open} of this line are left to be credited: drafts count as well.", "该行最多还可红冲 {open}（草稿也占用数量）。")
    static let creditedBeforeInvoice = FailureCode(
        "credited_before_invoice", 422, "A credit note is not dated before its invoice.", "红字发票日期不能早于原发票日期。")

    static let goodsCameBack = FailureCode(
        "goods_came_back", 409,
        """
        The credit note stays: it is a return's, or without it more would be invoiced than is ordered, as it was amended, and kept \
        (P4.2.5, P2.5.3, P2.6.2).
        """,
        "该红字发票不能作废：它属于退货，或作废后开票数量将超过变更后订购且客户保留的数量（P4.2.5，P2.5.3，P2.6.2）。")
    static let creditNoteInDraft = FailureCode(
        "credit_note_in_draft", 409,
        "The draft of a credit note for the invoice {number} holds these goods: issue or archive it first (P2.6.2).",
        "发票 {number} 的红字发票草稿已占用这些货物：请先开具或归档该草稿（P2.6.2）。")

    // MARK: Receipts

    static let orderOfOtherCustomer = FailureCode("order_of_other_customer", 422, "The order is another customer's.", "该订单属于其他客户。")
    static let currencyOfOrder = FailureCode(
        "currency_of_order", 422, "A prepayment is in the order's currency, {currency}.", "预付款须使用订单币种 {currency}。")
    static let prepaymentOfIdleOrder = FailureCode(
        "prepayment_of_idle_order", 422, "The order is {state}: nothing is prepaid for it.", "订单状态为 {state}，不接受预付款。")
    static let receiptUsedUp = FailureCode("receipt_used_up", 409, "All of the receipt is allocated.", "该收款已全部核销。")
    static let noOpenInvoice = FailureCode(
        "no_open_invoice", 409, "The customer has no open invoice in this currency that the receipt may pay.", "客户没有可用该收款核销的同币种未结发票。")
    static let allocatedTwice = FailureCode("allocated_twice", 422, "The invoice is named already.", "该发票已列出。")
    static let overAllocated = FailureCode(
        "over_allocated", 422, "At most {open} can be allocated here: no more than is open of the invoice and of the receipt (P4.2.5).",
        "此处最多可核销 {open}：不得超过发票和收款的未核销金额（P4.2.5）。")
    static let currencyOfReceipt = FailureCode(
        "currency_of_receipt", 422, "The amounts are in the receipt's currency: name {currency}.", "金额须使用收款币种，请填写 {currency}。")
    static let invoiceOfOtherCustomer = FailureCode("invoice_of_other_customer", 422, "The invoice is another customer's.", "该发票属于其他客户。")
    static let invoiceInOtherCurrency = FailureCode(
        "invoice_in_other_currency", 422, "The invoice is in {currency}.", "该发票币种为 {currency}。")
    static let invoiceNotOpen = FailureCode("invoice_not_open", 422, "Nothing of the invoice is open.", "该发票没有未收金额。")
    static let prepaymentOfOtherOrder = FailureCode(
        "prepayment_of_other_order", 422, "The receipt is the prepayment of another order, and pays that order's invoices alone (P4.2.2).",
        "该收款是其他订单的预付款，只能核销该订单的发票（P4.2.2）。")

    static let receivablesCodes: [FailureCode] = [
        orderOrShipment, shipmentOfOtherOrder, shipmentNotShipped, orderNotInvoiceable, dueBeforeDate, invoicedBeforeOrder,
        nothingToInvoice, invoicedTwice,
        lineNotInOrder, overInvoiced, invoiceSettled, nothingOpen, datedAhead, booksClosed, booksClosedSince, invoiceNotIssued,
        nothingToCredit, creditedTwice, lineNotInInvoice, overCredited, creditedBeforeInvoice, goodsCameBack, creditNoteInDraft,
        orderOfOtherCustomer, currencyOfOrder,
        prepaymentOfIdleOrder, receiptUsedUp, noOpenInvoice, allocatedTwice, overAllocated, currencyOfReceipt, invoiceOfOtherCustomer,
        invoiceInOtherCurrency, invoiceNotOpen, prepaymentOfOtherOrder,
    ]
}
