// The texts of the monthly market reports, and of the segments that rest on them.

/// A piece of news.
struct MarketNews: Sendable {
    /// As the API calls it.
    enum Kind: String, CaseIterable, Sendable {
        case trend = "industry_trend"
        case competitor
        case demand = "customer_demand"
    }

    let title: String
    let region: String
    let source: String
    let summary: String
    /// The id of the competitor that it is about.
    var rival: Int64?

    /// Month by month another one; after a year the same subject is looked at again.
    static func of(_ kind: Kind, _ place: Int) -> MarketNews {
        let all =
            switch kind {
            case .trend: trends
            case .competitor: competitors
            case .demand: demands
            }
        return all[place % all.count]
    }

    private static let trends = [
        MarketNews(
            title: "乳制品进口价格走势 Prices of dairy imports", region: "华东", source: "海关统计",
            summary: "黄油与奶酪到岸价小幅上涨，建议提前锁价。Butter and cheese become dearer."),
        MarketNews(
            title: "冷链运力 Chilled transport", region: "华南", source: "行业协会月报",
            summary: "旺季运力偏紧，需提前一周订车。Lorries are to be ordered a week ahead."),
        MarketNews(
            title: "Coffee and tea in offices", region: "Northern Europe", source: "Trade journal",
            summary: "Offices buy single-origin tea in small packs."),
        MarketNews(title: "烘焙连锁开店速度 New bakeries", region: "华北", source: "公开财报", summary: "头部烘焙品牌放缓开店，更看重单店效率。Chains open fewer shops."),
        MarketNews(
            title: "Seafood quotas", region: "Western Europe", source: "Ministry",
            summary: "Smaller quotas for herring; prices will follow in the spring."),
        MarketNews(
            title: "预制菜与调味品 Ready meals and sauces", region: "华东", source: "行业协会月报",
            summary: "复合调味料需求增长。Mixed sauces grow with ready meals."),
        MarketNews(
            title: "Sugar and cocoa", region: "South America", source: "Exchange report",
            summary: "Cocoa stays dear; bakers ask for fixed prices."),
        MarketNews(
            title: "酒店早餐外包 Hotels outsource breakfast", region: "华南", source: "酒店协会", summary: "度假酒店倾向整体采购。Resorts want one supplier."),
        MarketNews(
            title: "Packaging rules", region: "Western Europe", source: "Official journal",
            summary: "Labels have to name the share of recycled material from next year on."),
    ]

    private static let competitors = [
        MarketNews(
            title: "Fabrikam 报价 Prices of Fabrikam", region: "North America", source: "Two customers",
            summary: "Three per cent below ours for full pallets.", rival: 1),
        MarketNews(
            title: "东方嘉禾招聘与渠道 东方嘉禾 hires", region: "华东", source: "招聘网站", summary: "新增十个销售岗位，重点餐饮渠道。Ten new posts for food service.",
            rival: 5),
        MarketNews(
            title: "四海优选账期 Terms of 四海优选", region: "华南", source: "客户访谈", summary: "账期由 30 天缩短至 15 天。Terms of payment were halved.", rival: 6
        ),
        MarketNews(
            title: "Tailspin and claims", region: "Western Europe", source: "Customers",
            summary: "Claims take five weeks; two of our leads come from there.", rival: 2),
        MarketNews(title: "北味坊新仓 北味坊 builds", region: "华北", source: "公开招标资料", summary: "新仓明年投用。A new warehouse opens next year.", rival: 7),
        MarketNews(
            title: "Nordwind range", region: "Western Europe", source: "Catalogue", summary: "Organic range doubled; small lots stay dear.",
            rival: 3),
        MarketNews(
            title: "Mercado Andino 冷链 Chilled goods", region: "South America", source: "Fair",
            summary: "Rents chilled lorries for the season.", rival: 4),
    ]

    private static let demands = [
        MarketNews(
            title: "连锁餐饮配送时段 Delivery hours of chains", region: "华东", source: "客户拜访", summary: "希望夜间到货。Deliveries at night are wanted."),
        MarketNews(
            title: "What delicatessens ask for", region: "Western Europe", source: "Calls of sales",
            summary: "Smaller boxes and a longer shelf life."),
        MarketNews(
            title: "酒店采购年度需求 Yearly needs of hotels", region: "华南", source: "问卷调查（40 家）",
            summary: "七成希望签年度合同。Seven of ten want a yearly contract."),
        MarketNews(
            title: "Caterers and allergens", region: "North America", source: "Survey", summary: "A sheet of allergens with every delivery."
        ),
        MarketNews(
            title: "烘焙客户巧克力规格 Chocolate for bakers", region: "华北", source: "客户拜访", summary: "需要 5 公斤装。Packs of five kilograms are wanted."),
        MarketNews(
            title: "Wholesalers and returns", region: "Northern Europe", source: "Visits of sales",
            summary: "Exchange within two days matters more than price."),
        MarketNews(title: "电子发票与对账 Statements", region: "华东", source: "财务访谈", summary: "希望每月自动对账单。A statement by mail each month."),
        MarketNews(title: "School canteens", region: "North America", source: "Tender", summary: "Fixed prices for a school year."),
    ]

    // MARK: Segments

    struct Target: Sendable {
        let name: String
        let industry: String
        let region: String
        let description: String
    }

    /// One for each quarter.
    static let segments = [
        Target(name: "华北烘焙连锁 Bakery chains", industry: "烘焙", region: "华北", description: "十家门店以上的烘焙品牌。Ten shops or more."),
        Target(
            name: "Offices with own kitchens", industry: "Catering", region: "Northern Europe", description: "Two hundred people or more."),
        Target(name: "精品超市 Fine supermarkets", industry: "零售", region: "华东", description: "进口食品占比三成以上。A third of the range is imported."),
        Target(name: "School canteens", industry: "Catering", region: "North America", description: "Tenders of a year."),
        Target(name: "预制菜工厂 Makers of ready meals", industry: "食品加工", region: "华东", description: "自建中央厨房。With a kitchen of their own."),
        Target(name: "Cocoa bars", industry: "Delicatessen", region: "South America", description: "Makers of chocolate in small lots."),
        Target(name: "度假酒店集团 Resort groups", industry: "酒店", region: "华南", description: "五家以上度假酒店。Five hotels or more."),
        Target(name: "Farm shops", industry: "Delicatessen", region: "Western Europe", description: "Regional shops that add imports."),
    ]
}
