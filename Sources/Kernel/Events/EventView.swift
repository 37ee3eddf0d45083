// What of an event its reader may see: nothing where the record is hidden, and no name of a field that he or she may not know of.

import JSON
import SQLite

/// An event as its reader may see it: CloudEvents 1.0.
struct Event: Sendable {
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

/// The events as one caller may see them.
struct EventView {
    let caller: Caller
    /// Nil for all.
    let types: EventTypes?
    let registry: Registry

    /// The columns that `event` reads.
    static let select = "SELECT sequence, at, entity, entity_id, action, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?"

    /// An event that the caller may ask about; whether its record is hidden is not known yet.
    struct Candidate {
        let resource: AnyResource
        let type: String
    }

    /// Tells from the event alone whether it is wanted.
    func candidate(_ statement: Statement) -> Candidate? {
        guard let resource = registry.resource(entity: statement.text(2)), caller.covers(resource.schema.collection, writing: false) else {
            return nil
        }
        let type = EventTypes.name(resource.schema.entity, statement.text(4))
        return types?.contains(type) ?? true ? Candidate(resource: resource, type: type) : nil
    }

    /// The event on which the statement stands, where the caller may see its record.
    func event(_ candidate: Candidate, _ statement: Statement, _ connection: Connection) throws -> Event? {
        let (schema, recordID) = (candidate.resource.schema, statement.integer(3))
        guard try candidate.resource.covers(recordID, for: caller, to: .read, on: connection) else { return nil }
        return Event(
            sequence: statement.integer(0), at: Instant(milliseconds: statement.integer(1)), schema: schema, recordID: recordID,
            type: candidate.type, data: try visibleData(statement.text(5), schema, recordID))
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
