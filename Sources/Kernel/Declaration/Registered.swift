// A resource as the kernel works with it: schema, access, steps and rules without the type.

import SQLite
import Synchronization

/// A resource without its type.
package final class AnyResource: Sendable {
    package let schema: AnySchema
    package let access: [Grant]
    package let steps: [AnyStep]
    package let derivations: [AnyDerivation]
    /// Every word with which an event of its records can end: `created`, a step's name, or one that it declares.
    let eventActions: Set<String>
    package let filters: [NamedFilter]
    package let isPaper: Bool
    let prepare: @Sendable (inout Row, Row?, RuleContext) throws -> Void
    let written: @Sendable (Row, Row?, RuleContext) throws -> Void
    let handOver: @Sendable (inout Row, Row, HandingOver, RuleContext) throws -> Void
    let referrerMoved: @Sendable (inout Row, RuleContext) throws -> Void
    let archiving: @Sendable (Row, RuleContext) throws -> Void
    /// Nil where the resource says nothing of a body that is refused.
    let draftFaults: DraftFaults?
    /// Nil where the resource explains nothing.
    let explain: (@Sendable (Row, RuleReader) throws -> [Explanation])?
    /// The same, where reading it leaves an audit record.
    let explainInWriting: (@Sendable (Row, RuleContext) throws -> [Explanation])?
    /// The parts of a record's page that prints; nil where it has none.
    let document: [DocumentPart]?
    /// How that page is called.
    let documentName: DocumentName?
    /// Whether records of it come in files.
    package let isImportable: Bool
    /// What of it an administrator imports as history; nil for nothing.
    let history: ImportedHistory?
    let statements: ResourceStatements
    /// What its records can be about, where they follow that in access; the registry says it.
    let subjects = Mutex<[AnyResource]>([])
    /// Made once for each set of roles; reads keep theirs in their plans, so this is locked by the writer alone.
    let scopes = Mutex<[ScopeKey: ScopeCondition]>([:])

    /// Takes from the declaration what the kernel works with.
    package init<R: Resource>(_ type: R.Type) {
        let schema = R.schema
        self.schema = schema
        access = R.access
        steps = R.steps.map(\.erased)
        derivations = R.derivations.map(\.erased)
        eventActions = Set(EventTypes.actionsOfAll + (R.steps.map(\.erased.name) + R.furtherEvents).map(EventTypes.word))
        filters = R.filters + [NamedFilter.selfDecided(schema, steps)].compactMap { $0 }
        isPaper = R.isPaper
        prepare = { row, old, context in
            var record = Record(schema, row)
            try R.prepare(&record, from: old.map { Record(schema, $0) }, in: context)
            row = record.row
        }
        written = { row, old, context in
            try R.written(Record(schema, row), from: old.map { Record(schema, $0) }, in: context)
        }
        handOver = { row, old, people, context in
            var record = Record(schema, row)
            try R.handOver(&record, from: Record(schema, old), people, in: context)
            row = record.row
        }
        referrerMoved = { row, context in
            var record = Record(schema, row)
            try R.referrerMoved(&record, in: context)
            row = record.row
        }
        archiving = { row, context in
            try R.archiving(Record(schema, row), in: context)
        }
        draftFaults = (R.self as? any Drafted.Type).map { Kernel.draftFaults(of: $0) }
        explain = (R.self as? any Explained.Type).map { explanation(of: $0) }
        explainInWriting = (R.self as? any ExplainedInWriting.Type).map { explanationInWriting(of: $0) }
        document = (R.self as? any Documented.Type)?.document
        documentName = (R.self as? any Documented.Type)?.page
        isImportable = R.self is any Importable.Type
        history = (R.self as? any ImportableHistory.Type).map { importedHistory(of: $0) }
        statements = ResourceStatements(schema)
    }

    /// The same resource with further grants, which later modules give.
    private init(_ other: AnyResource, granting grants: [Grant]) {
        schema = other.schema
        access = other.access + grants
        steps = other.steps
        derivations = other.derivations
        eventActions = other.eventActions
        filters = other.filters
        isPaper = other.isPaper
        prepare = other.prepare
        written = other.written
        handOver = other.handOver
        referrerMoved = other.referrerMoved
        archiving = other.archiving
        draftFaults = other.draftFaults
        explain = other.explain
        explainInWriting = other.explainInWriting
        document = other.document
        documentName = other.documentName
        isImportable = other.isImportable
        history = other.history
        statements = other.statements
    }

    /// With what later modules grant on it.
    func granting(_ grants: [Grant]) -> AnyResource {
        grants.isEmpty ? self : AnyResource(self, granting: grants)
    }

    /// The reference that leads to the customer whom a record concerns.
    var concernField: AnyField? { schema.fields.first { $0.traits.concerns } }
    /// The field that names whom a record belongs to.
    var ownerField: AnyField? { schema.fields.first { $0.traits.isScoping } }

    /// The field that names who works on a record.
    var assigneeField: AnyField? { schema.fields.first { $0.traits.isAssigned } }

    /// The roles that may do this in some row.
    package func roles(for operation: Operations) -> RoleSet {
        var roles = RoleSet()
        for grant in access where grant.operations.contains(operation) { roles.formUnion(grant.roles) }
        return roles
    }
}

