// Pointers as RFC 6901 has them.

import JSON
import Testing

@Suite struct JSONPointerTests {
    /// The document of RFC 6901 §5.
    static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    @Test(arguments: [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"),
        ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("", document),
    ])
    func `the examples of the RFC`(pointer: String, expected: String) throws {
        let pointer = try #require(JSONPointer(parsing: pointer))
        #expect(try JSONReader.parse(Self.document)[pointer] == JSONReader.parse(expected))
    }

    @Test(arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/-1", "/foo/a", "/foo/0/x", "/bar", "//"])
    func `what is not there is not found`(pointer: String) throws {
        let pointer = try #require(JSONPointer(parsing: pointer))
        #expect(try JSONReader.parse(Self.document)[pointer] == nil)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~/b"])
    func `text that is no pointer is refused`(text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test func `steps are escaped and come back`() {
        let names = ["", "lines", "a/b", "m~n", "~1", "/", "~0~", "订单", "e\u{301}/"]
        let pointer = names.reduce(JSONPointer.root) { $0.appending(name: $1) }.appending(index: 12)
        #expect(pointer.text == "//lines/a~1b/m~0n/~01/~1/~00~0/订单/e\u{301}~1/12")
        #expect(pointer.tokens == names + ["12"])
        #expect(JSONPointer(parsing: pointer.text) == pointer)
        #expect(JSONPointer.root.tokens.isEmpty)
    }
}
