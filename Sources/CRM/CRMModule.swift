// Who buys: customers, the people there, the prices agreed with them and the credit they have.

package import Kernel
import Storage

extension Module {
    package static let crm = Module(
        "crm", "Customers", "客户关系",
        resources: [
            AnyResource(Customer.self), AnyResource(Contact.self), AnyResource(PriceList.self), AnyResource(CreditInvestigation.self),
        ],
        migrations: Migration.crm,
        routes: [creditRoute],
        failures: [
            .badCreditCode, .customerExists, .customerNotOpen, .priceListTarget, .productTwice, .endsBeforeStart, .investigationExpired,
            .guaranteeIncomplete,
        ])
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
        "customer_not_open", 422, "The customer is {status}: there are no new proposals, contracts and orders.",
        "客户状态为 {status}，不能新建方案、合同或订单。")
    static let priceListTarget = FailureCode(
        "price_list_target", 422, "A price list is for one customer or for one level: name exactly one of them.", "价格表须且只能针对一个客户或一个客户等级。")
    static let productTwice = FailureCode("product_twice", 422, "The product has a price in this list already.", "该产品在此价格表中已有价格。")
    static let endsBeforeStart = FailureCode("ends_before_start", 422, "“{name}” lies before the start.", "“{name}”早于开始日期。")
    static let investigationExpired = FailureCode(
        "investigation_expired", 422, "The investigation would be expired already: it is valid until {day}.", "该资信调查已过有效期：有效期至 {day}。")
    static let guaranteeIncomplete = FailureCode(
        "guarantee_incomplete", 422, "A guarantee needs its amount; without a guarantee there is none.", "有担保时须填写担保金额，无担保时不得填写。")
}
