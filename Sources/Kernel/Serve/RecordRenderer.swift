// One record as an answer: its members, children, expansions and the steps that the caller may take.

import HTTP
import JSON
import SQLite

/// Renders single records of a resource.
struct RecordRenderer {
    let resource: AnyResource
    let shape: Shape
    let caller: Caller
    let registry: Registry
    let language: Language

    /// The body of a row in memory, as a write answers.
    func body(of row: Row, on connection: Connection) throws -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        let source = RowSource(values: row.values, indexes: shape.indexes)
        shape.writeMembers(of: source, into: &writer)
        let decimals = shape.currencyDecimals(of: source) ?? 2
        for child in shape.children { child.write(row.children[child.list.index], currencyDecimals: decimals, into: &writer) }
        for expansion in shape.expansions {
            try expansion.write(id: row.integer(expansion.field.index), for: caller, on: connection, into: &writer)
        }
        if shape.includesActions { try writeActions(row, on: connection, into: &writer) }
        writer.endObject()
        return writer.finish()
    }

    /// The body of the row on which a statement stands, without the steps.
    func body(of source: StatementSource, id: Int64, on connection: Connection) throws -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        shape.writeMembers(of: source, into: &writer)
        try shape.writeAttached(of: source, for: caller, on: connection, into: &writer)
        if shape.includesActions {
            writer.name("actions")
            writer.beginArray()
            writer.endArray()
        }
        writer.endObject()
        return writer.finish()
    }

    func response(_ status: HTTPStatus, of row: Row, on connection: Connection) throws -> HTTPResponse {
        var fields = ResponseFields.json
        fields.append(.etag, ETag(version: row.version, shape: shape, caller: caller).text)
        return HTTPResponse(status, fields: fields, body: try body(of: row, on: connection))
    }

    private func writeActions(_ row: Row, on connection: Connection, into writer: inout JSONWriter) throws {
        writer.name("actions")
        writer.beginArray()
        let check = StepCheck(resource: resource, row: row, caller: caller, registry: registry, connection: connection)
        for step in try check.possible() {
            writer.beginObject()
            writer.member("step", step.path)
            writer.member("label", step.label.text(in: language))
            writer.member("path", "/v1/\(resource.schema.collection)/\(row.id)/\(step.path)")
            writer.name("form")
            writer.beginArray()
            for field in step.form.fields { write(field, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(_ field: AnyField, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", field.name)
        writer.member("label", field.label.text(in: language))
        writer.name("required")
        writer.bool(!field.traits.isOptional && field.traits.standard == nil)
        writer.endObject()
    }
}
