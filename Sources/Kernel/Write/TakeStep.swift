// Taking a step of the process: state, actor and authorship are checked here, for every resource alike.

import JSON
import SQLite

extension RuleContext {
    /// Takes a step of a record.
    ///
    /// Throws `archived`, `erased`, `not_allowed`, `wrong_state`, `own_paper`, `decided_by_people`, and what the step's own guard refuses,
    /// each with its own clause, else with the one that the step carries out.
    ///
    /// - Parameter item: the id of the item of which a step of items is taken
    func take(_ path: String, of resource: AnyResource, id: Int64, item: Int64? = nil, form: ReadInput, ifMatch: VersionCondition) throws
        -> Row
    {
        let old = try visible(resource, id)
        try ifMatch.check(old.version)
        let check = StepCheck(resource: resource, row: old, in: self)
        let step = try check.step(path)
        try requireLiving(resource, old)
        try resource.requireNoHistory(old)
        _ = try step.item?.place(of: item, in: old)
        do {
            return try acting(in: check.places(for: step)) {
                let faults = try form.faults + referenceFaults(of: step.form, form.input)
                if !faults.isEmpty { throw Failure.invalid(faults) }
                return try carryOut(step, of: resource, from: old, item: item, form: form.input.row(of: step.form))
            }
        } catch let failure as Failure {
            throw failure.citing(step.clause)
        }
    }

    /// Takes a step on behalf of the system: as a job or in reaction to something. Nothing happens where the state does not allow it.
    package func follow<R: Resource>(_ path: String, _ record: Record<R>) throws {
        let resource = registry.resource(R.schema)
        guard !resource.isHistory(record.row), let state = resource.schema.stateField, let now = record.row.text(state.index),
            let step = resource.steps.first(where: { $0.path == path && $0.isPossible(from: now, record.row) })
        else { return }
        _ = try carryOut(step, of: resource, from: record.row, form: step.form.blankRow())
    }

    private func carryOut(_ step: AnyStep, of resource: AnyResource, from old: Row, item: Int64? = nil, form: Row) throws -> Row {
        guard let state = resource.schema.stateField, let before = old.text(state.index) else { throw Failure(.notFound) }
        var row = old
        if step.to.count == 1 { row.values[state.index] = .text(step.to[0]) }
        if let itemStep = step.item {
            try itemStep.carryOut(step.name, of: item, in: &row, form, self)
        } else {
            try step.effect(&row, form, self)
        }
        if step.isRepeatable, row == old { return old }
        let after = row.text(state.index) ?? before
        guard after == before || step.to.contains(after) else {
            throw ProgramFault(
                "the step \(step.path) leads \(resource.schema.entity) \(row.id) to \(after), which its declaration does not say")
        }
        let facts: JSONObject = item.map { ["item_id": .integer($0)] } ?? [:]
        try save(resource, &row, from: old, action: step.name, note: form, form: step.form, always: true, facts: facts)
        return try current(resource, row)
    }
}

/// Which steps a caller may take of a record, by state, actor and authorship; guards are not weighed.
///
/// A class, so that what it has to ask the database about the record is asked once for all steps.
final class StepCheck {
    private let resource: AnyResource
    private let row: Row
    private let caller: Caller
    private let registry: Registry
    private let connection: Connection
    /// Has the database say all that the commit has put down of the audit.
    private let settleAudit: () throws -> Void
    private var knownAuthors: Set<Int64>?
    private var knownReaders: [Standing]?

    init(resource: AnyResource, row: Row, caller: Caller, registry: Registry, connection: Connection) {
        self.resource = resource
        self.row = row
        self.caller = caller
        self.registry = registry
        self.connection = connection
        settleAudit = {}
    }

    /// Inside a write.
    init(resource: AnyResource, row: Row, in context: RuleContext) {
        self.resource = resource
        self.row = row
        caller = context.caller
        registry = context.registry
        connection = context.connection
        settleAudit = context.settleAudit
    }

