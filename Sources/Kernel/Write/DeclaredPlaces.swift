// Where the records of a resource name something: fields of their own and of their items, found by the declarations.

import SQLite

/// The fields of a resource and of its items that a condition picks.
struct DeclaredPlaces {
    let fields: [AnyField]
    private let lists: [(list: AnyChildren, schema: AnySchema, field: AnyField)]

    init(_ schema: AnySchema, where isOne: (AnyField) -> Bool) {
        fields = schema.fields.filter(isOne)
        lists = schema.children.flatMap { list in
            let items = list.schema()
            return items.fields.filter(isOne).map { (list, items, $0) }
        }
    }

    var count: Int { fields.count + lists.count }
    var all: [AnyField] { fields + lists.map(\.field) }

    /// Of a row `t`, one condition a place, each with one parameter.
    var conditions: [String] {
        fields.map { "t.\($0.column) = ?" }
            + lists.map { part in
                "EXISTS (SELECT 1 FROM \(part.schema.table) c WHERE c.\(part.schema.parentColumn ?? "id") = t.id AND c.\(part.field.column) = ?)"
            }
    }

    /// Puts the one in the place of the other.
    ///
    /// - Parameter dropsRepeats: of two items that would then name the same, the one that named the first goes
    func replace(_ old: Int64, by new: Int64, in row: inout Row, dropsRepeats: Bool = false) {
        for field in fields where row.integer(field.index) == old { row.values[field.index] = .integer(new) }
        for part in lists {
            let items = row.children[part.list.index]
            let isThere = dropsRepeats && items.contains { $0.integer(part.field.index) == new }
            row.children[part.list.index] = items.compactMap { item in
                guard item.integer(part.field.index) == old else { return item }
                if isThere { return nil }
                var item = item
                item.values[part.field.index] = .integer(new)
                return item
            }
        }
    }
}
