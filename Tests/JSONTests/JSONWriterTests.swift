// What the writer writes, byte by byte.

import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 0)
        body(&writer)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    @Test func `commas and colons are set by the writer`() {
        let prefix = JSONWriter.prefix("customer_id")
        #expect(String(decoding: prefix, as: UTF8.self) == "\"customer_id\":")
        let text = written { writer in
            writer.beginObject()
            writer.raw(prefix)
            writer.integer(7)
            writer.name("lines")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.raw(Array("{\"a\":1}".utf8))
            writer.bool(true)
            writer.null()
            writer.endArray()
            writer.name("a\"b")
            writer.bool(false)
            writer.raw(prefix)
            writer.string("x")
            writer.endObject()
        }
        #expect(text == #"{"customer_id":7,"lines":[{},[],{"a":1},true,null],"a\"b":false,"customer_id":"x"}"#)
    }

    @Test func `lines of NDJSON stand by themselves`() {
        let text = written { writer in
            for number in 1...2 {
                writer.beginArray()
                writer.integer(Int64(number))
                writer.endArray()
                writer.endLine()
            }
        }
        #expect(text == "[1]\n[2]\n")
    }

    @Test(
        arguments: [
            (0, "0"), (7, "7"), (-7, "-7"), (10, "10"), (99, "99"), (1_000_000, "1000000"), (Int64.max, "9223372036854775807"),
            (Int64.min, "-9223372036854775808"),
        ] as [(Int64, String)])
    func `integers`(value: Int64, text: String) {
        #expect(written { $0.integer(value) } == text)
    }

    @Test(
        arguments: [
            (123_450, 2, false, "1234.50"), (123_450, 2, true, "1234.5"), (0, 2, false, "0.00"), (0, 2, true, "0"), (5, 2, false, "0.05"),
            (5, 2, true, "0.05"), (-5, 2, false, "-0.05"), (10_000, 3, true, "10"), (50, 3, true, "0.05"), (10, 0, true, "10"),
            (10, 0, false, "10"),
            (-123, 1, false, "-12.3"), (Int64.max, 2, false, "92233720368547758.07"), (Int64.min, 2, false, "-92233720368547758.08"),
            (1, 18, false, "0.000000000000000001"), (Int64.min, 18, false, "-9.223372036854775808"), (7, -3, false, "7"),
            (1, 400, true, "0.000000000000000001"),
        ] as [(Int64, Int, Bool, String)])
    func `decimals keep their places or trim zeros`(unscaled: Int64, scale: Int, trimming: Bool, text: String) {
        #expect(written { $0.decimal(unscaled, scale: scale, asString: false, trimmingZeros: trimming) } == text)
        #expect(written { $0.decimal(unscaled, scale: scale, asString: true, trimmingZeros: trimming) } == "\"\(text)\"")
    }

    @Test func `every ASCII character comes back, escaped where it must be`() throws {
        for byte in UInt8(0)..<128 {
            for padding in 0...17 {
                let fill = String(repeating: "x", count: padding)
                let text = fill + String(Unicode.Scalar(byte)) + fill
                let json = written { $0.string(text) }
                #expect(!json.utf8.contains { $0 < 0x20 })
                #expect(try JSONReader.parse(json).string == text)
            }
        }
    }

    @Test func `escapes are the short ones of the RFC`() {
        #expect(written { $0.string("\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1f}é订😀") } == #""\"\\/\b\f\n\r\t\u0001\u001fé订😀""#)
    }

    @Test func `text of other owners is written without a String`() {
        let bytes = Array("订单 \"1\"".utf8)
        #expect(written { $0.string(utf8: bytes.span) } == #""订单 \"1\"""#)
        #expect(written { writer in bytes.withUnsafeBufferPointer { writer.string(utf8: $0) } } == #""订单 \"1\"""#)
        #expect(written { $0.string(utf8: [UInt8]().span) } == "\"\"")
    }

    @Test(arguments: 0...40)
    func `a part of a buffer is written without its surroundings`(length: Int) {
        for around in [UInt8(ascii: "x"), UInt8(ascii: "\"")] {
            let bytes =
                [UInt8](repeating: around, count: 16) + [UInt8](repeating: 0x61, count: length) + [UInt8](repeating: around, count: 16)
            let expected = "\"" + String(repeating: "a", count: length) + "\""
            #expect(written { $0.string(utf8: bytes.span.extracting(16..<16 + length)) } == expected)
        }
    }

    @Test func `the buffer grows, is taken and used again`() throws {
        var writer = JSONWriter(capacity: 1)
        for round in 1...3 {
            let text = String(repeating: "销\"售", count: round * 1_000)
            writer.string(text)
            #expect(try JSONReader.parse(writer.take()).string == text)
            #expect(writer.count == 0)
        }
    }

    @Test func `layout changes nothing but white space`() throws {
        let text = #"{"a":[1,{"b":"x\" , {[","c":[]}],"d":{},"e":[[]]}"#
        let pretty = String(decoding: JSONPretty.indent(Array(text.utf8)), as: UTF8.self)
        #expect(
            pretty == """
                {
                  "a": [
                    1,
                    {
                      "b": "x\\" , {[",
                      "c": []
                    }
                  ],
                  "d": {},
                  "e": [
                    []
                  ]
                }

                """)
        #expect(try JSONReader.parse(pretty) == JSONReader.parse(text))
        #expect(JSONPretty.indent(Array(pretty.utf8)) == Array(pretty.utf8))
    }
}
