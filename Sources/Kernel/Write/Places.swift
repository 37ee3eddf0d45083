// In whose place a write is made. Whoever stands in for others has several places, and each right that a write takes is asked of one and the
// same: what it refers to is seen, its fields are set, its owner is changed and its row is reached from there.
//
// So a write begins with all places from which the record is reached (`places(reaching:)`, `places(entering:)`), and each question that
// follows leaves those for which the answer is yes (`keepPlaces`). RecordOperations.swift puts the questions, in this order: references
// and fields (here), owner (Ownership.swift), paper, and whether what was written is still reached (WriteConditions.swift).

import SQLite

/// The places from which the write under way can be made, as far as it was asked.
struct WritePlaces {
    /// Never empty; the caller's own first.
    fileprivate(set) var left: [Standing]
    /// The kind of record of which they were asked; nil in a step, which does all that it does in one place.
    let askedOf: AnyResource?

    /// Whether a record of that kind is written in them.
    func holds(for resource: AnyResource) -> Bool { askedOf == nil || askedOf === resource }
}

extension RuleContext {
    /// The caller's places from which the record may be so treated. Throws `not_allowed` where there are none.
    func places(reaching row: Row, of resource: AnyResource, for operation: Operations) throws -> [Standing] {
        let places = try caller.standings.filter { try resource.covers(row.id, for: $0, to: operation, on: connection) }
        guard !places.isEmpty else { throw Failure.notAllowed(needed: resource.roles(for: operation)) }
        return places
    }

    /// The caller's places from which such records are entered.
    func places(entering resource: AnyResource) -> [Standing] {
        // Whoever has one place was asked before.
        guard !caller.principals.isEmpty else { return caller.standings }
        return caller.standings.filter { !resource.scope(of: $0.roles, for: .create, leading: !$0.below.isEmpty).coversNothing }
    }

    /// Makes a write in one of these places.
    ///
    /// - Parameter resource: what the places were asked of; nil for a step
    func acting<T>(in places: [Standing], on resource: AnyResource? = nil, _ write: () throws -> T) rethrows -> T {
        let former = self.places
        self.places = WritePlaces(left: places, askedOf: resource)
        defer { self.places = former }
        return try write()
    }

    /// Goes on with those places for which that is so; false, with all of them, where it is so for none.
    func keepPlaces(where isSo: (Standing) throws -> Bool) rethrows -> Bool {
        let kept = try (places?.left ?? caller.standings).filter(isSo)
        guard !kept.isEmpty else { return false }
        places?.left = kept
        return true
    }

    /// Goes on with those places for which there are no faults; where there are some for each, those for the first are the answer.
    private func faultsOfAll(_ faults: (Standing) throws -> [Fault]) rethrows -> [Fault] {
        let asked = try (places?.left ?? caller.standings).map { (place: $0, faults: try faults($0)) }
        let kept = asked.filter(\.faults.isEmpty).map(\.place)
        guard !kept.isEmpty else { return asked.first?.faults ?? [] }
        places?.left = kept
        return []
    }

    // MARK: What is asked of them

    /// What is wrong with what a body refers to.
    func referenceFaults(of schema: AnySchema, _ input: Input) throws -> [Fault] {
        try faultsOfAll { try ReferenceCheck(reader: self, standing: $0).faults(of: schema, input) }
    }

    /// Fields that the caller may set, but not from where the record is reached. Whoever has one place was asked when the body was read.
    func fieldFaults(of schema: AnySchema, _ input: Input) -> [Fault] {
        caller.principals.isEmpty ? [] : faultsOfAll { input.faults(of: schema, writtenBy: $0.roles) }
    }

    /// Asks that the write is made by that person, by who stands above, or by one of these roles. Throws `not_allowed`.
    package func requirePlace(ofOrAbove person: Int64, orOneOf roles: RoleSet) throws {
        let isSo = keepPlaces { place in
            place.id == person || place.below.contains(person) || !place.roles.isDisjoint(with: roles)
        }
        guard isSo else { throw Failure(.notAllowed, ["needed": "owner, manager"]) }
    }
}

extension RuleReader {
    /// Whether the caller sees the record from a place that has one of these roles.
    package final func sees<R: Resource>(_ record: Record<R>, byOneOf roles: RoleSet) throws -> Bool {
        let resource = registry.resource(R.schema)
        return try caller.standings.contains { standing in
            try !standing.roles.isDisjoint(with: roles) && resource.covers(record.id.integer, for: standing, to: .read, on: connection)
        }
    }
}

extension Input {
    /// The fields that somebody with these roles may not set.
    fileprivate func faults(of schema: AnySchema, writtenBy roles: RoleSet) -> [Fault] {
        let lists = schema.children.flatMap { list in
            (children[list.index] ?? []).enumerated().flatMap { index, item in
                list.schema().faults(of: item.values, writtenBy: roles, at: "/\(list.name)/\(index)")
            }
        }
        return schema.faults(of: values, writtenBy: roles, at: "") + lists
    }
}

extension AnySchema {
    fileprivate func faults(of values: [Int: SQLiteValue], writtenBy roles: RoleSet, at pointer: String) -> [Fault] {
        fields.filter { values[$0.index] != nil && !$0.isWritable(by: roles) }.map { field in
            Fault(.notYourField, at: "\(pointer)/\(field.name)", ["name": field.name])
        }
    }
}

extension AnyField {
    fileprivate func isWritable(by roles: RoleSet) -> Bool {
        if let writers = traits.writers, writers.isDisjoint(with: roles) { return false }
        return traits.isSecret || Viewer(roles: roles).sees(self)
    }
}