    private var owner: Int64? { resource.ownerField.flatMap { row.integer($0.index) } }
    private var creator: Int64? { row.integer(BaseColumn.createdByID) }
    private var assignee: Int64? { resource.assigneeField.flatMap { row.integer($0.index) } }

    private var state: String {
        resource.schema.stateField.flatMap { row.text($0.index) } ?? ""
    }

    /// The step of that path which is possible now. Throws why none is.
    func step(_ path: String) throws -> AnyStep {
        let variants = resource.steps.filter { $0.hasRoute && $0.path == path }
        guard let first = variants.first else { throw Failure(.notFound) }
        guard caller.covers(resource.schema.collection, writing: true) else {
            throw Failure(.outsideScope, ["needed": resource.schema.collection + ":write"])
        }
        do {
            return try step(among: variants, path)
        } catch let refusal as Failure {
            throw refusal.citing(first.clause)
        }
    }

    private func step(among variants: [AnyStep], _ path: String) throws -> AnyStep {
        // Of several that are possible, each caller takes the one that is his or hers, before those of whom he or she stands in for.
        var open: [AnyStep] = []
        var refused: Failure?
        for step in variants where step.isPossible(from: state, row) {
            if let refusal = try refusal(of: step) { refused = refusal } else { open.append(step) }
        }
        if let step = try open.count > 1 ? open.first(where: { try places(for: $0).contains(where: \.isOwn) }) ?? open[0] : open.first {
            return step
        }
        if let refused { throw refused }
        // Who could never take the step is told that first, whatever the state.
        if let first = variants.first, let bar = try bar(to: first),
            try variants.dropFirst().allSatisfy({ try self.bar(to: $0) != nil })
        {
            throw bar
        }
        let states = variants.flatMap(\.possibleFrom).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        throw Failure(
            .wrongState, ["step": path.replacing("{item_id}", with: "…"), "state": state, "from": states.joined(separator: ", ")],
            extensions: ["possible_from": states])
    }

    /// The steps that the caller may take now.
    func possible() throws -> [AnyStep] {
        guard !resource.steps.isEmpty, !row.isArchived, !resource.isHistory(row), caller.covers(resource.schema.collection, writing: true)
        else { return [] }
        var paths: Set<String> = []
        return try resource.steps.filter { step in
            guard step.hasRoute, !paths.contains(step.path), step.isPossible(from: state, row), try refusal(of: step) == nil else {
                return false
            }
            paths.insert(step.path)
            return true
        }
    }

    /// Why the caller may not take a step that is possible now.
    private func refusal(of step: AnyStep) throws -> Failure? {
        if let bar = try bar(to: step) { return bar }
        // Two levels are two people's, as long as there is another one.
        guard step.isDecision, try isAmong(Set(step.deciders(row))) else { return nil }
        return try canBeTakenByAnother(step) || isThereAnother([.role(.executive)], for: step) ? Failure(.alreadyDecided) : nil
    }

    /// Why the caller may not take a step, whatever the state.
    private func bar(to step: AnyStep) throws -> Failure? {
        if step.isDecision, caller.isKey { return Failure(.decidedByPeople) }
        let actors = try actors(of: step)
        guard !actors.isEmpty || isIntegration(step) else {
            return Failure(.notAllowed, ["needed": step.actors.map(\.word).joined(separator: ", ")])
        }
        if step.isDecision, try isAmong(authors()) || free(actors, for: step).isEmpty { return Failure(.ownPaper) }
        return nil
    }

    /// In whose places the caller takes the step, once it is known that he or she may: the own one first.
    func places(for step: AnyStep) throws -> [Standing] {
        let actors = try actors(of: step)
        // A system takes it by its role, which is no actor.
        return try actors.isEmpty ? caller.standings : free(actors, for: step)
    }

    /// Those of the caller's places from which the step may be taken; an executive's where nobody else is left.
    private func actors(of step: AnyStep) throws -> [Standing] {
        let actors = try readers().filter { standing in try step.actors.contains { try isActor($0, standing) } }
        guard actors.isEmpty else { return actors }
        let executives = try readers().filter { $0.roles.contains(.executive) }
        return try executives.isEmpty || !isLastResort(step) ? [] : executives
    }

