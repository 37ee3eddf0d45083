// The audit: a chain of records in which each holds the hash of the one before, so that any tampering shows, and whose contents
// can be erased without breaking it (P5.1.2).
//
// content_hash = SHA-256(salt ‖ content)
// hash         = SHA-256(the record's fields, one a line, then content_hash and the previous record's hash in hex)

import Crypto
import JSON
import SQLite
import Storage

/// What is to be kept of one action.
struct AuditEntry {
    let action: String
    let entity: String
    let entityID: Int64
    let customerID: Int64?
    /// For whom the caller acted, where it was not for himself or herself.
    let onBehalfOfID: Int64?
}

extension RuleContext {
    /// Something that happened to a record without changing it, such as the reading of a customer's credit.
    ///
    /// - Parameter holders: the roles of which it takes one, where it takes one
    package func note<R: Resource>(_ action: String, on record: Record<R>, by holders: RoleSet? = nil) throws {
        let resource = registry.resource(R.schema)
        let customer = try customerID(of: resource, record.row)
        let absent =
            try holders.map { try principal(among: $0, reading: record.row, of: resource) } ?? principal(of: resource, record.row)
        try append(
            AuditEntry(
                action: action, entity: R.schema.entity, entityID: record.row.id, customerID: customer, onBehalfOfID: absent)
        ) { Array("{}".utf8) }
    }

    /// That all rows of a list were given out. The record stands for no single one: its id is 0.
    func noteExport(of resource: AnyResource, as format: String, query: [(name: String, value: String)]) throws {
        let entry = AuditEntry(action: "exported", entity: resource.schema.entity, entityID: 0, customerID: nil, onBehalfOfID: nil)
        try noteExport(entry, as: format, query)
    }

    /// That what a record asks for was given out, such as the run of a schedule: it stands with that record.
    package func noteExport<R: Resource>(by record: Record<R>, as format: String, query: [(name: String, value: String)]) throws {
        let entry = AuditEntry(action: "exported", entity: R.schema.entity, entityID: record.row.id, customerID: nil, onBehalfOfID: nil)
        try noteExport(entry, as: format, query)
    }

    private func noteExport(_ entry: AuditEntry, as format: String, _ query: [(name: String, value: String)]) throws {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("export")
        writer.beginObject()
        writer.member("format", format)
        writer.name("query")
        writer.beginArray()
        for item in query { writer.string(item.name + "=" + item.value) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        try append(entry) { [content = writer.finish()] in content }
    }

    func appendAudit(_ content: AuditContent) throws {
        try append(content) { content.json() }
    }

    /// The same of something whose values must not be kept.
    func appendAuditWithoutContent(_ content: AuditContent) throws {
        try append(content) { Array("{}".utf8) }
    }

    private func append(_ content: AuditContent, _ json: @escaping @Sendable () -> [UInt8]) throws {
        let customer = try customerID(of: content.resource, content.row)
        try append(
            AuditEntry(
                action: content.action, entity: content.resource.schema.entity, entityID: content.row.id, customerID: customer,
                onBehalfOfID: principal(of: content.resource, content.row)), json)
    }

    /// For whom the caller writes this record: as the write under way has it, else by whose record it is and whose role it takes.
    private func principal(of resource: AnyResource, _ row: Row) -> Int64? {
        guard !caller.principals.isEmpty else { return nil }
        if let standing, places?.holds(for: resource) == true { return standing.isOwn ? nil : standing.id }
        let writers = resource.roles(for: .create).union(resource.roles(for: .update))
        return caller.principal(forOwner: resource.ownerField.flatMap { row.integer($0.index) })
            ?? caller.principal(amongHolders: writers)
    }

    /// For whom the caller reads this record by one of these roles: nobody, where that is possible from the own place.
    private func principal(among holders: RoleSet, reading row: Row, of resource: AnyResource) throws -> Int64? {
        guard !caller.principals.isEmpty else { return nil }
        let reader = try caller.standings.first { standing in
            try resource.covers(row.id, for: standing, as: holders, to: .read, on: connection)
        }
        return reader.flatMap { $0.isOwn ? nil : $0.id }
    }

    /// - Parameter json: what was set at creation, or `[old, new]` of what changed, and the form of a step; made beside the writer
    private func append(_ entry: AuditEntry, _ json: @escaping @Sendable () -> [UInt8]) throws {
        let tail = auditTail
        let salt = try tail.nextSalt()
        let record = AuditDraft(
            entry: entry, at: now.milliseconds, userID: caller.userID, keyID: caller.keyID, origin: origin, salt: salt,
            content: transaction.batch.beside { SaltedContent(json(), salt) })
        tail.records.append(record, in: transaction)
    }

    private var auditTail: AuditTail {
        transaction.batch.value(AuditTail.self) { AuditTail(transaction.batch) }
    }

    /// Brings what the commit has put down of the audit into the database: somebody is about to read it.
    func settleAudit() throws {
        try auditTail.records.settle(in: transaction)
    }
}

/// What an audit record says of a change, as JSON by the fields' kinds.
enum AuditContent {
    case created(AnyResource, Row, action: String)
    case changed(AnyResource, Row, from: Row, action: String, note: Row?, form: AnySchema?)

