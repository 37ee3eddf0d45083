// Texts of deals in the language of the customer.

/// The same in both languages of the company.
struct Phrase: Sendable {
    private let english: String
    private let chinese: String

    init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    func text(inChinese: Bool) -> String { inChinese ? chinese : english }
}

extension Phrase {
    // MARK: Opportunities

    static let deals = [
        Phrase("Yearly supply", "年度供货"), Phrase("Autumn range", "秋季新品"), Phrase("New branches", "新店供货"), Phrase("Breakfast range", "早餐系列"),
        Phrase("Holiday assortment", "节日礼盒"), Phrase("Change of supplier", "更换供应商"),
    ]
    static let descriptions = [
        Phrase("Wants one supplier for the whole range, with fixed delivery days.", "希望由一家供应商统一供货，并固定送货日。"),
        Phrase("Compares three offers; decides within the quarter.", "正在比较三家报价，本季度内决定。"),
        Phrase("Present supplier delivers late; looks for somebody reliable.", "现有供应商经常延迟，正在寻找可靠的替代者。"),
    ]
    static let needs: [(dimension: String, text: Phrase)] = [
        ("price", Phrase("Prices fixed for half a year", "价格半年内不变")),
        ("delivery", Phrase("Delivery twice a week before ten in the morning", "每周两次，上午十点前送达")),
        ("quality", Phrase("At least two thirds of the shelf life left", "到货时剩余保质期不少于三分之二")),
        ("service", Phrase("Exchange of damaged goods within two days", "破损货物两日内更换")),
        ("function", Phrase("Small packs that can be sold as they are", "可直接销售的小包装")),
    ]
    static let evaluations = [
        Phrase("Fits our range; the buyer decides alone.", "与我方产品匹配，采购可独立决定。"),
        Phrase("Possible, but the volume is uncertain.", "可行，但采购量不确定。"),
    ]
    static let notWorthwhile = Phrase("Too small for the distance; not followed up.", "订量太小且距离远，不再跟进。")

    // MARK: Activities

    static let talks = [
        Phrase("Talked about needs and present supplier", "沟通需求与现有供应情况"), Phrase("Visited the warehouse", "参观客户仓库"),
        Phrase("Sent samples", "寄送样品"), Phrase("Asked about the state of the decision", "询问决策进展"),
    ]
    static let outcomes = [
        Phrase("Interested; wants an offer.", "有兴趣，希望报价。"), Phrase("Asks for references.", "要求提供参考客户。"),
        Phrase("Will talk with the management first.", "需先向管理层汇报。"),
    ]

    // MARK: Proposals and negotiations

    static let introduction = Phrase(
        "Food and beverages from eight categories, from one hand, with traceable origin.", "八大类食品与饮料，一站式供应，来源可追溯。")
    static let solution = Phrase(
        "A fixed assortment with a delivery plan for each site and one contact for all questions.", "固定品类组合，按门店制定送货计划，专人对接。")
    static let delivery = Phrase("By road, within five working days from the order.", "公路运输，下单后五个工作日内送达。")
    static let fasterDelivery = Phrase("By road, within three working days from the order.", "公路运输，下单后三个工作日内送达。")
    static let service = Phrase("Damaged goods are replaced within two working days.", "破损货物两个工作日内更换。")
    static let changes = Phrase("Say more about delivery before this goes out.", "请补充交货安排后再提交。")
    static let minutes = Phrase("Prices were accepted; talked about delivery and payment.", "价格已接受，讨论了交货与付款。")
    static let failed = Phrase("No agreement on the price.", "价格未能达成一致。")
    static let agreed = Phrase("Agreed on all points.", "各项条款达成一致。")
    static let withdrawn = Phrase("The customer puts the project off.", "客户推迟项目。")

    // MARK: Losses

    static let losses: [(category: String, text: Phrase)] = [
        ("price", Phrase("Another supplier was cheaper by a tenth", "竞争对手报价低一成")),
        ("delivery", Phrase("Another supplier has a warehouse nearby", "竞争对手在当地有仓库")),
        ("relationship", Phrase("Stays with the supplier of many years", "继续使用多年合作的供应商")),
        ("quality", Phrase("Samples did not convince", "样品未通过测试")),
        ("service", Phrase("Wants a service at night that we do not give", "要求夜间服务，我方无法提供")),
        ("function", Phrase("Needs an organic range", "需要有机产品线")),
    ]
    static let lossesToNobody: [(category: String, text: Phrase)] = [
        ("no_budget", Phrase("The budget was cut", "预算被削减")), ("no_decision", Phrase("The project was put off", "项目搁置")),
        ("other", Phrase("The branch is closed", "门店关闭")),
    ]
}
