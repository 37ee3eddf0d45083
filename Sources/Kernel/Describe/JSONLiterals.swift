// JSON written as Swift literals, so that a schema in the source looks like the schema in the description.

package import JSON

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) {
        self = .string(text)
    }

    package init(integerLiteral number: Int64) {
        self = .integer(number)
    }

    package init(booleanLiteral flag: Bool) {
        self = .bool(flag)
    }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members.map { (name: $0.0, value: $0.1) }))
    }
}

extension JSONValue {
    /// A list of strings.
    static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }

    /// A member of an object. Setting changes nothing in what is no object.
    subscript(name: String) -> JSONValue? {
        get { object?[name] }
        set {
            guard var object else { return }
            object[name] = newValue
            self = .object(object)
        }
    }

    /// One object of the members of several.
    static func joined(_ objects: JSONValue...) -> JSONValue {
        .object(JSONObject(objects.flatMap { $0.object?.members ?? [] }))
    }

    /// The object with the members of another after its own.
    func adding(_ other: JSONValue) -> JSONValue {
        .joined(self, other)
    }
}

extension Label {
    /// Both languages, as the extensions `x-label` and `x-labels` hold them.
    var json: JSONValue {
        ["en": .string(english), "zh-CN": .string(chinese)]
    }
}
