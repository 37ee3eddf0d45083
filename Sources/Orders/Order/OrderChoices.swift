// The closed lists of values that an order's fields take.

import Kernel

/// Where an order is (states.md, P2.5).
package enum OrderStatus: String, Choice {
    case draft
    case inReview = "in_review"
    case approved, confirmed, completed, cancelled
    case onHold = "on_hold"

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .inReview: "评审中"
        case .approved: "已批准"
        case .confirmed: "已确认"
        case .completed: "已完成"
        case .cancelled: "已取消"
        case .onHold: "已挂起"
        }
    }
}

/// How far the goods are; it follows from the shipments, nobody sets it.
package enum FulfilmentStatus: String, Choice {
    case open
    case inProduction = "in_production"
    case ready
    case partlyShipped = "partly_shipped"
    case shipped
    case partlyDelivered = "partly_delivered"
    case delivered

    package var chinese: String {
        switch self {
        case .open: "未开始"
        case .inProduction: "生产中"
        case .ready: "待发货"
        case .partlyShipped: "部分发货"
        case .shipped: "已发货"
        case .partlyDelivered: "部分交付"
        case .delivered: "已交付"
        }
    }
}

/// How far the invoices are; it follows from the papers, nobody sets it.
package enum InvoicingStatus: String, Choice {
    case none
    case partlyInvoiced = "partly_invoiced"
    case invoiced, paid

    package var chinese: String {
        switch self {
        case .none: "未开票"
        case .partlyInvoiced: "部分开票"
        case .invoiced: "已开票"
        case .paid: "已付款"
        }
    }
}

/// Who reviews an order (P2.5.2).
package enum ReviewDepartment: String, Choice {
    case finance, logistics, sales

    package var chinese: String {
        switch self {
        case .finance: "财务"
        case .logistics: "物流"
        case .sales: "销售"
        }
    }
}

/// What a review says.
package enum Verdict: String, Choice {
    case pending, approved, rejected

    package var chinese: String {
        switch self {
        case .pending: "待评审"
        case .approved: "通过"
        case .rejected: "驳回"
        }
    }
}

/// Why an order is on hold (P4.2.2).
package enum HoldReason: String, Choice {
    case byHand = "by_hand"
    case overLimit = "over_limit"
    case poorRating = "poor_rating"
    case prepaymentOpen = "prepayment_open"

    package var chinese: String {
        switch self {
        case .byHand: "人工挂起"
        case .overLimit: "超过信用额度"
        case .poorRating: "信用等级不足"
        case .prepaymentOpen: "预付款未到账"
        }
    }
}
