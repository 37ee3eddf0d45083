// Filters of records by what their customer or their owner is: reports are grouped by the same, so that each group has its list.

package import Kernel

extension [NamedFilter] {
    /// Records by their customer's region and industry; an empty value finds those without.
    package static let byCustomer = [
        NamedFilter(
            "customer_region", "The customer's region", "客户地区", values: [],
            condition: "t.customer_id IN (SELECT id FROM customers WHERE ifnull(region, '') = ?)"),
        NamedFilter(
            "customer_industry", "The customer's industry", "客户行业", values: [],
            condition: "t.customer_id IN (SELECT id FROM customers WHERE ifnull(industry, '') = ?)"),
    ]

    /// Records by who stands directly above their owner in the reporting line; 0 finds those of owners without one.
    package static let byTeam = [
        NamedFilter(
            "team_id", "Who stands directly above the owner", "负责人的直接上级", values: [],
            condition: "t.owner_id IN (SELECT id FROM users WHERE ifnull(manager_id, 0) = CAST(? AS INTEGER))")
    ]
}
