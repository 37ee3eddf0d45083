// The refusals of dunning (P4.2.5).

import Kernel

extension FailureCode {
    static let dunningCaseExists = FailureCode(
        "dunning_case_exists", 409, "The case {number} collects from this customer in this currency already.", "该客户的该币种已有催收案 {number}。")
    static let nothingOverdue = FailureCode(
        "nothing_overdue", 409, "Nothing of the customer is overdue in this currency, or all of it is disputed.", "客户没有该币种的逾期款项，或全部存在争议。")
    static let nothingToDun = FailureCode(
        "nothing_to_dun", 409, "Nothing of the case is overdue but what is disputed: end the dispute first (P4.2.5).",
        "除有争议的发票外，案中没有逾期款项：请先结束争议（P4.2.5）。")
    static let stillOpen = FailureCode(
        "dunning_still_open", 409,
        "Something of its invoices is still open: allocate what was received, or write off what nobody will pay (P4.2.5).",
        "案中发票仍有未收金额：请核销收款，或核销坏账（P4.2.5）。")
    static let promiseDay = FailureCode(
        "promise_day", 422, "A promise is for a day from {from} to {to} (P4.2.5).", "承诺付款日须在 {from} 至 {to} 之间（P4.2.5）。")
    static let promiseTooLarge = FailureCode(
        "promise_too_large", 422, "At most what is overdue can be promised, {overdue}.", "承诺金额最多为逾期金额 {overdue}。")
    static let currencyOfCase = FailureCode(
        "currency_of_case", 422, "The amount is in the case's currency: name {currency}.", "金额须使用催收案币种，请填写 {currency}。")

    static let dunningCodes: [FailureCode] = [
        dunningCaseExists, nothingOverdue, nothingToDun, stillOpen, promiseDay, promiseTooLarge, currencyOfCase,
    ]
}
