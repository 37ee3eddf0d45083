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
        let merged = try resource.merged(into: id, connection)
        let own = (["?"] + merged.map { _ in "?" }).joined(separator: ", ")
        var alternatives = ["entity_id IN (\(own)) AND entity = '\(resource.schema.entity)'"]
        var values: [SQLiteValue] = [.integer(id)] + merged
        for concern in registry.concerns(of: resource) + registry.remarks(on: resource)
        where caller.covers(concern.resource.schema.collection, writing: false) {
            let scope = concern.resource.scope(of: caller.roles, for: .read)
            let rows = "SELECT t.id FROM \(concern.resource.schema.table) t WHERE \(concern.condition) AND (\(scope.sql))"
            alternatives.append("entity = '\(concern.resource.schema.entity)' AND entity_id IN (\(rows))")
            values += [.integer(id)] + scope.bindings(for: caller)
        }
        if resource.schema.isOfCustomers { addAttached(registry, caller, own, [.integer(id)] + merged, &alternatives, &values) }
        let place = before.map { "sequence < \($0)" } ?? "1"
        let condition = "(\(alternatives.map { "(\($0))" }.joined(separator: " OR "))) AND \(place)"
        return AuditPage.timeline.response(try AuditPage(condition, values, limit: limit, for: caller, registry, on: connection))
    }
}

extension TimelineQuestion {
    /// What stands with a record that concerns the customer: the audit itself knows whom it concerns.
    private func addAttached(
        _ registry: Registry, _ caller: Caller, _ own: String, _ ids: [SQLiteValue], _ alternatives: inout [String],
        _ values: inout [SQLiteValue]
    ) {
        for resource in registry.resources where resource.followsSubject && caller.covers(resource.schema.collection, writing: false) {
            let scope = resource.scope(of: caller.roles, for: .read)
            let limits = resource.subjectConditions(for: caller).map { "(\($0.sql)) AND " }.joined()
            let seen = "SELECT 1 FROM \(resource.schema.table) t WHERE t.id = audit.entity_id AND \(limits)(\(scope.sql))"
            alternatives.append("customer_id IN (\(own)) AND entity = '\(resource.schema.entity)' AND EXISTS (\(seen))")
            values += ids + scope.bindings(for: caller)
        }
    }
}

extension AnyResource {
    /// The ids of the records that live on in that one: what happened to them happened to it.
    fileprivate func merged(into id: Int64, _ connection: Connection) throws -> [SQLiteValue] {
        guard let field = forwardingField else { return [] }
        return try connection.rows("SELECT id FROM \(schema.table) WHERE \(field.column) = ?", [.integer(id)]).compactMap(\.first)
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
