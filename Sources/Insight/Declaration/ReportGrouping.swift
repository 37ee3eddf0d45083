// By what the rows of a report are grouped.

import CRM
import Catalog
import Kernel

/// What a group has in common.
enum GroupKey: Hashable, Sendable {
    case none
    case number(Int64)
    case text(String)

    var word: String {
        switch self {
        case .none: ""
        case .number(let number): String(number)
        case .text(let text): text
        }
    }
}

/// A way to group rows.
struct ReportGrouping: Sendable {
    enum Kind: Sendable {
        case period(PeriodUnit)
        /// A record: the name comes from a statement with its id.
        case record(name: String)
        case choice(ChoiceSet)
        case text
    }

    let name: String
    let label: Label
    let kind: Kind
    let members: [ReportMember]
    /// What the group is called that has nothing in common.
    var without = Label("None", "无")
    /// What one has to be allowed to read for the names.
    var needs: AnySchema?

    init(_ name: String, _ english: String, _ chinese: String, _ kind: Kind, _ members: [ReportMember]) {
        self.name = name
        label = Label(english, chinese)
        self.kind = kind
        self.members = members
    }

    fileprivate func needing(_ schema: AnySchema) -> ReportGrouping {
        var grouping = self
        grouping.needs = schema
        return grouping
    }
}

extension ReportGrouping {
    /// The calendar's days, weeks, months, quarters and years.
    static let periods = PeriodUnit.allCases.map { unit in
        ReportGrouping(
            unit.rawValue, unit.label.english, unit.label.chinese, .period(unit),
            [
                ReportMember("period", "Period", "期间", .text), ReportMember("starts_on", "From", "开始日期", .day),
                ReportMember("ends_on", "To", "结束日期", .day),
            ])
    }

    /// Months first, because that is what is asked for where nothing is said.
    static let monthsFirst = periods.filter { $0.name == "month" } + periods.filter { $0.name != "month" }

    static let owner = person("owner", "Owner", "负责人")
    static let team = person("team", "Team", "团队").unnamed("No team", "无团队")
    static let assignee = person("assignee", "Assignee", "处理人")

    static let customer = record("customer", "Customer", "客户", "SELECT name FROM customers WHERE id = k").needing(Customer.schema)
    static let product = record("product", "Product", "产品", "SELECT name FROM products WHERE id = k")
    static let category = record("category", "Category", "产品类别", "SELECT name FROM categories WHERE id = k")
    static let competitor = record("competitor", "Competitor", "竞争对手", "SELECT name FROM competitors WHERE id = k")
        .needing(Competitor.schema)
    static let campaign = record("campaign", "Campaign", "市场活动", "SELECT name FROM campaigns WHERE id = k").needing(Campaign.schema)
    static let region = ReportGrouping("region", "Region", "地区", .text, [ReportMember("region", "Region", "地区", .text)])
    static let industry = ReportGrouping("industry", "Industry", "行业", .text, [ReportMember("industry", "Industry", "行业", .text)])

    static func choice<C: Choice>(_ name: String, _ english: String, _ chinese: String, _ type: C.Type) -> ReportGrouping {
        let set = ChoiceSet(type)
        return ReportGrouping(name, english, chinese, .choice(set), [ReportMember(name, english, chinese, .choice(set))])
    }

    static func record(_ name: String, _ english: String, _ chinese: String, _ naming: String) -> ReportGrouping {
        ReportGrouping(
            name, english, chinese, .record(name: naming),
            [
                ReportMember(name + "_id", english + ", id", chinese + "编号", .id), ReportMember(name, english, chinese, .text),
            ])
    }

    private static func person(_ name: String, _ english: String, _ chinese: String) -> ReportGrouping {
        record(name, english, chinese, "SELECT display_name FROM users WHERE id = k")
    }

    func unnamed(_ english: String, _ chinese: String) -> ReportGrouping {
        var grouping = self
        grouping.without = Label(english, chinese)
        return grouping
    }
}

extension [String: ReportKey] {
    /// Of what has an owner.
    static let byOwner: [String: ReportKey] = [
        "owner": .field("owner_id"),
        "team": ReportKey(sql: "(SELECT manager_id FROM users WHERE id = t.owner_id)") { [("team_id", $0 == .none ? "0" : $0.word)] },
    ]

    /// Of what has a customer.
    static let byCustomer: [String: ReportKey] = [
        "customer": .field("customer_id"),
        "region": ReportKey(sql: "(SELECT region FROM customers WHERE id = t.customer_id)") { [("customer_region", $0.word)] },
        "industry": ReportKey(sql: "(SELECT industry FROM customers WHERE id = t.customer_id)") { [("customer_industry", $0.word)] },
    ]

    func adding(_ other: [String: ReportKey]) -> [String: ReportKey] {
        merging(other) { _, new in new }
    }
}

extension ReportKey {
    /// A field of the record itself.
    static func field(_ name: String) -> ReportKey {
        ReportKey(sql: "t." + name) { key in key == .none ? [(name + ".null", "true")] : [(name, key.word)] }
    }
}
