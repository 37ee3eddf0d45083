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
            let parts = HandedOverFields(resource.schema)
            guard !parts.isEmpty else { return nil }
            let ids = try parts.records(of: person, resource, connection)
            guard !ids.isEmpty else { return nil }
            // Who only stands among the items need not be somebody to whom the record could belong.
            let demanding = parts.demandingRoles
            let isOwned = try !demanding.isEmpty && !demanding.records(of: person, resource, connection).isEmpty
            return Belongings(resource: resource, ids: ids, ownerRoles: isOwned ? demanding.ownerRoles : nil)
        }
    }

    /// Hands them over: each record is changed, audited and told for itself.
    package func handOver(_ belongings: Belongings, _ people: HandingOver) throws {
        let resource = belongings.resource
        let parts = HandedOverFields(resource.schema)
        for id in belongings.ids {
            guard let old = try row(of: resource, id: id) else { continue }
            var row = old
            parts.replace(people, in: &row)
            try resource.handOver(&row, old, people, self)
            try save(resource, &row, from: old, action: "handed_over")
        }
    }
}

/// The fields of a resource and of its items that are handed over.
private struct HandedOverFields {
    private var fields: [AnyField]
    private var lists: [(list: AnyChildren, schema: AnySchema, field: AnyField)]

    init(_ schema: AnySchema) {
        fields = schema.fields.filter(\.traits.isHandedOver)
        lists = schema.children.flatMap { list in
            let items = list.schema()
            return items.fields.filter(\.traits.isHandedOver).map { (list, items, $0) }
        }
    }

    var isEmpty: Bool { fields.isEmpty && lists.isEmpty }

    var ownerRoles: RoleSet? {
        (fields + lists.map(\.field)).compactMap(\.traits.ownerRoles).first
    }

    /// Those that not everybody may stand in.
    var demandingRoles: HandedOverFields {
        var demanding = self
        demanding.fields.removeAll { $0.traits.ownerRoles == nil }
        demanding.lists.removeAll { $0.field.traits.ownerRoles == nil }
        return demanding
    }

    /// The living records in which the person stands.
    func records(of person: Int64, _ resource: AnyResource, _ connection: Connection) throws -> [Int64] {
        let values = Array(repeating: SQLiteValue.integer(person), count: fields.count + lists.count)
        return try connection.rows(selection(of: resource), values).compactMap { $0.first?.integer }
    }

    private func selection(of resource: AnyResource) -> String {
        let schema = resource.schema
        var places = fields.map { "t.\($0.column) = ?" }
        places += lists.map { part in
            "EXISTS (SELECT 1 FROM \(part.schema.table) c WHERE c.\(part.schema.parentColumn ?? "id") = t.id AND c.\(part.field.column) = ?)"
        }
        var condition = "t.archived_at IS NULL AND (\(places.joined(separator: " OR ")))"
        let ends = resource.finalStates
        if let state = schema.stateField, !ends.isEmpty {
            condition += " AND t.\(state.column) NOT IN (\(ends.map { "'\($0)'" }.joined(separator: ", ")))"
        }
        return "SELECT t.id FROM \(schema.table) t WHERE \(condition) ORDER BY t.id"
    }

    /// Puts the one in the place of the other. Of two items that would then name the same person the later one goes.
    func replace(_ people: HandingOver, in row: inout Row) {
        for field in fields where row.integer(field.index) == people.from { row.values[field.index] = .integer(people.to) }
        for part in lists {
            let items = row.children[part.list.index]
            let isThere = items.contains { $0.integer(part.field.index) == people.to }
            row.children[part.list.index] = items.compactMap { item in
                guard item.integer(part.field.index) == people.from else { return item }
                if isThere { return nil }
                var item = item
                item.values[part.field.index] = .integer(people.to)
                return item
            }
        }
    }
}

extension AnyResource {
    /// The states in which a record is history: no step leads on, and it can no longer be changed.
    fileprivate var finalStates: [String] {
        guard let state = schema.stateField, case .choice(let set) = state.kind else { return [] }
        let editable = state.traits.editableStates ?? []
        return set.values.map(\.value).filter { word in
            !editable.contains(word) && !steps.contains { $0.from.contains(word) && $0.to.contains { $0 != word } }
        }
    }
}
