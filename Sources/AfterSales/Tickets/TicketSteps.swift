// The steps of a ticket, row by row as the process has them (P2.6).

import Identity
package import Kernel

final class AssignTicket: Form {
    let assignee = reference(User.self, "Assignee", "处理人").optional()
    let department = reference(Department.self, "Department", "部门").optional()
}

final class AskCustomer: Form {
    let question = paragraphs("Question", "问题", max: 2000)
}

final class ResolveTicket: Form {
    let solution = paragraphs("Solution", "解决方案")
}

final class CloseTicket: Form {
    let noSatisfactionReason = text("Reason for having no satisfaction", "无满意度原因", max: 500).optional()
}

extension Ticket {
    /// From the assignment to the end, and back where the customer is not satisfied (states.md, P2.6).
    package static let steps: [Step<Ticket>] = [
        Step(
            "assign", "Assign", "分派", from: .new, .assigned, .inProgress, .waitingCustomer, to: [.assigned], by: .service, .assignee,
            clause: "P2.6.1", input: AssignTicket.self
        ) { ticket, form, context in
            try ticket.endPause(in: context)
            try TicketRouting.assign(&ticket, to: form.assignee, in: form.department, context)
        },
        Step(
            "start", "Start", "开始处理", from: .assigned, to: [.inProgress], by: .assignee, clause: "P2.6.2",
            within: Deadline(ServiceSettings.self) { $0.responseHours }, input: NoInput.self
        ) { ticket, _, context in
            ticket.stopResponseClock(in: context)
            ticket.noteWork(by: context.caller, in: context)
        },
        Step(
            "wait-for-customer", "Wait for the customer", "等待客户", from: .inProgress, to: [.waitingCustomer], by: .assignee, .service,
            clause: "P2.6.2", input: AskCustomer.self
        ) { ticket, form, context in
            ticket.question = form.question
            ticket.pauseClock(in: context)
        },
        Step(
            "resume", "Resume", "继续处理", from: .waitingCustomer, to: [.inProgress], by: .assignee, .service, clause: "P2.6.2"
        ) { ticket, context in try ticket.endPause(in: context) },
        Step(
            "resolve", "Resolve", "解决", from: .inProgress, .waitingCustomer, to: [.resolved], by: .assignee, clause: "P2.6.2",
            within: Deadline(ServiceSettings.self) { $0.resolveHours }, input: ResolveTicket.self, effect: resolve),
        Step(
            "satisfaction", "Record satisfaction", "登记满意度", from: .resolved, to: [.resolved, .inProgress], by: .service,
            clause: "P2.6.3", input: AskSatisfaction.self, effect: recordSatisfaction),
        // Nobody asks for the first of the two: a job takes it once the customer has had time enough.
        Step("close", "Close", "关闭", from: .resolved, to: [.closed], clause: "P2.6.3", effect: closeByItself),
        Step(
            "close", "Close", "关闭", from: .resolved, to: [.closed], by: .service, clause: "P2.6.3", input: CloseTicket.self,
            effect: close),
        Step(
            "reopen", "Reopen", "重新打开", from: .resolved, .closed, to: [.inProgress], by: .service, clause: "P2.6.2",
            input: Reason.self
        ) { ticket, form, context in
            try ticket.reopen(in: context)
            ticket.reopenReason = form.reason
        },
        // Nobody asks for it: a replacement was cancelled or came back, so that its exchange goes on.
        Step(
            "reopen-by-shipment", "Reopen as the replacement did not arrive", "换货未送达，重新打开", from: .resolved, .closed,
            to: [.inProgress], clause: "P2.6.2"
        ) { ticket, context in
            try ticket.reopen(in: context)
            ticket.reopenReason = "A replacement did not arrive / 换货未送达"
        },
        Step(
            "escalate", "Escalate", "上报", from: .new, .assigned, .inProgress, by: .service, clause: "P2.6.2", input: Reason.self
        ) { ticket, form, context in
            try ticket.escalate(.byHand, dueAt: nil, reason: form.reason, in: context)
        },
    ]

    private static func resolve(_ ticket: inout Record<Ticket>, _ form: Record<ResolveTicket>, _ context: RuleContext) throws {
        try requireActionsDone(of: ticket, in: context)
        try ticket.endPause(in: context)
        ticket.stopResolveClock(in: context)
        ticket.solution = form.solution
        ticket.resolvedAt = context.now
        ticket.resolvedBy = context.caller.userID.map { ID($0) }
        ticket.noteResolution(in: context)
    }

    /// With the customer's satisfaction, or the reason why there is none (P2.6.3).
    private static func close(_ ticket: inout Record<Ticket>, _ form: Record<CloseTicket>, _ context: RuleContext) throws {
        try ticket.requireNotSolver(in: context)
        try requireActionsDone(of: ticket, in: context)
        if ticket.satisfactionScore == nil {
            guard let reason = form.noSatisfactionReason else {
                throw Failure.invalid(.satisfactionOrReason, at: "/no_satisfaction_reason")
            }
            ticket.noSatisfactionReason = reason
        }
        ticket.closedAt = context.now
        ticket.closedBy = context.caller.userID.map { ID($0) }
    }

    private static func closeByItself(_ ticket: inout Record<Ticket>, _ context: RuleContext) throws {
        let days = context.settings(ServiceSettings.self).closeDays
        if ticket.satisfactionScore == nil { ticket.noSatisfactionReason = "No answer within \(days) days / \(days) 天内未答复" }
        ticket.closedAt = context.now
    }
}

extension Record where D == Ticket {
    /// In progress again, with a new time to resolve; what the customer said of the former solution stays in the list.
    mutating func reopen(in context: RuleContext) throws {
        try noteMissedTimes(in: context)
        self.status = .inProgress
        try restartResolution(in: context)
        self.resolvedAt = nil
        self.resolvedBy = nil
        self.closedAt = nil
        self.closedBy = nil
        self.satisfactionScore = nil
        self.noSatisfactionReason = nil
        if let assignee = self.assignee { noteAssignment(to: assignee, .reopened, in: context) }
        noteWork(by: nil, in: context)
    }
}
