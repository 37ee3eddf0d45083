// When a department's review is due, who is reminded of it, and who hears of it when nobody reviews (P2.5.2).

import Identity
import JSON
import Kernel

/// When a department's review is due, and when it is reminded of before and told above it afterwards.
struct ReviewTimes {
    let remindAt: Instant
    let dueAt: Instant
    let escalateAt: Instant

    /// As the settings have them now. Throws `calendar_without_work`.
    init(of department: ReviewDepartment, by calendar: WorkingCalendar, in context: RuleContext) throws {
        let settings = context.settings(OrderSettings.self)
        let hours = settings.reviewHours(of: department)
        remindAt = try context.dueAt(workingHours: max(0, hours - settings.reviewReminderHours), by: calendar)
        dueAt = try context.dueAt(workingHours: hours, by: calendar)
        escalateAt = try context.dueAt(workingHours: hours + settings.reviewEscalationHours, by: calendar)
    }
}

extension Record where D == OrderReview {
    /// Whether the department has still to decide.
    var isOpen: Bool { self.verdict == .pending && !self.isVoid }

    /// Sets the due time and what goes with it, as the settings have them now. Throws `calendar_without_work`.
    mutating func setDeadlines(by calendar: WorkingCalendar, in context: RuleContext) throws {
        let times = try ReviewTimes(of: self.department, by: calendar, in: context)
        self.remindAt = times.remindAt
        self.dueAt = times.dueAt
        self.escalateAt = times.escalateAt
    }
}

/// A department's review with its times, of whichever paper.
protocol TimedReview: Item {
    var department: Field<ReviewDepartment> { get }
    var dueAt: Field<Instant?> { get }
    var remindedAt: Field<Instant?> { get }
    var escalatedAt: Field<Instant?> { get }
    var escalatedTo: Field<ID<User>?> { get }
}

extension OrderReview: TimedReview {}
extension AmendmentReview: TimedReview {}

extension Module {
    /// Reminds before a review is due and escalates after it, each once a round: the review itself remembers.
    static let reviewDeadlines = PeriodicJob("review-deadlines", every: 60, rules: remindAndEscalate)

    @Sendable private static func remindAndEscalate(_ context: RuleContext) throws -> Bool {
        let ofOrders = ReviewNotices<Order, OrderReview>(
            open: "verdict = 'pending' AND is_void = 0", reviews: \.reviews, order: { order, _ in order })
        let ofAmendments = ReviewNotices<OrderAmendment, AmendmentReview>(
            open: "verdict = 'pending' AND order_amendment_id IN (SELECT id FROM order_amendments WHERE status = 'in_review')",
            reviews: \.reviews, order: { amendment, reader in try reader.require(Order.self, amendment.order) })
        let given = try [
            ofOrders.give(.remind, in: context), ofOrders.give(.escalate, in: context), ofAmendments.give(.remind, in: context),
            ofAmendments.give(.escalate, in: context),
        ]
        return given.contains(true)
    }
}

/// What is told of reviews that nobody has decided on, of one kind of paper.
private struct ReviewNotices<Paper: Resource, Review: TimedReview> {
    enum Kind { case remind, escalate }

    /// Which reviews are still to be decided, over their columns.
    let open: String
    let reviews: KeyPath<Paper, Children<Review>>
    /// The order that the paper is about.
    let order: (Record<Paper>, RuleReader) throws -> Record<Order>

    private static var mostInSlice: Int { 20 }

    /// Tells what is due to be told; true where there may be more.
    func give(_ kind: Kind, in context: RuleContext) throws -> Bool {
        // Once the due time has passed there is nothing left to remind of.
        let due =
            switch kind {
            case .remind: "remind_at <= ?1 AND due_at > ?1 AND reminded_at IS NULL"
            case .escalate: "escalate_at <= ?1 AND escalated_at IS NULL"
            }
        let sql = """
            SELECT id, \(Review.schema.parentColumn ?? "") FROM \(Review.schema.table) WHERE \(due) AND \(open)
            ORDER BY \(kind == .remind ? "remind_at" : "escalate_at"), id LIMIT \(Self.mostInSlice)
            """
        let found = try context.rows(sql, [context.now.stored])
        for row in found {
            guard let review = ID<Review>(stored: row[0]), let paper = ID<Paper>(stored: row[1]) else { continue }
            try give(kind, of: review, in: context.require(Paper.self, paper), context)
        }
        return found.count == Self.mostInSlice
    }

    /// Writes down in the review that it was told, and tells it in an event with the department and the people concerned.
    private func give(_ kind: Kind, of id: ID<Review>, in before: Record<Paper>, _ context: RuleContext) throws {
        var paper = before
        var items = paper[dynamicMember: reviews]
        guard let index = items.firstIndex(where: { $0.id == id }) else { return }
        let order = try order(paper, context)
        let reviewers = try Reviewers.of(items[index].department, order, in: context)
        let concerned: [Int64]
        switch kind {
        case .remind:
            concerned = reviewers
            items[index].remindedAt = context.now
        case .escalate:
            concerned = try Reviewers.above(items[index].department, order, in: context)
            items[index].escalatedAt = context.now
            items[index].escalatedTo = concerned.first.map { ID($0) }
        }
        paper[dynamicMember: reviews] = items
        let facts: JSONObject = [
            "department": .string(items[index].department.rawValue), "due_at": .string(items[index].dueAt?.description ?? ""),
            "reviewer_ids": .array(reviewers.map { .integer($0) }), "concerned_ids": .array(concerned.map { .integer($0) }),
        ]
        try context.save(&paper, action: kind == .remind ? "review_reminded" : "review_escalated", facts: facts)
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
