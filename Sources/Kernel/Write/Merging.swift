// Merging two records that mean the same: everything that refers to the one refers to the other from then on.
//
// What refers is said by the declarations alone: every reference of a record or of its items, and every remark about it.

import SQLite

extension RuleContext {
    /// Has everything that refers to a record refer to another: each record is changed, audited and told for itself.
    package func moveReferrers<R: Resource>(of loser: Record<R>, to winner: ID<R>) throws {
        let target = registry.resource(R.schema)
        for resource in registry.resources {
            let places = ReferringPlaces(resource.schema, to: target.schema)
            guard !places.isEmpty else { continue }
            let selection = places.selection(of: resource.schema)
            let values = Array(repeating: SQLiteValue.integer(loser.id.integer), count: places.count)
            for id in try connection.rows(selection, values).compactMap({ $0.first?.integer }) {
                guard let old = try row(of: resource, id: id) else { continue }
                var row = old
                places.replace(loser.id.integer, by: winner.integer, in: &row)
                try resource.referrerMoved(&row, self)
                try save(resource, &row, from: old, action: "merged")
            }
        }
    }
}

extension Record where D: Resource {
    /// Takes from another record what people entered there and not here.
    package mutating func fillBlanks<V>(from other: Record, except left: KeyPath<D, Field<V>>) {
        let kept = schema.declaration[keyPath: left].index
        for field in schema.fields where field.isInput && field.index != kept && row.isNull(field.index) {
            row.values[field.index] = other.row.values[field.index]
        }
    }
}

/// Where records of a resource can refer to those of another.
private struct ReferringPlaces {
    private let references: DeclaredPlaces
    /// The id of a record of any kind, the field with the kind, and the kind.
    private let remark: (id: AnyField, kind: AnyField, entity: String)?

    init(_ schema: AnySchema, to target: AnySchema) {
        references = DeclaredPlaces(schema) { $0.referenceTarget?.table == target.table }
        remark = schema.subjectFields.map { ($0.id, $0.kind, target.entity) }
    }

    var isEmpty: Bool { count == 0 }
    var count: Int { references.count + (remark == nil ? 0 : 1) }

    /// The records, living or not, with the id in one of the places.
    func selection(of schema: AnySchema) -> String {
        var places = references.conditions
        if let remark { places.append("t.\(remark.id.column) = ? AND t.\(remark.kind.column) = '\(remark.entity)'") }
        return "SELECT t.id FROM \(schema.table) t WHERE \(places.joined(separator: " OR ")) ORDER BY t.id"
    }

    func replace(_ loser: Int64, by winner: Int64, in row: inout Row) {
        references.replace(loser, by: winner, in: &row)
        guard let remark, row.text(remark.kind.index) == remark.entity, row.integer(remark.id.index) == loser else { return }
        row.values[remark.id.index] = .integer(winner)
    }
}

// MARK: The way on

/// The record in which another one lives on.
struct Forwarding: Sendable {
    /// Such as `/v1/customers/7`.
    let from: String
    let to: String

    init(_ schema: AnySchema, from loser: Int64, to winner: Int64) {
        from = "/v1/\(schema.collection)/\(loser)"
        to = "/v1/\(schema.collection)/\(winner)"
    }

    /// Where what was asked for is now, with all that followed the id (RFC 9110 §15.4.9); the record itself for another way of naming it.
    func location(for path: String, query: String?) -> String {
        guard path == from || path.hasPrefix(from + "/") else { return to }
        return to + path.dropFirst(from.count) + (query.map { "?" + $0 } ?? "")
    }
}

extension AnyResource {
    /// The field that names the record in which a merged one lives on.
    var forwardingField: AnyField? { schema.forwardingField }

    /// Throws `merged` for a record that lives on in another.
    func requireNotMerged(_ row: Row) throws {
        guard let field = forwardingField, let winner = row.integer(field.index) else { return }
        throw merged(row.id, into: winner)
    }

    func merged(_ loser: Int64, into winner: Int64) -> Failure {
        Failure(
            .merged, ["entity": schema.label.english.lowercased(), "entity_zh": schema.label.chinese, "id": String(winner)],
            forwarding: Forwarding(schema, from: loser, to: winner))
    }
}
