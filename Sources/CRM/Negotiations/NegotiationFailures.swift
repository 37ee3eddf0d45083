// The refusals of negotiations.

import Kernel

extension FailureCode {
    static let opportunityNotInProposal = FailureCode(
        "opportunity_not_in_proposal", 409,
        "It is negotiated upon a proposal (P2.4.1): start the proposal of the opportunity first; it is {state}.",
        "谈判须基于方案（P2.4.1）：请先开始制定方案；商机状态为 {state}。")
    static let proposalElsewhere = FailureCode(
        "proposal_elsewhere", 422, "The proposal is one of another opportunity.", "该方案属于其他商机。")
    static let currencyOfProposal = FailureCode(
        "currency_of_proposal", 422, "The proposal is in {currency}: name that currency, in which amounts are read.",
        "方案币种为 {currency}，请填写该币种，金额按此币种读取。")
    static let attendeeUnclear = FailureCode(
        "attendee_unclear", 422, "An attendee is a colleague or a contact of the customer: name exactly one of them.",
        "参加人须且只能是公司人员或客户联系人之一。")
    static let concessionWithoutProposal = FailureCode(
        "concession_without_proposal", 422, "A concession is one from a proposal (P2.4.2): name the version upon which you negotiate.",
        "让步须对应方案（P2.4.2）：请填写所谈判的方案版本。")
    static let concessionUnclear = FailureCode(
        "concession_unclear", 422, "Say what the proposal will say (P2.4.2): {name}.", "请填写让步后的条件（P2.4.2）：{name}。")
    static let concessionLineElsewhere = FailureCode(
        "concession_line_elsewhere", 422, "The line is not one of the proposal upon which you negotiate.", "该报价行不属于所谈判的方案。")
    static let checklistMissing = FailureCode(
        "checklist_missing", 422, "A negotiation is prepared (P2.4.1): enter what was to be prepared.", "谈判前须做准备（P2.4.1）：请填写准备清单。")
    static let checkOpen = FailureCode(
        "check_open", 422, "“{item}” is not prepared (P2.4.1): mark it as done, or say what is missing.",
        "“{item}”尚未准备（P2.4.1）：请标记完成或说明缺口。")
    static let proposalNotCurrent = FailureCode(
        "proposal_not_current", 409,
        "Only from an approved version that is valid something is conceded (P2.4.2); this one is {state}. Name the current one.",
        "只能在有效的已批准版本上让步（P2.4.2）；该版本状态为 {state}，请指定当前版本。")

    static let negotiationCodes: [FailureCode] = [
        opportunityNotInProposal, proposalElsewhere, currencyOfProposal, attendeeUnclear, concessionWithoutProposal, concessionUnclear,
        concessionLineElsewhere, checklistMissing, checkOpen, proposalNotCurrent,
    ]
}
