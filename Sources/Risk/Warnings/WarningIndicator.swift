// What early-warning rules can watch: a small catalogue of figures from the server's own records (P4.2.1).

import Kernel

/// A figure of each day.
package enum WarningIndicator: String, Choice {
    case revenueReceived = "revenue_received"
    case ordersConfirmed = "orders_confirmed"
    case overdueReceivables = "overdue_receivables"
    case overdueShare = "overdue_share"
    case winRate = "win_rate"
    case winRateAgainst = "win_rate_against"
    case pipelineValue = "pipeline_value"
    case newLeads = "new_leads"
    case ticketsOpened = "tickets_opened"
    case complaints, satisfaction
    case onTimeShare = "on_time_share"

    package var chinese: String {
        switch self {
        case .revenueReceived: "期间回款金额"
        case .ordersConfirmed: "期间确认订单金额"
        case .overdueReceivables: "逾期应收金额"
        case .overdueShare: "逾期应收占比"
        case .winRate: "赢单率"
        case .winRateAgainst: "对竞争对手赢单率"
        case .pipelineValue: "在途商机金额"
        case .newLeads: "新增线索数"
        case .ticketsOpened: "新增工单数"
        case .complaints: "投诉数"
        case .satisfaction: "平均满意度"
        case .onTimeShare: "准时交付率"
        }
    }

    /// In what it is counted.
    var unit: IndicatorUnit {
        switch self {
        case .revenueReceived, .ordersConfirmed, .overdueReceivables, .pipelineValue: .amount
        case .overdueShare, .winRate, .winRateAgainst, .onTimeShare: .share
        case .newLeads, .ticketsOpened, .complaints: .count
        case .satisfaction: .mean
        }
    }

    /// Whether it is what was overdue at the end of a day.
    var tellsOfOverdue: Bool { self == .overdueReceivables || self == .overdueShare }

    /// What kind of risk it is when the figure is beyond its threshold.
    var category: RiskCategory {
        switch self {
        case .revenueReceived, .ordersConfirmed, .pipelineValue, .newLeads: .market
        case .overdueReceivables, .overdueShare: .receivable
        case .winRate, .winRateAgainst: .competition
        case .ticketsOpened, .complaints, .satisfaction: .customer
        case .onTimeShare: .contract
        }
    }
}

/// In what a figure is counted.
package enum IndicatorUnit: String, Choice {
    case amount, share, count, mean

    package var chinese: String {
        switch self {
        case .amount: "金额（本位币）"
        case .share: "比例"
        case .count: "数量"
        case .mean: "平均分"
        }
    }

    /// What a threshold may be, in thousandths.
    var range: ClosedRange<Int64> {
        switch self {
        case .amount: 0...CompanyAmount.range.upperBound
        case .share: 0...1000
        case .count: 0...1_000_000_000_000
        case .mean: 1000...5000
        }
    }
}

/// On which side of its threshold a figure is beyond it.
package enum WarningDirection: String, Choice {
    case above, below

    package var chinese: String { self == .above ? "高于阈值" : "低于阈值" }
}
