// Who gets a ticket, and why (P2.6.1).

import CRM
import Catalog
import Identity
import Kernel

enum TicketRouting {
    /// The assignee of a new ticket: whom the body names, else somebody of the department that it names, else whom the rules find; else
    /// nobody yet. Throws `assignee_unfit` and `assignee_absent`.
    static func give(_ ticket: inout Record<Ticket>, in context: RuleContext) throws {
        if let assignee = ticket.assignee {
            try take(assignee, for: &ticket, in: context)
        } else if let department = ticket.department {
            try takeLeastBusy(of: department, for: &ticket, in: context)
        } else {
            try takeByRule(for: &ticket, in: context)
        }
        if ticket.assignee != nil { ticket.status = .assigned }
    }

    /// Gives a ticket to somebody, to a department, or where neither is named to whom the rules find.
    ///
    /// Throws `assignee_unfit`, `assignee_absent`, `nobody_there` and `no_routing`.
    static func assign(
        _ ticket: inout Record<Ticket>, to assignee: ID<User>?, in department: ID<Department>?, _ context: RuleContext
    ) throws {
        if let assignee {
            ticket.department = department
            return try take(assignee, for: &ticket, in: context)
        }
        if let department {
            guard try takeLeastBusy(of: department, for: &ticket, in: context) else {
                throw Failure(.nobodyThere, ["department": try context.require(Department.self, department).name])
            }
            return
        }
        guard try takeByRule(for: &ticket, in: context) else { throw Failure(.noRouting) }
    }

    private static func take(_ assignee: ID<User>, for ticket: inout Record<Ticket>, in context: RuleContext) throws {
        let person = try context.require(User.self, assignee)
        guard person.worksHere else { throw Failure.invalid(.assigneeUnfit, at: "/assignee_id", ["name": person.displayName]) }
        let isAway = try Presence.isAbsent(assignee.integer, at: context.now, context.connection)
        guard !isAway || assignee.integer == context.caller.userID else {
            throw Failure.invalid(.assigneeAbsent, at: "/assignee_id", ["name": person.displayName])
        }
        ticket.department = ticket.department ?? person.department
        ticket.noteAssignment(to: assignee, .byHand, in: context)
    }

    /// Whoever in the department is there and has the fewest open tickets.
    @discardableResult
    private static func takeLeastBusy(of department: ID<Department>, for ticket: inout Record<Ticket>, in context: RuleContext) throws
        -> Bool
    {
        let open = TicketStatus.open.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let sql = "SELECT count(*) FROM tickets WHERE assignee_id = ? AND status IN (\(open)) AND archived_at IS NULL"
        let loads = try DepartmentPeople.of(department, in: context).map { (user: $0, open: try context.integer(sql, $0.stored) ?? 0) }
        let people = loads.sorted { ($0.open, $0.user.integer) < ($1.open, $1.user.integer) }.map(\.user)
        guard let choice = try PresentPerson(among: people, in: context) else { return false }
        ticket.department = department
        ticket.noteAssignment(to: choice.person, .load, passedOver: choice.passedOver, in: context)
        return true
    }

    @discardableResult
    private static func takeByRule(for ticket: inout Record<Ticket>, in context: RuleContext) throws -> Bool {
        guard let choice = try RoutingChoice(for: ticket, in: context) else { return false }
        var rule = choice.rule
        if rule.assignee == nil {
            rule.lastAssignee = choice.turn
            try context.save(&rule, action: "assigned")
        }
        ticket.department = rule.department
        ticket.noteAssignment(to: choice.assignee, choice.reason, by: rule.id, passedOver: choice.passedOver, in: context)
        return true
    }
}

/// What the rules find for a ticket.
private struct RoutingChoice {
    let rule: Record<RoutingRule>
    let assignee: ID<User>
    let reason: RoutingReason
    /// Whose turn it was: the assignee, or the one for whom he or she stands in.
    let turn: ID<User>
    /// Those who would have come before, were they there.
    let passedOver: [String]

    /// The first rule, by priority, whose conditions the ticket meets and that has somebody who is there, or whose delegate is; nil for none.
    init?(for ticket: Record<Ticket>, in context: RuleContext) throws {
        let customer = try context.require(Customer.self, ticket.customer)
        let product = try ticket.product.map { try context.require(Product.self, $0) }
        let rules = try context.all(RoutingRule.self, where: "active = 1 AND archived_at IS NULL")
            .filter { $0.fits(ticket, of: customer, product) }
            .sorted { ($0.priority, $0.id.integer) < ($1.priority, $1.id.integer) }
        for rule in rules {
            let people = try rule.candidates(in: context)
            if let there = try PresentPerson(among: people, in: context) {
                let reason: RoutingReason = rule.assignee == nil ? .roundRobin : .byRule
                (self.rule, assignee, turn, self.reason, passedOver) = (rule, there.person, there.person, reason, there.passedOver)
                return
            }
            for absent in people {
                let delegates = try Presence.acting(for: [absent.integer], at: context.now, context.connection)
                    .filter { $0 != absent.integer }
                guard let delegate = try PresentPerson(among: delegates.map { ID($0) }, in: context) else { continue }
                let name = try context.require(User.self, absent).displayName
                (self.rule, assignee, turn, reason, passedOver) = (rule, delegate.person, absent, .delegate, [name])
                return
            }
        }
        return nil
    }
}

extension Record where D == RoutingRule {
    /// Whether the rule is for this ticket; a condition that is not set holds for all.
    fileprivate func fits(_ ticket: Record<Ticket>, of customer: Record<Customer>, _ product: Record<Product>?) -> Bool {
        (self.type.map { $0 == ticket.type } ?? true) && (self.region.map { $0 == customer.region } ?? true)
            && (self.category.map { $0 == product?.category } ?? true)
    }

    /// Whom the rule would take, the first first.
    fileprivate func candidates(in context: RuleContext) throws -> [ID<User>] {
        if let assignee = self.assignee {
            return try context.require(User.self, assignee).worksHere ? [assignee] : []
        }
        return try DepartmentPeople.of(self.department, in: context).inTurn(after: self.lastAssignee)
    }
}

private enum DepartmentPeople {
    /// Everybody who works in the department, in the order of their ids.
    static func of(_ department: ID<Department>, in context: RuleContext) throws -> [ID<User>] {
        let sql = "SELECT id FROM users WHERE department_id = ? AND active = 1 AND is_service = 0 AND archived_at IS NULL ORDER BY id"
        return try context.rows(sql, [department.stored]).compactMap { ID<User>(stored: $0[0]) }
    }
}
