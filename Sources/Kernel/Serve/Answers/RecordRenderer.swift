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
    let isPretty: Bool

    init(_ resource: AnyResource, _ shape: Shape, for caller: Caller, asking request: APIRequest, registry: Registry) {
        self.resource = resource
        self.shape = shape
        self.caller = caller
        self.registry = registry
        language = request.language
        isPretty = request.http.wantsIndentation
    }

    func tag(of id: Int64, version: Int64, steps: [AnyStep]?) -> ETag {
        ETag(
            version: version, shape: shape, roles: caller.roles, isOwnRow: shape.hasOwnRow && id == caller.userID, steps: steps,
            language: language, isPretty: isPretty)
    }

    /// The steps that the answer tells; nil where it tells none.
    func steps(of row: Row, on connection: Connection) throws -> [AnyStep]? {
        guard shape.includesActions else { return nil }
        return try StepCheck(resource: resource, row: row, caller: caller, registry: registry, connection: connection).possible()
    }

    /// The same inside a write, which may have put down what the steps depend on.
    func steps(of row: Row, in rules: RuleContext) throws -> [AnyStep]? {
        guard shape.includesActions else { return nil }
        return try StepCheck(resource: resource, row: row, in: rules).possible()
    }

    /// The body of a row in memory, as a write answers: without expansions, which a write does not offer.
    func body(of row: Row, steps: [AnyStep]?) -> [UInt8] {
        body(of: row, steps: steps) { _ in }
    }

    /// The same with what `expand` asks for.
    private func body(of row: Row, steps: [AnyStep]?, on connection: Connection) throws -> [UInt8] {
        try body(of: row, steps: steps) { writer in
            for expansion in shape.expansions {
                try expansion.write(id: row.integer(expansion.field.index), for: caller, on: connection, into: &writer)
            }
        }
    }

    private func body(of row: Row, steps: [AnyStep]?, expand: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        let source = RowSource(values: row.values, indexes: shape.indexes)
        shape.writeMembers(of: source, for: caller.userID, into: &writer)
        let decimals = shape.currencyDecimals(of: source) ?? 2
        for child in shape.children { child.write(row.children[child.list.index], currencyDecimals: decimals, into: &writer) }
        try expand(&writer)
        if let steps { write(steps, of: row, into: &writer) }
        writer.endObject()
        return writer.finish()
    }

    /// The body of the row on which a statement stands, without the steps.
    func body(of source: StatementSource, on connection: Connection) throws -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        shape.writeMembers(of: source, for: caller.userID, into: &writer)
        try shape.writeAttached(of: source, for: caller, on: connection, into: &writer)
        if shape.includesActions {
            writer.name("actions")
            writer.beginArray()
            writer.endArray()
        }
        writer.endObject()
        return writer.finish()
    }

    /// The answer to a reading.
    func response(of row: Row, steps: [AnyStep]?, on connection: Connection) throws -> HTTPResponse {
        var response = head(.ok, of: row, steps: steps)
        response.body = try body(of: row, steps: steps, on: connection)
        return response
    }

    /// An answer but for its body.
    func head(_ status: HTTPStatus, of row: Row, steps: [AnyStep]?) -> HTTPResponse {
        var fields = ResponseFields.json
        fields.append(.etag, tag(of: row.id, version: row.version, steps: steps).text)
        return HTTPResponse(status, fields: fields, body: [])
    }

    private func write(_ steps: [AnyStep], of row: Row, into writer: inout JSONWriter) {
        writer.name("actions")
        writer.beginArray()
        for step in steps {
            for path in step.paths(in: row) { write(step, at: path, of: row, into: &writer) }
        }
        writer.endArray()
    }

    private func write(_ step: AnyStep, at path: String, of row: Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("step", path)
        writer.member("label", step.label.text(in: language))
        writer.member("path", "\(resource.schema.path(of: row.id))/\(path)")
        writer.name("form")
        writer.beginArray()
        for field in step.form.fields { write(field, into: &writer) }
        writer.endArray()
        writer.endObject()
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

extension AnyStep {
    /// What follows the record's id in the path: of a step of items once for each item of which it is possible.
    fileprivate func paths(in row: Row) -> [String] {
        guard let item else { return [path] }
        return item.open(in: row).map { path.replacing(ItemStep.place, with: String(row.children[item.list][$0].id)) }
    }
}
