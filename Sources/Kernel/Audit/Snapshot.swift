// A record as it stands, kept as a text: what a paper said before it was changed.

import JSON
import SQLite

extension Record where D: Resource {
    /// All its values and items under the names of their fields, secrets included: for the database, not for an answer.
    package var snapshot: String {
        let lists = schema.children.map { list in
            let item = list.schema()
            return (name: list.name, value: JSONValue.array(row.children[list.index].map { .object($0.frozen(by: item)) }))
        }
        var writer = JSONWriter()
        writer.value(["values": .object(row.frozen(by: schema)), "lists": .object(JSONObject(lists))])
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// The record that such a text holds; what has got fields since then is empty in them. Nil for any other text.
    package init?(snapshot: String, of type: D.Type) {
        guard let whole = (try? JSONReader.parse(Array(snapshot.utf8), limits: .ofSnapshots))?.object,
            let values = whole["values"]?.object
        else { return nil }
        let schema = D.schema
        let children = schema.children.map { list in
            let items = whole["lists"]?.object?[list.name]?.array ?? []
            return items.compactMap { $0.object.map { Row(frozen: $0, by: list.schema()) } }
        }
        self.init(schema, Row(values: Row(frozen: values, by: schema).values, children: children))
    }
}

extension JSONLimits {
    /// The server's own text, of a record whose items are bounded by its declaration.
    fileprivate static let ofSnapshots = JSONLimits(bytes: 64 << 20, elements: 1_000_000, values: 10_000_000)
}

extension Row {
    fileprivate func frozen(by schema: AnySchema) -> JSONObject {
        JSONObject(
            schema.fields.compactMap { field in
                switch values[field.index] {
                case .integer(let number): (name: field.name, value: .integer(number))
                case .text(let text): (name: field.name, value: .string(text))
                case .null, .blob: nil
                }
            })
    }

    fileprivate init(frozen: JSONObject, by schema: AnySchema) {
        let values = schema.fields.map { field -> SQLiteValue in
            if let number = frozen[field.name]?.number?.int64 { return .integer(number) }
            return frozen[field.name]?.string.map { .text($0) } ?? .null
        }
        self.init(values: values, children: [])
    }
}