private func importedHistory<R: ImportableHistory>(of type: R.Type) -> ImportedHistory { ImportedHistory(type) }

private func explanation<E: Explained>(of type: E.Type) -> @Sendable (Row, RuleReader) throws -> [Explanation] {
    { row, reader in try E.explain(Record(E.schema, row), reader) }
}

private func explanationInWriting<E: ExplainedInWriting>(of type: E.Type) -> @Sendable (Row, RuleContext) throws -> [Explanation] {
    { row, context in try E.explain(Record(E.schema, row), in: context) }
}

/// The statements of a table, written once.
struct ResourceStatements: Sendable {
    let selectByID: String
    /// Ends with WHERE.
    let selectWhere: String
    let insert: String
    /// Changes the row only in the version that was read, which stands last.
    let update: String
    let children: [ChildStatements]

    init(_ schema: AnySchema) {
        let columns = schema.fields.map(\.column)
        selectWhere = "SELECT \(columns.joined(separator: ", ")) FROM \(schema.table) WHERE "
        selectByID = selectWhere + "id = ?"
        // The id is the database's to give.
        insert = insertStatement(schema, Array(columns.dropFirst()))
        update = updateStatement(schema) + " AND version = ?"
        children = schema.children.map { ChildStatements($0.schema()) }
    }
}

/// The statements of a child table.
struct ChildStatements: Sendable {
    let table: String
    let select: String
    /// With the id, which the kernel gives.
    let insert: String
    let update: String
    let delete: String
    /// The last id that was given.
    let lastID: String

    init(_ schema: AnySchema) {
        let columns = schema.fields.map(\.column)
        let parent = schema.parentColumn ?? "id"
        table = schema.table
        select = "SELECT \(columns.joined(separator: ", ")) FROM \(schema.table) WHERE \(parent) = ? ORDER BY position"
        insert = insertStatement(schema, columns)
        update = updateStatement(schema)
        delete = "DELETE FROM \(schema.table) WHERE id = ?"
        lastID = """
            SELECT max(ifnull((SELECT max(id) FROM \(table)), 0), ifnull((SELECT last FROM last_item_id WHERE items = '\(table)'), 0))
            """
    }
}

private func insertStatement(_ schema: AnySchema, _ columns: [String]) -> String {
    "INSERT INTO \(schema.table) (\(columns.joined(separator: ", "))) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
}

/// All columns but the id, which stands last.
private func updateStatement(_ schema: AnySchema) -> String {
    let columns = schema.fields.map(\.column).dropFirst()
    return "UPDATE \(schema.table) SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?"
}
