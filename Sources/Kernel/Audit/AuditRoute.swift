// `GET /v1/audit`: who did what, when, from where, old → new; newest first.

import HTTP
import JSON
import SQLite

/// Who may read the whole audit.
private let auditReaders: RoleSet = [.auditor, .executive, .admin]

extension Registry {
    var auditRoute: Route {
        let description = OperationDescription(
            "audit.list", "The audit, newest first", "审计记录（最新在前）", tag: "audit", answer: .audit(tellsOrigin: true),
            roles: auditReaders.roles.map(\.rawValue), clause: "P5.1.2",
            query: ["entity", "entity_id", "user_id", "customer_id", "limit", "before"])
        return Route(.get, "/v1/audit", description) { request, context in
            let caller = try request.signedIn()
            guard !caller.roles.isDisjoint(with: auditReaders) else {
                throw Failure.notAllowed(needed: auditReaders)
            }
            guard caller.covers("audit", writing: false) else { throw Failure(.outsideScope, ["needed": "audit:read"]) }
            let question = try AuditQuestion(request)
            return try context.read { try question.answer(context.registry, caller, $0) }
        }
    }

    /// `GET /v1/{collection}/{id}/timeline` of everything that has steps, or that a customer's process hangs on.
    var timelineRoutes: [Route] {
        resources.filter { !$0.steps.isEmpty || $0.schema.entity == "customer" }.map { resource in
            let schema = resource.schema
            let description = OperationDescription(
                "\(schema.entity).timeline", "What happened, newest first: \(schema.label.english.lowercased())",
                "时间线：\(schema.label.chinese)",
                tag: schema.collection, answer: .audit(tellsOrigin: false), roles: resource.roles(for: .read).roles.map(\.rawValue),
                query: ["limit", "before"])
            return Route(.get, "/v1/\(schema.collection)/{id}/timeline", description) { request, context in
                let caller = try permit(request, resource, .read)
                let id = try request.id()
                return try context.read { connection in
                    let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
                    _ = try reader.visible(resource, id)
                    return try TimelineQuestion(resource, id, request).answer(context.registry, caller, connection)
                }
            }
        }
    }
}

private let auditColumns = """
    a.sequence, a.at, a.user_id, a.key_id, a.origin, a.request_id, a.action, a.entity, a.entity_id, a.customer_id, a.content, a.erased_at, a.on_behalf_of_id
    """

/// A question to the audit by what stands in the query string.
private struct AuditQuestion {
    let limit: Int
    let conditions: [String]
    let values: [SQLiteValue]

    init(_ request: APIRequest) throws {
        var conditions: [String] = []
        var values: [SQLiteValue] = []
        try request.allowQuery("entity", "entity_id", "user_id", "customer_id", "limit", "before")
        limit = try pageLimit(request)
        if let entity = request.queryValue("entity") {
            conditions.append("a.entity = ?")
            values.append(.text(entity))
        }
        for name in ["entity_id", "user_id", "customer_id"] {
            guard let number = try positiveNumber(request, name) else { continue }
            conditions.append("a.\(name) = ?")
            values.append(.integer(number))
        }
        if let before = try positiveNumber(request, "before") {
            conditions.append("a.sequence < ?")
            values.append(.integer(before))
        }
        self.conditions = conditions
        self.values = values
    }

    func answer(_ registry: Registry, _ caller: Caller, _ connection: Connection) throws -> HTTPResponse {
        let condition = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
        let sql = "SELECT \(auditColumns) FROM audit a WHERE \(condition) ORDER BY a.sequence DESC LIMIT \(limit + 1)"
        let page = try AuditPage(connection.rows(sql, values), limit: limit, registry, for: caller, tellsOrigin: true, connection)
        return HTTPResponse.json { writer in page.write(into: &writer) }
    }
}

/// The timeline of a record: its own audit records, and those of what concerns it, as far as the caller may see them.
private struct TimelineQuestion {
    let resource: AnyResource
    let id: Int64
    let limit: Int
    let before: Int64?

