// Which levels approve a version of a proposal, and why.

import Catalog
import Identity
import JSON
package import Kernel

extension Proposal: Explained {
    /// The manager's level always; the manager's manager's with what goes beyond the owner's authority. Of a draft: as it stands now.
    package static func explain(_ proposal: Record<Proposal>, _ reader: RuleReader) throws -> [Explanation] {
        let check = try AuthorityCheck(proposal, in: reader)
        let asked = proposal.approvals.first { $0.level == .secondManager }
        let reasons = proposal.approvals.isEmpty ? check.reasons : asked?.reasons.elements ?? []
        let seesCost = try reader.sees(proposal, byOneOf: FieldGroup.cost.seenBy)
        let levels = try [ApprovalLevel.manager, .secondManager].filter { $0 == .manager || !reasons.isEmpty }.map { level in
            try explanation(of: level, proposal, reader)
        }
        return levels + (seesCost ? reasons : coarse(reasons)).map { explanation(of: $0, check, seesCost: seesCost) }
    }

    // MARK: Levels

    private static func explanation(of level: ApprovalLevel, _ proposal: Record<Proposal>, _ reader: RuleReader) throws -> Explanation {
        let approval = proposal.approvals.first { $0.level == level }
        let isOpen = proposal.status == .inReview && approval?.verdict == .pending
        let waitsFor = try isOpen ? Approvers.of(level, proposal, in: reader) : []
        let facts: JSONObject = [
            "level": .string(level.rawValue), "verdict": approval.map { .string($0.verdict.rawValue) } ?? .null,
            "waits_for": .array(
                try waitsFor.map { id in
                    ["user_id": .integer(id), "name": .string(try reader.find(User.self, ID(id))?.displayName ?? "")]
                }),
        ]
        return switch level {
        case .manager:
            Explanation(
                about: "approvals", code: "manager_reviews", "The owner's manager reviews every version (P2.3.2).",
                "每个方案版本均由负责人的上级评审（P2.3.2）。", facts: facts)
        case .secondManager:
            Explanation(
                about: "approvals", code: "second_manager_reviews",
                "It goes beyond the authority of the owner's position, so the manager's manager approves it as well (P2.3.2).",
                "超出负责人职位权限，须由上级的上级一并批准（P2.3.2）。", facts: facts)
        }
    }

    // MARK: Reasons

    /// For those who do not see cost: that a price is just below it would tell them.
    private static func coarse(_ reasons: [AuthorityReason]) -> [AuthorityReason] {
        let isByCost = reasons.contains(.margin) || reasons.contains(.underCost)
        return reasons.filter { $0 == .discount } + (isByCost ? [.margin] : [])
    }

    /// Figures of cost are told to those who see cost; others get the reason's code.
    private static func explanation(of reason: AuthorityReason, _ check: AuthorityCheck, seesCost: Bool) -> Explanation {
        func text(_ value: Int64) -> JSONValue { .string(DecimalText.write(value, scale: Fraction.scale, shownPlaces: 0)) }
        switch reason {
        case .discount:
            return Explanation(
                about: "approvals", code: "beyond_discount", "A line is further below its list price than the owner's position may give.",
                "有报价行低于标准价的幅度超出负责人权限。",
                facts: ["discount": text(check.discount), "allowed": text(check.limits.discount.unscaled)])
        case .margin:
            let facts: JSONObject = ["margin": check.margin.map(text) ?? .null, "allowed": text(check.limits.margin.unscaled)]
            return Explanation(
                about: "approvals", code: "beyond_margin", "The margin is smaller than the owner's position may give.",
                "毛利率低于负责人权限。", facts: seesCost ? facts : [:])
        case .underCost:
            return Explanation(about: "approvals", code: "under_cost", "A line is below cost.", "有报价行低于成本。")
        }
    }
}

/// Who can be asked for an approval. Whoever is away is represented by the delegate.
enum Approvers {
    /// The nearest who may give the level and has not written the version; executives where there is nobody.
    static func of(_ level: ApprovalLevel, _ proposal: Record<Proposal>, in reader: RuleReader) throws -> [Int64] {
        let directory = reader.registry.directory
        let managers = try directory.managers(proposal.owner.integer, reader.connection)
        let able = (level == .manager ? managers : Array(managers.dropFirst())).filter { $0 != proposal.submittedBy?.integer }
        let asked = try able.isEmpty ? directory.holders(.executive, reader.connection) : Array(able.prefix(1))
        return try Presence.acting(for: asked, at: reader.now, reader.connection)
    }
}
