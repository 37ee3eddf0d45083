// Reminds of tasks before their day, and tells of those whose day has passed, each once (P3.3.1).

import Identity
import JSON
import Kernel

extension PeriodicJob {
    static let taskDays = PeriodicJob("task-days", every: 600, rules: tellOfTasks)

    @Sendable private static func tellOfTasks(_ context: RuleContext) throws -> Bool {
        // One kind in a slice: whatever is found is told, so that the next slice finds less.
        try ActionItemDays.remind(context) || ActionItemDays.tellOfOverdue(context)
    }
}

private enum ActionItemDays {
    private static let mostInSlice = 20

    /// Whose day has come or passed already is reminded of no more: that is told as overdue.
    static func remind(_ context: RuleContext) throws -> Bool {
        let found = try items(where: "remind_on <= ?1 AND due_on >= ?1 AND reminded_at IS NULL", context)
        for var item in found {
            item.remindedAt = context.now
            try tell("reminded", of: &item, [item.owner.integer], context)
        }
        return !found.isEmpty
    }

    static func tellOfOverdue(_ context: RuleContext) throws -> Bool {
        let found = try items(where: "due_on < ?1 AND overdue = 0", context)
        for var item in found {
            item.overdue = true
            try tell("overdue", of: &item, [item.owner.integer, item.givenBy.integer], context)
        }
        return !found.isEmpty
    }

    private static func items(where condition: String, _ context: RuleContext) throws -> [Record<ActionItem>] {
        let sql = """
            SELECT id FROM action_items WHERE status = 'open' AND \(condition) AND archived_at IS NULL ORDER BY due_on, id
            LIMIT \(mostInSlice)
            """
        let ids = try context.rows(sql, [context.today.stored]).compactMap { ID<ActionItem>(stored: $0[0]) }
        return try ids.map { try context.require(ActionItem.self, $0) }
    }

    private static func tell(_ word: String, of item: inout Record<ActionItem>, _ people: [Int64], _ context: RuleContext) throws {
        let concerned = try Presence.acting(for: people, at: context.now, context.connection)
        try context.save(
            &item, action: word,
            facts: [
                "owner_id": .integer(item.owner.integer), "given_by_id": .integer(item.givenBy.integer),
                "due_on": .string(item.dueOn.description), "concerned_ids": .array(concerned.map { .integer($0) }),
            ])
    }
}
