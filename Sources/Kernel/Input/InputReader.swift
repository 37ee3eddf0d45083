// Reads a body by a declaration: every fault at once, each with its pointer. It needs no database, so it runs on the event loop.

import JSON
import SQLite

/// What a body says: the fields that it names, and nothing about the others.
struct Input: Sendable {
    var values: [Int: SQLiteValue] = [:]
    var children: [Int: [ItemInput]] = [:]
    /// The currency in which amounts were read.
    var currency: String
}

extension Input {
    /// The input of a form as a row, with the standard values where it says nothing.
    func row(of form: AnySchema) -> Row {
        var row = form.blankRow()
        for (index, value) in values { row.values[index] = value }
        for list in form.children {
            row.children[list.index] = (children[list.index] ?? []).map { item in
                var child = list.schema().blankRow()
                for (index, value) in item.values { child.values[index] = value }
                return child
            }
        }
        return row
    }
}

/// One item of a body's list. With an `id` it is the line that has it already.
struct ItemInput: Sendable {
    let id: Int64?
    let values: [Int: SQLiteValue]
}

/// Reads bodies of one declaration.
struct InputReader {
    enum Mode { case create, change, form }

    let schema: AnySchema
    let mode: Mode
    /// Nil for forms: whoever may take the step fills all of it.
    let roles: RoleSet?
    /// The currency of amounts where the body names none.
    let currency: String
    private(set) var faults: [Fault] = []
    /// Faults of one body that are told: more than anybody mends at once, and few enough to be found on an event loop.
    static let mostFaults = 100

    init(_ schema: AnySchema, _ mode: Mode, roles: RoleSet?, currency: String) {
        self.schema = schema
        self.mode = mode
        self.roles = roles
        self.currency = currency
    }

    mutating func read(_ object: JSONObject) -> Input {
        var input = Input(currency: bodyCurrency(object))
        let decimals = Currency.decimals(of: input.currency) ?? 2
        for (name, value) in object {
            let pointer = JSONPointer.root.appending(name: name)
            if let list = schema.childList(name) {
                input.children[list.index] = readList(value, of: list, at: pointer, decimals: decimals)
            } else if let field = field(name, of: schema, isNew: mode != .change, at: pointer) {
                input.values[field.index] = read(value, as: field, at: pointer, decimals: decimals)
            }
        }
        if mode != .change { requireFields(of: schema, in: input.values, object, at: .root) }
        if mode != .change { requireLists(in: input) }
        return input
    }

    private func bodyCurrency(_ object: JSONObject) -> String {
        guard schema.currencyField != nil, let named = object["currency"]?.string, Currency.decimals(of: named) != nil else {
            return currency
        }
        return named
    }

    /// The field of that name, where a body may set it; else a fault.
    private mutating func field(_ name: String, of schema: AnySchema, isNew: Bool, at pointer: JSONPointer) -> AnyField? {
        guard let field = schema.field(name), mayKnow(field) else {
            // The nearest name costs more than all else.
            if faults.count < InputReader.mostFaults {
                fault(.unknownField, at: pointer, NearestName.hints(for: name, among: inputNames(of: schema)))
            }
            return nil
        }
        guard field.isInput, isNew || !field.traits.isFixed else {
            fault(.readOnlyField, at: pointer, ["name": name])
            return nil
        }
        if let writers = field.traits.writers, let roles, writers.isDisjoint(with: roles) {
            fault(.notYourField, at: pointer, ["name": name])
            return nil
        }
        return field
    }

    /// Whether whoever wrote the body may know that there is such a field.
    private func mayKnow(_ field: AnyField) -> Bool {
        roles.map { Viewer(roles: $0).sees(field) || field.traits.isSecret } ?? true
    }

    private func inputNames(of schema: AnySchema) -> [String] {
        schema.fields.filter { $0.isInput && mayKnow($0) }.map(\.name) + schema.children.filter { !$0.isComputed }.map(\.name)
    }

    private mutating func read(_ json: JSONValue, as field: AnyField, at pointer: JSONPointer, decimals: Int) -> SQLiteValue? {
        if json.isNull {
            guard !field.traits.isOptional, !field.traits.isFilled else { return .null }
            fault(.required, at: pointer, ["name": field.name])
            return nil
        }
        switch field.kind.read(json, currencyDecimals: decimals) {
        case .success(let value): return value
        case .failure(let failure):
            fault(failure.code, at: pointer, failure.details.merging(["name": field.name]) { old, _ in old })
            return nil
        }
    }

    // MARK: Lists

    private mutating func readList(_ json: JSONValue, of list: AnyChildren, at pointer: JSONPointer, decimals: Int) -> [ItemInput] {
        guard !list.isComputed else {
            fault(.readOnlyField, at: pointer, ["name": list.name])
            return []
        }
        guard case .array(let elements) = json else {
            fault(.wrongType, at: pointer, ["name": list.name, "expected": "a list of objects"])
            return []
        }
        checkCount(elements.count, of: list, at: pointer)
        var items: [ItemInput] = []
        var seen: Set<Int64> = []
        for (index, element) in elements.prefix(list.range.upperBound).enumerated() {
            guard let item = readItem(element, of: list, at: pointer.appending(index: index), decimals: decimals) else { continue }
            if let id = item.id, !seen.insert(id).inserted {
                fault(.repeated, at: pointer.appending(index: index).appending(name: "id"), ["name": list.name])
            }
            items.append(item)
        }
        return items
    }

    private mutating func readItem(_ json: JSONValue, of list: AnyChildren, at pointer: JSONPointer, decimals: Int) -> ItemInput? {
        guard case .object(let object) = json else {
            fault(.wrongType, at: pointer, ["name": list.name, "expected": "a list of objects"])
            return nil
        }
        let schema = list.schema()
        let isNew = mode != .change || object["id"] == nil
        var id: Int64?
        var values: [Int: SQLiteValue] = [:]
        for (name, value) in object {
            let place = pointer.appending(name: name)
            if name == "id", mode == .change {
                id = value.number?.int64
                if id == nil { fault(.wrongType, at: place, ["name": "id", "expected": "an integer"]) }
            } else if let field = field(name, of: schema, isNew: isNew, at: place) {
                values[field.index] = read(value, as: field, at: place, decimals: decimals)
            }
        }
        if id == nil { requireFields(of: schema, in: values, object, at: pointer) }
        return ItemInput(id: id, values: values)
    }

    private mutating func checkCount(_ count: Int, of list: AnyChildren, at pointer: JSONPointer) {
        if count > list.range.upperBound { fault(.tooMany, at: pointer, ["name": list.name, "maximum": String(list.range.upperBound)]) }
        if count < list.range.lowerBound { fault(.tooFew, at: pointer, ["name": list.name, "minimum": String(list.range.lowerBound)]) }
    }

    // MARK: What must not be missing

    private mutating func requireFields(of schema: AnySchema, in values: [Int: SQLiteValue], _ object: JSONObject, at pointer: JSONPointer)
    {
        for field in schema.fields where field.isRequired && object[field.name] == nil {
            fault(.required, at: pointer.appending(name: field.name), ["name": field.name])
        }
    }

    private mutating func requireLists(in input: Input) {
        for list in schema.children where !list.isComputed && list.range.lowerBound > 0 && input.children[list.index] == nil {
            fault(.required, at: JSONPointer.root.appending(name: list.name), ["name": list.name])
        }
    }

    private mutating func fault(_ code: FailureCode, at pointer: JSONPointer, _ details: [String: String]) {
        guard faults.count < InputReader.mostFaults else { return }
        faults.append(Fault(code, at: pointer.text, details))
    }
}
