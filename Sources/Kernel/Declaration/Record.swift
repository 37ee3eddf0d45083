// A record in a rule's hands: values behind the names and types of its declaration.
//
// What rules reach it by is `public`, not `package`: only then does the compiler inline it into the modules (Docs/decisions.md).

public import SQLite

/// The values of one record, without its type: in the order of the schema's fields, with the rows of its children.
public struct Row: Sendable, Equatable {
    public var values: [SQLiteValue]
    public var children: [[Row]]

    /// The values in the order of the fields, and the rows of each list.
    package init(values: [SQLiteValue], children: [[Row]]) {
        self.values = values
        self.children = children
    }

    /// The integer at that place; nil for anything else.
    package func integer(_ index: Int) -> Int64? {
        if case .integer(let number) = values[index] { number } else { nil }
    }

    /// The text at that place; nil for anything else.
    package func text(_ index: Int) -> String? {
        if case .text(let text) = values[index] { text } else { nil }
    }

    /// Whether no value stands at that place.
    package func isNull(_ index: Int) -> Bool {
        if case .null = values[index] { true } else { false }
    }

    package var id: Int64 { integer(BaseColumn.id) ?? 0 }
    package var version: Int64 { integer(BaseColumn.version) ?? 0 }
    /// Of a resource's row.
    var isArchived: Bool { values[BaseColumn.archivedAt] != .null }
}

/// A record of a declaration: `order.deliveryOn` is a `Day?`, `order.status == .draft` compiles, a misspelt field does not.
@dynamicMemberLookup
public struct Record<D: Declaration>: Sendable {
    public let schema: Schema<D>
    public var row: Row

    /// A row as rules see it.
    @inlinable
    public init(_ schema: Schema<D>, _ row: Row) {
        self.schema = schema
        self.row = row
    }

    /// The value of a field.
    // Inlined into the rules, so that the compiler turns a key path it knows into a load; unspecialised it copies the whole declaration.
    @inlinable
    public subscript<Value>(dynamicMember path: KeyPath<D, Field<Value>>) -> Value {
        @inline(__always)
        get { schema.declaration[keyPath: path].value(in: row) }
        @inline(__always)
        set { row.values[schema.declaration[keyPath: path].index] = newValue.stored }
    }

    /// The items of a list.
    @inlinable
    public subscript<C>(dynamicMember path: KeyPath<D, Children<C>>) -> [Record<C>] {
        @inline(__always)
        get { row.children[schema.declaration[keyPath: path].index].map { Record<C>(C.schema, $0) } }
        @inline(__always)
        set { row.children[schema.declaration[keyPath: path].index] = newValue.map(\.row) }
    }

    /// Whether anything was put into the field.
    @inlinable
    @inline(__always)
    public func has<Value>(_ path: KeyPath<D, Field<Value>>) -> Bool {
        row.values[schema.declaration[keyPath: path].index] != .null
    }
}

extension Field {
    /// The field's value in a row; blank where nothing was put into it.
    @inlinable
    public func value(in row: Row) -> Value {
        guard let value = Value(stored: row.values[index]) else {
            assert(row.values[index] == .null, "a field holds a value of another type")
            return Value.blank
        }
        return value
    }
}

extension Record {
    /// Takes all that people enter from another record; the lists are left as they are.
    package mutating func takeInput(from other: Record) {
        for field in schema.fields where field.isInput { row.values[field.index] = other.row.values[field.index] }
    }

    /// The same, but for one field.
    package mutating func takeInput<V>(from other: Record, except left: KeyPath<D, Field<V>>) {
        let index = schema.declaration[keyPath: left].index
        let kept = row.values[index]
        takeInput(from: other)
        row.values[index] = kept
    }
}

extension Record where D: Resource {
    /// A record that is not yet written, with the declared standard values.
    package init(new type: D.Type) {
        self.init(D.schema, D.schema.blankRow())
    }

    package var id: ID<D> { ID(row.id) }
    package var version: Int64 { row.version }
    /// When it was entered; 1970 before it is written.
    package var createdAt: Instant { Instant(milliseconds: row.integer(BaseColumn.createdAt) ?? 0) }
    package var isArchived: Bool { row.isArchived }

    /// Keeps the record, and lists it no longer.
    package mutating func archive(at moment: Instant) {
        row.values[BaseColumn.archivedAt] = .integer(moment.milliseconds)
    }
}

extension Record where D: Item {
    /// An item that is not yet written, with the declared standard values.
    package init(new type: D.Type) {
        self.init(D.schema, D.schema.blankRow())
    }

    package var id: ID<D> { ID(row.id) }
}
