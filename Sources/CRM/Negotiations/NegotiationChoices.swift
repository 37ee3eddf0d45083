// The words of a negotiation.

import Kernel

/// Where a negotiation is (states.md, P2.4).
package enum NegotiationStatus: String, Choice {
    case scheduled, held, concluded, cancelled

    package var chinese: String {
        switch self {
        case .scheduled: "已约定"
        case .held: "已进行"
        case .concluded: "已结束"
        case .cancelled: "已取消"
        }
    }
}

/// What came of it (P2.4.3).
package enum NegotiationOutcome: String, Choice {
    case agreed
    case goesOn = "continue"
    case failed

    package var chinese: String {
        switch self {
        case .agreed: "达成一致"
        case .goesOn: "继续谈判"
        case .failed: "未达成"
        }
    }
}

/// In what was given way.
package enum ConcessionKind: String, Choice {
    case price
    case paymentTerms = "payment_terms"
    case delivery, service, other

    package var chinese: String {
        switch self {
        case .price: "价格"
        case .paymentTerms: "付款条件"
        case .delivery: "交货"
        case .service: "服务"
        case .other: "其他"
        }
    }
}
