// The named schemas of the description: each is made when something first refers to it.

import JSON

/// Collects the schemas that stand under `components` in the description.
struct SchemaLibrary {
    let registry: Registry
    private var schemas: [String: JSONValue] = [:]

    init(registry: Registry) {
        self.registry = registry
        schemas["Problem"] = problemSchema(registry.failureCodes)
        schemas["Action"] = actionSchema
    }

    /// Every schema by its name, in alphabetical order.
    var json: JSONValue {
        .object(JSONObject(schemas.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }))
    }

    // MARK: Answers

    /// A record as it can be read: which members stand in it depends on `fields`, on `expand` and on who asks.
    mutating func record(_ resource: AnyResource) -> JSONValue {
        let schema = resource.schema
        return named(schema.typeName) { library in
            let properties = library.answerProperties(schema).members + library.expansionProperties(schema).members
            let actions: JSONValue = ["type": "array", "items": reference("Action"), "readOnly": true]
            return objectSchema(schema.label, JSONObject(properties + [(name: "actions", value: actions)]), required: [])
        }
    }

    /// A record as a write answers it: with everything that each caller may see.
    mutating func wholeRecord(_ resource: AnyResource) -> JSONValue {
        let record = record(resource)
        return named(resource.schema.typeName + "Whole") { _ in
            ["allOf": [record], "required": .strings(resource.schema.certainNames + ["actions"])]
        }
    }

    mutating func list(_ resource: AnyResource) -> JSONValue {
        let record = record(resource)
        return named(resource.schema.typeName + "List") { _ in
            let properties: JSONObject = [
                "items": ["type": "array", "items": record],
                "next_cursor": ["type": ["string", "null"], "description": "Where the next page begins; null on the last one."],
                "total": ["type": "integer", "format": "int64", "minimum": 0, "description": "Only with count=true."],
            ]
            return objectSchema(resource.schema.label, properties, required: ["items", "next_cursor"])
        }
    }

    private mutating func answerProperties(_ schema: AnySchema) -> JSONObject {
        var members = schema.answeredFields.map { (name: $0.name, value: $0.answerProperty(in: schema)) }
        for list in schema.children {
            let item = item(list.schema())
            let isReadOnly: JSONValue = list.isComputed ? ["readOnly": true] : [:]
            members.append((list.name, .joined(["type": "array", "items": item], list.label.titles, isReadOnly)))
        }
        return JSONObject(members)
    }

    private mutating func item(_ schema: AnySchema) -> JSONValue {
        named(schema.typeName) { library in
            objectSchema(schema.label, library.answerProperties(schema), required: schema.certainNames)
        }
    }

    private mutating func expansionProperties(_ schema: AnySchema) -> JSONObject {
        var properties = JSONObject()
        for field in schema.answeredFields {
            guard let target = field.referenceTarget, let resource = registry.resource(table: target.table) else { continue }
            // A resource refers to others that refer back: the name is enough, the schema is made with its own operations.
            let record = reference(resource.schema.typeName)
            let description = "Only with expand=\(field.expansionName); null where there is none that the caller may see."
            properties[field.expansionName] = .joined(
                ["anyOf": [record, ["type": "null"]], "readOnly": true, "description": .string(description)], field.sight)
        }
        return properties
    }

    // MARK: Bodies

    mutating func creation(_ resource: AnyResource) -> JSONValue {
        named(resource.schema.typeName + "Create") { library in library.input(resource.schema, .create) }
    }

    mutating func change(_ resource: AnyResource) -> JSONValue {
        named(resource.schema.typeName + "Change") { library in library.input(resource.schema, .change) }
    }

    /// Many bodies at once: each creates a record, or changes the one whose id it names.
    mutating func batch(_ resource: AnyResource) -> JSONValue {
        let creation = creation(resource)
        let change = resource.roles(for: .update).isEmpty ? nil : changeOfNamed(resource)
        let item: JSONValue = change.map { ["anyOf": [creation, $0]] } ?? creation
        return named(resource.schema.typeName + "Batch") { _ in
            let items: JSONValue = ["type": "array", "maxItems": .integer(Int64(BatchRoute.maximum)), "items": item]
            return objectSchema(resource.schema.label, ["items": items], required: ["items"]).adding(["additionalProperties": false])
        }
    }

    /// A change whose body itself says which record it is about.
    private mutating func changeOfNamed(_ resource: AnyResource) -> JSONValue {
        named(resource.schema.typeName + "BatchChange") { library in
            var properties: JSONObject = ["id": idSchema]
            for property in library.inputMembers(resource.schema, .change) { properties[property.name] = property.value }
            return objectSchema(resource.schema.label, properties, required: ["id"]).adding(["additionalProperties": false])
        }
    }

    mutating func form(_ schema: AnySchema, name: String) -> JSONValue {
        named(name) { library in library.input(schema, .form) }
    }

    private mutating func input(_ schema: AnySchema, _ mode: InputReader.Mode) -> JSONValue {
        let properties = inputMembers(schema, mode)
        let required = mode == .change ? [] : schema.requiredNames(mode)
        return objectSchema(schema.label, properties, required: required).adding(["additionalProperties": false])
    }

    private mutating func inputMembers(_ schema: AnySchema, _ mode: InputReader.Mode) -> JSONObject {
        var properties = inputProperties(schema, mode)
        for list in schema.children where !list.isComputed { properties[list.name] = inputList(list, mode) }
        return properties
    }

    private func inputProperties(_ schema: AnySchema, _ mode: InputReader.Mode) -> JSONObject {
        let fields = schema.fields.filter { $0.isInput && !(mode == .change && $0.traits.isFixed) }
        return JSONObject(fields.map { (name: $0.name, value: $0.inputProperty) })
    }

    private mutating func inputList(_ list: AnyChildren, _ mode: InputReader.Mode) -> JSONValue {
        let range: JSONValue = ["minItems": .integer(Int64(list.range.lowerBound)), "maxItems": .integer(Int64(list.range.upperBound))]
        return .joined(["type": "array", "items": inputItem(list.schema(), mode)], range, list.label.titles)
    }

    /// An item of a body. In a change it may name the line that it keeps; one that names none is new, so it must be whole.
    /// What is fixed belongs to new ones alone.
    private mutating func inputItem(_ schema: AnySchema, _ mode: InputReader.Mode) -> JSONValue {
        guard mode == .change else {
            return named(schema.typeName + "Create") { library in library.input(schema, .create) }
        }
        return named(schema.typeName + "Change") { library in
            var properties = library.inputProperties(schema, .create)
            properties["id"] = idSchema
            let required = schema.requiredNames(.create)
            let whole: JSONValue = required.isEmpty ? [:] : ["anyOf": [["required": ["id"]], ["required": .strings(required)]]]
            return objectSchema(schema.label, properties, required: []).adding(whole).adding(["additionalProperties": false])
        }
    }

    // MARK: Names

    /// A reference to the schema of that name, which `make` makes the first time.
    mutating func named(_ name: String, _ make: (inout SchemaLibrary) -> JSONValue) -> JSONValue {
        if schemas[name] == nil {
            // Kept free while it is made, so that a schema may refer to itself.
            schemas[name] = [:]
            schemas[name] = make(&self)
        }
        return reference(name)
    }
}