    init(_ resource: AnyResource, _ id: Int64, _ request: APIRequest) throws {
        try request.allowQuery("limit", "before")
        self.resource = resource
        self.id = id
        limit = try pageLimit(request)
        before = try positiveNumber(request, "before")
    }

    func answer(_ registry: Registry, _ caller: Caller, _ connection: Connection) throws -> HTTPResponse {
        var alternatives = ["a.entity_id = ? AND a.entity = '\(resource.schema.entity)'"]
        var values: [SQLiteValue] = [.integer(id)]
        for concern in registry.concerns(of: resource) + registry.remarks(on: resource)
        where caller.covers(concern.resource.schema.collection, writing: false) {
            let scope = concern.resource.scope(of: caller.roles, for: .read)
            let rows = "SELECT t.id FROM \(concern.resource.schema.table) t WHERE \(concern.condition) AND (\(scope.sql))"
            alternatives.append("a.entity = '\(concern.resource.schema.entity)' AND a.entity_id IN (\(rows))")
            values += [.integer(id)] + scope.bindings(for: caller)
        }
        let place = before.map { "a.sequence < \($0)" } ?? "1"
        let condition = alternatives.map { "(\($0))" }.joined(separator: " OR ")
        let sql = "SELECT \(auditColumns) FROM audit a WHERE (\(condition)) AND \(place) ORDER BY a.sequence DESC LIMIT \(limit + 1)"
        let page = try AuditPage(connection.rows(sql, values), limit: limit, registry, for: caller, tellsOrigin: false, connection)
        return HTTPResponse.json { writer in page.write(into: &writer) }
    }
}

/// A resource whose records concern those of another one, directly or through a third one.
private struct Concern {
    let resource: AnyResource
    /// Over its row `t`; `?` stands for the id of the record that is concerned.
    let condition: String
}

extension Registry {
    /// A customer's orders, and through them its shipments.
    fileprivate func concerns(of resource: AnyResource) -> [Concern] {
        resources.flatMap { other -> [Concern] in
            guard let field = other.concernField, field.referenceTarget?.table == resource.schema.table else { return [] }
            let direct = Concern(resource: other, condition: "t.\(field.column) = ?")
            return [direct] + concerns(through: other, where: "\(field.column) = ?")
        }
    }

    /// What is about a record of any kind, such as the activities about a lead.
    fileprivate func remarks(on resource: AnyResource) -> [Concern] {
        resources.compactMap { other in
            guard let field = other.schema.fields.first(where: { $0.traits.subjectKindField != nil }),
                let kind = field.traits.subjectKindField.flatMap(other.schema.field)
            else { return nil }
            return Concern(
                resource: other, condition: "t.\(kind.column) = '\(resource.schema.entity)' AND t.\(field.column) = ?")
        }
    }

    private func concerns(through resource: AnyResource, where condition: String) -> [Concern] {
        resources.compactMap { other in
            guard let field = other.concernField, field.referenceTarget?.table == resource.schema.table else { return nil }
            let rows = "SELECT id FROM \(resource.schema.table) WHERE \(condition)"
            return Concern(resource: other, condition: "t.\(field.column) IN (\(rows))")
        }
    }
}

// MARK: Parameters

func pageLimit(_ request: APIRequest) throws -> Int {
    guard let text = request.queryValue("limit") else { return 50 }
    guard let limit = Int(text), (1...200).contains(limit) else {
        throw Failure(.badParameter, ["name": "limit", "value": text, "reason": "a number from 1 to 200 is expected"])
    }
    return limit
}

func positiveNumber(_ request: APIRequest, _ name: String) throws -> Int64? {
    guard let text = request.queryValue(name) else { return nil }
    guard let number = Int64(text), number >= 0 else {
        throw Failure(.badParameter, ["name": name, "value": text, "reason": "a number is expected"])
    }
    return number
}
