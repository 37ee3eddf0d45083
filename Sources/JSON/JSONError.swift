// Why a document was refused, and where.

/// The refusal of a document by the reader.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What is wrong; raw values are stable, the kernel translates by them.
    package enum Code: String, Sendable, CaseIterable {
        case unexpectedEnd = "unexpected_end"
        case expectedValue = "expected_value"
        case expectedName = "expected_name"
        case expectedColon = "expected_colon"
        case expectedCommaOrBrace = "expected_comma_or_brace"
        case expectedCommaOrBracket = "expected_comma_or_bracket"
        case trailingComma = "trailing_comma"
        case trailingBytes = "trailing_bytes"
        case byteOrderMark = "byte_order_mark"
        case malformedNumber = "malformed_number"
        case malformedEscape = "malformed_escape"
        case malformedUTF8 = "malformed_utf8"
        case controlCharacter = "control_character"
        case loneSurrogate = "lone_surrogate"
        case duplicateName = "duplicate_name"
        case tooManyBytes = "too_many_bytes"
        case tooDeep = "too_deep"
        case tooManyMembers = "too_many_members"
        case tooManyElements = "too_many_elements"
        case tooManyValues = "too_many_values"
        case numberTooLong = "number_too_long"
    }

    /// What is wrong.
    package let code: Code
    /// The byte at which it shows, counted from 0.
    package let offset: Int
    /// The line of that byte, counted from 1.
    package let line: Int
    /// The character of that byte within its line, counted from 1.
    package let column: Int
    /// The value being read.
    package let pointer: JSONPointer

    /// One English sentence for people.
    package var message: String { "\(code.sentence) at line \(line), column \(column)" }

    package var description: String { "\(code.rawValue): \(message)" }
}

extension JSONError.Code {
    /// The fault in English, without its place.
    package var sentence: String {
        switch self {
        case .unexpectedEnd: "the document ends too early"
        case .expectedValue: "a value is expected: an object, array, string in double quotes, number, true, false or null"
        case .expectedName: "a member's name in double quotes is expected"
        case .expectedColon: "a colon is expected after the member's name"
        case .expectedCommaOrBrace: "a comma or a closing brace is expected"
        case .expectedCommaOrBracket: "a comma or a closing bracket is expected"
        case .trailingComma: "a comma stands before the closing brace or bracket"
        case .trailingBytes: "something follows the end of the document"
        case .byteOrderMark: "the document begins with a byte order mark"
        case .malformedNumber: "the number is not written as JSON requires"
        case .malformedEscape: "the backslash begins no valid escape"
        case .malformedUTF8: "the bytes are not valid UTF-8"
        case .controlCharacter: "a control character must be escaped"
        case .loneSurrogate: "a \\u escape names half of a surrogate pair"
        case .duplicateName: "the member's name has been used before in this object"
        case .tooManyBytes: "the document is too long"
        case .tooDeep: "arrays and objects are nested too deeply"
        case .tooManyMembers: "the object has too many members"
        case .tooManyElements: "the array has too many elements"
        case .tooManyValues: "the document has too many values"
        case .numberTooLong: "the number has too many characters"
        }
    }
}
