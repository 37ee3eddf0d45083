// Equality of values and the order of members.

import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func `members are found by exact name and keep their order`() throws {
        var object = try #require(try JSONReader.parse("{\"b\":1,\"a\":2,\"\u{E9}\":3}").object)
        #expect(object.map(\.name) == ["b", "a", "\u{E9}"])
        #expect(object["a"]?.number?.int64 == 2)
        #expect(object["e\u{301}"] == nil)
        object["b"] = nil
        object["c"] = .null
        object["a"] = .bool(true)
        #expect(object.map(\.name) == ["a", "\u{E9}", "c"])
        #expect(object.count == 3)
        #expect(object["a"]?.bool == true)
    }

    @Test func `objects are equal in any order`() throws {
        #expect(try JSONReader.parse(#"{"a":1,"b":[2]}"#) == JSONReader.parse(#"{"b":[2],"a":1}"#))
        #expect(try JSONReader.parse(#"{"a":1,"b":2}"#) != JSONReader.parse(#"{"b":1,"a":2}"#))
        #expect(try JSONReader.parse(#"{"a":1}"#) != JSONReader.parse(#"{"a":1,"b":2}"#))
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
    }

    @Test func `values say what they are`() throws {
        let values = try #require(try JSONReader.parse(#"[null,true,1,"",[],{}]"#).array)
        #expect(values.map(\.kind) == [.null, .boolean, .number, .string, .array, .object])
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
    }

    @Test func `a name given twice keeps its first place and its last value`() {
        let object = JSONObject([("a", .integer(1)), ("b", .null), ("a", .integer(2))])
        #expect(object == ["b": .null, "a": .integer(2)])
        #expect(object.map(\.name) == ["a", "b"])
    }
}
