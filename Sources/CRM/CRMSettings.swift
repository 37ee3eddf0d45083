// What the company can set of winning customers.

package import Kernel

/// What a company sets about its dealings with customers.
package final class CRMSettings: Settings {
    package static let schema = Schema<CRMSettings>(settings: "crm", "Customers and leads", "客户与线索")

    /// Hours of the working calendar within which a new lead is to be contacted (P2.1.3).
    package let firstContactHours = integer("First contact within working hours", "首次联系期限（工作小时）", 1...1000).byDefault(8)

    /// Days without any activity after which an active customer is dormant.
    package let dormantDays = integer("Dormant after days", "休眠天数", 1...3650).byDefault(365)

    package init() {}
}
