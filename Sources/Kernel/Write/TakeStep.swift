// Taking a step of the process: state, actor and authorship are checked here, for every resource alike.

import SQLite

extension RuleContext {
    /// Takes a step of a record. Throws `not_allowed`, `wrong_state`, `own_paper`, `decided_by_people`, and what the step's own guard refuses.
    func take(_ path: String, of resource: AnyResource, id: Int64, form: ReadInput, ifMatch: VersionCondition) throws -> Row {
        let old = try visible(resource, id)
        try ifMatch.check(old.version)
        let check = StepCheck(resource: resource, row: old, caller: caller, registry: registry, connection: connection)
        let step = try check.step(path)
        guard !old.isArchived else { throw Failure(.archived) }
        try resource.requireNoHistory(old)
        return try acting(in: check.places(for: step)) {
            let faults = try form.faults + referenceFaults(of: step.form, form.input)
            if !faults.isEmpty { throw Failure.invalid(faults) }
            return try carryOut(step, of: resource, from: old, form: form.input.row(of: step.form))
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

    private func carryOut(_ step: AnyStep, of resource: AnyResource, from old: Row, form: Row) throws -> Row {
        guard let state = resource.schema.stateField, let before = old.text(state.index) else { throw Failure(.notFound) }
        var row = old
        if step.to.count == 1 { row.values[state.index] = .text(step.to[0]) }
        try step.effect(&row, form, self)
        if step.isRepeatable, row == old { return old }
        let after = row.text(state.index) ?? before
        guard after == before || step.to.contains(after) else {
            throw ProgramFault(
                "the step \(step.path) leads \(resource.schema.entity) \(row.id) to \(after), which its declaration does not say")
        }
        try save(resource, &row, from: old, action: step.name, note: form, form: step.form, always: true)
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
    private var knownAuthors: Set<Int64>?
    private var knownReaders: [Standing]?

    init(resource: AnyResource, row: Row, caller: Caller, registry: Registry, connection: Connection) {
        self.resource = resource
        self.row = row
        self.caller = caller
        self.registry = registry
        self.connection = connection
    }

    private var owner: Int64? { resource.ownerField.flatMap { row.integer($0.index) } }

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
        if let step = variants.first(where: { $0.isPossible(from: state, row) }) {
            if let refusal = try refusal(of: step) { throw refusal }
            return step
        }
        // Who could never take the step is told that first, whatever the state.
        if let refusal = try refusal(of: first), try variants.dropFirst().allSatisfy({ try self.refusal(of: $0) != nil }) { throw refusal }
        let states = variants.flatMap(\.possibleFrom).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        throw Failure(
            .wrongState, ["step": path, "state": state, "from": states.joined(separator: ", ")], extensions: ["possible_from": states])
    }

    /// The steps that the caller may take now.
    func possible() throws -> [AnyStep] {
        guard !resource.steps.isEmpty, !row.isArchived, !resource.isHistory(row), caller.covers(resource.schema.collection, writing: true)
        else { return [] }
        return try resource.steps.filter { try $0.hasRoute && $0.isPossible(from: state, row) && refusal(of: $0) == nil }
    }

    private func refusal(of step: AnyStep) throws -> Failure? {
        if step.isDecision, caller.isKey { return Failure(.decidedByPeople) }
        let actors = try actors(of: step)
        guard !actors.isEmpty || isIntegration(step) else {
            return Failure(.notAllowed, ["needed": step.actors.map(\.word).joined(separator: ", ")])
        }
        if step.isDecision, try isAuthor() || free(actors, for: step).isEmpty { return Failure(.ownPaper) }
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
        let actors = try readers().filter { standing in step.actors.contains { isActor($0, standing) } }
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

    /// Whoever stands in for an author is as little free to decide as the author.
    private func isAuthor() throws -> Bool {
        guard caller.userID != nil else { return true }
        let authors = try authors()
        return caller.standings.contains { $0.id.map(authors.contains) ?? false }
    }

    private func isActor(_ actor: Actor, _ standing: Standing) -> Bool {
        switch actor {
        case .owner: return owner == standing.id && owner != nil
        case .manager:
            guard let owner else { return standing.roles.contains(.salesManager) }
            return standing.below.contains(owner)
        case .role(let role): return standing.roles.contains(role)
        }
    }

    private func isOwnRecord() throws -> Bool {
        guard let user = caller.userID else { return false }
        if resource.ownerField != nil { return owner == user }
        return try resource.ownerOfConcern(row, registry) { try connection.row(of: $0, id: $1) } == user
    }

    private func isIntegration(_ step: AnyStep) -> Bool {
        caller.isKey && caller.roles.contains(.integration) && !step.isDecision
    }

    /// An executive decides where nobody else could: no other holder of the role, no manager above, who is not an author and does not
    /// stand in for one, so that no author stops a paper by naming its reviewers as delegates.
    private func isLastResort(_ step: AnyStep) throws -> Bool {
        guard step.isDecision else { return false }
        let authors = try authors()
        return try !step.actors.contains { actor in
            try candidates(for: actor).contains { candidate in
                guard !authors.contains(candidate) else { return false }
                return try registry.directory.principals(candidate, registry.clock.now, connection).allSatisfy { !authors.contains($0) }
            }
        }
    }

    private func candidates(for actor: Actor) throws -> [Int64] {
        switch actor {
        case .owner: return owner.map { [$0] } ?? []
        case .manager: return try owner.map { try registry.directory.managers($0, connection) } ?? []
        case .role(let role): return try registry.directory.holders(role, connection)
        }
    }

    /// Who created, changed or submitted the paper, and on whose behalf.
    private func authors() throws -> Set<Int64> {
        if let knownAuthors { return knownAuthors }
        let authors = try readAuthors()
        knownAuthors = authors
        return authors
    }

    private func readAuthors() throws -> Set<Int64> {
        let sql = """
            SELECT DISTINCT user_id, on_behalf_of_id FROM audit
            WHERE entity_id = ? AND entity = ? AND (action IN ('created', 'updated') OR action LIKE 'submit%')
            """
        let rows = try connection.rows(sql, [.integer(row.id), .text(resource.schema.entity)])
        let writers = rows.flatMap { $0 }.compactMap { value in
            if case .integer(let id) = value { id } else { nil }
        }
        return Set(writers)
    }
}
