// What the reader takes and what it refuses, in the manner of the known suites: one row a document.

import JSON
import Testing

@Suite struct JSONReaderTests {
    /// Documents that RFC 8259 allows, with what they read as when written out again.
    static let accepted: [(text: String, rewritten: String)] = [
        ("null", "null"), ("true", "true"), ("false", "false"), ("0", "0"), ("-0", "-0"), ("7", "7"), ("-12", "-12"),
        ("1.0", "1.0"), ("0.10", "0.10"), ("-0.5", "-0.5"), ("1e3", "1e3"), ("1E+3", "1E+3"), ("1.5e-7", "1.5e-7"), ("0e0", "0e0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("1e999999", "1e999999"),
        ("\"\"", "\"\""), ("\"a\"", "\"a\""), ("\" \"", "\" \""), ("\"\\u0041\"", "\"A\""), ("\"\\/\"", "\"/\""),
        ("\"\\\"\\\\\"", "\"\\\"\\\\\""), ("\"\\b\\f\\n\\r\\t\"", "\"\\b\\f\\n\\r\\t\""), ("\"\\u0000\"", "\"\\u0000\""),
        ("\"\\u001F\"", "\"\\u001f\""), ("\"\u{7F}\"", "\"\u{7F}\""), ("\"订单\"", "\"订单\""), ("\"\\u8ba2\\u5355\"", "\"订单\""),
        ("\"\\ud83d\\ude00\"", "\"😀\""), ("\"\\uDBFF\\uDFFF\"", "\"\u{10FFFF}\""), ("\"😀 é\"", "\"😀 é\""),
        ("\"\u{2028}\u{2029}\"", "\"\u{2028}\u{2029}\""), ("\"\u{FEFF}\"", "\"\u{FEFF}\""), ("\"\u{FFFF}\"", "\"\u{FFFF}\""),
        ("\"eight ch\\nand on\"", "\"eight ch\\nand on\""), ("\"12345678\"", "\"12345678\""), ("\"1234567é\"", "\"1234567é\""),
        ("[]", "[]"), ("[ ]", "[]"), ("[1]", "[1]"), ("[1,2]", "[1,2]"), ("[ 1 , 2 ]", "[1,2]"), ("[[],[[]]]", "[[],[[]]]"),
        ("[null,true,\"\",{}]", "[null,true,\"\",{}]"), ("{}", "{}"), ("{ }", "{}"), ("{\"a\":1}", "{\"a\":1}"),
        ("{ \"a\" : 1 , \"b\" : 2 }", "{\"a\":1,\"b\":2}"), ("{\"\":0}", "{\"\":0}"), ("{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}"),
        ("{\"a\":{\"a\":{}}}", "{\"a\":{\"a\":{}}}"), ("{\"a\":1,\"A\":2}", "{\"a\":1,\"A\":2}"), ("{\"\\u0061\":1}", "{\"a\":1}"),
        // Canonically equivalent, yet different code points: two names.
        ("{\"\\u00e9\":1,\"e\\u0301\":2}", "{\"\u{E9}\":1,\"e\u{301}\":2}"),
        ("\t\r\n 1 \t\r\n", "1"), ("\n[\n1\n]\n", "[1]"),
    ]

    /// Documents that are refused, with the code and the byte of the fault.
    static let refused: [(text: String, code: JSONError.Code, offset: Int)] = [
        ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1), ("{", .unexpectedEnd, 1), ("\"", .unexpectedEnd, 1),
        ("\"abc", .unexpectedEnd, 4), ("\"\\", .unexpectedEnd, 2), ("\"\\u00", .unexpectedEnd, 5), ("[1", .unexpectedEnd, 2),
        ("[1,", .unexpectedEnd, 3), ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5), ("{\"a\":1", .unexpectedEnd, 6),
        ("{\"a\":1,", .unexpectedEnd, 7), ("tru", .unexpectedEnd, 3), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2),
        ("1e", .unexpectedEnd, 2), ("1e+", .unexpectedEnd, 3),
        ("]", .expectedValue, 0), ("}", .expectedValue, 0), (",", .expectedValue, 0), (":", .expectedValue, 0), ("a", .expectedValue, 0),
        ("True", .expectedValue, 0), ("nul!", .expectedValue, 0), ("NaN", .expectedValue, 0), ("Infinity", .expectedValue, 0),
        ("'a'", .expectedValue, 0), ("[,1]", .expectedValue, 1), ("[1,,2]", .expectedValue, 3), ("{\"a\":}", .expectedValue, 5),
        ("{\"a\":,}", .expectedValue, 5), ("/**/1", .expectedValue, 0), ("// a\n1", .expectedValue, 0), ("\u{0}", .expectedValue, 0),
        ("\u{B}1", .expectedValue, 0), ("\u{A0}1", .expectedValue, 0), ("[\u{C}1]", .expectedValue, 1), ("undefined", .expectedValue, 0),
        ("{1:1}", .expectedName, 1), ("{a:1}", .expectedName, 1), ("{'a':1}", .expectedName, 1), ("{,}", .expectedName, 1),
        ("{null:1}", .expectedName, 1), ("{[]:1}", .expectedName, 1), ("{\"a\":1,,\"b\":2}", .expectedName, 7), ("{]", .expectedName, 1),
        ("{\"a\":1 ,b:2}", .expectedName, 8),
        ("{\"a\" 1}", .expectedColon, 5), ("{\"a\",1}", .expectedColon, 4), ("{\"a\"}", .expectedColon, 4),
        ("{\"a\"=1}", .expectedColon, 4),
        ("{\"a\":1 \"b\":2}", .expectedCommaOrBrace, 7), ("{\"a\":1]", .expectedCommaOrBrace, 6), ("{\"a\":1;", .expectedCommaOrBrace, 6),
        ("{\"a\"::1}", .expectedValue, 5), ("{\"a\":\"b\":1}", .expectedCommaOrBrace, 8),
        ("[1 2]", .expectedCommaOrBracket, 3), ("[1}", .expectedCommaOrBracket, 2), ("[1:2]", .expectedCommaOrBracket, 2),
        ("[\"a\"\"b\"]", .expectedCommaOrBracket, 4), ("[1;2]", .expectedCommaOrBracket, 2), ("[0x1]", .expectedCommaOrBracket, 2),
        ("[1,]", .trailingComma, 3), ("[1 , ]", .trailingComma, 5), ("{\"a\":1,}", .trailingComma, 7), ("{\"a\":1, }", .trailingComma, 8),
        ("1 2", .trailingBytes, 2), ("[]]", .trailingBytes, 2), ("{}}", .trailingBytes, 2), ("truee", .trailingBytes, 4),
        ("\"a\"b", .trailingBytes, 3), ("{}#", .trailingBytes, 2), ("[] \u{0}", .trailingBytes, 3), ("1\u{FEFF}", .trailingBytes, 1),
        ("{}/**/", .trailingBytes, 2), ("1a", .trailingBytes, 1), ("0x10", .trailingBytes, 1),
        ("\u{FEFF}{}", .byteOrderMark, 0), ("\u{FEFF}", .byteOrderMark, 0),
        ("01", .malformedNumber, 0), ("-01", .malformedNumber, 0), ("00", .malformedNumber, 0), ("+1", .malformedNumber, 0),
        (".5", .malformedNumber, 0), ("-.5", .malformedNumber, 0), ("1.]", .malformedNumber, 0), ("[1.]", .malformedNumber, 1),
        ("[1.e1]", .malformedNumber, 1), ("[1e]", .malformedNumber, 1), ("[1e+]", .malformedNumber, 1), ("[-]", .malformedNumber, 1),
        ("[-a]", .malformedNumber, 1), ("[--1]", .malformedNumber, 1), ("[1.2.]", .expectedCommaOrBracket, 4),
        ("[2e3.5]", .expectedCommaOrBracket, 4),
        ("[-Infinity]", .malformedNumber, 1), ("[1e1e1]", .expectedCommaOrBracket, 4), ("[012]", .malformedNumber, 1),
        ("\"\\a\"", .malformedEscape, 1), ("\"\\x41\"", .malformedEscape, 1), ("\"\\'\"", .malformedEscape, 1),
        ("\"\\U0041\"", .malformedEscape, 1),
        ("\"\\u00g0\"", .malformedEscape, 1), ("\"\\u 041\"", .malformedEscape, 1), ("\"\\u+041\"", .malformedEscape, 1),
        ("\"ab\\\u{0}\"", .malformedEscape, 3), ("\"\\é\"", .malformedEscape, 1), ("\"\\ud800\\u12G4\"", .malformedEscape, 7),
        ("\"\n\"", .controlCharacter, 1), ("\"\t\"", .controlCharacter, 1), ("\"a\u{0}\"", .controlCharacter, 2),
        ("\"12345678\u{1F}\"", .controlCharacter, 9), ("{\"\r\":1}", .controlCharacter, 2),
        ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1), ("\"\\ud800a\"", .loneSurrogate, 1),
        ("\"\\ud800\\n\"", .loneSurrogate, 1), ("\"\\ud800\\ud800\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
        ("\"\\udc00\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\\udc00\"", .loneSurrogate, 1),
        ("{\"a\":1,\"a\":2}", .duplicateName, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateName, 7), ("{\"\":1,\"\":2}", .duplicateName, 6),
        ("{\"b\":{\"a\":1,\"c\":3,\"a\":2}}", .duplicateName, 18),
    ]

    @Test(arguments: accepted)
    func `valid documents are read and written again`(text: String, rewritten: String) throws {
        var writer = JSONWriter()
        writer.value(try JSONReader.parse(text))
        #expect(String(decoding: writer.finish(), as: UTF8.self) == rewritten)
    }

    @Test(arguments: refused)
    func `invalid documents are refused at the right byte`(text: String, code: JSONError.Code, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONReader.parse(text) }
        #expect(error?.code == code)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
            [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFE], [0xFF], [0xFF, 0xFE],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONReader.parse([0x5B, 0x22, 0x61] + bytes + [0x22, 0x5D]) }
        #expect(error?.code == .malformedUTF8)
        #expect(error?.offset == 3)
        #expect(error?.pointer.text == "/0")
        // Cut off at the very end of the document as well.
        #expect(throws: JSONError.self) { try JSONReader.parse([0x22] + bytes) }
    }

    @Test func `every scalar of Unicode is read as itself`() throws {
        for start in stride(from: UInt32(0x80), to: 0x110000, by: 0x400) {
            let scalars = (start..<start + 0x400).compactMap(Unicode.Scalar.init)
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            #expect(try JSONReader.parse("\"\(text)\"").string?.utf8.elementsEqual(text.utf8) == true)
        }
    }

    @Test func `the fault is placed by line, column and pointer`() throws {
        let text = "{\n  \"名\": \"订单\",\n  \"lines\": [{\"quantity\": 1}, {\"a/b~\": [0, \"价\" 1]}]\n}"
        let error = try #require(throws: JSONError.self) { try JSONReader.parse(text) }
        #expect(error.code == .expectedCommaOrBracket)
        #expect(error.line == 3)
        #expect(error.column == 47)
        #expect(error.pointer.text == "/lines/1/a~1b~0")
        #expect(error.message == "a comma or a closing bracket is expected at line 3, column 47")
    }

    @Test(arguments: [
        ("{\"lines\":[{\"quantity\":1},{\"quantity\":01}]}", "/lines/1/quantity"),
        ("{\"a\":{\"b\":1,\"b\":2}}", "/a/b"), ("[0,[1,[2,x]]]", "/1/1/1"), ("[1,2", ""), ("{\"a\":[1,2", "/a"), ("{\"a\" 1}", "/a"),
        ("{\"a\":1}x", ""), ("[[],tru]", "/1"),
    ])
    func `the pointer names the value being read`(text: String, pointer: String) {
        let error = #expect(throws: JSONError.self) { try JSONReader.parse(text) }
        #expect(error?.pointer.text == pointer)
    }

    @Test func `each code has a sentence of its own`() {
        #expect(Set(JSONError.Code.allCases.map(\.sentence)).count == JSONError.Code.allCases.count)
    }
}
