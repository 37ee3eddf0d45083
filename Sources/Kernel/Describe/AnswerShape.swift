// Answers that no resource declares: one list of members writes the object and describes it, so that the two cannot part.

package import HTTP
package import JSON

/// What the members of an answer are written by, beside its value.
package struct AnswerStyle: Sendable {
    /// Of the amounts that stand in the object around them.
    var currencyDecimals = 2
    /// Of labels and explanations.
    let language: Language
}

/// The object of an answer, made from a value.
package struct AnswerShape<Value>: Sendable {
    /// One member: how it is described, and how it is written.
    package struct Member: Sendable {
        let name: String
        /// Made when the description is asked for, not at each start; so is the example.
        let schema: @Sendable () -> JSONValue
        /// Nil: left out of the example.
        let example: @Sendable () -> JSONValue?
        /// Nil: always there.
        var isPresent: (@Sendable (Value) -> Bool)?
        let write: @Sendable (Value, AnswerStyle, inout JSONWriter) -> Void
    }

    /// Members whose names depend on the value, after all others.
    package struct Further: Sendable {
        let description: String
        let members: @Sendable (Value) -> JSONObject

        /// `description` says of the object what may stand in it beside its members.
        package init(_ description: String, _ members: @escaping @Sendable (Value) -> JSONObject) {
            self.description = description
            self.members = members
        }
    }

    private let label: Label
    private let members: [Member]
    private let further: Further?
    private let currency: (@Sendable (Value) -> String)?

    /// Describes an object by its members, in the order in which they are written.
    ///
    /// - Parameter currency: of the amounts among the members; else they are in that of the object around them
    package init(
        _ english: String, _ chinese: String, currency: (@Sendable (Value) -> String)? = nil, _ members: [Member],
        beside further: Further? = nil
    ) {
        self.further = further
        label = Label(english, chinese)
        self.members = members
        self.currency = currency
    }

    /// What the description says of it.
    package var answer: OperationDescription.Answer { .schema({ schema }, example: { example }) }

    /// The answer made from a value; `language` is that of the labels in it, where it has any.
    package func response(_ value: Value, status: HTTPStatus = .ok, in language: Language = .english) -> HTTPResponse {
        HTTPResponse.json(status) { write(value, AnswerStyle(language: language), into: &$0) }
    }

    fileprivate var schema: JSONValue {
        objectSchema(
            label, JSONObject(members.map { (name: $0.name, value: $0.schema()) }),
            required: members.filter { $0.isPresent == nil }.map(\.name)
        ).adding(further.map { ["description": .string($0.description)] } ?? [:])
    }

    fileprivate var example: JSONValue {
        .object(JSONObject(members.compactMap { member in member.example().map { (name: member.name, value: $0) } }))
    }

    fileprivate func write(_ value: Value, _ inherited: AnswerStyle, into writer: inout JSONWriter) {
        var style = inherited
        if let decimals = currency.flatMap({ Currency.decimals(of: $0(value)) }) { style.currencyDecimals = decimals }
        writer.beginObject()
        for member in members where member.isPresent?(value) ?? true {
            writer.name(member.name)
            member.write(value, style, &writer)
        }
        for (name, content) in further?.members(value) ?? JSONObject() {
            writer.name(name)
            writer.value(content)
        }
        writer.endObject()
    }
}

extension AnswerShape.Member {
    /// A value, in the words of declarations: `.field("rating", choice(CreditRating.self, "Rating", "信用等级")) { $0.rating }`.
    ///
    /// - Parameters:
    ///   - example: where that of the field's kind would say nothing
    ///   - more: what the schema says beside what follows from the kind
    package static func field<V: FieldValue>(
        _ name: String, _ field: Field<V>, example: JSONValue? = nil, more: JSONValue = [:], _ value: @escaping @Sendable (Value) -> V
    ) -> Self {
        Self(name: name, schema: { field.answerSchema.adding(more) }, example: { example ?? field.kind.example(field.label) }) {
            whole, style, writer in
            writer.write(
                field.form, 0, of: RowSource(values: [value(whole).stored], indexes: [0]), currencyDecimals: style.currencyDecimals)
        }
    }

