// When a department's review is due, who is reminded of it, and who hears of it when nobody reviews (P2.5.2).

import Identity
import JSON
import Kernel

extension Record where D == OrderReview {
    /// Whether the department has still to decide.
    var isOpen: Bool { self.verdict == .pending && !self.isVoid }

    /// Sets the due time and what goes with it, as the settings have them now. Throws `calendar_without_work`.
    mutating func setDeadlines(by calendar: WorkingCalendar, in context: RuleContext) throws {
        let settings = context.settings(OrderSettings.self)
        let hours = settings.reviewHours(of: self.department)
        self.remindAt = try context.dueAt(workingHours: max(0, hours - settings.reviewReminderHours), by: calendar)
        self.dueAt = try context.dueAt(workingHours: hours, by: calendar)
        self.escalateAt = try context.dueAt(workingHours: hours + settings.reviewEscalationHours, by: calendar)
    }
}

extension Module {
    /// Reminds before a review is due and escalates after it, each once a round: the review itself remembers.
    static let reviewDeadlines = PeriodicJob("review-deadlines", every: 60, rules: remindAndEscalate)

    @Sendable private static func remindAndEscalate(_ context: RuleContext) throws -> Bool {
        let reminded = try ReviewNotice.remind.give(in: context)
        let escalated = try ReviewNotice.escalate.give(in: context)
        return reminded || escalated
    }
}

/// One of the two things that are told of a review which nobody has decided on.
private enum ReviewNotice {
    case remind, escalate

    private static let mostInSlice = 20

    /// Tells what is due to be told; true where there may be more.
    func give(in context: RuleContext) throws -> Bool {
        // Once the due time has passed there is nothing left to remind of.
        let due =
            switch self {
            case .remind: "remind_at <= ?1 AND due_at > ?1 AND reminded_at IS NULL"
            case .escalate: "escalate_at <= ?1 AND escalated_at IS NULL"
            }
        let sql = """
            SELECT id, order_id FROM order_reviews WHERE \(due) AND verdict = 'pending' AND is_void = 0
            ORDER BY \(self == .remind ? "remind_at" : "escalate_at"), id LIMIT \(ReviewNotice.mostInSlice)
            """
        let found = try context.rows(sql, [context.now.stored])
        for row in found {
            guard let review = ID<OrderReview>(stored: row[0]), let order = ID<Order>(stored: row[1]) else { continue }
            try give(of: review, in: context.require(Order.self, order), context)
        }
        return found.count == ReviewNotice.mostInSlice
    }

    /// Writes down in the review that it was told, and tells it in an event with the department and the people concerned.
    private func give(of id: ID<OrderReview>, in before: Record<Order>, _ context: RuleContext) throws {
        var order = before
        var reviews = order.reviews
        guard let index = reviews.firstIndex(where: { $0.id == id }) else { return }
        let reviewers = try Reviewers.of(reviews[index].department, order, in: context)
        let concerned: [Int64]
        switch self {
        case .remind:
            concerned = reviewers
            reviews[index].remindedAt = context.now
        case .escalate:
            concerned = try Reviewers.above(reviews[index].department, order, in: context)
            reviews[index].escalatedAt = context.now
            reviews[index].escalatedTo = concerned.first.map { ID($0) }
        }
        order.reviews = reviews
        let facts: JSONObject = [
            "department": .string(reviews[index].department.rawValue), "due_at": .string(reviews[index].dueAt?.description ?? ""),
            "reviewer_ids": .array(reviewers.map { .integer($0) }), "concerned_ids": .array(concerned.map { .integer($0) }),
        ]
        try context.save(&order, action: self == .remind ? "review_reminded" : "review_escalated", facts: facts)
    }
}

/// Who can be asked for a review. Whoever is away is represented by the delegate.
enum Reviewers {
    /// Those whom the department's review waits for; executives where the department has nobody.
    static func of(_ department: ReviewDepartment, _ order: Record<Order>, in reader: RuleReader) throws -> [Int64] {
        try acting(for: asked(department, order, reader), reader)
    }

    /// The nearest manager above each of them; executives where nobody stands above.
    static func above(_ department: ReviewDepartment, _ order: Record<Order>, in reader: RuleReader) throws -> [Int64] {
        let managers = try asked(department, order, reader).compactMap {
            try reader.registry.directory.managers($0, reader.connection).first
        }
        return try acting(for: managers.isEmpty ? executives(reader) : managers, reader)
    }

    private static func asked(_ department: ReviewDepartment, _ order: Record<Order>, _ reader: RuleReader) throws -> [Int64] {
        let directory = reader.registry.directory
        let people =
            switch department {
            case .finance: try directory.holders(.finance, reader.connection)
            case .logistics: try directory.holders(.logistics, reader.connection)
            case .sales: Array(try directory.managers(order.owner.integer, reader.connection).prefix(1))
            }
        return try people.isEmpty ? executives(reader) : people
    }

    private static func executives(_ reader: RuleReader) throws -> [Int64] {
        try reader.registry.directory.holders(.executive, reader.connection)
    }

    private static func acting(for people: [Int64], _ reader: RuleReader) throws -> [Int64] {
        try Presence.acting(for: people, at: reader.now, reader.connection)
    }
}