/// `{"$ref": …}` to a named schema.
func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/" + name)]
}

/// The schema of an object. What may not stand in it has to be said beside.
func objectSchema(_ label: Label, _ properties: JSONObject, required: [String]) -> JSONValue {
    let must: JSONValue = required.isEmpty ? [:] : ["required": .strings(required)]
    return .joined(label.titles, ["type": "object", "properties": .object(properties)], must)
}

// MARK: - Fields

extension AnyField {
    /// Whether rules set the value, so that the limits of what may be entered do not hold for it.
    private var isSetByRules: Bool { traits.isComputed || traits.isFilled }

    /// Who may see it, where not everybody who sees the record may.
    var sight: JSONValue {
        guard let group = traits.group else { return [:] }
        let own: JSONValue = group.isSeenInOwnRow ? ["x-seen-in-own-row": true] : [:]
        return .joined(["x-field-group": .string(group.name), "x-seen-by": .strings(group.seenBy.roles.map(\.rawValue))], own)
    }

    fileprivate func answerProperty(in schema: AnySchema) -> JSONValue {
        let value = kind.answerSchema(isComputed: isSetByRules && !schema.isBase(self))
        var property = (traits.isOptional ? value.nullable : value).adding(label.titles)
        if !isInput { property["readOnly"] = true }
        if traits.isUnique { property["x-unique"] = true }
        return property.adding(sight)
    }

