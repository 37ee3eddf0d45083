// Records that live inside another: the lines of an order.

/// The children of a record without their type. Their place is set once, when the schema is made.
///
/// `@unchecked Sendable`, and reading needs no check for overlapping access: nothing changes after `Schema.init`, which runs inside
/// a `static let`.
public class AnyChildren: @unchecked Sendable {
    @safe @exclusivity(unchecked) package private(set) var name = ""
    // Not inlined: in another module the access to `place` would be checked.
    @inline(never) public final var index: Int { place }
    @safe @exclusivity(unchecked) private var place = 0
    package let label: Label
    package let range: ClosedRange<Int>
    /// Rules alone add to them; refused in a body.
    package let isComputed: Bool
    /// Examples of bodies go without them.
    let isLeftOutOfExamples: Bool
    package let schema: @Sendable () -> AnySchema

    init(
        label: Label, range: ClosedRange<Int>, isComputed: Bool, isLeftOutOfExamples: Bool = false,
        schema: @escaping @Sendable () -> AnySchema
    ) {
        self.label = label
        self.range = range
        self.isComputed = isComputed
        self.isLeftOutOfExamples = isLeftOutOfExamples
        self.schema = schema
    }

    func place(name: String, index: Int) {
        self.name = name
        place = index
    }
}

/// The children of a record, typed for rules.
public final class Children<C: Item>: AnyChildren, @unchecked Sendable {
    /// Examples of bodies go without them, because they name what a company need not have.
    package func leftOutOfExamples() -> Children {
        Children(label: label, range: range, isComputed: isComputed, isLeftOutOfExamples: true, schema: schema)
    }
}

/// Children of a record: nested in its JSON, replaced as a whole by a change, an item with its `id` keeping its line.
package func children<C: Item>(_ type: C.Type, _ english: String, _ chinese: String, _ range: ClosedRange<Int> = 0...500) -> Children<C> {
    Children(label: Label(english, chinese), range: range, isComputed: false) { C.schema }
}

/// Children that only rules make.
package func computedChildren<C: Item>(_ type: C.Type, _ english: String, _ chinese: String) -> Children<C> {
    Children(label: Label(english, chinese), range: 0...10_000, isComputed: true) { C.schema }
}
