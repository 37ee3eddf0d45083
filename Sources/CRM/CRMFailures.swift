// The refusals of winning customers.

import Kernel

extension FailureCode {
    static let badCreditCode = FailureCode(
        "bad_credit_code", 422,
        "“{value}” is no unified social credit code: it has 18 characters, the last of which checks the others (GB 32100).",
        "“{value}”不是有效的统一社会信用代码：应为 18 位，末位为校验码（GB 32100）。")
    static let customerExists = FailureCode(
        "customer_exists", 409, "A customer with this unified social credit code exists already. Ask {owner}.",
        "已存在相同统一社会信用代码的客户，请联系 {owner}。")
    static let customerNotOpen = FailureCode(
        "customer_not_open", 409, "The customer is {status}: no proposal, contract or order can be entered or go on (P4.2.2).",
        "客户状态为 {status}，不能录入或推进方案、合同或订单（P4.2.2）。")
    static let priceListTarget = FailureCode(
        "price_list_target", 422, "A price list is for one customer or for one level: name exactly one of them.", "价格表须且只能针对一个客户或一个客户等级。")
    static let productTwice = FailureCode("product_twice", 422, "The product has a price in this list already.", "该产品在此价格表中已有价格。")
    static let endsBeforeStart = FailureCode("ends_before_start", 422, "“{name}” lies before the start.", "“{name}”早于开始日期。")
    static let investigationExpired = FailureCode(
        "investigation_expired", 422, "The investigation would be expired already: it is valid until {day}.", "该资信调查已过有效期：有效期至 {day}。")
    static let guaranteeIncomplete = FailureCode(
        "guarantee_incomplete", 422, "A guarantee needs its amount; without a guarantee there is none.", "有担保时须填写担保金额，无担保时不得填写。")
    static let leadExists = FailureCode(
        "lead_exists", 409, "The same company, phone or mail is a lead already (P2.1.2). Ask {owner}, or say “allow_duplicate”: true.",
        "相同公司、电话或邮箱的线索已存在（P2.1.2）。请联系 {owner}，或设置 “allow_duplicate”: true。")
    static let companyIsCustomer = FailureCode(
        "company_is_customer", 409,
        "The same company, phone or mail is a customer already (P2.1.2). Ask {owner}, or say “allow_duplicate”: true.",
        "相同公司、电话或邮箱的客户已存在（P2.1.2）。请联系 {owner}，或设置 “allow_duplicate”: true。")
    static let ownerAbsent = FailureCode("owner_absent", 422, "{name} is away: name somebody who is there.", "{name} 正在缺勤，请指定在岗人员。")
    static let noRuleFits = FailureCode(
        "no_rule_fits", 409, "No assignment rule fits, or all its people are away: name the owner.", "没有适用的分配规则，或规则中的人员均缺勤：请指定负责人。")
    static let memberTwice = FailureCode("member_twice", 422, "The person is a member already.", "该人员已是成员。")
    static let memberWithoutRegion = FailureCode(
        "member_without_region", 422, "In a rule by region, each member has a region.", "按地区分配时，每个成员都需要地区。")
    static let followUpPast = FailureCode("follow_up_past", 422, "A follow-up cannot lie in the past.", "跟进日期不能早于今天。")
    static let mergeIntoSelf = FailureCode("merge_into_self", 422, "A customer cannot be merged into itself.", "客户不能合并到自身。")
    static let ownBlock = FailureCode(
        "own_block", 403, "Whoever blocked a customer does not lift that: somebody else decides.", "冻结客户的人不能解除冻结，须由他人决定。")
    static let companyBlocked = FailureCode(
        "company_blocked", 409, "A customer of that name or credit code is blocked: it is not entered once more (P4.2.2). Ask {owner}.",
        "同名或同一信用代码的客户已被冻结，不能重新录入（P4.2.2）。请联系 {owner}。")
    static let blockedIdentity = FailureCode(
        "blocked_identity", 422, "While a customer is blocked, its name and its credit code stay as they are.",
        "客户冻结期间，名称和信用代码不得更改。")
    static let activityToCome = FailureCode("activity_to_come", 422, "What has not happened yet is no activity.", "尚未发生的事项不能登记为跟进记录。")
    static let leadWithoutOwner = FailureCode(
        "lead_without_owner", 409, "Nobody answers for this lead yet: assign it before it is converted.", "该线索尚无负责人：请先分配再转化。")

