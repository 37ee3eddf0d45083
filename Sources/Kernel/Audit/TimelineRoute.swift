// `GET /v1/{collection}/{id}/timeline`: what happened to a record, and to what concerns it; newest first.

import HTTP
import SQLite

extension Registry {
    /// Of everything that has steps, or that a customer's process hangs on.
    var timelineRoutes: [Route] {
        resources.filter { !$0.steps.isEmpty || $0.schema.isOfCustomers }.map { resource in
            let description = OperationDescription(
                "timeline", of: resource, "What happened, newest first", "时间线", by: .read, answer: AuditPage.timeline.answer,
                query: ["limit", "before"])
            return Route(.get, "/v1/\(resource.schema.collection)/{id}/timeline", description) { request, context in
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

/// The timeline of a record: its own audit records, and those of what concerns it, as far as the caller may see them.
private struct TimelineQuestion {
    private let resource: AnyResource
    private let id: Int64
    private let limit: Int
    private let before: Int64?

    init(_ resource: AnyResource, _ id: Int64, _ request: APIRequest) throws {
        try request.allowQuery("limit", "before")
        self.resource = resource
        self.id = id
        limit = try request.pageSize()
        before = try request.wholeNumber("before")
    }

    func answer(_ registry: Registry, _ caller: Caller, _ connection: Connection) throws -> HTTPResponse {
        let ids = [.integer(id)] + (try resource.merged(into: id, connection))
        var branches = ids.map { own($0) }
        if resource.schema.isOfCustomers {
            branches += ids.compactMap { walk(of: $0, registry, caller) }
            branches += registry.concerns(of: resource).filter(\.comesLater).flatMap { concern in
                [concern] + registry.remarks(on: concern.resource, through: concern.condition)
            }.compactMap { entries(of: $0, caller) }
        } else {
            branches += (registry.concerns(of: resource) + registry.remarks(on: resource)).compactMap { entries(of: $0, caller) }
        }
        // Each branch finds the places of its newest entries in an index; what they say is read of one page alone.
        let found = try branches.flatMap { try connection.rows($0.sql, $0.values) }.compactMap { $0.first?.integer }
        let places = Set(found).sorted(by: >).prefix(limit + 1).map(String.init).joined(separator: ",")
        let condition = "sequence IN (SELECT value FROM json_each(?))"
        let page = try AuditPage(condition, [.text("[\(places)]")], limit: limit, for: caller, registry, rowsAreSeen: true, on: connection)
        return AuditPage.timeline.response(page)
    }

    /// A part of a timeline: a statement for the places of its newest entries, as many as a page needs.
    private typealias Branch = (sql: String, values: [SQLiteValue])

    private func branch(_ index: String, _ condition: String, _ values: [SQLiteValue]) -> Branch {
        let sql = """
            SELECT sequence FROM audit INDEXED BY \(index) WHERE \(condition) AND sequence < ? ORDER BY sequence DESC LIMIT \(limit + 1)
            """
        return (sql, values + [.integer(before ?? .max)])
    }

    private func own(_ id: SQLiteValue) -> Branch {
        branch("audit_entity", "entity_id = ? AND entity = '\(resource.schema.entity)'", [id])
    }

    /// What happened to records of one kind, whomever it concerned then.
    private func entries(of concern: Concern, _ caller: Caller) -> Branch? {
        guard caller.covers(concern.resource.schema.collection, writing: false) else { return nil }
        let scope = concern.resource.scope(of: caller.roles, for: .read)
        let rows = "SELECT t.id FROM \(concern.resource.schema.table) t WHERE \(concern.condition) AND (\(scope.sql))"
        let condition = "entity = '\(concern.resource.schema.entity)' AND entity_id IN (\(rows))"
        return branch("audit_entity", condition, [.integer(id)] + scope.bindings(for: caller))
    }

    /// From the newest entry that concerned the customer back, as far as a page needs it, however long the whole is.
    private func walk(of customer: SQLiteValue, _ registry: Registry, _ caller: Caller) -> Branch? {
        var alternatives: [String] = []
        var values: [SQLiteValue] = [customer]
        func add(_ resource: AnyResource, _ condition: String, _ bindings: [SQLiteValue]) {
            guard caller.covers(resource.schema.collection, writing: false) else { return }
            let scope = resource.scope(of: caller.roles, for: .read)
            let row = "SELECT 1 FROM \(resource.schema.table) t WHERE t.id = audit.entity_id AND \(condition) AND (\(scope.sql))"
            alternatives.append("(entity = '\(resource.schema.entity)' AND EXISTS (\(row)))")
            values += bindings + scope.bindings(for: caller)
        }
        for concern in registry.concerns(of: resource) { add(concern.resource, concern.condition, [.integer(id)]) }
        // What stands with a record that concerns the customer: the audit itself knows whom it concerns.
        for resource in registry.resources where resource.followsSubject {
            add(resource, (["1"] + resource.subjectConditions(for: caller).map { "(\($0.sql))" }).joined(separator: " AND "), [])
        }
        guard !alternatives.isEmpty else { return nil }
        return branch("audit_customer", "customer_id = ? AND (\(alternatives.joined(separator: " OR ")))", values)
    }
}

extension AnyResource {
    /// The ids of the records that live on in that one: what happened to them happened to it.
    fileprivate func merged(into id: Int64, _ connection: Connection) throws -> [SQLiteValue] {
        guard let field = forwardingField else { return [] }
        return try connection.rows("SELECT id FROM \(schema.table) WHERE \(field.column) = ?", [.integer(id)]).compactMap(\.first)
    }
}

/// A resource whose records concern those of another one, directly or through others.
private struct Concern {
    let resource: AnyResource
    /// Over its row `t`; `?` stands for the id of the record that is concerned.
    let condition: String
    /// Whether a record may come to concern it after something has happened to it: a lead, before it became a customer's.
    var comesLater = false
}

extension Registry {
    /// A customer's orders and through them its shipments; its opportunities, their proposals, and the contracts made of those.
    fileprivate func concerns(of resource: AnyResource) -> [Concern] {
        resources.flatMap { other -> [Concern] in
            guard let field = other.concernField, field.referenceTarget?.table == resource.schema.table else { return [] }
            let comesLater = !field.traits.isFixed && other.schema.subjectFields == nil
            let direct = Concern(resource: other, condition: "t.\(field.column) = ?", comesLater: comesLater)
            return [direct] + concerns(through: other, where: "\(field.column) = ?")
        }
    }

    /// What is about a record of any kind, such as the activities about a lead.
    ///
    /// - Parameter condition: over a row `t` of the resource, where the remarks on several of its records are asked for
    fileprivate func remarks(on resource: AnyResource, through condition: String? = nil) -> [Concern] {
        let records = condition.map { "IN (SELECT t.id FROM \(resource.schema.table) t WHERE \($0))" } ?? "= ?"
        return resources.compactMap { other in
            guard let field = other.schema.fields.first(where: { $0.traits.subjectKindField != nil }),
                let kind = field.traits.subjectKindField.flatMap(other.schema.field)
            else { return nil }
            return Concern(
                resource: other, condition: "t.\(kind.column) = '\(resource.schema.entity)' AND t.\(field.column) \(records)")
        }
    }

    private func concerns(through resource: AnyResource, where condition: String) -> [Concern] {
        resources.flatMap { other -> [Concern] in
            guard let field = other.concernField, field.referenceTarget?.table == resource.schema.table else { return [] }
            let concerning = "\(field.column) IN (SELECT id FROM \(resource.schema.table) WHERE \(condition))"
            return [Concern(resource: other, condition: "t." + concerning)] + concerns(through: other, where: concerning)
        }
    }
}
