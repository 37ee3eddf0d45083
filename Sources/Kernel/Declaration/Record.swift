// A record in a rule's hands: values behind the names and types of its declaration.

package import SQLite

/// The values of one record, without its type: in the order of the schema's fields, with the rows of its children.
package struct Row: Sendable, Equatable {
    package var values: [SQLiteValue]
    package var children: [[Row]]

    package init(values: [SQLiteValue], children: [[Row]]) {
        self.values = values
        self.children = children
    }

    package func integer(_ index: Int) -> Int64? {
        if case .integer(let number) = values[index] { number } else { nil }
    }

    package func text(_ index: Int) -> String? {
        if case .text(let text) = values[index] { text } else { nil }
    }

    package var id: Int64 { integer(BaseColumn.id) ?? 0 }
    package var version: Int64 { integer(BaseColumn.version) ?? 0 }
}

/// A record of a declaration: `order.deliveryOn` is a `Day?`, `order.status == .draft` compiles, a misspelt field does not.
@dynamicMemberLookup
package struct Record<D: Declaration>: Sendable {
    package let schema: Schema<D>
    package var row: Row

    package init(_ schema: Schema<D>, _ row: Row) {
        self.schema = schema
        self.row = row
    }

    // Inlined into the rules, so that the compiler turns a key path it knows into a load; unspecialised it costs a copy of the declaration.
    @inlinable
    package subscript<Value>(dynamicMember path: KeyPath<D, Field<Value>>) -> Value {
        get { schema.declaration[keyPath: path].value(in: row) }
        set { row.values[schema.declaration[keyPath: path].index] = newValue.stored }
    }

    @inlinable
    package subscript<C>(dynamicMember path: KeyPath<D, Children<C>>) -> [Record<C>] {
        get { row.children[schema.declaration[keyPath: path].index].map { Record<C>(C.schema, $0) } }
        set { row.children[schema.declaration[keyPath: path].index] = newValue.map(\.row) }
    }

    /// Whether anything was put into the field.
    @inlinable
    package func has<Value>(_ path: KeyPath<D, Field<Value>>) -> Bool {
        row.values[schema.declaration[keyPath: path].index] != .null
    }
}

extension Field {
    /// The field's value in a row; blank where nothing was put into it.
    package func value(in row: Row) -> Value {
        guard let value = Value(stored: row.values[index]) else {
            assert(row.values[index] == .null, "\(name) holds a value of another type")
            return Value.blank
        }
        return value
    }
}

extension Record where D: Resource {
    /// A record that is not yet written, with the declared standard values.
    package init(new type: D.Type) {
        self.init(D.schema, D.schema.blankRow())
    }

    package var id: ID<D> { ID(row.id) }
    package var version: Int64 { row.version }
    package var createdAt: Instant { Instant(milliseconds: row.integer(BaseColumn.createdAt) ?? 0) }
    package var createdByID: Int64? { row.integer(BaseColumn.createdByID) }
    package var isArchived: Bool { row.values[BaseColumn.archivedAt] != .null }
}

extension Record where D: Item {
    /// An item that is not yet written, with the declared standard values.
    package init(new type: D.Type) {
        self.init(D.schema, D.schema.blankRow())
    }

    package var id: ID<D> { ID(row.id) }
    package var parentID: Int64 { row.integer(ItemColumn.parentID) ?? 0 }
}
