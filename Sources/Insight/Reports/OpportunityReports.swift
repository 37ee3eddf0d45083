// How deals end and what they bring: won and lost, against whom, what is still to come (P2.2 – P2.4, P4.2.3, P5.2).

import CRM
import Kernel

extension ReportColumn {
    /// From the beginning of a deal to its end, of those that began here.
    static let timesToClose: [ReportColumn] = [
        ReportColumn(
            "close_milliseconds", "", "", .count, .measured(.sum("t.closed_at - t.created_at"), part: 0, with: [("imported", "false")])
        ).hidden,
        .rows("close_count", "", "", with: [("imported", "false")]).hidden,
        ReportColumn("days_to_close", "Days to close, mean", "平均成交周期（天）", .days, .meanDays("close_milliseconds", of: "close_count")),
    ]
}

extension ReportPart {
    /// Opportunities by the day on which they were won or lost.
    static let closedOpportunities = ReportPart(
        source: Opportunity.schema, filters: [("status", "won,lost")], day: "closed_at", rate: .ofInstant("t.closed_at"),
        keys: .byOwner.adding(.byCustomer).adding(["reason": reasonKey, "lost_to": .field("lost_to_id")]))

    private static let reasonKey = ReportKey(sql: "CASE WHEN t.status = 'won' THEN 'won' ELSE ifnull(t.loss_category, 'none') END") { key in
        switch key.word {
        case "won": [("status", "won")]
        case "none": [("status", "lost"), ("loss_category.null", "true")]
        default: [("status", "lost"), ("loss_category", key.word)]
        }
    }
}

extension ReportGrouping {
    /// Won, or the kind of the loss.
    static let reason: ReportGrouping = {
        let known = ChoiceSet(LossCategory.self).values
        let ends: [(value: String, label: Label)] = [("won", Label("Won", "赢单")), ("none", Label("Lost without a kind", "未分类输单"))]
        let set = ChoiceSet(ends + known)
        return ReportGrouping("reason", "Reason", "原因", .choice(set), [ReportMember("reason", "Reason", "原因", .choice(set))])
    }()

    static let lostTo: ReportGrouping = {
        let competitor = ReportGrouping.record("lost_to", "Lost to", "输给的对手", "SELECT name FROM competitors WHERE id = k")
        return competitor.unnamed("To no competitor", "未输给竞争对手")
    }()
}

extension Report {
    static let winLoss = Report(
        name: "win-loss", label: Label("Won and lost", "赢单与输单"),
        definition: Label(
            "Opportunities by the day on which they were won or lost, imported history included. Amounts are the expected ones at the rate of that day. Days to close count from the entry, of those that began here.",
            "按赢单或输单日期统计的商机（含导入的历史）；金额为预计金额，按当日汇率折算；成交周期自录入起算，仅统计在本系统中开始的商机。"),
        clause: "P4.2.3", source: .list(of: Opportunity.self), time: .range,
        groupings: [.reason, .owner, .team, .region, .industry, .customer, .lostTo] + ReportGrouping.periods,
        columns: [
            .rows("closed", "Won and lost", "已结束商机数"),
            .rows("won", "Won", "赢单数", with: [("status", "won")]),
            .rows("lost", "Lost", "输单数", with: [("status", "lost")]),
            .ratio("win_rate", "Won of all", "赢单率", "won", of: "closed"),
            .worth("won_amount", "Amount won", "赢单金额", "t.amount", with: [("status", "won")]),
            .worth("lost_amount", "Amount lost", "输单金额", "t.amount", with: [("status", "lost")]),
        ] + ReportColumn.timesToClose,
        order: "closed", chart: .stacked(["won", "lost"]), takesFilters: true, compares: true,
        example: "group_by=owner",
        question: Label("How much is won and lost, and why is it lost?", "赢了多少、输了多少，为什么输？"),
        body: .parts([.closedOpportunities]))

