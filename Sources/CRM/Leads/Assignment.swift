// Who gets a lead, and why (P2.1.2).

import Identity
import Kernel
import SQLite

/// Why somebody got a lead.
package enum AssignmentReason: String, Choice {
    case enteredBy = "entered_by"
    case byHand = "by_hand"
    case roundRobin = "round_robin"
    case load, region

    package var chinese: String {
        switch self {
        case .enteredBy: "本人录入"
        case .byHand: "人工指定"
        case .roundRobin: "轮流分配"
        case .load: "按负荷分配"
        case .region: "按地区分配"
        }
    }
}

extension LeadAssignment {
    /// The owner of a new lead: whom the body names, else whoever sells and enters it, else whom the rules find; else nobody yet.
    static func give(_ lead: inout Record<Lead>, in context: RuleContext) throws {
        if let owner = lead.owner {
            try requireFit(owner, at: "/owner_id", in: context)
            return try note(owner, owner.integer == context.caller.userID ? .enteredBy : .byHand, on: &lead, in: context)
        }
        if let seller = context.caller.seller { return try note(seller, .enteredBy, on: &lead, in: context) }
        guard let choice = try AssignmentChoice(for: lead, in: context) else { return }
        try take(choice, for: &lead, in: context)
    }

    /// Gives a lead to somebody, or to whom the rules find. Throws `no_rule_fits`.
    static func assign(_ lead: inout Record<Lead>, to owner: ID<User>?, in context: RuleContext) throws {
        if let owner {
            try requireFit(owner, at: "/owner_id", in: context)
            try requireReach(of: owner, in: context)
            return try note(owner, .byHand, on: &lead, in: context)
        }
        guard let choice = try AssignmentChoice(for: lead, in: context) else { throw Failure(.noRuleFits) }
        try take(choice, for: &lead, in: context)
    }

    private static func take(_ choice: AssignmentChoice, for lead: inout Record<Lead>, in context: RuleContext) throws {
        var rule = choice.rule
        if rule.method == .roundRobin {
            rule.lastAssignee = choice.assignee
            try context.save(&rule, action: "assigned")
        }
        try note(choice.assignee, choice.reason, by: rule.id, passedOver: choice.passedOver, on: &lead, in: context)
    }

    private static func note(
        _ owner: ID<User>, _ reason: AssignmentReason, by rule: ID<AssignmentRule>? = nil, passedOver: [String] = [],
        on lead: inout Record<Lead>,
        in context: RuleContext
    ) throws {
        var assignment = Record<LeadAssignment>(new: LeadAssignment.self)
        assignment.at = context.now
        assignment.assignee = owner
        assignment.reason = reason
        assignment.rule = rule
        assignment.passedOver = passedOver.isEmpty ? nil : passedOver.joined(separator: ", ")
        lead.assignments += [assignment]
        lead.owner = owner
        if lead.firstContactedAt == nil {
            lead.firstContactDueAt = try context.dueAt(workingHours: context.settings(CRMSettings.self).firstContactHours)
        }
    }

    /// A lead belongs to somebody who sells, works here and is not away. Throws `owner_unfit` and `owner_absent`.
    static func requireFit(_ owner: ID<User>, at pointer: String, in context: RuleContext) throws {
        let person = try context.require(User.self, owner)
        guard person.sells else { throw Failure.invalid(.ownerUnfit, at: pointer, ["name": person.displayName]) }
        guard try !Presence.isAbsent(owner.integer, at: context.now, context.connection) || owner.integer == context.caller.userID else {
            throw Failure.invalid(.ownerAbsent, at: pointer, ["name": person.displayName])
        }
    }

    /// A manager gives leads to the own team; marketing and administrators to everybody who sells.
    private static func requireReach(of owner: ID<User>, in context: RuleContext) throws {
        let caller = context.caller
        let reaches =
            caller.people.contains(owner.integer) || caller.below.contains(owner.integer)
            || !caller.roles.isDisjoint(with: [.marketing, .admin, .integration])
        guard reaches else { throw Failure.invalid(.ownerNotBelow, at: "/owner_id") }
    }
}

/// What the rules find for a lead.
struct AssignmentChoice {
    let rule: Record<AssignmentRule>
    let assignee: ID<User>
    /// Those who would have come before, were they there.
    let passedOver: [String]

    var reason: AssignmentReason { rule.method.reason }

    /// The first rule, by priority, whose conditions the lead meets and that has somebody who is there; nil for none.
    init?(for lead: Record<Lead>, in context: RuleContext) throws {
        let rules = try context.all(AssignmentRule.self, where: "active = 1 AND archived_at IS NULL")
            .filter { $0.fits(lead) }
            .sorted { ($0.priority, $0.id.integer) < ($1.priority, $1.id.integer) }
        for rule in rules {
            let rule = try context.require(AssignmentRule.self, rule.id)
            var passedOver: [String] = []
            for user in try rule.candidates(for: lead, in: context) {
                let person = try context.require(User.self, user)
                guard person.sells else { continue }
                guard try !Presence.isAbsent(user.integer, at: context.now, context.connection) else {
                    passedOver.append(person.displayName)
                    continue
                }
                (self.rule, assignee, self.passedOver) = (rule, user, passedOver)
                return
            }
        }
        return nil
    }
}

extension Caller {
    /// The caller, where he or she sells and enters for himself or herself.
    fileprivate var seller: ID<User>? {
        guard !isKey, !roles.isDisjoint(with: [.salesRep, .salesManager]), roles.isDisjoint(with: [.admin, .marketing]) else { return nil }
        return userID.map { ID($0) }
    }
}

extension Record where D == User {
    /// Whether leads, customers and orders can belong to the person.
    var sells: Bool {
        self.active && !isArchived && !self.isService && self.roles.elements.contains { $0 == .salesRep || $0 == .salesManager }
    }
}
