// The posts that the sample company wants to fill, and who applies for them.

import Kernel
import Team

/// A recruitment plan with those who apply. Days are working days before the last day of the story.
struct Vacancy: Sendable {
    enum Course: Sendable {
        /// Entered; handed in; approved, and closed so many working days later; approved, and filled by its last hire or still open.
        case draft, submitted, approved
        case closed(after: Int)
    }

    let position: String
    let requirements: String
    let manager: String
    let headCount: Int64
    let enteredBefore: Int
    /// The period's days, counted from the entry.
    let period: ClosedRange<Int>
    let course: Course
    var applicants: [Applicant] = []
}

/// Somebody who applies.
struct Applicant: Sendable {
    enum Step: Int, Sendable, Comparable {
        case applied, screened, interviewed, tested, offered

        static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    enum End: Sendable {
        case waiting, rejected(String), withdrawn
        /// By the user name.
        case hired(String)
    }

    let name: String
    let channel: RecruitmentChannel
    let appliedBefore: Int
    let resume: String
    let reached: Step
    let end: End

    init(
        _ name: String, _ channel: RecruitmentChannel, _ appliedBefore: Int, _ resume: String, _ reached: Step = .offered,
        _ end: End = .waiting
    ) {
        self.name = name
        self.channel = channel
        self.appliedBefore = appliedBefore
        self.resume = resume
        self.reached = reached
        self.end = end
    }

    /// Who is to be hired applies again with the own mail; nobody's number is anybody else's.
    var mail: String {
        name.split(separator: " ").prefix(2).map { $0.lowercased() }.joined(separator: ".") + "@mail.example"
    }
}

extension Vacancy {
    /// In the order in which they are entered.
    static let all = [
        Vacancy(
            position: "Sales representative, tea and spices 茶叶调味品销售代表",
            requirements: "两年以上食品行业经验。Two years in the food trade; Hangzhou and Ningbo.", manager: "steven", headCount: 1,
            enteredBefore: 420, period: 7...180, course: .closed(after: 70),
            applicants: [
                Applicant("Tony Fang 方涛", .online, 405, "三年调味品经销经验。Three years with a dealer in spices.", .screened, .withdrawn),
                Applicant(
                    "Helen Qian 钱海伦", .onSite, 402, "应届毕业，贸易专业。Graduate in trade.", .applied,
                    .rejected("经验不足。Not enough experience for the post.")),
            ]),
        Vacancy(
            position: "Sales representative, East China 华东区销售代表",
            requirements: "本科，两年以上快消或餐饮渠道经验，英语流利。A degree, two years in food service, fluent English.", manager: "andrew", headCount: 4,
            enteredBefore: 244, period: 7...335, course: .approved, applicants: filled),
        Vacancy(
            position: "Inside sales representative 内勤销售代表", requirements: "熟悉订单流程，沟通细致。Knows the way of an order; patient on the phone.",
            manager: "steven", headCount: 2, enteredBefore: 30, period: 3...120, course: .approved, applicants: open),
        Vacancy(
            position: "Sales representative, hotels 酒店渠道销售代表", requirements: "三年以上酒店渠道经验。Three years with hotels.", manager: "andrew",
            headCount: 1, enteredBefore: 6, period: 20...200, course: .submitted),
        Vacancy(
            position: "Key account manager, chains 连锁大客户经理", requirements: "五年以上连锁餐饮大客户经验。Five years with restaurant chains.",
            manager: "andrew", headCount: 1, enteredBefore: 3, period: 30...240, course: .draft),
    ]

    /// Four were hired, one after the other.
    private static let filled = [
        Applicant("Grace Lin 林悦", .online, 234, "四年进口食品销售，负责上海商超。Four years of imported food in Shanghai.", .offered, .hired("grace")),
        Applicant(
            "Leo Tang 唐立", .online, 233, "销售助理一年。A year as an assistant.", .interviewed, .rejected("表达一般，缺少客户资源。Knows no customers yet.")),
        Applicant(
            "Kevin Zhou 周凯文", .referral, 222, "原酒店采购，由 Nancy 推荐。Was a hotel's purchaser; Nancy knows him.", .offered, .hired("kevin")),
        Applicant(
            "Amy Song 宋雨", .campus, 221, "应届毕业，市场营销。Graduate in marketing.", .tested, .rejected("笔试未达标。Below the mark in the written test.")
        ),
        Applicant("Brian He 何斌", .onSite, 220, "餐饮渠道两年。Two years with restaurants.", .offered, .withdrawn),
        Applicant(
            "Cathy Lu 陆琪", .online, 160, "跨境电商运营。Ran a web shop.", .screened, .rejected("经历与岗位不符。The résumé does not fit the post.")),
        Applicant("Vivian Shen 沈薇", .onSite, 122, "烘焙原料销售三年。Three years of baking ingredients.", .offered, .hired("vivian")),
        Applicant("Daniel Pan 潘登", .campus, 119, "应届毕业，国际贸易。Graduate in international trade.", .interviewed, .withdrawn),
        Applicant(
            "Rita Jiang 江瑞", .referral, 85, "乳制品渠道五年。Five years of dairy.", .interviewed,
            .rejected("薪资期望过高。Asks for more than the post pays.")),
        Applicant("Jason Xu 徐杰", .online, 54, "冷链物流客户经理。Account manager for chilled transport.", .offered, .hired("jason")),
        Applicant(
            "Sunny Cao 曹晴", .online, 50, "客服两年。Two years of customer service.", .applied, .rejected("名额已满，列入人才库。All posts are filled.")),
    ]

    /// Somebody stands in every state.
    private static let open = [
        Applicant("Emily Guo 郭敏", .online, 26, "订单管理四年。Four years in order management.", .offered, .hired("emily")),
        Applicant(
            "Peter Du 杜鹏", .onSite, 24, "仓库主管，想转销售。Runs a warehouse and wants to sell.", .screened,
            .rejected("沟通能力不足。Not at ease on the phone.")),
        Applicant("Lucy Yan 严璐", .referral, 22, "由 Margaret 推荐，客服主管。Leads a service desk; Margaret knows her."),
        Applicant("Frank Bai 白帆", .online, 20, "销售内勤两年。Two years in a sales office.", .tested),
        Applicant("Nina Ke 柯妮", .campus, 18, "应届毕业，英语专业八级。Graduate, English at the highest level.", .interviewed, .withdrawn),
        Applicant("Simon Gu 顾思明", .campus, 14, "应届毕业，物流管理。Graduate in logistics.", .interviewed),
        Applicant("Joyce Wan 万娇", .online, 10, "外贸跟单三年。Three years of export orders.", .screened),
        Applicant("Eric Mo 莫磊", .onSite, 3, "商超理货两年。Two years in a supermarket.", .applied),
        Applicant("Iris Yu 余静", .online, 1, "餐饮采购助理。Assistant to a purchaser.", .applied),
    ]
}
