// Events for the outside, written with the change that they tell of and numbered in the order of commit.

package import JSON
import SQLite

extension RuleContext {
    /// Tells the outside of something that a change of a record means, in an event beside the one of the change itself.
    ///
    /// - Parameter facts: everybody who sees the record may know them
    package func tell<R: Resource>(_ action: String, of record: Record<R>, facts: JSONObject) throws {
        try appendEvent(registry.resource(R.schema), record.row, action: action, changed: [], facts: facts)
    }

    /// Tells the outside that something happened to a record. The event names the record; who reads it sees the record by his or her own rights.
    ///
    /// Throws `ProgramFault` for what the record's declaration does not name: nobody could ask for it.
    func appendEvent(_ resource: AnyResource, _ row: Row, action: String, changed: [String], facts: JSONObject = [:]) throws {
        guard resource.eventActions.contains(EventTypes.word(of: action)) else {
            throw ProgramFault("an event “\(action)” of \(resource.schema.entity) \(row.id) is told, which its furtherEvents do not name")
        }
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("id")
        writer.integer(row.id)
        writer.name("version")
        writer.integer(row.version)
        for field in [resource.schema.numberField, resource.schema.stateField].compactMap({ $0 }) {
            guard let text = row.text(field.index) else { continue }
            writer.name(field.name)
            writer.string(text)
        }
        writer.name("changed")
        writer.beginArray()
        for name in changed { writer.string(name) }
        writer.endArray()
        for (name, value) in facts {
            writer.name(name)
            writer.value(value)
        }
        writer.endObject()
        try connection.run(
            "INSERT INTO event (at, entity, entity_id, action, data) VALUES (?, ?, ?, ?, ?)",
            [
                .integer(now.milliseconds), .text(resource.schema.entity), .integer(row.id), .text(action),
                .text(String(decoding: writer.finish(), as: UTF8.self)),
            ])
        registry.eventSignal.ringOnDisk(of: transaction)
    }
}