    static let reportTwice = FailureCode("report_twice", 422, "The report is cited already.", "该报告已被引用。")
    static let competitorTwice = FailureCode("competitor_twice", 422, "The competitor stands here already.", "该竞争对手已列出。")
    static let competitionContradicted = FailureCode(
        "competition_contradicted", 422, "Competitors are recorded: then it is not true that nobody else is in the deal (P2.2.2).",
        "已记录竞争对手，不能同时标记为无竞争（P2.2.2）。")
    static let contactElsewhere = FailureCode(
        "contact_elsewhere", 422, "The contact is not one of the opportunity's customer.", "该联系人不属于商机的客户。")
    static let contactInDeal = FailureCode(
        "contact_in_deal", 422, "An opportunity names this contact: enter the person anew at the other customer.",
        "该联系人被商机引用：请在另一客户下重新录入此人。")
    static let closePast = FailureCode("close_past", 422, "The expected close cannot lie in the past.", "预计成交日期不能早于今天。")
    static let currencyOfPrices = FailureCode(
        "currency_of_prices", 422, "With another currency, the prices seen of competitors have to be named anew.", "更改币种时须重新填写对手报价。")
    static let gradeThresholds = FailureCode(
        "grade_thresholds", 422, "Medium begins below high, which begins at {high}.", "“中”的起评分须低于“高”的起评分 {high}。")
    static let needsMissing = FailureCode(
        "needs_missing", 409, "An opportunity is evaluated by what the customer needs (P2.2.1): record at least one need.",
        "评估商机须先分析需求（P2.2.1）：请至少记录一项需求。")
    static let competitionMissing = FailureCode(
        "competition_missing", 409,
        "An opportunity is evaluated against its competition (P2.2.2): record a competitor, or say “no_competition”: true.",
        "评估商机须先分析竞争（P2.2.2）：请记录竞争对手，或设置 “no_competition”: true。")
    static let notWorthwhile = FailureCode(
        "not_worthwhile", 409, "The evaluation says that this is no opportunity (P2.2.3): no proposal is made for it.",
        "评估结论为不是商机（P2.2.3），不能制定方案。")
    static let gradeTooLow = FailureCode(
        "grade_too_low", 409, "A proposal is made for the grades high and medium alone (P2.3.1); this one is graded low.",
        "仅高、中等级商机可制定方案（P2.3.1）；该商机等级为低。")
    static let proposalNotApproved = FailureCode(
        "proposal_not_approved", 409, "A negotiation needs an approved version of the proposal (P2.4.1).", "进入谈判须有已批准的方案版本（P2.4.1）。")
    static let contractNotSigned = FailureCode(
        "contract_not_signed", 409, "An opportunity is won by a signed contract (P2.4.3).", "赢单须有已签订的合同（P2.4.3）。")
    static let competitorOrNone = FailureCode(
        "competitor_or_none", 422, "Say to which competitor it was lost, or “no_competitor”: true (P2.2.2).",
        "请说明输给哪个竞争对手，或设置 “no_competitor”: true（P2.2.2）。")
    static let closedWhen = FailureCode(
        "closed_when", 422, "History says when it was won or lost: in “closed_on” or in “closed_at”, not in both.",
        "历史商机须说明关闭时间：填写 “closed_on” 或 “closed_at” 之一。")
    static let closeToCome = FailureCode("close_to_come", 422, "What is still to come is no history.", "尚未到来的日期不是历史。")
    static let beganAfterClose = FailureCode("began_after_close", 422, "It began after it was won or lost.", "开始日期晚于关闭日期。")
    static let wonIsNotLost = FailureCode("won_is_not_lost", 422, "“{name}” belongs to what was lost.", "“{name}”仅适用于输单。")

    static let crmCodes: [FailureCode] = [
        badCreditCode, customerExists, customerNotOpen, priceListTarget, productTwice, endsBeforeStart, investigationExpired,
        guaranteeIncomplete, leadExists, companyIsCustomer, ownerAbsent, noRuleFits, memberTwice, memberWithoutRegion, followUpPast,
        activityToCome, leadWithoutOwner, reportTwice, competitorTwice, competitionContradicted, contactElsewhere, contactInDeal, closePast,
        currencyOfPrices, gradeThresholds, needsMissing, competitionMissing, notWorthwhile, gradeTooLow, proposalNotApproved,
        contractNotSigned, competitorOrNone, mergeIntoSelf, ownBlock, companyBlocked, blockedIdentity, closedWhen, closeToCome,
        beganAfterClose, wonIsNotLost,
    ]
}