    /// Those of the caller's places that see the record: a step is taken in the place of somebody who could take it there.
    private func readers() throws -> [Standing] {
        guard !caller.principals.isEmpty else { return caller.standings }
        if let knownReaders { return knownReaders }
        let readers = try caller.standings.filter { try resource.covers(row.id, for: $0, to: .read, on: connection) }
        knownReaders = readers
        return readers
    }

    /// Another's place is no way to decide on what is one's own, whoever entered it.
    private func free(_ actors: [Standing], for step: AnyStep) throws -> [Standing] {
        guard step.isDecision, !actors.allSatisfy(\.isOwn), try isOwnRecord() else { return actors }
        return actors.filter(\.isOwn)
    }

    /// Whoever stands in for one of them, such as for an author, is as little free to decide.
    private func isAmong(_ people: Set<Int64>) throws -> Bool {
        guard caller.userID != nil else { return true }
        return caller.standings.contains { $0.id.map(people.contains) ?? false }
    }

    private func isActor(_ actor: Actor, _ standing: Standing) throws -> Bool {
        switch actor {
        case .owner: return owner == standing.id && owner != nil
        case .manager:
            guard let owner else { return standing.roles.contains(.salesManager) }
            return standing.below.contains(owner)
        case .secondManager:
            guard let id = standing.id else { return false }
            return try candidates(for: actor).contains(id)
        case .assignee: return assignee == standing.id && assignee != nil
        case .assigneesManager: return assignee.map(standing.below.contains) ?? false
        case .creator: return creator == standing.id && creator != nil
        case .reader: return true
        case .role(let role): return standing.roles.contains(role)
        }
    }

    private func isOwnRecord() throws -> Bool {
        guard let user = caller.userID else { return false }
        if resource.ownerField != nil { return owner == user }
        if resource.assigneeField != nil { return assignee == user }
        return try resource.ownerOfConcern(row, registry) { try connection.row(of: $0, id: $1) } == user
    }

    private func isIntegration(_ step: AnyStep) -> Bool {
        caller.isKey && caller.roles.contains(.integration) && !step.isDecision
    }

    /// An executive decides where nobody else could: no other holder of the role, no manager above, who is not an author and does not
    /// stand in for one, so that no author stops a paper by naming its reviewers as delegates.
    private func isLastResort(_ step: AnyStep) throws -> Bool {
        try step.isDecision && !canBeTakenByAnother(step)
    }

    private func canBeTakenByAnother(_ step: AnyStep) throws -> Bool { try isThereAnother(step.actors, for: step) }

    /// Whether one of them is neither an author nor has decided on the same already, and stands in for nobody who is or has.
    private func isThereAnother(_ actors: [Actor], for step: AnyStep) throws -> Bool {
        let barred = try authors().union(step.deciders(row))
        return try actors.contains { actor in
            try candidates(for: actor).contains { candidate in
                guard !barred.contains(candidate) else { return false }
                return try registry.directory.principals(candidate, registry.clock.now, connection).allSatisfy { !barred.contains($0) }
            }
        }
    }

    private var managers: [Int64] {
        get throws { try owner.map { try registry.directory.managers($0, connection) } ?? [] }
    }

    private func candidates(for actor: Actor) throws -> [Int64] {
        switch actor {
        case .owner: return owner.map { [$0] } ?? []
        case .manager: return try managers
        case .secondManager: return try Array(managers.dropFirst())
        case .assignee: return assignee.map { [$0] } ?? []
        case .assigneesManager: return try assignee.map { try registry.directory.managers($0, connection) } ?? []
        case .creator: return creator.map { [$0] } ?? []
        // Nobody is asked to decide who merely reads.
        case .reader: return []
        case .role(let role): return try registry.directory.holders(role, connection)
        }
    }

    /// Who created, changed or submitted the paper, and on whose behalf.
    private func authors() throws -> Set<Int64> {
        if let knownAuthors { return knownAuthors }
        try settleAudit()
        let authors = try resource.authors(of: row.id, on: connection)
        knownAuthors = authors
        return authors
    }
}
