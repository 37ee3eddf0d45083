// Values that keep a schema of the description, and such as do not.

import JSON
import Kernel
import TestSupport

/// Makes values by the schemas of one interface.
struct ValueMaker {
    let interface: DescribedInterface

    /// A value that keeps the schema, as far as a schema tells what is meant.
    func value(_ schema: JSONValue, _ knowledge: Knowledge, _ random: inout SeededRandom) -> JSONValue {
        let rules = interface.resolved(schema)
        if let words = rules.member("enum").array, !words.isEmpty { return random.pick(words) }
        if let parts = rules.member("allOf").array {
            return .object(JSONObject(parts.flatMap { value($0, knowledge, &random).object?.members ?? [] }))
        }
        let types = rules.member("type").array?.compactMap(\.string) ?? [rules.member("type").string ?? "object"]
        if types.contains("null"), random.oneIn(12) { return .null }
        switch types.first {
        case "string": return text(rules, mayBeNumber: types.contains("number"), &random)
        case "integer": return integer(rules, knowledge, &random)
        case "boolean": return .bool(random.oneIn(2))
        case "array": return array(rules, knowledge, &random)
        default: return object(rules, knowledge, &random)
        }
    }

    private func object(_ rules: JSONValue, _ knowledge: Knowledge, _ random: inout SeededRandom) -> JSONValue {
        let required = Set((rules.member("required").array ?? []).compactMap(\.string))
        // Now a short body, now a full one.
        let share = Int(random.integer(1...6))
        var object = JSONObject()
        for property in rules.members("properties") where required.contains(property.name) || random.oneIn(share) {
            object[property.name] = value(property.value, knowledge, &random)
        }
        return .object(object)
    }

    private func array(_ rules: JSONValue, _ knowledge: Knowledge, _ random: inout SeededRandom) -> JSONValue {
        let least = rules.member("minItems").number?.int64 ?? 0
        var elements: [JSONValue] = []
        for _ in 0..<random.integer(least...(least + 3)) {
            let element = value(rules.member("items"), knowledge, &random)
            if rules.member("uniqueItems") == .bool(true), elements.contains(element) { continue }
            elements.append(element)
        }
        return .array(elements)
    }

    private func integer(_ rules: JSONValue, _ knowledge: Knowledge, _ random: inout SeededRandom) -> JSONValue {
        if let collection = rules.member("x-refers-to").string { return .integer(knowledge.id(of: collection, &random)) }
        let least = rules.member("minimum").number?.int64 ?? 0
        let most = rules.member("maximum").number?.int64 ?? Int64.max
        return .integer(random.oneIn(6) ? random.pick([least, most]) : random.integer(least...max(least, min(most, least &+ 40))))
    }

    private func text(_ rules: JSONValue, mayBeNumber: Bool, _ random: inout SeededRandom) -> JSONValue {
        let limit = rules.member("maxLength").number?.int64 ?? 100
        switch (rules.member("format").string, rules.member("pattern").string) {
        case ("date", _): return .string("202\(random.integer(4...7))-0\(random.integer(1...9))-1\(random.integer(0...9))")
        case ("date-time", _): return .string("2026-1\(random.integer(0...2))-0\(random.integer(1...9))T08:48:48Z")
        case ("decimal", let pattern): return decimal(pattern ?? "", mayBeNumber: mayBeNumber, &random)
        case ("email", _): return .string("a\(random.integer(1...99))@example.com")
        case ("password", _): return .string("correct battery \(random.integer(1...99))")
        case (_, "^[A-Z]{3}$"): return .string(random.pick(["CNY", "CNY", "USD", "EUR", "JPY", "KWD"]))
        case (_, "^[-0-9+() ./#xet]{3,}$"): return .string("+86 10 \(random.integer(1000...9999))")
        case (_, "^[A-Za-z0-9._@-]+$"): return .string("name.\(random.integer(1...500))")
        default: return .string(line(Int(limit), &random))
        }
    }

    private func decimal(_ pattern: String, mayBeNumber: Bool, _ random: inout SeededRandom) -> JSONValue {
        let places = random.oneIn(3) ? 0 : Int(random.integer(1...(pattern.contains("1,2") ? 2 : 3)))
        let whole = random.oneIn(5) ? random.integer(0...100_000_000) : random.integer(0...20)
        let fraction = places == 0 ? "" : "." + (0..<places).map { _ in String(random.integer(0...9)) }.joined()
        let literal = (pattern.hasPrefix("^-?") && random.oneIn(6) ? "-" : "") + "\(whole)\(fraction)"
        if mayBeNumber, random.oneIn(2), let number = JSONNumber(parsing: literal) { return .number(number) }
        return .string(literal)
    }

    private func line(_ limit: Int, _ random: inout SeededRandom) -> String {
        let words = ["Tea", "茶叶", "O'Neil", "100%", "_x_", "a\\b", "=1+1", "Ünïcödé", "😀", "e\u{301}", "-", "\u{202E}abc", "x;--", "Ｔｅａ"]
        let text = (0...random.integer(0...3)).map { _ in random.pick(words) }.joined(separator: " ")
        if random.oneIn(40) { return String(repeating: "长", count: max(1, min(limit, 10_000))) }
        return String(text.prefix(max(1, limit)))
    }
}

/// Values that no schema of the interface means.
enum OddValue {
    static func make(_ random: inout SeededRandom) -> JSONValue {
        switch random.integer(0...9) {
        case 0: .null
        case 1: .bool(random.oneIn(2))
        case 2: JSONNumber(parsing: random.pick(numbers)).map(JSONValue.number) ?? .null
        case 3: .string(random.pick(numbers))
        case 4: .string(random.pick(texts))
        case 5: .array([])
        case 6: .array(Array(repeating: .integer(7), count: Int(random.pick([1, 201, 501, 3000]))))
        case 7: .object(["id": .integer(1), "x": .null])
        case 8: nested(Int(random.pick([3, 20, 31, 32, 40])))
        default: .string(String(repeating: random.pick(["x", "茶", "\u{301}"]), count: Int(random.pick([101, 10_001, 60_000]))))
        }
    }

    private static func nested(_ depth: Int) -> JSONValue {
        (0..<depth).reduce(JSONValue.null) { value, level in level % 2 == 0 ? .array([value]) : .object(["a": value]) }
    }

    static let numbers = [
        "0", "-0", "-1", "1e400", "-1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e18", "1E+2",
        "0.00001",
        "90000000000000.01", "99999999999999999999999999999999999999999999", "1e-9223372036854775808", "0e0", "4294967296", "2147483648",
    ]

    static let texts = [
        "", " ", "\u{0}", "\u{1}", "\n", "\u{7F}", "\u{85}", "\u{FEFF}", "\u{2028}", "\u{FFFF}", "\u{10FFFF}", "null", "me", "true", "0x10",
        "１２", "2026-02-30", "9999-12-31", "0001-01-01", "2026-11-24T25:00:00Z", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00+23:59",
        "XXX",
        "a@b", "'; DROP TABLE users; --", "../../etc/passwd", "%00", "{}", "[]", "\"",
    ]
}
