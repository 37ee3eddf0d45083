// The JSON Schema of a single value, by the kind of its field: as it is answered, as it is sent, and as a filter names it.

import JSON

extension FieldKind {
    /// The schema of a value in an answer.
    ///
    /// - Parameter isComputed: set by a rule, so that the limits of what may be entered do not hold for it
    func answerSchema(isComputed: Bool) -> JSONValue {
        switch self {
        case .text(let rule): isComputed ? ["type": "string"] : rule.schema
        case .integer(let range): isComputed ? ["type": "integer", "format": "int64"] : integerSchema(range)
        case .boolean: ["type": "boolean"]
        case .decimal(let scale, let shown, let range):
            decimalText(places: shown, scale, isSigned: isComputed || range.lowerBound < 0).adding(
                isComputed ? [:] : decimalBounds(range, scale))
        case .amount(let range):
            decimalText(places: 0, Currency.mostDecimals, isSigned: isComputed || range.lowerBound < 0).adding(["x-kind": "amount"])
        case .choice(let set): set.schema
        case .choices(let set): ["type": "array", "items": set.schema, "uniqueItems": true]
        case .words:
            ["type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 100], "uniqueItems": true, "maxItems": 200]
        case .day: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .reference(let target): idSchema.adding(["x-refers-to": .string(target.schema().describedName)])
        }
    }

    /// The schema of a value in a body. A decimal may be sent as a string or as a number.
    var inputSchema: JSONValue {
        switch self {
        case .decimal(let scale, _, let range):
            return decimalInput(scale, isSigned: range.lowerBound < 0).adding(decimalBounds(range, scale)).adding(
                numberBounds(range, scale))
        case .amount(let range):
            let lower: JSONValue = range.lowerBound == 0 ? ["minimum": 0] : range.lowerBound > 0 ? ["exclusiveMinimum": 0] : [:]
            return decimalInput(Currency.mostDecimals, isSigned: range.lowerBound < 0).adding(lower).adding(["x-kind": "amount"])
        default:
            return answerSchema(isComputed: false)
        }
    }

    /// The schema of one value of a filter.
    var filterSchema: JSONValue {
        switch self {
        case .text, .words: ["type": "string"]
        case .integer: ["type": "integer", "format": "int64"]
        case .boolean, .day: answerSchema(isComputed: true)
        case .decimal(let scale, _, _): decimalText(places: 0, scale, isSigned: true)
        case .amount: decimalText(places: 0, 2, isSigned: true)
        case .choice(let set), .choices(let set): set.schema
        // A day stands for its first moment in the company's time zone.
        case .instant: ["type": "string", "anyOf": [["format": "date-time"], ["format": "date"]]]
        case .reference(let target): ["anyOf": [idSchema, ["const": "me"]], "x-refers-to": .string(target.schema().describedName)]
        }
    }

    private func decimalInput(_ scale: Int, isSigned: Bool) -> JSONValue {
        ["type": ["string", "number"], "format": "decimal", "pattern": .string(decimalPattern(places: 0, scale, isSigned: isSigned))]
    }

    private func decimalText(places: Int, _ scale: Int, isSigned: Bool) -> JSONValue {
        ["type": "string", "format": "decimal", "pattern": .string(decimalPattern(places: places, scale, isSigned: isSigned))]
    }

    private func decimalPattern(places: Int, _ scale: Int, isSigned: Bool) -> String {
        let sign = isSigned ? "-?" : ""
        return places > 0 ? "^\(sign)[0-9]+\\.[0-9]{\(places),\(scale)}$" : "^\(sign)[0-9]+(\\.[0-9]{1,\(scale)})?$"
    }

    /// JSON Schema has no limits for decimals written as strings, so they stand in an extension.
    private func decimalBounds(_ range: ClosedRange<Int64>, _ scale: Int) -> JSONValue {
        let bounds = [range.lowerBound, range.upperBound].map { DecimalText.write($0, scale: scale, shownPlaces: 0) }
        return ["x-minimum": .string(bounds[0]), "x-maximum": .string(bounds[1])]
    }

    private func numberBounds(_ range: ClosedRange<Int64>, _ scale: Int) -> JSONValue {
        let bounds = [range.lowerBound, range.upperBound].map {
            JSONNumber(parsing: DecimalText.write($0, scale: scale, shownPlaces: 0)) ?? JSONNumber(0)
        }
        return ["minimum": .number(bounds[0]), "maximum": .number(bounds[1])]
    }
}

/// The id of a record.
let idSchema: JSONValue = ["type": "integer", "format": "int64", "minimum": 1]

private func integerSchema(_ range: ClosedRange<Int64>) -> JSONValue {
    let upper: JSONValue = range.upperBound == .max ? [:] : ["maximum": .integer(range.upperBound)]
    return .joined(["type": "integer", "format": "int64", "minimum": .integer(range.lowerBound)], upper)
}

extension TextRule {
    fileprivate var schema: JSONValue {
        let length: JSONValue = ["type": "string", "minLength": 1, "maxLength": .integer(Int64(maximum))]
        switch form {
        case .line: return length.adding(["pattern": "\\S"])
        case .paragraphs: return length.adding(["x-multiline": true])
        case .email: return length.adding(["format": "email"])
        case .phone: return length.adding(["pattern": "^[-0-9+() ./#xet]{3,}$"])
        case .currency: return ["type": "string", "pattern": "^[A-Z]{3}$", "x-standard": "ISO 4217"]
        case .identifier: return length.adding(["pattern": "^[A-Za-z0-9._@-]+$"])
        case .secret: return length.adding(["format": "password", "writeOnly": true])
        }
    }
}

extension ChoiceSet {
    fileprivate var schema: JSONValue {
        let labels = JSONObject(values.map { (name: $0.value, value: $0.label.json) })
        return ["type": "string", "enum": .strings(values.map(\.value)), "x-labels": .object(labels)]
    }
}

extension JSONValue {
    /// The same schema, for a value that may be null.
    var nullable: JSONValue {
        var schema = self
        switch schema["type"] {
        case .string(let word): schema["type"] = [.string(word), "null"]
        case .array(let words): schema["type"] = .array(words + ["null"])
        default: return ["anyOf": [self, ["type": "null"]]]
        }
        if let values = schema["enum"]?.array { schema["enum"] = .array(values + [.null]) }
        return schema
    }
}
