// The risks that people of the sample company have seen coming, one in each quarter, and what became of each.

import CRM
import JSON
import Kernel

/// A risk of the plan.
struct KnownRisk: Sendable {
    struct Act: Sendable {
        let step: String
        /// Working days after the risk was entered.
        let after: Int
        var by: String?
        let form: @Sendable (_ today: Day, Staff) -> JSONObject
    }

    let title: String
    let titleChinese: String
    let category: String
    let cause: String
    /// The kind of record that it is about, and its id.
    var subject: (entity: String, id: Int64)?
    let owner: String
    let acts: [Act]

    func body(_ rules: RuleContext) throws -> JSONObject {
        var body: JSONObject = [
            "title": .string(title), "title_chinese": .string(titleChinese), "category": .string(category), "cause": .string(cause),
        ]
        if let subject {
            body["entity"] = .string(subject.entity)
            body["entity_id"] = .integer(subject.id)
        }
        return body
    }

    /// In the order of the quarters.
    static let all = [
        KnownRisk(
            title: "Duties on dairy imports rise", titleChinese: "乳制品关税上调", category: "market", cause: "新税率已公布征求意见稿。A draft is out.",
            owner: "andrew",
            acts: [
                assess(2, 3, 4), respond(3, "提前锁定两个季度的货量与价格。Volumes and prices of two quarters are fixed now.", "andrew"), assess(30, 2, 3),
                close(60, "税率维持不变。The duties stayed as they were."),
            ]),
        KnownRisk(
            title: "A competitor lowers prices in the south", titleChinese: "四海优选在华南降价", category: "competition",
            cause: "两家客户要求跟价。Two customers ask for the same.", subject: ("competitor", 6), owner: "andrew",
            acts: [
                assess(1, 4, 3), respond(2, "以到货时效与账期应对，不跟价。We answer with delivery and terms, not with prices.", "steven"),
                close(80, "客户续约。Both have renewed.", by: "steven"),
            ]),
        KnownRisk(
            title: "Save-a-lot Markets buys half elsewhere", titleChinese: "大客户分流采购", category: "customer",
            cause: "采购总监更换。The head of purchasing is new.", subject: ("customer", 71), owner: "andrew",
            acts: [
                assess(2, 4, 5), respond(4, "高层拜访，提供年度协议。A visit by the management, and a yearly contract.", "andrew"), assess(25, 2, 4),
            ]),
        KnownRisk(
            title: "Contract templates lack the new law", titleChinese: "合同模板未覆盖新规", category: "contract",
            cause: "新规三个月后生效。The law holds in three months.", owner: "executive",
            acts: [assess(1, 3, 3), accept(3, "法务已排期修订。Legal will change them in time."), close(50, "模板已更新。The templates are new.")]),
        KnownRisk(
            title: "Payments from South America take longer", titleChinese: "南美客户付款周期变长", category: "receivable",
            cause: "外汇管制趋严。Currency controls.", owner: "steven",
            acts: [assess(2, 3, 4), respond(3, "新订单改为预付三成。Three tenths in advance.", "steven")]),
        KnownRisk(
            title: "Herring becomes scarce", titleChinese: "鲱鱼配额减少", category: "market", cause: "配额公告。Smaller quotas.", owner: "andrew",
            acts: [assess(3, 2, 2), accept(5, "占比低，可接受。A small part of all we sell.", by: "andrew")]),
        KnownRisk(
            title: "Ernst Handel asks for exclusive terms", titleChinese: "大客户要求独家条款", category: "contract",
            cause: "续约谈判中提出。Asked for in the renewal.", subject: ("customer", 20), owner: "andrew", acts: [assess(2, 4, 4)]),
        KnownRisk(
            title: "A key seller is courted by a competitor", titleChinese: "核心销售被竞争对手接触", category: "competition",
            cause: "本人告知。She has told us.", owner: "andrew", acts: []),
    ]

    // MARK: Acts

    private static func assess(_ after: Int, _ likelihood: Int64, _ impact: Int64) -> Act {
        Act(step: "assess", after: after) { _, _ in ["likelihood": .integer(likelihood), "impact": .integer(impact)] }
    }

    private static func respond(_ after: Int, _ response: String, _ owner: String) -> Act {
        Act(step: "respond", after: after) { today, staff in
            [
                "response": .string(response), "owner_id": .integer(staff.id(owner)),
                "review_on": .string(today.adding(days: 60).description),
            ]
        }
    }

    private static func accept(_ after: Int, _ reason: String, by name: String? = nil) -> Act {
        Act(step: "accept", after: after, by: name ?? "executive") { _, _ in ["reason": .string(reason)] }
    }

    private static func close(_ after: Int, _ result: String, by name: String? = nil) -> Act {
        Act(step: "close", after: after, by: name) { _, _ in ["result": .string(result)] }
    }
}
