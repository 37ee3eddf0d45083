// The words of an opportunity.

import Kernel

/// The stages of a deal (P2.2 – P2.4).
package enum OpportunityStatus: String, Choice {
    case needsAnalysis = "needs_analysis"
    case evaluated, proposal, negotiation, won, lost

    /// Those in which it may still be won.
    static let open: [OpportunityStatus] = [.needsAnalysis, .evaluated, .proposal, .negotiation]

    package var chinese: String {
        switch self {
        case .needsAnalysis: "需求分析"
        case .evaluated: "已评估"
        case .proposal: "方案"
        case .negotiation: "谈判"
        case .won: "赢单"
        case .lost: "输单"
        }
    }
}

/// How good an opportunity is (P2.2.3).
package enum OpportunityGrade: String, Choice {
    case high, medium, low

    package var chinese: String {
        switch self {
        case .high: "高"
        case .medium: "中"
        case .low: "低"
        }
    }
}

/// In what respect a customer needs something (P2.2.1).
package enum NeedDimension: String, Choice {
    case function, quality, price, delivery, service

    package var chinese: String {
        switch self {
        case .function: "功能"
        case .quality: "质量"
        case .price: "价格"
        case .delivery: "交货"
        case .service: "售后服务"
        }
    }
}

/// For what a deal was lost, so that losses can be counted (P4.2.3).
package enum LossCategory: String, Choice {
    case function, quality, price, delivery, service, relationship
    case noBudget = "no_budget"
    case noDecision = "no_decision"
    case other

    package var chinese: String {
        switch self {
        case .function: "功能"
        case .quality: "质量"
        case .price: "价格"
        case .delivery: "交货"
        case .service: "售后服务"
        case .relationship: "客户关系"
        case .noBudget: "无预算"
        case .noDecision: "未作决定"
        case .other: "其他"
        }
    }
}
