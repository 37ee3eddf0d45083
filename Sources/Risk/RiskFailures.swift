// The refusals of risks and early warnings (P4).

import Kernel

extension FailureCode {
    static let riskRecordIncomplete = FailureCode(
        "risk_record_incomplete", 422, "A record is named by its kind and its id: name both, or neither.", "关联对象须同时填写类型和编号，或都不填。")
    static let reviewDay = FailureCode(
        "review_day", 422, "A risk is reviewed on a day from {from} to {to} (P4.1.2).", "复核日期须在 {from} 至 {to} 之间（P4.1.2）。")
    static let ownRisk = FailureCode(
        "own_risk", 403, "The risk is yours: nobody accepts it for himself or herself in another's place (P4.1.2).",
        "这是您本人负责的风险：不能代他人接受自己的风险（P4.1.2）。")
    static let riskOpenAlready = FailureCode(
        "risk_open_already", 409, "The risk {number} is open for the same cause already: go on with that one.",
        "相同原因的风险 {number} 尚未关闭：请处理该风险。")
    static let thresholdUnfit = FailureCode(
        "threshold_unfit", 422, "A threshold of this indicator lies from {from} to {to}.", "该指标的阈值须在 {from} 至 {to} 之间。")
    static let indicatorCompetitor = FailureCode(
        "indicator_competitor", 422, "The win rate against a competitor names one; no other indicator does.", "“对竞争对手赢单率”须指定竞争对手，其他指标不能指定。")

    static let riskCodes: [FailureCode] = [riskRecordIncomplete, reviewDay, ownRisk, riskOpenAlready, thresholdUnfit, indicatorCompetitor]
}
