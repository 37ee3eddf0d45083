// Follows the regular duties: names owners where there are none, ticks what was done, and tells once of each period that was missed.

import Identity
import JSON
import Kernel

extension PeriodicJob {
    static let dutyDays = PeriodicJob("duty-days", every: 600, rules: DutyDays.follow)
}

private enum DutyDays {
    /// Duties in one run: each is a few questions to an index.
    private static let most: Int64 = 200

    @Sendable static func follow(_ context: RuleContext) throws -> Bool {
        let sql = "SELECT id FROM duties WHERE active = 1 AND archived_at IS NULL ORDER BY id LIMIT ? OFFSET ?"
        for id in try context.rows(sql, [most.stored, part(context).stored]).compactMap({ ID<Duty>(stored: $0[0]) }) {
            try nameOwner(of: id, context)
            try follow(id, context)
        }
        return false
    }

    /// Where more duties than these are followed, one run after the other takes the next of them, by the time alone.
    private static func part(_ context: RuleContext) throws -> Int64 {
        let count = try context.integer("SELECT count(*) FROM duties WHERE active = 1 AND archived_at IS NULL") ?? 0
        let parts = max(1, (count + most - 1) / most)
        return context.now.milliseconds / (PeriodicJob.dutyDays.interval * 1000) % parts * most
    }

    /// Whoever stands highest among those who have the role.
    private static func nameOwner(of id: ID<Duty>, _ context: RuleContext) throws {
        var duty = try context.require(Duty.self, id)
        if let owner = duty.owner, try context.isAtWork(owner) { return }
        guard let role = duty.role else { return }
        let directory = context.registry.directory
        let people = try directory.holders(role, context.connection).map { person in
            (id: person, above: try directory.managers(person, context.connection).count)
        }
        guard let first = people.min(by: { ($0.above, $0.id) < ($1.above, $1.id) }) else { return }
        duty.owner = ID(first.id)
        try context.save(&duty, action: "owner_named")
    }

    private static func follow(_ id: ID<Duty>, _ context: RuleContext) throws {
        var duty = try context.require(Duty.self, id)
        guard let missed = try duty.follow(in: context) else { return try context.save(&duty, action: "followed") }
        let concerned = try Presence.acting(for: [duty.owner?.integer].compactMap(\.self), at: context.now, context.connection)
        try context.save(
            &duty, action: "missed",
            facts: [
                "clause": .string(duty.clause), "starts_on": .string(missed.startsOn.description),
                "ends_on": .string(missed.endsOn.description), "owner_id": duty.owner.map { .integer($0.integer) } ?? .null,
                "concerned_ids": .array(concerned.map { .integer($0) }),
            ])
    }
}
