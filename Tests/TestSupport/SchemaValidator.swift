// A small validator of JSON Schema, for the keywords that the description uses.

package import JSON
import Kernel

/// Checks values against the schemas of one document.
package struct SchemaValidator {
    package let document: JSONValue

    package init(document: JSONValue) {
        self.document = document
    }

    /// What is wrong with the value, each with the place; empty where it keeps the schema.
    package func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        guard let rules = schema.object else { return ["\(place): the schema is no object"] }
        return rules.flatMap { fault(value, keyword: $0.name, $0.value, rules, place) }
    }

    /// What a `$ref` points to.
    package func resolve(_ pointer: String) -> JSONValue? {
        guard pointer.hasPrefix("#/") else { return nil }
        return pointer.dropFirst(2).split(separator: "/").reduce(document as JSONValue?) { value, name in value?.object?[String(name)] }
    }

    private func fault(_ value: JSONValue, keyword: String, _ argument: JSONValue, _ rules: JSONObject, _ place: String) -> [String] {
        switch keyword {
        case "$ref":
            guard let target = argument.string.flatMap(resolve) else { return ["\(place): \(argument) leads nowhere"] }
            return faults(value, target, at: place)
        case "allOf": return (argument.array ?? []).flatMap { faults(value, $0, at: place) }
        case "anyOf":
            let alternatives = (argument.array ?? []).map { faults(value, $0, at: place) }
            return alternatives.contains { $0.isEmpty } ? [] : ["\(place): fits no alternative of \(alternatives)"]
        case "type": return hasType(value, argument) ? [] : ["\(place): \(value) is not \(argument)"]
        case "const": return value == argument ? [] : ["\(place): \(value) is not \(argument)"]
        case "enum": return argument.array?.contains(value) == true ? [] : ["\(place): \(value) is not one of \(argument)"]
        default: break
        }
        switch value {
        case .string(let text): return textFault(text, keyword, argument).map { ["\(place): “\(text)” breaks \($0)"] } ?? []
        case .number(let number): return numberFault(number, keyword, argument).map { ["\(place): \(number.literal) breaks \($0)"] } ?? []
        case .array(let elements): return arrayFaults(elements, keyword, argument, place)
        case .object(let object): return objectFaults(object, keyword, argument, rules, place)
        case .null, .bool: return []
        }
    }

    private func hasType(_ value: JSONValue, _ argument: JSONValue) -> Bool {
        let types = argument.array?.compactMap(\.string) ?? [argument.string ?? ""]
        return types.contains(value.kind.rawValue) || (types.contains("integer") && value.number?.int64 != nil)
    }

    private func textFault(_ text: String, _ keyword: String, _ argument: JSONValue) -> String? {
        switch keyword {
        case "minLength" where text.unicodeScalars.count < argument.number?.int64 ?? 0: return keyword
        case "maxLength" where text.unicodeScalars.count > argument.number?.int64 ?? 0: return keyword
        case "pattern":
            guard let pattern = argument.string, let regex = try? Regex(pattern) else { return "a pattern that is none" }
            return text.firstMatch(of: regex) == nil ? pattern : nil
        case "format" where argument.string == "date": return Day(text) == nil ? "date" : nil
        case "format" where argument.string == "date-time": return text.utf8.count > 10 && Instant(text) != nil ? nil : "date-time"
        default: return nil
        }
    }

    private func numberFault(_ number: JSONNumber, _ keyword: String, _ argument: JSONValue) -> String? {
        guard let limit = argument.number.flatMap({ Double($0.literal) }), let value = Double(number.literal) else { return nil }
        switch keyword {
        case "minimum" where value < limit, "maximum" where value > limit, "exclusiveMinimum" where value <= limit:
            return "\(keyword) \(limit)"
        default: return nil
        }
    }

    private func arrayFaults(_ elements: [JSONValue], _ keyword: String, _ argument: JSONValue, _ place: String) -> [String] {
        let limit = argument.number?.int64 ?? 0
        switch keyword {
        case "items": return elements.enumerated().flatMap { faults($1, argument, at: "\(place)/\($0)") }
        case "minItems" where elements.count < limit, "maxItems" where elements.count > limit:
            return ["\(place): \(elements.count) items break \(keyword)"]
        case "uniqueItems" where elements.enumerated().contains { elements[..<$0].contains($1) }: return ["\(place): an item stands twice"]
        default: return []
        }
    }

    private func objectFaults(_ object: JSONObject, _ keyword: String, _ argument: JSONValue, _ rules: JSONObject, _ place: String)
        -> [String]
    {
        switch keyword {
        case "required":
            return (argument.array ?? []).compactMap(\.string).filter { object[$0] == nil }.map { "\(place)/\($0): is missing" }
        case "properties":
            return object.flatMap { member in
                argument.object?[member.name].map { faults(member.value, $0, at: "\(place)/\(member.name)") } ?? []
            }
        case "additionalProperties" where argument == .bool(false):
            return object.map(\.name).filter { rules["properties"]?.object?[$0] == nil }.map { "\(place)/\($0): is not allowed" }
        default: return []
        }
    }
}
