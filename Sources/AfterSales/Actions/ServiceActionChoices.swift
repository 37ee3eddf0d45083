// The closed lists of values that a service action's fields take.

import Kernel

/// Where a service action is (states.md, P2.6).
package enum ServiceActionStatus: String, Choice {
    case proposed, approved
    case inProgress = "in_progress"
    case finished, rejected, cancelled

    package var chinese: String {
        switch self {
        case .proposed: "待审批"
        case .approved: "已批准"
        case .inProgress: "处理中"
        case .finished: "已完成"
        case .rejected: "已驳回"
        case .cancelled: "已取消"
        }
    }
}

/// What is done (P2.6.2).
package enum ServiceActionKind: String, Choice {
    case repair, exchange, `return`, answer, visit

    /// Whether it is about goods that the customer has.
    var isAboutGoods: Bool {
        switch self {
        case .repair, .exchange, .return: true
        case .answer, .visit: false
        }
    }

    package var chinese: String {
        switch self {
        case .repair: "维修"
        case .exchange: "换货"
        case .return: "退货"
        case .answer: "答复"
        case .visit: "上门"
        }
    }
}

/// Who has to agree.
package enum ServiceApprovalLevel: String, Choice {
    case manager, finance

    package var chinese: String {
        switch self {
        case .manager: "上级"
        case .finance: "财务"
        }
    }
}
