// The clauses that the sample company's legal department keeps, in the two languages of its contracts.

/// A clause as legal wants it.
struct ClauseText: Sendable {
    let name: String
    let category: String
    let text: String
    var isRequired = true
    /// Whether customers ask for other words.
    var mayChange = false
    /// The kinds of contract that it is for; none: for all.
    var kinds: [String] = []

    /// In the order of their ids.
    static let all = [
        ClauseText(
            name: "验收 Acceptance", category: "交付",
            text: "买方于到货后五个工作日内书面提出异议，逾期视为验收合格。The buyer objects in writing within five working days; else the goods are accepted."),
        ClauseText(
            name: "付款 Payment", category: "付款",
            text: "逾期付款按每日万分之五支付违约金。Late payment costs 0.05 % a day."),
        ClauseText(
            name: "责任限制 Liability", category: "风险", text: "任何一方的赔偿以合同金额为限。Either side is liable up to the price of the contract.",
            mayChange: true),
        ClauseText(
            name: "保密 Confidentiality", category: "风险",
            text: "双方对价格及客户信息保密，期限至合同终止后两年。Prices and customers are kept secret until two years after the end."),
        ClauseText(
            name: "争议解决 Disputes", category: "法律",
            text: "协商不成的，提交上海国际经济贸易仲裁委员会仲裁。Disputes are settled by arbitration in Shanghai.", mayChange: true),
        ClauseText(
            name: "年度返利 Yearly rebate", category: "价格",
            text: "年采购额超过约定金额的部分给予返利。A rebate is given on what goes beyond the agreed yearly amount.", isRequired: false,
            kinds: ["framework"]),
    ]
}
