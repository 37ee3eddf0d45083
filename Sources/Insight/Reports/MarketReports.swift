// What campaigns and channels bring (P2.1.2, P5.2).

import CRM
import Kernel

extension Report {
    static let campaignReturn = Report(
        name: "campaign-return", label: Label("Campaign return", "市场活动回报"),
        definition: Label(
            "Leads and opportunities that were entered in the time, by the campaign or the channel of the lead; opportunities count that came from a lead. Budget and cost are of the campaigns that began in the time. Amounts are at the rate of the day that a deal was entered, or a campaign began.",
            "期间内录入的线索及由线索产生的商机，按市场活动或线索渠道统计；预算与费用为期间内开始的市场活动；金额按商机录入日或活动开始日的汇率折算。"),
        clause: "P2.1.2", source: .list(of: Lead.self), time: .range,
        groupings: [
            .campaign.unnamed("Without a campaign", "无市场活动"), .choice("channel", "Channel", "渠道", LeadChannel.self),
        ] + ReportGrouping.periods,
        columns: [
            .rows("leads", "Leads", "线索数"),
            .rows("converted", "Converted", "已转化", with: [("status", "converted")]),
            .ratio("conversion", "Converted of all", "转化率", "converted", of: "leads"),
            .rows("opportunities", "Opportunities", "商机数", part: 1),
            .rows("won", "Won", "赢单数", part: 1, with: [("status", "won")]),
            .worth("won_amount", "Amount won", "赢单金额", "t.amount", part: 1, with: [("status", "won")]),
            .worth("budget", "Budget", "预算", "t.budget", part: 2),
            .worth("cost", "Cost", "费用", "t.cost", part: 2),
            ReportColumn("return", "Amount won less cost", "赢单金额减费用", .money, .difference("won_amount", less: "cost")),
            .ratio("return_ratio", "Return of cost", "投入回报率", "return", of: "cost"),
        ],
        order: "leads", chart: .bars(["won_amount", "cost"]), compares: true,
        question: Label("Which campaigns and channels bring orders for what they cost?", "哪些市场活动和渠道值得花钱？"),
        body: .parts([
            ReportPart(
                source: Lead.schema, day: "created_at", keys: ["campaign": .field("campaign_id"), "channel": .field("channel")]),
            ReportPart(
                source: Opportunity.schema, filters: [("lead_id.null", "false")], day: "created_at", rate: .ofInstant("t.created_at"),
                keys: [
                    "campaign": ReportKey(sql: "(SELECT campaign_id FROM leads WHERE id = t.lead_id)") {
                        [("lead_campaign_id", $0 == .none ? "0" : $0.word)]
                    },
                    "channel": ReportKey(sql: "(SELECT channel FROM leads WHERE id = t.lead_id)") { [("lead_channel", $0.word)] },
                ]),
            ReportPart(
                source: Campaign.schema, day: "starts_on", rate: .ofDay("t.starts_on"),
                keys: ["campaign": .field("id"), "channel": .field("channel")]),
        ]))
}
