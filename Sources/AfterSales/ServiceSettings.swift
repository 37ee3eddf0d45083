// What the company can set of its service (P2.6).

package import Kernel

/// Times of service where no service level says otherwise, and what else the company sets of it.
package final class ServiceSettings: Settings {
    package static let schema = Schema<ServiceSettings>(settings: "service", "Service", "售后服务")

    /// Hours of the working calendar from the entry on.
    package let responseHours = integer("Response within working hours", "响应期限（工作小时）", 1...1000).byDefault(4)
    package let resolveHours = integer("Resolution within working hours", "解决期限（工作小时）", 1...1000).byDefault(24)
    /// Days of the calendar after which a resolved ticket is closed where the customer says nothing.
    package let closeDays = integer("Closed after days", "解决后自动关闭（天）", 1...365).byDefault(7)
    /// Months from the delivery on.
    package let warrantyMonths = integer("Warranty, months", "质保期（月）", 0...600).byDefault(12)

    package init() {}

    /// Throws `resolved_before_answered`.
    package static func prepare(_ settings: inout Record<ServiceSettings>, from old: Record<ServiceSettings>?, in context: RuleContext)
        throws
    {
        guard settings.responseHours <= settings.resolveHours else {
            throw Failure.invalid(.resolvedBeforeAnswered, at: "/resolve_hours", ["hours": String(settings.responseHours)])
        }
    }
}
