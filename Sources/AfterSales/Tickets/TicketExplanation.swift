// Why a ticket has its assignee, and why it is due when it is.

import Identity
import JSON
package import Kernel

extension Ticket: Explained {
    /// The last assignment with its rule and who was passed over, and where the two times come from.
    package static func explain(_ ticket: Record<Ticket>, _ reader: RuleReader) throws -> [Explanation] {
        try [assignee(of: ticket, reader), times(of: ticket, reader)]
    }

    private static func assignee(of ticket: Record<Ticket>, _ reader: RuleReader) throws -> Explanation {
        guard let last = ticket.assignments.last else {
            return Explanation(
                about: "assignee_id", code: "unassigned", "Nobody has it yet: no routing rule fits, or all its people are away.",
                "尚未分派：没有适用的路由规则，或规则中的人员均缺勤。")
        }
        let name = try reader.find(User.self, last.assignee)?.displayName ?? ""
        let rule = try last.rule.flatMap { try reader.find(RoutingRule.self, $0) }
        var facts: [(name: String, value: JSONValue)] = [
            ("assignee_id", .integer(last.assignee.integer)), ("assignee", .string(name)), ("at", .string(last.at.description)),
        ]
        if let department = try last.department.flatMap({ try reader.find(Department.self, $0) }) {
            facts.append(("department", .string(department.name)))
        }
        if let rule { facts += [("rule_id", .integer(rule.id.integer)), ("rule", .string(rule.name))] }
        if let passed = last.passedOver { facts.append(("passed_over", .string(passed))) }
        return Explanation(
            about: "assignee_id", code: last.reason.rawValue, english(last, name, rule?.name ?? ""), chinese(last, name, rule?.name ?? ""),
            facts: JSONObject(facts))
    }

    private static func english(_ assignment: Record<TicketAssignment>, _ name: String, _ rule: String) -> String {
        let passed = assignment.passedOver.map { "; away and passed over: \($0)" } ?? ""
        return switch assignment.reason {
        case .byHand: "Somebody assigned it to \(name)."
        case .byRule: "The rule “\(rule)” gives it to \(name)."
        case .roundRobin: "The rule “\(rule)” gave it to \(name), whose turn it was\(passed)."
        case .load: "\(name) had the fewest open tickets of the department\(passed)."
        case .delegate: "The rule “\(rule)” gave it to \(name), who stands in for \(assignment.passedOver ?? "")."
        case .reopened: "It was reopened and stays with \(name)."
        case .handedOver: "\(name) has taken over somebody's work."
        }
    }

    private static func chinese(_ assignment: Record<TicketAssignment>, _ name: String, _ rule: String) -> String {
        let passed = assignment.passedOver.map { "；因缺勤跳过：\($0)" } ?? ""
        return switch assignment.reason {
        case .byHand: "由人工分派给 \(name)。"
        case .byRule: "规则“\(rule)”指定由 \(name) 处理。"
        case .roundRobin: "规则“\(rule)”按轮流顺序分派给 \(name)\(passed)。"
        case .load: "分派给该部门未结工单最少的 \(name)\(passed)。"
        case .delegate: "规则“\(rule)”分派给 \(name)，其代理 \(assignment.passedOver ?? "")。"
        case .reopened: "重新打开后仍由 \(name) 处理。"
        case .handedOver: "\(name) 已接手移交的工作。"
        }
    }

    private static func times(of ticket: Record<Ticket>, _ reader: RuleReader) throws -> Explanation {
        let policy = try ticket.slaPolicy.flatMap { try reader.find(SLAPolicy.self, $0) }
        let facts: JSONObject = [
            "sla_policy_id": policy.map { .integer($0.id.integer) } ?? .null, "response_due_at": moment(ticket.responseDueAt),
            "resolve_due_at": moment(ticket.resolveDueAt), "clock_started_at": moment(ticket.clockStartedAt),
            "waited_minutes": .integer(ticket.waitedMinutes), "waiting_since": moment(ticket.waitingSince),
        ]
        guard let policy else {
            return Explanation(
                about: "resolve_due_at", code: "by_settings", "No service level fits, so the times are those of the settings.",
                "没有适用的服务时限规则，按系统设置的期限计算。", facts: facts)
        }
        let name = policy.name ?? "#\(policy.id.integer)"
        return Explanation(
            about: "resolve_due_at", code: "by_sla_policy", "The service level “\(name)” is the most specific one that fits.",
            "“\(name)”是最具体的适用服务时限规则。", facts: facts)
    }

    private static func moment(_ instant: Instant?) -> JSONValue { instant.map { .string($0.description) } ?? .null }
}
