// Within how many working hours a ticket is answered and resolved, by type and priority (P2.6.1).

package import Kernel

/// The times of tickets of a type, a priority, or both.
package final class SLAPolicy: Resource {
    package static let schema = Schema<SLAPolicy>("sla-policies", one: "sla_policy", "Service level", "服务时限规则")

    package let name = text("Name", "名称", max: 100).optional()
    package let type = choice(TicketType.self, "Only this type", "仅限类型").optional()
    package let priority = choice(TicketPriority.self, "Only this priority", "仅限优先级").optional()
    /// Hours of the working calendar from the entry on.
    package let responseHours = integer("Response within working hours", "响应期限（工作小时）", 1...1000)
    package let resolveHours = integer("Resolution within working hours", "解决期限（工作小时）", 1...1000)

    package init() {}

    package static let access =
        Grant.standard + [Grant([.service], .read), Grant([.service], [.create, .update, .archive], leading: true)]

    /// Throws `resolved_before_answered` and `service_level_exists`.
    package static func prepare(_ policy: inout Record<SLAPolicy>, from old: Record<SLAPolicy>?, in context: RuleContext) throws {
        guard policy.responseHours <= policy.resolveHours else {
            throw Failure.invalid(.resolvedBeforeAnswered, at: "/resolve_hours", ["hours": String(policy.responseHours)])
        }
        let same = try context.all(
            SLAPolicy.self, where: "type IS ? AND priority IS ? AND id <> ? AND archived_at IS NULL", policy.type.stored,
            policy.priority.stored, policy.id.stored)
        guard same.isEmpty else { throw Failure(.serviceLevelExists) }
    }
}

/// The times that hold for a ticket.
struct ServiceLevel {
    /// Nil where the settings say them.
    let policy: ID<SLAPolicy>?
    let responseHours: Int64
    let resolveHours: Int64

    /// Of the most specific policy: type and priority, else the priority, which is said of this one ticket, else the type, else one for
    /// all; else what the settings say.
    static func of(_ ticket: Record<Ticket>, in context: RuleContext) throws -> ServiceLevel {
        let policies = try context.kept("all", of: SLAPolicy.self) { try context.all(SLAPolicy.self, where: "archived_at IS NULL") }
        let fitting = policies.filter { policy in
            (policy.type.map { $0 == ticket.type } ?? true) && (policy.priority.map { $0 == ticket.priority } ?? true)
        }
        guard let best = fitting.max(by: { rank($0) < rank($1) }) else {
            let settings = context.settings(ServiceSettings.self)
            return ServiceLevel(policy: nil, responseHours: settings.responseHours, resolveHours: settings.resolveHours)
        }
        return ServiceLevel(policy: best.id, responseHours: best.responseHours, resolveHours: best.resolveHours)
    }

    private static func rank(_ policy: Record<SLAPolicy>) -> Int {
        (policy.priority == nil ? 0 : 2) + (policy.type == nil ? 0 : 1)
    }
}
