// An answer with its JSON at hand.

package import JSON

/// What came back, read as JSON where it is.
package struct Reply: Sendable {
    package let answer: Answer
    package let json: JSONValue

    package init(_ answer: Answer) {
        self.answer = answer
        json = (try? JSONReader.parse(answer.body, limits: Reply.limits)) ?? .null
    }

    /// The limits of request bodies do not hold for answers: the description of the interface is larger.
    private static let limits = JSONLimits(bytes: 64 << 20, elements: 1_000_000, values: 10_000_000)

    package var status: Int { answer.status }

    /// The value at a path such as `lines/0/net`; null where there is none.
    package subscript(path: String) -> JSONValue {
        path.split(separator: "/").reduce(json) { value, step in
            if let object = value.object { return object[String(step)] ?? .null }
            if let array = value.array, let index = Int(step), array.indices.contains(index) { return array[index] }
            return .null
        }
    }

    package func string(_ path: String) -> String? { self[path].string }
    package func integer(_ path: String) -> Int64? { self[path].number?.int64 }
    package func array(_ path: String) -> [JSONValue] { self[path].array ?? [] }
    package var id: Int64 { integer("id") ?? 0 }
    /// The problem's stable code.
    package var code: String? { string("code") }
    /// `pointer: code` of every fault.
    package var faults: [String] {
        array("errors").map { "\($0.object?["pointer"]?.string ?? "?"): \($0.object?["code"]?.string ?? "?")" }
    }
}
