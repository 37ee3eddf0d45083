// `GET /v1/events?after=`: what happened, in the order of commit, as CloudEvents 1.0; nothing that the caller may see is skipped.

import HTTP
import JSON
import SQLite

extension Registry {
    var eventRoute: Route {
        let description = OperationDescription(
            "events.list", "What happened, in the order of commit", "事件（按提交顺序）", tag: "events", answer: EventPage.shape.answer,
            roles: RoleSet.everyone.roles.map(\.rawValue), query: ["after", "limit", "type"])
        return Route(.get, "/v1/events", description) { request, context in
            let caller = try request.signedIn()
            try request.allowQuery("after", "limit", "type")
            let question = EventQuestion(
                after: try request.wholeNumber("after") ?? 0, limit: try request.pageSize(),
                types: request.queryValue("type")?.split(separator: ",").map(String.init),
                caller: caller, registry: context.registry)
            return EventPage.shape.response(try context.read { try question.page($0) })
        }
    }
}

/// An event as its reader may see it: CloudEvents 1.0.
private struct Event: Sendable {
    let sequence: Int64
    let at: Instant
    let schema: AnySchema
    let recordID: Int64
    let type: String
    let data: JSONObject

    static let shape = AnswerShape<Event>(
        "Event", "事件",
        [
            .constant("specversion", "1.0"),
            .field("id", text("Number, as CloudEvents want it", "事件编号（文本）"), example: "5") { String($0.sequence) },
            .field("sequence", integer("Number in the order of commit", "提交顺序号"), more: ["minimum": 1]) { $0.sequence },
            .field("source", text("Collection", "来源集合"), example: "/v1/orders", more: uriReference) { "/v1/" + $0.schema.collection },
            .field("subject", text("Record", "相关记录"), example: "/v1/orders/7", more: uriReference) { $0.schema.path(of: $0.recordID) },
            .field("type", text("What happened", "事件类型"), example: "salesd.order.updated", more: ["pattern": "^salesd\\."]) { $0.type },
            .field("time", instant("When", "时间")) { $0.at },
            .constant("datacontenttype", "application/json"),
            .facts(
                "data", Label("Id, version, state and the names of what changed", "编号、版本、状态及变更字段"), example: ["changed": ["delivery_on"]]
            ) { $0.data },
        ])

    private static let uriReference: JSONValue = ["format": "uri-reference"]
}

/// The events of one answer, and where to go on.
private struct EventPage: Sendable {
    let events: [Event]
    /// The last one that was looked at: also past what the caller may not see.
    let nextAfter: Int64

    static let shape = AnswerShape<EventPage>(
        "Events", "事件列表",
        [
            .list("items", of: Event.shape) { $0.events },
            .field("next_after", integer("Where to go on", "后续起点"), more: ["minimum": 0]) { $0.nextAfter },
        ])
}

/// What one caller asks of the events.
private struct EventQuestion {
    let after: Int64
    let limit: Int
    let types: [String]?
    let caller: Caller
    let registry: Registry

    /// Events that are looked at for one answer, so that a caller who may see few does not hold the loop.
    private static let lookedAt = 2000

    func page(_ connection: Connection) throws -> EventPage {
        let statement = try connection.cached(
            "SELECT sequence, at, entity, entity_id, action, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?")
        defer { statement.reset() }
        try statement.bind(after, at: 1)
        try statement.bind(Int64(EventQuestion.lookedAt), at: 2)
        var last = after
        var events: [Event] = []
        while events.count < limit, try statement.step() {
            last = statement.integer(0)
            if let event = try visibleEvent(statement, connection) { events.append(event) }
        }
        return EventPage(events: events, nextAfter: last)
    }

    /// The event on which the statement stands, where the caller may see its record.
    private func visibleEvent(_ statement: Statement, _ connection: Connection) throws -> Event? {
        guard let resource = registry.resource(entity: statement.text(2)), caller.covers(resource.schema.collection, writing: false) else {
            return nil
        }
        let type = "salesd.\(resource.schema.entity).\(statement.text(4).replacing("/", with: "."))"
        let recordID = statement.integer(3)
        guard types?.contains(type) ?? true, try resource.covers(recordID, for: caller, to: .read, on: connection) else { return nil }
        return Event(
            sequence: statement.integer(0), at: Instant(milliseconds: statement.integer(1)), schema: resource.schema, recordID: recordID,
            type: type, data: try visibleData(statement.text(5), resource.schema, recordID))
    }

    /// Without the names of changed fields that the caller may not know of.
    private func visibleData(_ text: String, _ schema: AnySchema, _ id: Int64) throws -> JSONObject {
        var data = try JSONReader.parse(text).object ?? JSONObject()
        if let changed = data["changed"]?.array {
            data["changed"] = .array(changed.filter { $0.string.map { schema.shows($0, ofRow: id, to: caller) } ?? false })
        }
        return data
    }
}
