// The closed lists of values that a ticket's fields take.

import Kernel

/// Where a ticket is (states.md, P2.6).
package enum TicketStatus: String, Choice {
    case new, assigned
    case inProgress = "in_progress"
    case waitingCustomer = "waiting_customer"
    case resolved, closed

    /// Those in which something is still to be done about it.
    static let open: [TicketStatus] = [.new, .assigned, .inProgress, .waitingCustomer]

    package var chinese: String {
        switch self {
        case .new: "新建"
        case .assigned: "已分派"
        case .inProgress: "处理中"
        case .waitingCustomer: "等待客户"
        case .resolved: "已解决"
        case .closed: "已关闭"
        }
    }
}

/// By which way the customer has come (P2.6.1).
package enum TicketChannel: String, Choice {
    case phone, email
    case onlineChat = "online_chat"
    case visit

    package var chinese: String {
        switch self {
        case .phone: "电话"
        case .email: "邮件"
        case .onlineChat: "在线客服"
        case .visit: "来访"
        }
    }
}

/// What it is about: routing and times follow from it (P2.6.1).
package enum TicketType: String, Choice {
    case quality, inquiry, complaint, delivery, other

    package var chinese: String {
        switch self {
        case .quality: "质量"
        case .inquiry: "咨询"
        case .complaint: "投诉"
        case .delivery: "交付"
        case .other: "其他"
        }
    }
}

/// How much it presses.
package enum TicketPriority: String, Choice {
    case urgent, high, normal, low

    package var chinese: String {
        switch self {
        case .urgent: "紧急"
        case .high: "高"
        case .normal: "普通"
        case .low: "低"
        }
    }
}

/// By which way satisfaction was asked for (P2.6.3).
package enum SurveyChannel: String, Choice {
    case phone, email
    case onlineChat = "online_chat"
    case visit, survey

    package var chinese: String {
        switch self {
        case .phone: "电话"
        case .email: "邮件"
        case .onlineChat: "在线客服"
        case .visit: "上门"
        case .survey: "问卷"
        }
    }
}

/// Why somebody has a ticket.
package enum RoutingReason: String, Choice {
    case byHand = "by_hand"
    case byRule = "by_rule"
    case roundRobin = "round_robin"
    case load, delegate, reopened
    case handedOver = "handed_over"

    package var chinese: String {
        switch self {
        case .byHand: "人工指定"
        case .byRule: "按规则指定"
        case .roundRobin: "轮流分派"
        case .load: "按负荷分派"
        case .delegate: "代理缺勤人员"
        case .reopened: "重新打开"
        case .handedOver: "工作移交"
        }
    }
}

/// What brought a ticket up the reporting line (P2.6.2).
package enum EscalationCause: String, Choice {
    case response, resolution
    case byHand = "by_hand"

    package var chinese: String {
        switch self {
        case .response: "响应超时"
        case .resolution: "解决超时"
        case .byHand: "人工上报"
        }
    }
}
