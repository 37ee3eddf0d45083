// The rules by which tickets find their department and their assignee (P2.6.1).

package import Catalog
package import Identity
package import Kernel

/// Which tickets go where. The first rule that fits, by priority, decides; one whose people are all away leaves it to the next.
package final class RoutingRule: Resource {
    package static let schema = Schema<RoutingRule>("routing-rules", one: "routing_rule", "Routing rule", "路由规则")

    package let name = text("Name", "名称", max: 100)
    /// The smallest comes first.
    package let priority = integer("Priority", "优先级", 0...1000).byDefault(100)
    package let type = choice(TicketType.self, "Only this type", "仅限类型").optional()
    package let region = text("Only customers of this region", "仅限客户地区", max: 100).optional()
    package let category = reference(Catalog.Category.self, "Only products of this category", "仅限产品类别").optional()
    package let department = reference(Department.self, "Department", "部门")
    /// Who takes them; nobody: everybody in the department in turn.
    package let assignee = reference(User.self, "Assignee", "处理人").handedOver().optional()
    package let active = boolean("Active", "启用").byDefault(true)
    /// After whom the next turn begins.
    package let lastAssignee = reference(User.self, "Last assigned to", "上次分派给").computed().optional()

    package init() {}

    package static let furtherEvents = ["assigned"]

    package static let access =
        Grant.standard + [Grant([.service], .read), Grant([.service], [.create, .update, .archive], leading: true)]

    /// Throws `assignee_unfit`.
    package static func prepare(_ rule: inout Record<RoutingRule>, from old: Record<RoutingRule>?, in context: RuleContext) throws {
        guard let assignee = rule.assignee, assignee != old?.assignee else { return }
        let person = try context.require(User.self, assignee)
        guard person.worksHere else { throw Failure.invalid(.assigneeUnfit, at: "/assignee_id", ["name": person.displayName]) }
    }
}

extension Record where D == User {
    /// Whether work can be given to the person.
    var worksHere: Bool { self.active && !self.isService && !isArchived }
}
