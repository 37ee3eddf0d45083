// The shape of a record in an answer: which members, from which columns, with their names made ready. Made once per kind of question.

import JSON
import SQLite

/// What somebody may see, as far as it shapes an answer.
struct Viewer: Hashable, Sendable {
    let roles: RoleSet

    func sees(_ field: AnyField) -> Bool {
        guard !field.traits.isSecret else { return false }
        guard let group = field.traits.group else { return true }
        return !group.seenBy.isDisjoint(with: roles)
    }

    /// Whether the field, hidden in all other rows, is seen in the viewer's own: it can be asked for, but neither filtered nor sorted by.
    func seesInOwnRowAlone(_ field: AnyField, of schema: AnySchema) -> Bool {
        schema.isOfUsers && field.traits.group?.isSeenInOwnRow == true && !field.traits.isSecret && !sees(field)
    }
}

extension AnySchema {
    /// Whether somebody with these roles sees the member of that name in every row that he or she sees.
    package func shows(_ name: String, to roles: RoleSet) -> Bool {
        field(name).map { Viewer(roles: roles).sees($0) } ?? (childList(name) != nil)
    }

    /// Whether the caller sees the member of that name in one row.
    func shows(_ name: String, ofRow id: Int64?, to caller: Caller) -> Bool {
        if shows(name, to: caller.roles) { return true }
        guard let id, id == caller.userID, let field = field(name) else { return false }
        return Viewer(roles: caller.roles).seesInOwnRowAlone(field, of: self)
    }
}

/// One member of a record's JSON object.
struct ShapeMember: Sendable {
    let field: AnyField
    let form: ValueForm
    /// `"name":`
    let prefix: [UInt8]
    /// The place of the value in the statement's columns.
    let place: Int
    /// Whether it stands in the reader's own row alone.
    let isForOwnRow: Bool
}

/// How a record of a resource, or an item of one, becomes JSON.
final class Shape: Sendable {
    let schema: AnySchema
    let members: [ShapeMember]
    let children: [ChildShape]
    let expansions: [Expansion]
    /// Whether a single record carries the steps that the caller may take now.
    let includesActions: Bool
    /// Selected columns in order; `indexes` are their places in a row in memory.
    let columns: [String]
    let indexes: [Int]
    private let currencyPlace: Int?
    /// Whether one row has more members than others: that of the reader, where the rows are users.
    let hasOwnRow: Bool
    /// The place of the id, which is always selected.
    let idPlace: Int
    /// Mixed into ETags, so that two shapes of one version differ.
    let fingerprint: UInt64

    /// - Parameter names: the members that are wanted; nil for all that the viewer may see
    init(
        _ schema: AnySchema, for viewer: Viewer, names: Set<String>?, children: [AnyChildren], expansions: [Expansion], actions: Bool,
        also hidden: [AnyField] = []
    ) {
        var columns: [String] = []
        var indexes: [Int] = []
        func place(_ field: AnyField) -> Int {
            if let known = columns.firstIndex(of: field.column) { return known }
            columns.append(field.column)
            indexes.append(field.index)
            return columns.count - 1
        }
        self.schema = schema
        members = schema.fields
            .filter { names?.contains($0.name) ?? true && !schema.isItemPlace($0) }
            .compactMap { field in
                let isForOwnRow = viewer.seesInOwnRowAlone(field, of: schema)
                guard isForOwnRow || viewer.sees(field) else { return nil }
                return ShapeMember(field: field, form: field.form, prefix: field.prefix, place: place(field), isForOwnRow: isForOwnRow)
            }
        hasOwnRow = members.contains(where: \.isForOwnRow)
        idPlace = place(schema.fields[BaseColumn.id])
        currencyPlace = schema.currencyField.map { place($0) }
        for field in hidden + expansions.map(\.field) { _ = place(field) }
        self.children = children.map { ChildShape($0, for: viewer) }
        self.expansions = expansions
        includesActions = actions
        self.columns = columns
        self.indexes = indexes
        var hash = FNVHash()
        for member in members { hash.combine(member.field.name) }
        for child in children { hash.combine(child.name) }
        fingerprint = hash.value
    }

    func place(of field: AnyField) -> Int? {
        columns.firstIndex(of: field.column)
    }

    var selectList: String { columns.map { "t." + $0 }.joined(separator: ", ") }

