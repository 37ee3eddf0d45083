// Who is away, and who stands in (domain.md, Identity).

package import Kernel

/// A time in which somebody is away. The delegate acts in his or her place meanwhile, beside the own one.
package final class Absence: Resource {
    package static let schema = Schema<Absence>("absences", one: "absence", "Absence", "缺勤")

    package let user = reference(User.self, "User", "用户").callerByDefault().scoped().fixed()
    package let startsOn = day("First day", "开始日期")
    package let endsOn = day("Last day", "结束日期")
    package let delegate = reference(User.self, "Delegate", "代理人").handedOver().optional()
    package let note = text("Note", "说明", max: 500).personal(identifies: false).optional()
    /// The days as moments, so that whoever asks needs no calendar.
    package let startsAt = instant("From", "起始时间").computed()
    package let endsAt = instant("Until", "结束时间").computed()

    package init() {}

    /// Everybody's own, and those of everybody below; personnel sees and enters all of them.
    package static let access =
        Grant.standard + [
            Grant([.hr], .all),
            Grant(.everyone, .all, rows: .team),
        ]

    /// Throws `absence_of_other`, `absence_ends_first`, `delegate_unfit`, `delegate_absent`.
    package static func prepare(_ absence: inout Record<Absence>, from old: Record<Absence>?, in context: RuleContext) throws {
        try requireMayEnter(absence, in: context)
        guard absence.startsOn <= absence.endsOn else { throw Failure.invalid(.absenceEndsFirst, at: "/ends_on") }
        absence.startsAt = context.registry.calendar.start(of: absence.startsOn)
        absence.endsAt = context.registry.calendar.start(of: absence.endsOn.adding(days: 1))
        try checkDelegate(of: absence, in: context)
    }

    /// Who stands in for whom changes with the next request.
    package static func written(_ absence: Record<Absence>, from old: Record<Absence>?, in context: RuleContext) throws {
        context.callersChanged()
    }

    /// An absence that is over keeps its delegate; any other has none where the successor cannot stand in.
    package static func handOver(
        _ absence: inout Record<Absence>, from old: Record<Absence>, _ people: HandingOver, in context: RuleContext
    ) throws {
        if old.endsAt <= context.now {
            absence.delegate = old.delegate
        } else if try isOfOwnMaking(absence, context.caller) || delegateFault(of: absence, in: context) != nil {
            absence.delegate = nil
        }
    }

    /// Who stands in for somebody does not prolong that, nor lends on what was lent; and nobody takes another's place by his or her own word.
    private static func requireMayEnter(_ absence: Record<Absence>, in context: RuleContext) throws {
        let caller = context.caller
        let isOwn = absence.user.integer == caller.userID
        let mayForOthers = caller.ownBelow.contains(absence.user.integer) || !caller.ownRoles.isDisjoint(with: [.hr, .admin])
        guard isOwn || mayForOthers else { throw Failure.invalid(.absenceOfOther, at: "/user_id") }
        guard !isOfOwnMaking(absence, caller) else {
            throw Failure.invalid(.delegateOfOwnMaking, at: "/delegate_id")
        }
        // Roles are lent by people: a key would lend more than it has itself.
        if caller.isKey, absence.delegate != nil { throw Failure(.peopleOnly) }
    }

    /// Whether the caller makes himself or herself the delegate of another.
    private static func isOfOwnMaking(_ absence: Record<Absence>, _ caller: Caller) -> Bool {
        guard let user = caller.userID, absence.user.integer != user else { return false }
        return absence.delegate?.integer == user
    }

    /// A delegate is somebody who works here, is another person, and is not away meanwhile.
    private static func checkDelegate(of absence: Record<Absence>, in context: RuleContext) throws {
        if let fault = try delegateFault(of: absence, in: context) { throw Failure.invalid([fault]) }
    }

    private static func delegateFault(of absence: Record<Absence>, in context: RuleContext) throws -> Fault? {
        guard let delegate = absence.delegate else { return nil }
        let person = try context.require(User.self, delegate)
        guard delegate != absence.user, person.active, !person.isArchived, !person.isService else {
            return Fault(.delegateUnfit, at: "/delegate_id")
        }
        let meanwhile = try context.all(
            Absence.self, where: "user_id = ? AND starts_on <= ? AND ends_on >= ? AND archived_at IS NULL", delegate.stored,
            absence.endsOn.stored, absence.startsOn.stored)
        return meanwhile.isEmpty ? nil : Fault(.delegateAbsent, at: "/delegate_id", ["name": person.displayName])
    }
}
