// Reads one value of a body, or of a query string, by the kind of its field.

import JSON
import SQLite

/// What was read, or why it could not be; the pointer is the caller's matter.
typealias ValueResult = Result<SQLiteValue, ValueFault>

/// A fault of a value, with what fills the text's placeholders.
struct ValueFault: Error {
    let code: FailureCode
    let details: [String: String]

    init(_ code: FailureCode, _ details: [String: String] = [:]) {
        self.code = code
        self.details = details
    }

    static func wrongType(_ expected: String) -> ValueFault {
        ValueFault(.wrongType, ["expected": expected])
    }
}

extension FieldKind {
    /// Reads a JSON value that is not null.
    ///
    /// - Parameter currencyDecimals: of the currency in which the body's amounts are meant
    func read(_ json: JSONValue, currencyDecimals: Int) -> ValueResult {
        switch self {
        case .text(let rule):
            guard case .string(let text) = json else { return .failure(.wrongType("a string")) }
            return rule.check(text)
        case .integer(let range):
            guard let number = json.number?.int64 else { return .failure(.wrongType("an integer")) }
            return checked(number, in: range)
        case .boolean:
            guard case .bool(let flag) = json else { return .failure(.wrongType("true or false")) }
            return .success(.integer(flag ? 1 : 0))
        case .decimal(let scale, _, let range):
            return readDecimal(json, scale: scale, range: range)
        case .amount(let range):
            return readDecimal(json, scale: currencyDecimals, range: range)
        case .choice(let set):
            guard case .string(let word) = json else { return .failure(.wrongType("a string")) }
            return set.check(word)
        case .choices(let set):
            return readChoices(json, set)
        case .words:
            return readWords(json)
        case .day:
            guard case .string(let text) = json else { return .failure(.wrongType("a day such as 2026-11-24")) }
            guard let day = Day(text) else { return .failure(ValueFault(.badFormat, ["expected": "a day such as 2026-11-24"])) }
            return .success(day.stored)
        case .instant:
            guard case .string(let text) = json else { return .failure(.wrongType("an instant such as 2026-11-24T08:48:48Z")) }
            guard text.utf8.count > 10, let instant = Instant(text) else {
                return .failure(ValueFault(.badFormat, ["expected": "an instant such as 2026-11-24T08:48:48Z"]))
            }
            return .success(instant.stored)
        case .reference:
            guard let id = json.number?.int64, id > 0 else { return .failure(.wrongType("the integer id of a record")) }
            return .success(.integer(id))
        }
    }

    private func checked(_ number: Int64, in range: ClosedRange<Int64>) -> ValueResult {
        guard range.contains(number) else {
            return .failure(ValueFault(.outOfRange, ["minimum": String(range.lowerBound), "maximum": String(range.upperBound)]))
        }
        return .success(.integer(number))
    }

    private func readDecimal(_ json: JSONValue, scale: Int, range: ClosedRange<Int64>) -> ValueResult {
        let literal: String
        switch json {
        case .string(let text): literal = text
        case .number(let number): literal = number.literal
        default: return .failure(.wrongType("a decimal such as \"12.50\""))
        }
        switch DecimalText.read(literal, scale: scale) {
        case .success(let unscaled) where range.contains(unscaled): return .success(.integer(unscaled))
        case .failure(.malformed): return .failure(ValueFault(.badFormat, ["expected": "a decimal such as \"12.50\""]))
        case .failure(.tooManyPlaces): return .failure(ValueFault(.tooManyPlaces, ["maximum": String(scale)]))
        case .success, .failure(.tooLarge):
            let bounds = [range.lowerBound, range.upperBound].map { DecimalText.write($0, scale: scale, shownPlaces: 0) }
            return .failure(ValueFault(.outOfRange, ["minimum": bounds[0], "maximum": bounds[1]]))
        }
    }

    private func readWords(_ json: JSONValue) -> ValueResult {
        readList(json) { word in
            let isWord = (1...100).contains(word.utf8.count) && word.utf8.allSatisfy(isWordByte)
            return isWord ? nil : .wrongType("a list of words such as “orders:read”")
        }
    }

    private func readChoices(_ json: JSONValue, _ set: ChoiceSet) -> ValueResult {
        readList(json) { word in
            if case .failure(let fault) = set.check(word) { fault } else { nil }
        }
    }

    /// A list of words without repetitions, each of which `fault` lets pass.
    private func readList(_ json: JSONValue, fault: (String) -> ValueFault?) -> ValueResult {
        guard case .array(let elements) = json, elements.count <= 200 else { return .failure(.wrongType("a list of words")) }
        var words: [String] = []
        for element in elements {
            guard case .string(let word) = element else { return .failure(.wrongType("a list of words")) }
            if let fault = fault(word) { return .failure(fault) }
            if words.contains(word) { return .failure(ValueFault(.repeated)) }
            words.append(word)
        }
        return .success(WordList(words).stored)
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: ":_-.*".utf8.contains(byte)
        }
    }

}

extension ChoiceSet {
    func check(_ word: String) -> ValueResult {
        guard !contains(word) else { return .success(.text(word)) }
        let words = values.map(\.value)
        var details = NearestName.hints(for: word, among: words)
        details["choices"] = words.joined(separator: ", ")
        details["name"] = nil
        return .failure(ValueFault(.notAChoice, details))
    }
}

extension TextRule {
    func check(_ text: String) -> ValueResult {
        guard !text.isEmpty else { return .failure(ValueFault(.empty)) }
        guard text.unicodeScalars.count <= maximum else { return .failure(ValueFault(.tooLong, ["maximum": String(maximum)])) }
        guard text.unicodeScalars.allSatisfy({ isAllowed($0) }) else { return .failure(ValueFault(.badCharacters)) }
        switch form {
        case .line where text.allSatisfy(\.isWhitespace): return .failure(ValueFault(.empty))
        case .line, .paragraphs, .secret: return .success(.text(text))
        case .email: return isEmail(text) ? .success(.text(text)) : .failure(ValueFault(.badFormat, ["expected": "a mail address"]))
        case .phone:
            let digits = text.unicodeScalars.count { ("0"..."9").contains($0) }
            let isPhone =
                digits >= 3 && text.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || "+-() ./#xext".unicodeScalars.contains($0) }
            return isPhone ? .success(.text(text)) : .failure(ValueFault(.badFormat, ["expected": "a phone number"]))
        case .currency:
            return Currency.decimals(of: text) != nil ? .success(.text(text)) : .failure(ValueFault(.unknownCurrency, ["value": text]))
        case .identifier:
            let isIdentifier = text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "._-@".unicodeScalars.contains($0))
            }
            return isIdentifier ? .success(.text(text)) : .failure(ValueFault(.badFormat, ["expected": "letters, digits and . _ - @"]))
        }
    }

    private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20 { return scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value) }
        return form == .paragraphs && (scalar == "\n" || scalar == "\t" || scalar == "\r")
    }

    private func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && !text.contains { $0.isWhitespace }
    }
}
