// Numbers are exact or they are not given.

import JSON
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("7.0", 7), ("7.000", 7), ("1e3", 1_000), ("1.5e1", 15), ("1500e-2", 15),
            ("0e99", 0),
            ("0.0e-99", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9.223372036854775807e18", Int64.max),
            ("100000000000000000000000000000000000e-35", 1), ("0.5", nil), ("1e-1", nil), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("1e19", nil), ("1e999999999999999999999", nil), ("1e-999999999999999999999", nil),
            ("123456789012345678901234567890", nil), ("0e999999999999999999999", 0),
        ] as [(String, Int64?)])
    func `whole numbers are read exactly`(literal: String, expected: Int64?) throws {
        let number = try #require(try JSONReader.parse(literal).number)
        #expect(number.literal == literal)
        #expect(number.int64 == expected)
    }

    @Test(
        arguments: [
            ("12.5", 2, .exact(1_250)), ("12.50", 2, .exact(1_250)), ("12.505", 2, .tooPrecise), ("0.1", 1, .exact(1)),
            ("0", 18, .exact(0)),
            ("-0.01", 2, .exact(-1)), ("92233720368547758.07", 2, .exact(.max)), ("92233720368547758.08", 2, .tooLarge),
            ("-92233720368547758.08", 2, .exact(.min)), ("1e17", 2, .tooLarge), ("1e16", 2, .exact(1_000_000_000_000_000_000)),
            ("100", -2, .exact(1)),
            ("150", -2, .tooPrecise), ("1", .max, .tooLarge), ("1", .min, .tooPrecise),
        ] as [(String, Int, JSONNumber.Scaled)])
    func `decimals are counted in units of their places`(literal: String, places: Int, expected: JSONNumber.Scaled) throws {
        let number = try #require(JSONNumber(parsing: literal))
        #expect(number.scaled(places: places) == expected)
    }

    @Test(arguments: ["", " 1", "1 ", "01", "+1", ".5", "1.", "1e", "0x1", "١", "1,5", "--1", "NaN", String(repeating: "1", count: 101)])
    func `text that is no number is refused`(text: String) {
        #expect(JSONNumber(parsing: text) == nil)
    }

    @Test func `a number is the same only by the same text`() {
        #expect(JSONNumber(parsing: "1.0") != JSONNumber(parsing: "1.00"))
        #expect(JSONNumber(parsing: "-9223372036854775808") == JSONNumber(.min))
    }
}