    /// What is always the same, in those objects in which it stands.
    package static func constant(_ name: String, _ value: JSONValue, where isPresent: (@Sendable (Value) -> Bool)? = nil) -> Self {
        Self(name: name, schema: { ["const": value] }, example: { isPresent == nil ? value : nil }, isPresent: isPresent) { _, _, writer in
            writer.value(value)
        }
    }

    /// A text in the reader's language.
    package static func label(_ name: String, _ label: Label, example: String, _ text: @escaping @Sendable (Value) -> Label) -> Self {
        Self(name: name, schema: { .joined(["type": "string"], label.titles) }, example: { .string(example) }) { whole, style, writer in
            writer.string(text(whole).text(in: style.language))
        }
    }

    /// The same, left out where there is nothing to be said.
    package static func label(_ name: String, _ label: Label, optional text: @escaping @Sendable (Value) -> Label?) -> Self {
        Self(
            name: name, schema: { .joined(["type": "string"], label.titles) }, example: { nil }, isPresent: { text($0) != nil }
        ) { whole, style, writer in
            if let text = text(whole) { writer.string(text.text(in: style.language)) }
        }
    }

    /// An object whose members depend on what it is about.
    package static func facts(
        _ name: String, _ label: Label, example: JSONObject, _ facts: @escaping @Sendable (Value) -> JSONObject
    ) -> Self {
        Self(name: name, schema: { .joined(["type": "object"], label.titles) }, example: { .object(example) }) { whole, _, writer in
            writer.value(.object(facts(whole)))
        }
    }

    /// A value of any kind.
    package static func any(_ name: String, _ label: Label, example: JSONValue, _ value: @escaping @Sendable (Value) -> JSONValue) -> Self {
        Self(name: name, schema: { .joined([:], label.titles) }, example: { example }) { whole, _, writer in writer.value(value(whole)) }
    }

    /// JSON that is written already, of a schema that stands elsewhere; the member is left out where there is none.
    static func written(
        _ name: String, _ schema: JSONValue, example: @autoclosure @escaping @Sendable () -> JSONValue? = nil,
        _ bytes: @escaping @Sendable (Value) -> [UInt8]?
    ) -> Self {
        Self(name: name, schema: { schema }, example: example, isPresent: { bytes($0) != nil }) { whole, _, writer in
            if let bytes = bytes(whole) { writer.raw(bytes) }
        }
    }

    /// An object inside the object.
    package static func object<Part>(_ name: String, _ shape: AnswerShape<Part>, _ part: @escaping @Sendable (Value) -> Part) -> Self {
        Self(name: name, schema: { shape.schema }, example: { shape.example }) { whole, style, writer in
            shape.write(part(whole), style, into: &writer)
        }
    }

    /// An object inside the object, or null.
    package static func object<Part>(_ name: String, optional shape: AnswerShape<Part>, _ part: @escaping @Sendable (Value) -> Part?)
        -> Self
    {
        Self(name: name, schema: { shape.schema.nullable }, example: { shape.example }) { whole, style, writer in
            guard let part = part(whole) else { return writer.null() }
            shape.write(part, style, into: &writer)
        }
    }

    /// A list of objects.
    package static func list<Part>(_ name: String, of shape: AnswerShape<Part>, _ parts: @escaping @Sendable (Value) -> [Part]) -> Self {
        Self(name: name, schema: { ["type": "array", "items": shape.schema] }, example: { [shape.example] }) { whole, style, writer in
            writer.beginArray()
            for part in parts(whole) { shape.write(part, style, into: &writer) }
            writer.endArray()
        }
    }
}

extension Field {
    fileprivate var answerSchema: JSONValue {
        let schema = kind.answerSchema(isComputed: true)
        return (traits.isOptional ? schema.nullable : schema).adding(label.titles)
    }
}
