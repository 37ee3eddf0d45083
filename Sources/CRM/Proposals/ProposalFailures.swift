// The refusals of proposals.

import Kernel

extension FailureCode {
    static let opportunityNotReady = FailureCode(
        "opportunity_not_ready", 409,
        "A proposal rests on an opportunity that is evaluated and neither won nor lost (P2.3.1); this one is {state}.",
        "方案须基于已评估且未关闭的商机（P2.3.1）；该商机状态为 {state}。")
    static let validityPast = FailureCode(
        "validity_past", 422, "The proposal would be out of date already: name a day to come, or none.", "有效期早于今天：请填写今后的日期或留空。")
    static let proposalPartMissing = FailureCode(
        "proposal_part_missing", 422, "“{name}” is one of the five parts of a proposal (P2.3.1): fill it in before you submit.",
        "“{name}”是方案五个必备部分之一（P2.3.1）：提交前请填写。")
    static let proposalOutOfDate = FailureCode(
        "proposal_out_of_date", 409, "The proposal was valid until {day}: move “valid_until_on” in a new version first.",
        "方案有效期至 {day}：请先在新版本中更新 “valid_until_on”。")
    static let proposalUnderContract = FailureCode(
        "proposal_under_contract", 409, "A contract rests on this version (P2.3.3): it stays as it is.", "该版本已有合同（P2.3.3），不能再变更。")
    static let positionTwice = FailureCode("position_twice", 422, "The position has its authority already.", "该职位已设置权限。")
    static let noSuchRevision = FailureCode(
        "no_such_revision", 404, "The proposal has no other version of that number that you may see.", "该方案没有您可查看的此版本。")

    static let proposalCodes: [FailureCode] = [
        opportunityNotReady, validityPast, proposalPartMissing, proposalOutOfDate, proposalUnderContract, positionTwice,
        noSuchRevision,
    ]
}
