// Texts as a spreadsheet can hold them: their length, their characters, the names of sheets, and how wide they are.

/// What a cell holds at most, in UTF-16 code units.
private let mostUnits = 32_767
/// The same for the name of a sheet.
private let mostUnitsOfName = 31

/// A text that a cell can hold: cut at its most, without characters that XML cannot have, and without what would be read as one of them.
func cellText(_ text: String) -> String {
    let isPlain = text.utf8.count <= mostUnits && !text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "_") || $0 == 0xEF }
    guard !isPlain else { return text }
    let kept = String(String.UnicodeScalarView(text.unicodeScalars.map { isXML($0) ? $0 : "\u{FFFD}" }))
    return cut(escapingEscapes(kept), to: mostUnits)
}

/// What XML 1.0 §2.2 allows.
private func isXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
}

/// `_x0041_` would be shown as an A (ECMA-376 part 1, 22.9.2.19): its underscore is escaped the same way.
private func escapingEscapes(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
        result.append(byte)
        guard byte == UInt8(ascii: "_"), index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"),
            bytes[index + 6] == UInt8(ascii: "_"), bytes[(index + 2)...(index + 5)].allSatisfy({ isHex($0) })
        else { continue }
        result += Array("x005F_".utf8)
    }
    return String(decoding: result, as: UTF8.self)
}

private func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
}

/// At most so many UTF-16 code units, never through a character.
private func cut(_ text: String, to most: Int) -> String {
    guard text.utf16.count > most else { return text }
    var (kept, units) = (String.UnicodeScalarView(), 1)
    for scalar in text.unicodeScalars {
        units += UTF16.width(scalar)
        guard units <= most else { break }
        kept.append(scalar)
    }
    return String(kept) + "…"
}

/// A name for a sheet that is not among those taken: what names cannot have is replaced, what is too long is cut.
func sheetName(_ wanted: String, besides taken: Set<String>) -> String {
    let forbidden: Set<Character> = ["[", "]", ":", "*", "?", "/", "\\", "'"]
    let clean = cellText(String(wanted.map { forbidden.contains($0) || $0.isNewline ? " " : $0 }))
    let base = clean.contains { !$0.isWhitespace } ? clean : "Sheet"
    for number in 1...Int.max {
        let ending = number == 1 ? "" : " (\(number))"
        let name = cut(base, to: mostUnitsOfName - ending.utf16.count) + ending
        if !taken.contains(name.lowercased()) { return name }
    }
    return base
}

/// How many characters wide a text is: those of East Asia take two (UAX #11), roughly.
func shownWidth(_ text: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    return lines.map { $0.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) } }.max() ?? 0
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x20000...0x3FFFD:
        true
    default: false
    }
}
