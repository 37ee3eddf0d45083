// Why a lead belongs to whom it belongs.

import Identity
import JSON
package import Kernel

extension Lead: Explained {
    /// Why a lead has its owner: the last assignment, its rule, and who was passed over.
    package static func explain(_ lead: Record<Lead>, _ reader: RuleReader) throws -> [Explanation] {
        guard let last = lead.assignments.last else {
            return [
                Explanation(
                    about: "owner_id", code: "unassigned", "Nobody has been assigned yet: no rule fits, or all its people are away.",
                    "尚未分配：没有适用的规则，或规则中的人员均缺勤。")
            ]
        }
        let name = try reader.find(User.self, last.assignee)?.displayName ?? ""
        let rule = try last.rule.flatMap { try reader.find(AssignmentRule.self, $0) }
        var facts: JSONObject = ["owner_id": .integer(last.assignee.integer), "owner": .string(name), "at": .string(last.at.description)]
        if let rule { facts = JSONObject(facts.members + [("rule_id", .integer(rule.id.integer)), ("rule", .string(rule.name))]) }
        if let passed = last.passedOver { facts = JSONObject(facts.members + [("passed_over", .string(passed))]) }
        return [
            Explanation(
                about: "owner_id", code: last.reason.rawValue, english(last, name, rule?.name), chinese(last, name, rule?.name),
                facts: facts)
        ]
    }

    private static func english(_ assignment: Record<LeadAssignment>, _ name: String, _ rule: String?) -> String {
        let passed = assignment.passedOver.map { "; away and passed over: \($0)" } ?? ""
        return switch assignment.reason {
        case .enteredBy: "\(name) entered the lead."
        case .byHand: "Somebody assigned the lead to \(name)."
        case .roundRobin: "The rule “\(rule ?? "")” gave it to \(name), whose turn it was\(passed)."
        case .load: "The rule “\(rule ?? "")” gave it to \(name), who had the fewest open leads\(passed)."
        case .region: "The rule “\(rule ?? "")” gave it to \(name), who has the region\(passed)."
        }
    }

    private static func chinese(_ assignment: Record<LeadAssignment>, _ name: String, _ rule: String?) -> String {
        let passed = assignment.passedOver.map { "；因缺勤跳过：\($0)" } ?? ""
        return switch assignment.reason {
        case .enteredBy: "由 \(name) 本人录入。"
        case .byHand: "由人工分配给 \(name)。"
        case .roundRobin: "规则“\(rule ?? "")”按轮流顺序分配给 \(name)\(passed)。"
        case .load: "规则“\(rule ?? "")”分配给未结线索最少的 \(name)\(passed)。"
        case .region: "规则“\(rule ?? "")”分配给负责该地区的 \(name)\(passed)。"
        }
    }
}
