// Pointers as RFC 6901 has them.

import JSON
import Testing

@Suite struct JSONPointerTests {
    @Test func `steps are escaped`() {
        let names = ["", "lines", "a/b", "m~n", "~1", "/", "~0~", "订单", "e\u{301}/"]
        let pointer = names.reduce(JSONPointer.root) { $0.appending(name: $1) }.appending(index: 12)
        #expect(pointer.text == "//lines/a~1b/m~0n/~01/~1/~00~0/订单/e\u{301}~1/12")
    }
}
