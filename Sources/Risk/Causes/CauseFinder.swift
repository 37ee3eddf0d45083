// The eight causes for which the server raises risks: how each is found, how it reads, and which records stand behind it (P4.1.1).

import CRM
import Kernel
import SQLite

extension RiskCause {
    /// Where it stands now. Asked beside the writer: it may look at every paper.
    func find(_ reader: RuleReader) throws -> [FoundCause] {
        switch self {
        case .overdueReceivables: try ReceivableCauses.overdue(reader)
        case .customerShare: try ReceivableCauses.shares(reader)
        case .exposureNearLimit: try CreditCauses.nearLimit(reader)
        case .creditExpired: try CreditCauses.expired(reader)
        case .obligationsLate: try ContractCauses.obligations(reader)
        case .unsignedTooLong: try ContractCauses.unsigned(reader)
        case .winRateFalling: try CompetitionCauses.falling(reader)
        case .indicatorOverThreshold: try AlertCauses.standing(reader)
        }
    }

    /// The records behind it, the gravest first.
    func evidence(about id: Int64, _ reader: RuleReader) throws -> [EvidenceRecord] {
        switch self {
        case .overdueReceivables: try ReceivableCauses.overdueInvoices(of: id, reader)
        case .customerShare: try ReceivableCauses.orders(of: id, reader)
        case .exposureNearLimit: try CreditCauses.papers(of: id, reader)
        case .creditExpired: try CreditCauses.investigation(of: id, reader)
        case .obligationsLate, .unsignedTooLong: try ContractCauses.contract(id, reader)
        case .winRateFalling: try CompetitionCauses.deals(against: id, reader)
        case .indicatorOverThreshold: [EvidenceRecord(entity: Alert.schema.entity, id: id, number: "#\(id)", amount: nil)]
        }
    }

    /// What a risk of it is called.
    func title(_ name: String) -> Label {
        let english =
            switch self {
            case .overdueReceivables: "Receivables overdue"
            case .exposureNearLimit: "Exposure near the credit limit"
            case .creditExpired: "Credit investigation expired"
            case .obligationsLate: "Contract obligations late"
            case .unsignedTooLong: "Contract unsigned for long"
            case .winRateFalling: "Win rate falling against"
            case .indicatorOverThreshold: "Indicator over its threshold"
            case .customerShare: "Large share of one customer"
            }
        return Label(shortened("\(english): \(name)"), shortened("\(chinese)：\(name)"))
    }

    /// Why it was raised, without figures: who reads the risk need not be among those who read the credit.
    var reason: Label {
        switch self {
        case .overdueReceivables: Label("Invoices of the customer have been overdue for long.", "该客户的发票长期逾期未付。")
        case .exposureNearLimit: Label("What the customer owes comes near the credit limit.", "该客户的信用占用接近信用额度。")
        case .creditExpired: Label("The credit investigation of the customer is no longer valid.", "该客户的资信调查已过有效期。")
        case .obligationsLate: Label("Obligations of the contract are not done although their day has passed.", "合同义务已过期限仍未履行。")
        case .unsignedTooLong: Label("Legal has approved the contract, and it is still not signed by both.", "合同经法务审核后久未完成双方签署。")
        case .winRateFalling: Label("Fewer deals against the competitor are won than before.", "对该竞争对手的赢单率较前期下降。")
        case .indicatorOverThreshold: Label("An early-warning rule has raised an alert.", "预警规则已触发预警。")
        case .customerShare: Label("One customer makes a large share of all confirmed orders.", "单一客户在已确认订单中占比过高。")
        }
    }

    /// As long as a title may be.
    private func shortened(_ text: String) -> String { String(text.prefix(200)) }
}
