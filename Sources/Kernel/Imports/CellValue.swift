// A cell of a spreadsheet as the JSON value that the same field has in a body: from there on both go the same way.

import JSON

/// What a cell holds for a field.
enum CellValue {
    case value(JSONValue)
    case fault(FailureCode, [String: String])
    /// Nothing is said.
    case nothing

    /// Reads a cell by the kind of its field. What is written in no way that is known is passed on as text: it is refused like a body's.
    ///
    /// - Parameter calendar: in whose time zone a moment without one is meant
    init(_ cell: String, for field: AnyField, _ calendar: CompanyCalendar) {
        guard !cell.isEmpty else {
            self = .nothing
            return
        }
        if case .text = field.kind {
            self = .value(.string(cell.undefused))
            return
        }
        let text = cell.undefused.trimmedBlanks
        guard !text.isEmpty else {
            self = .nothing
            return
        }
        self = CellValue.read(text, field.kind, calendar)
    }

    private static func read(_ text: String, _ kind: FieldKind, _ calendar: CompanyCalendar) -> CellValue {
        switch kind {
        case .text: .value(.string(text))
        case .integer, .reference, .decimal, .amount: number(text)
        case .boolean: .value(boolean(text).map(JSONValue.bool) ?? .string(text))
        case .choice(let set): .value(.string(set.word(for: text)))
        case .choices(let set): .value(list(text) { set.word(for: $0) })
        case .words: .value(list(text) { $0 })
        case .day: .value(.string(SpreadsheetTime.day(text)?.description ?? text))
        case .instant: .value(.string(SpreadsheetTime.instant(text, calendar)?.description ?? text))
        }
    }

    private static func number(_ text: String) -> CellValue {
        let digits = text.filter { !",， '’\u{A0}\u{202F}".contains($0) }
        if digits.count < text.count, DecimalText.isNumber(digits) {
            return .fault(.thousandsSeparator, ["example": withPoint(text) ?? digits])
        }
        // The reader of bodies takes decimals as text too, but whole numbers and ids as numbers alone.
        return .value(DecimalText.wholeNumber(text).map(JSONValue.integer) ?? .string(text))
    }

    /// `12,50` is meant as `12.50`; nil where no other number than the digits can be meant.
    private static func withPoint(_ text: String) -> String? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count != 3 else { return nil }
        let number = parts.joined(separator: ".")
        return DecimalText.isNumber(number) ? number : nil
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "是": true
        case "false", "no", "否": false
        default: nil
        }
    }

    private static func list(_ text: String, _ word: (String) -> String) -> JSONValue {
        // As exports write it.
        if text.hasPrefix("["), let value = try? JSONReader.parse(text), value.array != nil { return value }
        let parts = text.split { ",，、;；|".contains($0) }.map { String($0).trimmedBlanks }
        return .array(parts.filter { !$0.isEmpty }.map { .string(word($0)) })
    }
}

extension DecimalText {
    fileprivate static func isNumber(_ text: String) -> Bool {
        if case .failure(.malformed) = read(text, scale: 18) { false } else { !text.isEmpty }
    }

    /// The number; nil for what has decimals, leading zeros or letters.
    fileprivate static func wholeNumber(_ text: String) -> Int64? {
        Int64(text).flatMap { String($0) == text ? $0 : nil }
    }
}

extension ChoiceSet {
    /// The value that a word names: the value itself, or its label in either language; else the word as it is.
    fileprivate func word(for text: String) -> String {
        if contains(text) { return text }
        let folded = text.lowercased()
        return values.first { $0.label.chinese == text || $0.label.english.lowercased() == folded || $0.value.lowercased() == folded }?
            .value
            ?? text
    }
}

extension String {
    /// Without the apostrophe that exports put before what a spreadsheet would take for a formula.
    var undefused: String {
        guard utf8.first == UInt8(ascii: "'"), let second = utf8.dropFirst().first, "=+-@\t\r".utf8.contains(second) else { return self }
        return String(dropFirst())
    }
}

/// Days and moments as spreadsheets write them.
enum SpreadsheetTime {
    /// `2026-11-24`, `2026/11/24`, `2026/1/5`, `2026年1月5日`.
    static func day(_ text: String) -> Day? {
        if let day = Day(text) { return day }
        let plain = text.hasSuffix("日") ? String(text.dropLast()) : text
        let parts = plain.split(omittingEmptySubsequences: false) { "/年月".contains($0) }
        guard parts.count == 3, parts[0].count == 4, parts.dropFirst().allSatisfy({ (1...2).contains($0.count) }) else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil }
        return numbers.count == 3 ? Day(year: numbers[0], month: numbers[1], day: numbers[2]) : nil
    }

    /// RFC 3339, a day and a time of the company's clock, or a day alone: its first moment there.
    static func instant(_ text: String, _ calendar: CompanyCalendar) -> Instant? {
        if let day = day(text) { return calendar.start(of: day) }
        if text.utf8.count > 10, let instant = Instant(text) { return instant }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let day = day(String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { $0.count <= 2 ? Int($0) : nil }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1], (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        let second = clock.count == 3 ? clock[2] ?? -1 : 0
        guard (0..<60).contains(second) else { return nil }
        return calendar.moment(on: day, minutes: hour * 60 + minute).adding(seconds: Int64(second))
    }
}
