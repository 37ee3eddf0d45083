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
        scope = resource.scope(of: roles, for: .read)
        needsRow = shape.includesActions && !resource.steps.isEmpty
        let columns = needsRow ? resource.schema.fields.map { "t." + $0.column }.joined(separator: ", ") : shape.selectList + ", t.version"
        sql = "SELECT \(columns) FROM \(resource.schema.table) t WHERE t.id = ? AND (\(scope.sql))"
    }

    /// Throws `not_found` where there is no such record that the caller may see.
    func response(_ request: APIRequest, _ id: Int64, _ renderer: RecordRenderer, _ connection: Connection) throws -> HTTPResponse {
        let statement = try connection.cached(sql)
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        for (index, value) in scope.bindings(for: renderer.caller).enumerated() { try statement.bind(value, at: index + 2) }
        guard try statement.step() else { throw Failure(.notFound) }
        let version = statement.integer(needsRow ? BaseColumn.version : shape.columns.count)
        let tag = ETag(version: version, shape: shape, caller: renderer.caller)
        if shape.expansions.isEmpty, tag.matches(ifNoneMatch: request.http.field(.ifNoneMatch)) {
            return HTTPResponse(.notModified, fields: [.etag: tag.text, .cacheControl: "no-store"])
        }
        if needsRow { return try renderer.response(.ok, of: try row(statement, id, connection), on: connection) }
        let body = try renderer.body(of: StatementSource(statement: statement), id: id, on: connection)
        var fields = ResponseFields.json
        fields.append(.etag, tag.text)
        return HTTPResponse(.ok, fields: fields, body: body)
    }

    private func row(_ statement: Statement, _ id: Int64, _ connection: Connection) throws -> Row {
        let values = try (0..<statement.columnCount).map { try statement.value($0) }
        let children = try resource.statements.children.map { statements in
            try connection.rows(statements.select, [.integer(id)]).map { Row(values: $0, children: []) }
        }
        return Row(values: values, children: children)
    }
}