    var resource: AnyResource {
        switch self {
        case .created(let resource, _, _), .changed(let resource, _, _, _, _, _): resource
        }
    }

    var row: Row {
        switch self {
        case .created(_, let row, _), .changed(_, let row, _, _, _, _): row
        }
    }

    var action: String {
        switch self {
        case .created(_, _, let action), .changed(_, _, _, let action, _, _): action
        }
    }

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        switch self {
        case .created(let resource, let row, _):
            writer.name("set")
            writer.writeValues(of: resource.schema, row)
        case .changed(let resource, let row, let old, _, let note, let form):
            writer.name("changed")
            writer.writeChanges(of: resource.schema, from: old, to: row)
            if let note, let form, !form.fields.isEmpty {
                writer.name("form")
                writer.writeValues(of: form, note)
            }
        }
        writer.endObject()
        return writer.finish()
    }
}

extension JSONWriter {
    /// Every declared value that is there, secrets left out.
    fileprivate mutating func writeValues(of schema: AnySchema, _ row: Row, currencyDecimals inherited: Int? = nil) {
        let source = WholeRowSource(values: row.values)
        let decimals = schema.currencyDecimals(of: row) ?? inherited ?? 2
        beginObject()
        for field in schema.audited where !source.isNull(field.index) {
            raw(field.prefix)
            write(field.form, field.index, of: source, currencyDecimals: decimals)
        }
        for list in schema.children where !row.children[list.index].isEmpty {
            name(list.name)
            writeItems(of: list.schema(), row.children[list.index], currencyDecimals: decimals)
        }
        endObject()
    }

    /// `[old, new]` of every declared value that differs, secrets left out.
    fileprivate mutating func writeChanges(of schema: AnySchema, from old: Row, to row: Row) {
        let sources = [old, row].map { WholeRowSource(values: $0.values) }
        let decimals = schema.currencyDecimals(of: row) ?? 2
        beginObject()
        for field in schema.fields
        where !field.traits.isSecret && !schema.isBase(field) && old.values[field.index] != row.values[field.index] {
            raw(field.prefix)
            beginArray()
            for source in sources { write(field.form, field.index, of: source, currencyDecimals: decimals) }
            endArray()
        }
        for list in schema.children where old.children[list.index] != row.children[list.index] {
            name(list.name)
            beginArray()
            for items in [old, row].map({ $0.children[list.index] }) { writeItems(of: list.schema(), items, currencyDecimals: decimals) }
            endArray()
        }
        endObject()
    }

    private mutating func writeItems(of schema: AnySchema, _ items: [Row], currencyDecimals: Int) {
        beginArray()
        for item in items { writeValues(of: schema, item, currencyDecimals: currencyDecimals) }
        endArray()
    }
}

extension AnySchema {
    func currencyDecimals(of row: Row) -> Int? {
        currencyField.flatMap { row.text($0.index) }.flatMap(Currency.decimals)
    }
}