    /// Writes the declared members; whoever calls opens and closes the object.
    ///
    /// - Parameter userID: of the reader, who sees more of his or her own row
    func writeMembers(
        of source: some ValueSource, for userID: Int64? = nil, currencyDecimals inherited: Int? = nil, into writer: inout JSONWriter
    ) {
        let decimals = currencyDecimals(of: source) ?? inherited ?? 2
        let isOwn = hasOwnRow && source.integer(idPlace) == userID
        // Through a span no member is copied: that costs more than writing most values.
        let list = members
        let members = list.span
        for index in members.indices where isOwn || !members[index].isForOwnRow {
            writer.raw(members[index].prefix)
            writer.write(members[index].form, members[index].place, of: source, currencyDecimals: decimals)
        }
    }

    /// Writes the children and expansions of the row on which a statement stands.
    func writeAttached(of source: StatementSource, for caller: Caller, on connection: Connection, into writer: inout JSONWriter) throws {
        if !children.isEmpty {
            let decimals = currencyDecimals(of: source) ?? 2
            for child in children {
                try child.write(parent: source.integer(idPlace), currencyDecimals: decimals, on: connection, into: &writer)
            }
        }
        for expansion in expansions {
            guard let place = place(of: expansion.field) else { continue }
            try expansion.write(id: source.isNull(place) ? nil : source.integer(place), for: caller, on: connection, into: &writer)
        }
    }

    /// Decimals of the record's own currency; nil where it has none.
    func currencyDecimals(of source: some ValueSource) -> Int? {
        currencyPlace.flatMap { source.currencyDecimals($0) }
    }
}

/// The children of a record in an answer.
struct ChildShape: Sendable {
    let list: AnyChildren
    let shape: Shape
    let prefix: [UInt8]
    let select: String

    init(_ list: AnyChildren, for viewer: Viewer) {
        let schema = list.schema()
        self.list = list
        shape = Shape(schema, for: viewer, names: nil, children: [], expansions: [], actions: false)
        prefix = JSONWriter.prefix(list.name)
        select = "SELECT \(shape.selectList) FROM \(schema.table) t WHERE t.\(schema.parentColumn ?? "id") = ? ORDER BY t.position"
    }

    /// Writes `"lines":[…]` of a parent in the database.
    func write(parent id: Int64, currencyDecimals: Int, on connection: Connection, into writer: inout JSONWriter) throws {
        writer.raw(prefix)
        writer.beginArray()
        let statement = try connection.cached(select)
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        while try statement.step() {
            writer.beginObject()
            shape.writeMembers(of: StatementSource(statement: statement), currencyDecimals: currencyDecimals, into: &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    /// Writes `"lines":[…]` of rows in memory.
    func write(_ rows: [Row], currencyDecimals: Int, into writer: inout JSONWriter) {
        writer.raw(prefix)
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            let source = RowSource(values: row.values, indexes: shape.indexes)
            shape.writeMembers(of: source, currencyDecimals: currencyDecimals, into: &writer)
            writer.endObject()
        }
        writer.endArray()
    }
}

/// A referred record that `expand` puts into the answer; null where the caller may not see it.
struct Expansion: Sendable {
    let field: AnyField
    let shape: Shape
    let prefix: [UInt8]
    let select: String
    let scope: ScopeCondition
    /// What an API key's scopes must cover.
    private let collection: String

    init(_ field: AnyField, shape: Shape, scope: ScopeCondition) {
        collection = shape.schema.collection
        self.field = field
        self.shape = shape
        self.scope = scope
        prefix = JSONWriter.prefix(field.expansionName)
        select = "SELECT \(shape.selectList) FROM \(shape.schema.table) t WHERE t.id = ? AND (\(scope.sql))"
    }

    func write(id: Int64?, for caller: Caller, on connection: Connection, into writer: inout JSONWriter) throws {
        writer.raw(prefix)
        guard let id, caller.covers(collection, writing: false) else {
            writer.null()
            return
        }
        let statement = try connection.cached(select)
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        for (index, value) in scope.bindings(for: caller).enumerated() { try statement.bind(value, at: index + 2) }
        guard try statement.step() else {
            writer.null()
            return
        }
        writer.beginObject()
        shape.writeMembers(of: StatementSource(statement: statement), for: caller.userID, into: &writer)
        writer.endObject()
    }
}

/// FNV-1a, for fingerprints that only have to tell things apart.
package struct FNVHash {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of nothing.
    package init() {}

    /// Takes a text in, and that it ends here.
    package mutating func combine(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0xFF)
    }

    /// Takes a number in.
    package mutating func combine(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func mix(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