    fileprivate var inputProperty: JSONValue {
        let value = kind.inputSchema
        var property = (traits.isOptional || traits.isFilled ? value.nullable : value).adding(label.titles)
        if let standard = traits.standard { property["default"] = kind.json(standard) }
        if traits.isSecret { property["writeOnly"] = true }
        if let writers = traits.writers { property["x-set-by"] = .strings(writers.roles.map(\.rawValue)) }
        return property.adding(sight)
    }
}

extension AnySchema {
    /// `CreditInvestigation`.
    var typeName: String { entity.split(separator: "_").map(\.capitalizedFirst).joined() }

    /// What `x-refers-to` calls it.
    var describedName: String { collection.isEmpty ? entity : collection }

    /// The fields that can stand in an answer.
    var answeredFields: [AnyField] {
        fields.filter { !$0.traits.isSecret && !isItemPlace($0) }
    }

    /// The members that stand in an answer whoever asks.
    var certainNames: [String] {
        answeredFields.filter { $0.traits.group == nil }.map(\.name) + children.map(\.name)
    }

    /// The members that a body must have.
    func requiredNames(_ mode: InputReader.Mode) -> [String] {
        let fields = fields.filter(\.isRequired)
        let lists = mode != .change ? children.filter { !$0.isComputed && $0.range.lowerBound > 0 } : []
        return fields.map(\.name) + lists.map(\.name)
    }
}

extension StringProtocol {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Label {
    /// A title in both languages.
    var titles: JSONValue { ["title": .string(english), "x-title-zh": .string(chinese)] }
}

// MARK: - Shared schemas

/// A step that the caller may take now.
private let actionSchema: JSONValue = [
    "title": "Action", "x-title-zh": "可执行步骤", "type": "object", "required": ["step", "label", "path", "form"],
    "properties": [
        "step": ["type": "string"], "label": ["type": "string"], "path": ["type": "string", "format": "uri-reference"],
        "form": [
            "type": "array",
            "items": [
                "type": "object", "required": ["name", "label", "required"],
                "properties": ["name": ["type": "string"], "label": ["type": "string"], "required": ["type": "boolean"]],
            ],
        ],
    ],
]

/// A refusal (RFC 9457).
private func problemSchema(_ codes: [FailureCode]) -> JSONValue {
    let names = codes.map(\.name).uniqued
    let texts = JSONObject(codes.map { (name: $0.name, value: .joined(["status": .integer(Int64($0.status))], $0.text.json)) })
    let fault: JSONValue = [
        "type": "object", "required": ["pointer", "code", "message"],
        "properties": [
            "pointer": ["type": "string", "description": "JSON pointer into the body (RFC 6901)."],
            "code": ["type": "string", "enum": .strings(names)],
            "message": ["type": "string"],
            "clause": ["type": "string", "description": "The policy's clause behind the fault."],
        ],
    ]
    return [
        "title": "Problem", "x-title-zh": "错误", "type": "object", "description": "Why a request was refused (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
        "properties": [
            "type": ["type": "string", "format": "uri"], "title": ["type": "string"],
            "status": ["type": "integer", "minimum": 300, "maximum": 599], "detail": ["type": "string"], "instance": ["type": "string"],
            "code": ["type": "string", "enum": .strings(names), "x-codes": .object(texts)],
            "clause": ["type": "string", "description": "The policy's clause behind the refusal."],
            "request_id": ["type": "string"],
            "errors": ["type": "array", "description": "Every fault of the body at once.", "items": fault],
        ],
    ]
}

extension Array where Element: Hashable {
    /// The elements without repetitions, in their order.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
