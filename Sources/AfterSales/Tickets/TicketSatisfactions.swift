// How content a customer is with what was done, asked by somebody else than who did it (P2.6.3).

import JSON
import Kernel

final class AskSatisfaction: Form {
    let score = integer("Score", "评分", 1...5)
    let comment = paragraphs("Comment", "评价", max: 2000).optional()
    let channel = choice(SurveyChannel.self, "Channel", "渠道")
}

extension Ticket {
    /// Up to this score a customer is not satisfied.
    private static let notSatisfied = 2

    /// Once for each resolution. A customer who is not satisfied opens the ticket again, once.
    static func recordSatisfaction(_ ticket: inout Record<Ticket>, _ form: Record<AskSatisfaction>, _ context: RuleContext) throws {
        try ticket.requireNotSolver(in: context)
        guard ticket.satisfactionScore == nil else { throw Failure(.satisfactionKnown) }
        var satisfaction = Record<TicketSatisfaction>(new: TicketSatisfaction.self)
        satisfaction.at = context.now
        satisfaction.score = form.score
        satisfaction.comment = form.comment
        satisfaction.channel = form.channel
        satisfaction.recordedBy = context.caller.userID.map { ID($0) }
        ticket.satisfactions += [satisfaction]
        ticket.satisfactionScore = form.score
        guard form.score <= notSatisfied, !ticket.reopenedByScore else { return }
        try ticket.reopen(in: context)
        ticket.reopenedByScore = true
    }

    /// Who looks after the customer, and who stands above the work, hear of it.
    static func tellOfDissatisfaction(_ ticket: Record<Ticket>, from old: Record<Ticket>, in context: RuleContext) throws {
        guard ticket.satisfactions.count > old.satisfactions.count, let last = ticket.satisfactions.last, last.score <= notSatisfied
        else { return }
        let concerned = try Escalation.concerned(by: ticket, in: context)
        try context.tell(
            "dissatisfied", of: ticket,
            facts: [
                "score": .integer(last.score), "reopened": .bool(ticket.status == .inProgress),
                "assignee_id": ticket.assignee.map { .integer($0.integer) } ?? .null,
                "concerned_ids": .array(concerned.map { .integer($0) }),
            ])
    }
}
