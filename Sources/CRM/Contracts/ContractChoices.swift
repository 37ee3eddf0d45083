// The words of a contract.

import Kernel

/// Where a contract is (states.md, P2.4.3, P4.2.4).
package enum ContractStatus: String, Choice {
    case draft
    case legalReview = "legal_review"
    case signing, signed
    case inExecution = "in_execution"
    case completed, terminated, expired

    /// Those in which both have signed and its term runs: orders are made from it.
    package static let inForce: [ContractStatus] = [.signed, .inExecution]

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .legalReview: "法务审核中"
        case .signing: "签署中"
        case .signed: "已签订"
        case .inExecution: "履行中"
        case .completed: "已完成"
        case .terminated: "已终止"
        case .expired: "已到期"
        }
    }
}

/// What sort of contract it is; clause templates can be for some of them.
package enum ContractKind: String, Choice {
    case sale, framework, service, other

    package var chinese: String {
        switch self {
        case .sale: "买卖合同"
        case .framework: "框架合同"
        case .service: "服务合同"
        case .other: "其他"
        }
    }
}

/// What became of a clause in a contract (P4.2.4).
package enum ClauseVerdict: String, Choice {
    /// As the template has it.
    case included
    case changed
    case notApplicable = "not_applicable"

    package var chinese: String {
        switch self {
        case .included: "采用"
        case .changed: "已修改"
        case .notApplicable: "不适用"
        }
    }
}

/// One of the two who sign.
package enum ContractParty: String, Choice {
    case ours, theirs

    package var chinese: String {
        switch self {
        case .ours: "我方"
        case .theirs: "对方"
        }
    }
}

/// What a payment follows, where it has no day of its own.
package enum PaymentOccasion: String, Choice {
    case signing
    case beforeDelivery = "before_delivery"
    case delivery, acceptance, invoice
    case warrantyEnd = "warranty_end"

    package var chinese: String {
        switch self {
        case .signing: "签订后"
        case .beforeDelivery: "发货前"
        case .delivery: "交货后"
        case .acceptance: "验收后"
        case .invoice: "开票后"
        case .warrantyEnd: "质保期满后"
        }
    }
}
