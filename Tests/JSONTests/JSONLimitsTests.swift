// The bounds of the reader: at the bound it reads, one beyond it refuses.

import JSON
import Testing

@Suite struct JSONLimitsTests {
    private func code(_ text: String, _ limits: JSONLimits = .standard) -> JSONError.Code? {
        do {
            _ = try JSONReader.parse(text, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private func list(_ count: Int) -> String { "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]" }

    private func object(_ count: Int) -> String { "{" + (0..<count).map { "\"n\($0)\":1" }.joined(separator: ",") + "}" }

    @Test func `depth is bounded`() {
        #expect(code(nested(32)) == nil)
        #expect(code(nested(33)) == .tooDeep)
        #expect(code(String(repeating: "{\"a\":", count: 33)) == .tooDeep)
        #expect(code(String(repeating: "[", count: 1_000_000)) == .tooDeep)
        #expect(code("[1]", JSONLimits(depth: 1)) == nil)
        #expect(code("[[1]]", JSONLimits(depth: 1)) == .tooDeep)
    }

    @Test func `no setting of the depth can exhaust the stack`() {
        #expect(code(nested(512), JSONLimits(depth: .max)) == nil)
        #expect(code(nested(513), JSONLimits(depth: .max)) == .tooDeep)
    }

    @Test func `bytes are bounded`() {
        #expect(code("[1,2]", JSONLimits(bytes: 5)) == nil)
        #expect(code("[1,2] ", JSONLimits(bytes: 5)) == .tooManyBytes)
        #expect(code("\"" + String(repeating: "a", count: (1 << 20) - 2) + "\"") == nil)
        #expect(code("\"" + String(repeating: "a", count: (1 << 20) - 1) + "\"") == .tooManyBytes)
    }

    @Test func `members, elements and values are bounded`() {
        #expect(code(object(1_000)) == nil)
        #expect(code(object(1_001)) == .tooManyMembers)
        #expect(code(list(10_000)) == nil)
        #expect(code(list(10_001)) == .tooManyElements)
        #expect(code("[[1,2],[3]]", JSONLimits(values: 6)) == nil)
        #expect(code("[[1,2],[3]]", JSONLimits(values: 5)) == .tooManyValues)
    }

    @Test func `the length of a number is bounded`() {
        let digits = String(repeating: "1", count: 100)
        #expect(code(digits) == nil)
        #expect(code("[\(digits)]") == nil)
        #expect(code(digits + "1") == .numberTooLong)
        #expect(code("[\(digits).5]") == .numberTooLong)
        #expect(code(String(repeating: "1", count: 500_000)) == .numberTooLong)
        #expect(code("1." + String(repeating: "0", count: 99)) == .numberTooLong)
    }

    @Test(arguments: [2, 3, 23, 24, 25, 26, 400])
    func `a name used twice is found in small and large objects`(count: Int) {
        for repeated in [0, count / 2, count - 1] {
            let text = object(count).dropLast() + ",\"n\(repeated)\":2}"
            #expect(code(String(text)) == .duplicateName)
        }
        #expect(code(object(count)) == nil)
    }
}