    static let competitors = Report(
        name: "competitors", label: Label("Competitors", "竞争对手"),
        definition: Label(
            "Deals won and lost against each competitor, by the day they ended; a deal with several competitors is one of each, so the groups do not add up. The total is of all deals that ended, also of those without a competitor.",
            "针对各竞争对手的赢单与输单，按结束日期统计；一单有多个对手时各计一次，因此各组不可相加；合计为全部已结束的商机（含无竞争对手的）。"),
        clause: "P4.2.3", source: .list(of: Opportunity.self), time: .range, groupings: [.competitor],
        columns: [
            .rows("deals", "Deals", "商机数"),
            .rows("won", "Won", "赢单数", with: [("status", "won")]),
            .rows("lost", "Lost", "输单数", with: [("status", "lost")]),
            .rows("lost_to_it", "Lost to it", "输给该对手", part: 1),
            .ratio("win_rate", "Won of all", "赢单率", "won", of: "deals"),
            .worth("won_amount", "Amount won", "赢单金额", "t.amount", with: [("status", "won")]),
            .worth("lost_amount", "Amount lost", "输单金额", "t.amount", with: [("status", "lost")]),
        ],
        order: "deals", chart: .stacked(["won", "lost"]),
        question: Label("Whom do we meet, and whom do we lose to?", "遇到哪些对手，输给了谁？"),
        body: .parts([
            ReportPart(
                source: Opportunity.schema, filters: [("status", "won,lost")], day: "closed_at", rate: .ofInstant("t.closed_at"),
                keys: ["competitor": against]),
            ReportPart(
                source: Opportunity.schema, filters: [("status", "lost"), ("lost_to_id.null", "false")], day: "closed_at",
                keys: ["competitor": .field("lost_to_id")]),
        ]))

    private static let against: ReportKey = {
        let joins = """
            JOIN (SELECT opportunity_id, competitor_id FROM opportunity_competition
                UNION SELECT id, lost_to_id FROM opportunities WHERE lost_to_id IS NOT NULL) c ON c.opportunity_id = t.id
            """
        return ReportKey(sql: "c.competitor_id", joins: joins, overlaps: true) { [("against_id", $0.word)] }
    }()

    static let forecast = Report(
        name: "forecast", label: Label("Forecast", "销售预测"),
        definition: Label(
            "Open opportunities by the day on which they are expected to close, at today's rates; weighted: each amount times its probability, rounded once. Those without an expected day or amount stand in the report of data quality.",
            "按预计成交日期统计的未结束商机，金额按今日汇率折算；加权：各金额乘以成交概率，逐条四舍五入。没有预计日期或金额的商机见数据质量报表。"),
        clause: "P5.2", source: .list(of: Opportunity.self), time: .rangeAhead,
        groupings: ReportGrouping.monthsFirst + [
            .owner, .team, .choice("stage", "Stage", "阶段", OpportunityStatus.self),
            .choice("grade", "Grade", "商机等级", OpportunityGrade.self),
            .region, .industry, .customer,
        ],
        columns: [
            .rows("opportunities", "Opportunities", "商机数"),
            .worth("amount", "Amount", "金额", "t.amount"),
            ReportColumn("weighted", "Weighted", "加权金额", .money, .measured(.weighted("t.amount", "t.probability"), part: 0, with: [])),
        ],
        order: "weighted", chart: .bars(["amount", "weighted"]), takesFilters: true,
        question: Label("What may still come in, and when?", "接下来可能成交多少，什么时候？"),
        body: .parts([
            ReportPart(
                source: Opportunity.schema, filters: [("status", "needs_analysis,evaluated,proposal,negotiation")],
                day: "expected_close_on",
                rate: .today,
                keys: .byOwner.adding(.byCustomer).adding([
                    "stage": ReportKey(sql: "t.status") { [("status", $0.word)] }, "grade": .field("grade"),
                ]))
        ]))
}
