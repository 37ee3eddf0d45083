// Who buys: customers, the people there, the prices agreed with them and the credit they have.

package import Kernel
import Storage

extension Module {
    /// Customers, their people, prices and credit; leads, campaigns and activities.
    package static let crm = Module(
        "crm", "Customers", "客户关系",
        resources: [
            AnyResource(Customer.self), AnyResource(Contact.self), AnyResource(PriceList.self), AnyResource(CreditInvestigation.self),
            AnyResource(Campaign.self), AnyResource(Lead.self), AnyResource(AssignmentRule.self), AnyResource(Activity.self),
            AnyResource(CRMSettings.self), AnyResource(RetentionSettings.self),
        ],
        migrations: Migration.crm,
        routes: [creditRoute, eraseContactRoute],
        failures: [
            .badCreditCode, .customerExists, .customerNotOpen, .priceListTarget, .productTwice, .endsBeforeStart, .investigationExpired,
            .guaranteeIncomplete, .leadExists, .companyIsCustomer, .ownerAbsent, .noRuleFits, .memberTwice,
            .memberWithoutRegion, .followUpPast, .activityToCome, .mergeIntoSelf, .ownBlock, .companyBlocked,
        ], jobs: [.keepingTimes, .customersAtRest])
}

extension FailureCode {
    static let badCreditCode = FailureCode(
        "bad_credit_code", 422,
        "“{value}” is no unified social credit code: it has 18 characters, the last of which checks the others (GB 32100).",
        "“{value}”不是有效的统一社会信用代码：应为 18 位，末位为校验码（GB 32100）。")
    static let customerExists = FailureCode(
        "customer_exists", 409, "A customer with this unified social credit code exists already. Ask {owner}.",
        "已存在相同统一社会信用代码的客户，请联系 {owner}。")
    static let customerNotOpen = FailureCode(
        "customer_not_open", 409, "The customer is {status}: no proposal, contract or order can be entered or go on.",
        "客户状态为 {status}，不能录入或推进方案、合同或订单。")
    static let priceListTarget = FailureCode(
        "price_list_target", 422, "A price list is for one customer or for one level: name exactly one of them.", "价格表须且只能针对一个客户或一个客户等级。")
    static let productTwice = FailureCode("product_twice", 422, "The product has a price in this list already.", "该产品在此价格表中已有价格。")
    static let endsBeforeStart = FailureCode("ends_before_start", 422, "“{name}” lies before the start.", "“{name}”早于开始日期。")
    static let investigationExpired = FailureCode(
        "investigation_expired", 422, "The investigation would be expired already: it is valid until {day}.", "该资信调查已过有效期：有效期至 {day}。")
    static let guaranteeIncomplete = FailureCode(
        "guarantee_incomplete", 422, "A guarantee needs its amount; without a guarantee there is none.", "有担保时须填写担保金额，无担保时不得填写。")
    static let leadExists = FailureCode(
        "lead_exists", 409, "The same company, phone or mail is a lead already. Ask {owner}, or say “allow_duplicate”: true.",
        "相同公司、电话或邮箱的线索已存在。请联系 {owner}，或设置 “allow_duplicate”: true。")
    static let companyIsCustomer = FailureCode(
        "company_is_customer", 409,
        "The same company, phone or mail is a customer already. Ask {owner}, or say “allow_duplicate”: true.",
        "相同公司、电话或邮箱的客户已存在。请联系 {owner}，或设置 “allow_duplicate”: true。")
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
        "company_blocked", 409, "A customer of that name is blocked: it is not entered once more. Ask {owner}.",
        "同名客户已被冻结，不能重新录入。请联系 {owner}。")
    static let activityToCome = FailureCode("activity_to_come", 422, "What has not happened yet is no activity.", "尚未发生的事项不能登记为跟进记录。")
}
