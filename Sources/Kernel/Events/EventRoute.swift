// `GET /v1/events?after=`: what happened, in the order of commit, as CloudEvents 1.0; nothing that the caller may see is skipped.

import HTTP
import JSON
import SQLite

extension Registry {
    var eventRoute: Route {
        let description = OperationDescription(
            "events.list", "What happened, in the order of commit", "事件（按提交顺序）", tag: "events", answer: .events,
            roles: RoleSet.everyone.roles.map(\.rawValue), query: ["after", "limit", "type"])
        return Route(.get, "/v1/events", description) { request, context in
            let caller = try request.signedIn()
            try request.allowQuery("after", "limit", "type")
            let page = EventPage(
                after: try positiveNumber(request, "after") ?? 0, limit: try pageLimit(request),
                types: request.queryValue("type")?.split(separator: ",").map(String.init),
                caller: caller, registry: context.registry)
            return try context.read { try page.answer($0) }
        }
    }
}

/// One page of events for one caller.
private struct EventPage {
    let after: Int64
    let limit: Int
    let types: [String]?
    let caller: Caller
    let registry: Registry

    /// Events that are looked at for one answer, so that a caller who may see few does not hold the loop.
    private static let lookedAt = 2000

    func answer(_ connection: Connection) throws -> HTTPResponse {
        let statement = try connection.cached(
            "SELECT sequence, at, entity, entity_id, action, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?")
        defer { statement.reset() }
        try statement.bind(after, at: 1)
        try statement.bind(Int64(EventPage.lookedAt), at: 2)
        var last = after
        var written = 0
        return try HTTPResponse.json { writer in
            writer.beginObject()
            writer.name("items")
            writer.beginArray()
            while written < limit, try statement.step() {
                last = statement.integer(0)
                guard let resource = try visibleResource(statement, connection) else { continue }
                try write(statement, resource, into: &writer)
                written += 1
            }
            writer.endArray()
            // Where to go on: also past what the caller may not see.
            writer.name("next_after")
            writer.integer(last)
            writer.endObject()
        }
    }

    /// The resource of the event, where the caller may see its record.
    private func visibleResource(_ statement: Statement, _ connection: Connection) throws -> AnyResource? {
        guard let resource = registry.resource(entity: statement.text(2)),
            types.map({ $0.contains(type(resource, statement.text(4))) }) ?? true,
            caller.covers(resource.schema.collection, writing: false)
        else { return nil }
        return try resource.covers(statement.integer(3), for: caller, to: .read, on: connection) ? resource : nil
    }

    private func type(_ resource: AnyResource, _ action: String) -> String {
        "salesd.\(resource.schema.entity).\(action.replacing("/", with: "."))"
    }

    private func write(_ statement: Statement, _ resource: AnyResource, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.member("specversion", "1.0")
        writer.member("id", String(statement.integer(0)))
        writer.name("sequence")
        writer.integer(statement.integer(0))
        writer.member("source", "/v1/\(resource.schema.collection)")
        writer.member("subject", resource.schema.path(of: statement.integer(3)))
        writer.member("type", type(resource, statement.text(4)))
        writer.name("time")
        writer.instant(milliseconds: statement.integer(1))
        writer.member("datacontenttype", "application/json")
        writer.name("data")
        writer.beginObject()
        for (name, value) in (try JSONReader.parse(statement.text(5))).object ?? JSONObject() {
            writer.name(name)
            writer.value(name == "changed" ? visible(value, resource.schema, statement.integer(3)) : value)
        }
        writer.endObject()
        writer.endObject()
    }

    /// The names of changed fields that the caller may know of.
    private func visible(_ names: JSONValue, _ schema: AnySchema, _ id: Int64) -> JSONValue {
        .array((names.array ?? []).filter { $0.string.map { schema.shows($0, ofRow: id, to: caller) } ?? false })
    }
}
