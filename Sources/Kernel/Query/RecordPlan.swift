// A question for one record, compiled once: what is asked for goes from the database straight into the answer.

import HTTP
import JSON
import SQLite

/// A compiled question for one record.
final class RecordPlan: Sendable {
    let shape: Shape
    private let resource: AnyResource
    private let scope: ScopeCondition
    /// Whether the answer tells the steps that are possible, which takes the whole record.
    private let needsRow: Bool
    private let sql: String

    init(_ resource: AnyResource, _ shape: Shape, _ roles: RoleSet) {
        self.resource = resource
        self.shape = shape
        scope = resource.scope(of: roles, for: .read, ofOne: true)
        needsRow = shape.includesActions && !resource.steps.isEmpty
        let forwarding = resource.forwardingField.map { ", t." + $0.column } ?? ""
        let columns =
            needsRow
            ? resource.schema.fields.map { "t." + $0.column }.joined(separator: ", ") : shape.selectList + ", t.version" + forwarding
        sql = "SELECT \(columns) FROM \(resource.schema.table) t WHERE t.id = ? AND (\(scope.sql))"
    }

    /// Throws `not_found` where there is no such record that the caller may see, `merged` where it lives on in another.
    func response(_ request: APIRequest, _ id: Int64, _ renderer: RecordRenderer, _ connection: Connection) throws -> HTTPResponse {
        let statement = try connection.cached(sql)
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        for (index, value) in scope.bindings(for: renderer.caller).enumerated() { try statement.bind(value, at: index + 2) }
        guard try statement.step() else { throw Failure(.notFound) }
        if needsRow { return try response(request, of: try row(statement, id, connection), renderer, connection) }
        if resource.forwardingField != nil, let winner = statement.integerOrNil(shape.columns.count + 1) {
            throw resource.merged(id, into: winner)
        }
        let tag = renderer.tag(of: id, version: statement.integer(shape.columns.count), steps: shape.includesActions ? [] : nil)
        if let known = knownTag(tag, to: request) { return RecordPlan.notModified(known) }
        let body = try renderer.body(of: StatementSource(statement: statement), on: connection)
        var fields = ResponseFields.json
        fields.append(.etag, tag.text)
        return HTTPResponse(.ok, fields: fields, body: body)
    }

    /// Of a record with steps: which of them the caller may take shapes the answer as well.
    private func response(_ request: APIRequest, of row: Row, _ renderer: RecordRenderer, _ connection: Connection) throws -> HTTPResponse {
        try resource.requireNotMerged(row)
        let steps = try renderer.steps(of: row, on: connection)
        let tag = renderer.tag(of: row.id, version: row.version, steps: steps)
        if let known = knownTag(tag, to: request) { return RecordPlan.notModified(known) }
        return try renderer.response(of: row, steps: steps, on: connection)
    }

    /// The version of a record says nothing of those that `expand` adds.
    private func knownTag(_ tag: ETag, to request: APIRequest) -> String? {
        shape.expansions.isEmpty ? tag.known(to: request.http) : nil
    }

    private static func notModified(_ tag: String) -> HTTPResponse {
        HTTPResponse(.notModified, fields: [.etag: tag, .cacheControl: "no-store", .vary: "Accept-Encoding"])
    }

    private func row(_ statement: Statement, _ id: Int64, _ connection: Connection) throws -> Row {
        let values = try (0..<statement.columnCount).map { try statement.value($0) }
        return Row(values: values, children: try connection.children(of: .integer(id), resource.statements))
    }
}
