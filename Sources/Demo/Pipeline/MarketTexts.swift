// What the sample company's marketing knows of the market, and what it does there.

/// A competitor in the market.
struct Rival: Sendable {
    let name: String
    let region: String
    let strengths: String
    let weaknesses: String

    /// In the order of their ids.
    static let all = [
        Rival(name: "Fabrikam Fine Foods", region: "North America", strengths: "Dense net of depots", weaknesses: "Few imports"),
        Rival(
            name: "Tailspin Provisions Ltd", region: "Western Europe", strengths: "Low prices on large lots", weaknesses: "Slow with claims"
        ),
        Rival(name: "Nordwind Feinkost GmbH", region: "Western Europe", strengths: "Known brand", weaknesses: "Dear in small lots"),
        Rival(name: "Mercado Andino", region: "South America", strengths: "Local produce", weaknesses: "No chilled transport"),
        Rival(name: "东方嘉禾食品贸易有限公司", region: "华东", strengths: "华东仓储网络完善", weaknesses: "进口品类少"),
        Rival(name: "四海优选供应链有限公司", region: "华南", strengths: "冷链能力强，价格低", weaknesses: "账期短，售后慢"),
        Rival(name: "北味坊食品有限公司", region: "华北", strengths: "与连锁餐饮长期合作", weaknesses: "只做大客户"),
    ]
}

/// A market report.
struct Report: Sendable {
    let title: String
    let kind: String
    let region: String
    let source: String
    let summary: String
    /// The id of the competitor that it is about.
    var rival: Int64?

    /// In the order of their ids.
    static let all = [
        Report(
            title: "Delicatessen trade: smaller lots, more often", kind: "industry_trend", region: "Western Europe",
            source: "Chamber of commerce", summary: "Shops keep less stock and order twice a week; whoever delivers reliably wins."),
        Report(
            title: "华东进口食品渠道趋势", kind: "industry_trend", region: "华东", source: "行业协会年报",
            summary: "进口调味品和甜品增长两位数，连锁餐饮成为主要渠道。"),
        Report(
            title: "Hotels buy breakfast as a service", kind: "industry_trend", region: "Northern Europe", source: "Trade journal",
            summary: "Hotel groups want a whole breakfast range with one invoice a month."),
        Report(
            title: "Fabrikam opens two depots", kind: "competitor", region: "North America", source: "Press release",
            summary: "Next-day delivery along the west coast from spring on.", rival: 1),
        Report(
            title: "东方嘉禾价格与渠道分析", kind: "competitor", region: "华东", source: "客户访谈", summary: "大客户报价低约一成，售后响应慢，续约率下降。", rival: 5),
        Report(
            title: "四海优选冷链扩张", kind: "competitor", region: "华南", source: "公开招标资料", summary: "新建两座冷库，目标团餐和海产市场。", rival: 6),
        Report(
            title: "What caterers ask for", kind: "customer_demand", region: "North America", source: "Survey of 60 caterers",
            summary: "Fixed prices for a term, large packs, traceable origin."),
        Report(
            title: "连锁餐饮采购需求调查", kind: "customer_demand", region: "华北", source: "问卷调查（82 家）", summary: "最看重到货准时率，其次是价格稳定。"),
        Report(
            title: "Bakers look for steady chocolate", kind: "customer_demand", region: "South America", source: "Visits of sales",
            summary: "Quality of single lots varies; bakers would pay more for an even one."),
    ]
}

/// A target segment, with the ids of the reports that it rests on.
struct Segment: Sendable {
    let name: String
    let industry: String
    let region: String
    let description: String
    let reports: [Int64]

    /// In the order of their ids.
    static let all = [
        Segment(
            name: "European delicatessen", industry: "Delicatessen", region: "Western Europe",
            description: "Independent shops with two to ten branches.", reports: [1, 3]),
        Segment(name: "华东连锁餐饮", industry: "连锁餐饮", region: "华东", description: "二十家门店以上、统一采购的连锁餐饮。", reports: [2, 5, 8]),
        Segment(
            name: "Caterers in North America", industry: "Catering", region: "North America",
            description: "Schools and offices with contracts by term.", reports: [4, 7]),
        Segment(name: "华南酒店与海产", industry: "酒店", region: "华南", description: "度假酒店与海产批发，冷链要求高。", reports: [6]),
    ]
}

/// A campaign, by the days between its beginning and that of the company.
struct Effort: Sendable {
    let name: String
    let channel: LeadSource
    let segment: Int64
    let begins: Int
    let length: Int
    /// In the company's currency, whole units.
    let budget: Int64
    let cost: Int64

    /// In the order of their ids.
    static let all = [
        Effort(name: "Newsletter: fine foods", channel: .onlineMarketing, segment: 1, begins: 5, length: 180, budget: 12_000, cost: 10_450),
        Effort(name: "公众号推广：进口美食", channel: .socialMedia, segment: 2, begins: 6, length: 240, budget: 20_000, cost: 21_300),
        Effort(name: "Anuga trade fair", channel: .exhibition, segment: 1, begins: 60, length: 6, budget: 80_000, cost: 76_920),
        Effort(name: "上海国际食品展", channel: .exhibition, segment: 2, begins: 300, length: 4, budget: 65_000, cost: 68_800),
        Effort(
            name: "Search advertising, caterers", channel: .onlineMarketing, segment: 3, begins: 200, length: 210, budget: 30_000,
            cost: 24_600),
        Effort(name: "合作伙伴推荐计划", channel: .other, segment: 4, begins: 20, length: 500, budget: 15_000, cost: 9_700),
        Effort(name: "Chefs on video", channel: .socialMedia, segment: 3, begins: 330, length: 200, budget: 26_000, cost: 27_150),
        Effort(name: "广州酒店用品展", channel: .exhibition, segment: 4, begins: 560, length: 5, budget: 58_000, cost: 51_240),
    ]
}
