// Who has a ticket, who has worked on it, and who therefore does not judge the work (P2.6.3).

import Identity
import Kernel

extension Record where D == Ticket {
    /// Gives the ticket to somebody, and writes down why.
    mutating func noteAssignment(
        to assignee: ID<User>, _ reason: RoutingReason, by rule: ID<RoutingRule>? = nil, passedOver: [String] = [],
        in context: RuleContext
    ) {
        var assignment = Record<TicketAssignment>(new: TicketAssignment.self)
        assignment.at = context.now
        assignment.assignee = assignee
        assignment.department = self.department
        assignment.reason = reason
        assignment.rule = rule
        assignment.passedOver = passedOver.isEmpty ? nil : passedOver.joined(separator: ", ")
        self.assignments += [assignment]
        self.assignee = assignee
    }

    /// The work has begun: by the assignee or who stands in, or by itself where it goes on.
    mutating func noteWork(by worker: Caller?, in context: RuleContext) {
        changeLastAssignment { assignment in
            assignment.startedAt = context.now
            assignment.startedBy = worker?.userID.map { ID($0) }
        }
    }

    mutating func noteResolution(in context: RuleContext) {
        changeLastAssignment { $0.resolvedBy = context.caller.userID.map { ID($0) } }
    }

    private mutating func changeLastAssignment(_ change: (inout Record<TicketAssignment>) -> Void) {
        var assignments = self.assignments
        guard let last = assignments.indices.last else { return }
        change(&assignments[last])
        self.assignments = assignments
    }

    /// Whose work it is: whoever has it now, everybody who has had it and begun, and who did so or resolved it in their place.
    private var solvers: Set<Int64> {
        let worked = self.assignments.flatMap { assignment in
            [assignment.startedAt == nil ? nil : assignment.assignee, assignment.startedBy, assignment.resolvedBy]
        }
        return Set(([self.assignee, self.resolvedBy] + worked).compactMap { $0?.integer })
    }

    /// Nobody judges his or her own work, nor that of somebody for whom he or she stands in. Throws `own_ticket`.
    func requireNotSolver(in context: RuleContext) throws {
        guard !solvers.contains(where: context.caller.actsFor) else { throw Failure(.ownTicket) }
    }
}
