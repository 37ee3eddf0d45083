// Answers that no resource declares: one list of members writes the object and describes it, so that the two cannot part.

package import HTTP
import JSON

/// The object of an answer, made from a value.
package struct AnswerShape<Value>: Sendable {
    /// One member: how it is described, and how it is written.
    package struct Member: Sendable {
        let name: String
        let schema: JSONValue
        let example: JSONValue
        let write: @Sendable (Value, _ currencyDecimals: Int, inout JSONWriter) -> Void
    }

    private let label: Label
    private let members: [Member]
    private let currency: (@Sendable (Value) -> String)?

    /// - Parameter currency: of the amounts among the members; else they are in that of the object around them
    package init(_ english: String, _ chinese: String, currency: (@Sendable (Value) -> String)? = nil, _ members: [Member]) {
        label = Label(english, chinese)
        self.members = members
        self.currency = currency
    }

    /// What the description says of it.
    package var answer: OperationDescription.Answer { .schema(schema, example: example) }

    package func response(_ value: Value, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse.json(status) { write(value, currencyDecimals: 2, into: &$0) }
    }

    fileprivate var schema: JSONValue {
        objectSchema(label, JSONObject(members.map { (name: $0.name, value: $0.schema) }), required: members.map(\.name))
    }

    fileprivate var example: JSONValue {
        .object(JSONObject(members.map { (name: $0.name, value: $0.example) }))
    }

    fileprivate func write(_ value: Value, currencyDecimals inherited: Int, into writer: inout JSONWriter) {
        let decimals = currency.flatMap { Currency.decimals(of: $0(value)) } ?? inherited
        writer.beginObject()
        for member in members {
            writer.name(member.name)
            member.write(value, decimals, &writer)
        }
        writer.endObject()
    }
}

extension AnswerShape.Member {
    /// A value, in the words of declarations: `.field("rating", choice(CreditRating.self, "Rating", "信用等级")) { $0.rating }`.
    package static func field<V: FieldValue>(_ name: String, _ field: Field<V>, _ value: @escaping @Sendable (Value) -> V) -> Self {
        let schema = field.kind.answerSchema(isComputed: true)
        return Self(
            name: name, schema: (field.traits.isOptional ? schema.nullable : schema).adding(field.label.titles),
            example: field.kind.example(field.label)
        ) { whole, decimals, writer in
            writer.write(field.kind, 0, of: RowSource(values: [value(whole).stored], indexes: [0]), currencyDecimals: decimals)
        }
    }

    /// An object inside the object.
    package static func object<Part>(_ name: String, _ shape: AnswerShape<Part>, _ part: @escaping @Sendable (Value) -> Part) -> Self {
        Self(name: name, schema: shape.schema, example: shape.example) { whole, decimals, writer in
            shape.write(part(whole), currencyDecimals: decimals, into: &writer)
        }
    }

    /// An object inside the object, or null.
    package static func object<Part>(_ name: String, optional shape: AnswerShape<Part>, _ part: @escaping @Sendable (Value) -> Part?)
        -> Self
    {
        Self(name: name, schema: shape.schema.nullable, example: shape.example) { whole, decimals, writer in
            guard let part = part(whole) else { return writer.null() }
            shape.write(part, currencyDecimals: decimals, into: &writer)
        }
    }

    /// A list of objects.
    package static func list<Part>(_ name: String, of shape: AnswerShape<Part>, _ parts: @escaping @Sendable (Value) -> [Part]) -> Self {
        Self(name: name, schema: ["type": "array", "items": shape.schema], example: [shape.example]) { whole, decimals, writer in
            writer.beginArray()
            for part in parts(whole) { shape.write(part, currencyDecimals: decimals, into: &writer) }
            writer.endArray()
        }
    }
}
