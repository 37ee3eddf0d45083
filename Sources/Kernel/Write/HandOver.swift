// Handing over: everything living that is a person's goes to another, whatever module it belongs to (domain.md, Identity).
//
// What there is to hand over is said by the declarations alone: every field, of a record or of its items, that is `handedOver()`.

import SQLite

/// From whom to whom.
package struct HandingOver: Sendable {
    package let from: Int64
    package let to: Int64

    /// Ids of users.
    package init(from: Int64, to: Int64) {
        self.from = from
        self.to = to
    }
}

/// The records of one resource that are a person's.
package struct Belongings: Sendable {
    let resource: AnyResource
    let ids: [Int64]
    /// One of which whoever takes them over must have; nil for whoever works here.
    package let ownerRoles: RoleSet?

    package var collection: String { resource.schema.collection }
    package var count: Int { ids.count }
}

extension RuleContext {
    /// What of a person's there is to hand over, in the order of the modules; resources of which there is nothing are left out.
    package func belongings(of person: Int64) throws -> [Belongings] {
        try registry.resources.compactMap { resource in
            let schema = resource.schema
            let ids = try livingRecords(of: person, in: schema.handedOverPlaces, resource)
            guard !ids.isEmpty else { return nil }
            // Who only stands among the items need not be somebody to whom the record could belong.
            let demanding = DeclaredPlaces(schema) { $0.traits.isHandedOver && $0.traits.ownerRoles != nil }
            let isOwned = try !livingRecords(of: person, in: demanding, resource).isEmpty
            return Belongings(
                resource: resource, ids: ids, ownerRoles: isOwned ? demanding.all.compactMap(\.traits.ownerRoles).first : nil)
        }
    }

    private func livingRecords(of person: Int64, in places: DeclaredPlaces, _ resource: AnyResource) throws -> [Int64] {
        guard places.count > 0 else { return [] }
        let values = Array(repeating: SQLiteValue.integer(person), count: places.count)
        return try connection.rows(resource.livingRecords(naming: places), values).compactMap { $0.first?.integer }
    }

    /// Hands them over: each record is changed, audited and told for itself.
    package func handOver(_ belongings: Belongings, _ people: HandingOver) throws {
        let resource = belongings.resource
        let places = resource.schema.handedOverPlaces
        for id in belongings.ids {
            guard let old = try row(of: resource, id: id) else { continue }
            var row = old
            places.replace(people.from, by: people.to, in: &row, dropsRepeats: true)
            try resource.handOver(&row, old, people, self)
            try save(resource, &row, from: old, action: "handed_over")
        }
    }
}

extension AnySchema {
    /// Where a person stands who hands over.
    fileprivate var handedOverPlaces: DeclaredPlaces { DeclaredPlaces(self, where: \.traits.isHandedOver) }
}

extension AnyResource {
    /// The living records in which a person stands in one of the places.
    fileprivate func livingRecords(naming places: DeclaredPlaces) -> String {
        var condition = "t.archived_at IS NULL AND (\(places.conditions.joined(separator: " OR ")))"
        let ends = finalStates
        if let state = schema.stateField, !ends.isEmpty {
            condition += " AND t.\(state.column) NOT IN (\(ends.map { "'\($0)'" }.joined(separator: ", ")))"
        }
        // Whose history was, it stays.
        if let mark = schema.historyMark { condition += " AND t.\(mark.column) = 0" }
        return "SELECT t.id FROM \(schema.table) t WHERE \(condition) ORDER BY t.id"
    }

    /// The states in which a record is history: no step leads on, and it can no longer be changed.
    private var finalStates: [String] {
        guard let state = schema.stateField, case .choice(let set) = state.kind else { return [] }
        let editable = state.traits.editableStates ?? []
        return set.values.map(\.value).filter { word in
            !editable.contains(word) && !steps.contains { $0.from.contains(word) && $0.to.contains { $0 != word } }
        }
    }
}
