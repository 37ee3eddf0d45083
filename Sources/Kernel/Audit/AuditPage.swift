// Writes audit records: with the names of who acted, and without the fields that the reader may not see.

import JSON
import SQLite

/// A page of audit records as an answer. The rows have the columns of `auditColumns`.
struct AuditPage {
    private let rows: [[SQLiteValue]]
    private let limit: Int
    private let registry: Registry
    private let reader: Caller
    /// Whether key, address and request are told: to those who may read the whole audit.
    private let tellsOrigin: Bool
    private let names: [Int64: String]

    init(_ rows: [[SQLiteValue]], limit: Int, _ registry: Registry, for reader: Caller, tellsOrigin: Bool, _ connection: Connection) throws
    {
        self.rows = rows
        self.limit = limit
        self.registry = registry
        self.reader = reader
        self.tellsOrigin = tellsOrigin
        var names: [Int64: String] = [:]
        for id in Set(rows.prefix(limit).flatMap { [$0[2].integer, $0[12].integer] }.compactMap { $0 }) {
            names[id] = try registry.directory.displayName(id, connection)
        }
        self.names = names
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        for row in rows.prefix(limit) { write(row, into: &writer) }
        writer.endArray()
        writer.name("next_before")
        if rows.count > limit { writer.value(rows[limit - 1][0]) } else { writer.null() }
        writer.endObject()
    }

    private func write(_ row: [SQLiteValue], into writer: inout JSONWriter) {
        let members = ["sequence", "at", "user_id", "key_id", "origin", "request_id", "action", "entity", "entity_id", "customer_id"]
        writer.beginObject()
        for (index, word) in members.enumerated() where tellsOrigin || !["key_id", "origin", "request_id"].contains(word) {
            writer.name(word)
            if word == "at", let moment = row[index].integer { writer.instant(milliseconds: moment) } else { writer.value(row[index]) }
        }
        writer.name("user")
        if let name = row[2].integer.flatMap({ names[$0] }) { writer.string(name) } else { writer.null() }
        writer.name("on_behalf_of_id")
        writer.value(row[12])
        writer.name("on_behalf_of")
        if let name = row[12].integer.flatMap({ names[$0] }) { writer.string(name) } else { writer.null() }
        writeContent(row, into: &writer)
        writer.endObject()
    }

    /// What was set or changed, and the form of a step, without the fields that the reader may not see.
    private func writeContent(_ row: [SQLiteValue], into writer: inout JSONWriter) {
        guard let text = row[10].text, let entity = row[7].text, let object = (try? JSONReader.parse(text))?.object else {
            writer.name("erased")
            writer.bool(true)
            return
        }
        let resource = registry.resource(entity: entity)
        let form = resource?.steps.first { $0.name == row[6].text }?.form
        for (part, content) in object {
            guard let members = content.object else { continue }
            if part == "export", let resource {
                writer.name(part)
                writer.value(exported(members, resource.schema))
                continue
            }
            writer.name(part)
            writer.beginObject()
            for (name, value) in members {
                let shown = part == "form" ? inForm(name, value, form, resource) : inRecord(name, value, resource?.schema, row[8].integer)
                guard let shown else { continue }
                writer.name(name)
                writer.value(shown)
            }
            writer.endObject()
        }
    }

    /// What was asked of an export, without the filters by what the reader may not see.
    private func exported(_ members: JSONObject, _ schema: AnySchema) -> JSONValue {
        var members = members
        let items = members["query"]?.array?.compactMap(\.string) ?? []
        let shown = items.filter { item in
            let name = String(item.prefix { $0 != "=" && $0 != "." })
            return schema.field(name) == nil || schema.shows(name, to: reader.roles)
        }
        members["query"] = .array(shown.map(JSONValue.string))
        return .object(members)
    }

    /// What the reader may see of a record's member; nil for nothing.
    private func inRecord(_ name: String, _ value: JSONValue, _ schema: AnySchema?, _ id: Int64?) -> JSONValue? {
        guard let schema, schema.shows(name, ofRow: id, to: reader) else { return nil }
        return schema.childList(name).map { value.hiding($0.schema(), from: reader.roles) } ?? value
    }

    /// What the reader may see of a form's member: what is hidden in the record is hidden in a form that asks for it by the same name.
    private func inForm(_ name: String, _ value: JSONValue, _ form: AnySchema?, _ resource: AnyResource?) -> JSONValue? {
        guard let form, form.shows(name, to: reader.roles) else { return nil }
        if let field = resource?.schema.field(name), !Viewer(roles: reader.roles).sees(field) { return nil }
        return form.childList(name).map { value.hiding($0.schema(), from: reader.roles) } ?? value
    }
}

extension JSONWriter {
    /// A value as the database holds it; bytes are not given out.
    mutating func value(_ value: SQLiteValue) {
        switch value {
        case .integer(let number): integer(number)
        case .text(let text): string(text)
        case .null, .blob: null()
        }
    }
}

extension JSONValue {
    /// Lists of items, at any depth, without the members that somebody with these roles may not see.
    fileprivate func hiding(_ schema: AnySchema, from roles: RoleSet) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.hiding(schema, from: roles) })
        case .object(let object): .object(JSONObject(object.members.filter { schema.shows($0.name, to: roles) }))
        default: self
        }
    }
}
