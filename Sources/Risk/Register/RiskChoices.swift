// The words of a risk: kinds, states, levels, and what the server raises one for by itself (P4.1.1, P4.1.2).

import Kernel

/// What a risk is about (P4.1.1).
package enum RiskCategory: String, Choice {
    case market, customer, competition, contract, receivable

    package var chinese: String {
        switch self {
        case .market: "市场风险"
        case .customer: "客户风险"
        case .competition: "竞争风险"
        case .contract: "合同风险"
        case .receivable: "收款风险"
        }
    }
}

/// Where a risk is (states.md, Risk).
package enum RiskStatus: String, Choice {
    case identified, assessed, responding, accepted, closed

    package var chinese: String {
        switch self {
        case .identified: "已识别"
        case .assessed: "已评估"
        case .responding: "应对中"
        case .accepted: "已接受"
        case .closed: "已关闭"
        }
    }
}

/// How grave a risk is (P4.1.2).
package enum RiskLevel: String, Choice {
    case high, medium, low

    package var chinese: String {
        switch self {
        case .high: "高"
        case .medium: "中"
        case .low: "低"
        }
    }

    /// By the matrix of five by five: high from 15 on, medium from 6 on.
    ///
    /// - Parameter score: likelihood × impact
    init(score: Int64) {
        self = score >= 15 ? .high : score >= 6 ? .medium : .low
    }
}

/// What the server raises a risk for by itself (P4.1.1).
package enum RiskCause: String, Choice {
    case overdueReceivables = "overdue_receivables"
    case exposureNearLimit = "exposure_near_limit"
    case creditExpired = "credit_expired"
    case obligationsLate = "obligations_late"
    case unsignedTooLong = "unsigned_too_long"
    case winRateFalling = "win_rate_falling"
    case indicatorOverThreshold = "indicator_over_threshold"
    case customerShare = "customer_share"

    package var chinese: String {
        switch self {
        case .overdueReceivables: "应收账款逾期"
        case .exposureNearLimit: "信用占用接近额度"
        case .creditExpired: "资信调查过期"
        case .obligationsLate: "合同义务逾期"
        case .unsignedTooLong: "合同久未签署"
        case .winRateFalling: "对竞争对手赢单率下降"
        case .indicatorOverThreshold: "预警指标越限"
        case .customerShare: "单一客户占比过高"
        }
    }

    /// Whether its figures and papers tell of a customer's credit, which not everybody may read (access.md, group credit).
    var tellsOfCredit: Bool { self == .exposureNearLimit || self == .creditExpired }
}
