// Examples of values, records and bodies: always the same ones, made from the kinds of the fields and valid by their schemas.

import JSON
import SQLite
import Storage

extension FieldKind {
    /// An example of a value.
    func example(_ label: Label) -> JSONValue {
        switch self {
        case .text(let rule): .string(String(rule.example(label).unicodeScalars.prefix(rule.maximum)))
        case .integer(let range): .integer(range.clamping(range.lowerBound < 0 ? 0 : 5))
        case .boolean: true
        case .decimal(let scale, let shown, let range):
            .string(DecimalText.write(decimalExample(scale, range), scale: scale, shownPlaces: shown))
        case .amount(let range): .string(DecimalText.write(range.clamping(1_234_50), scale: 2, shownPlaces: 2))
        case .choice(let set): set.values.first.map { .string($0.value) } ?? .null
        case .choices(let set): .strings(set.values.prefix(1).map(\.value))
        case .words: ["orders:read"]
        case .day: "2026-11-24"
        case .instant: "2026-11-24T08:48:48.123Z"
        case .reference: 7
        }
    }

    /// Ten of it, or a twentieth where that is too much.
    private func decimalExample(_ scale: Int, _ range: ClosedRange<Int64>) -> Int64 {
        let one = (0..<scale).reduce(Int64(1)) { unit, _ in unit &* 10 }
        return range.contains(one &* 10) ? one &* 10 : range.clamping(one / 20)
    }

    /// A stored value as JSON; amounts in a currency with two decimals.
    func json(_ value: SQLiteValue) -> JSONValue {
        var writer = JSONWriter(capacity: 64)
        writer.write(form, 0, of: RowSource(values: [value], indexes: [0]), currencyDecimals: 2)
        return (try? JSONReader.parse(writer.finish())) ?? .null
    }
}

extension ClosedRange<Int64> {
    fileprivate func clamping(_ number: Int64) -> Int64 {
        Swift.min(Swift.max(number, lowerBound), upperBound)
    }
}

extension TextRule {
    fileprivate func example(_ label: Label) -> String {
        switch form {
        case .line, .paragraphs: label.english
        case .email: "nancy@example.com"
        case .phone: "+86 21 5555 0100"
        case .currency: "CNY"
        case .identifier: "nancy"
        case .secret: "correct horse battery staple"
        }
    }
}

extension AnyField {
    /// What a body says of it; nil where it says nothing.
    fileprivate var inputExample: JSONValue? {
        switch traits.example {
        case .value(let value): kind.json(value)
        case .leftOut: nil
        case nil: kind.example(label)
        }
    }

    fileprivate var answerExample: JSONValue {
        if case .value(let value) = traits.example { return kind.json(value) }
        if let series = traits.series { return .string(series + "-20261124-0001") }
        if name == "archived_at" { return .null }
        if traits.isState, let initial = traits.standard { return kind.json(initial) }
        return kind.example(label)
    }
}

extension AnySchema {
    /// An example of an answer: a record with its children and, where it has steps, what can be done next.
    func answerExample(_ resource: AnyResource? = nil, isInList: Bool = false) -> JSONValue {
        var members = answeredFields.map { (name: $0.name, value: $0.answerExample) }
        guard !isInList else { return .object(JSONObject(members)) }
        members += children.map { (name: $0.name, value: .array([$0.schema().answerExample()])) }
        if let resource { members.append((name: "actions", value: .array(actionExamples(resource)))) }
        return .object(JSONObject(members))
    }

    /// An example of a body that creates.
    var creationExample: JSONValue {
        inputExample(fields.filter(\.isInput), children.filter { !$0.isComputed && !$0.isLeftOutOfExamples })
    }

    /// An example of a change: one field.
    var changeExample: JSONValue {
        inputExample(Array(fields.filter { $0.isInput && !$0.traits.isFixed && $0.inputExample != nil }.prefix(1)), [])
    }

    private func inputExample(_ fields: [AnyField], _ lists: [AnyChildren]) -> JSONValue {
        let values = fields.compactMap { field in field.inputExample.map { (name: field.name, value: $0) } }
        let items = lists.map { list in
            let count = list.range.upperBound == 0 ? 0 : max(1, list.range.lowerBound)
            return (name: list.name, value: JSONValue.array(Array(repeating: list.schema().creationExample, count: count)))
        }
        return .object(JSONObject(values + items))
    }

    private func actionExamples(_ resource: AnyResource) -> [JSONValue] {
        guard let state = stateField?.traits.standard, case .text(let initial) = state else { return [] }
        return resource.steps.filter { $0.from.contains(initial) }.prefix(1).map { step in
            let form = step.form.fields.map { field -> JSONValue in
                [
                    "name": .string(field.name), "label": .string(field.label.english),
                    "required": .bool(!field.traits.isOptional && field.traits.standard == nil),
                ]
            }
            return [
                "step": .string(step.path), "label": .string(step.label.english), "path": .string("/v1/\(collection)/5/\(step.path)"),
                "form": .array(form),
            ]
        }
    }
}
