// Which events somebody wants, by their types.

/// Types such as `salesd.order.confirm`, and beginnings such as `salesd.order.*`, which stand for all that begins so.
package struct EventTypes: Sendable, Hashable {
    private let whole: Set<String>
    private let beginnings: Set<String>

    /// - Parameter words: a `*` counts at the end of one alone
    package init(_ words: some Sequence<String>) {
        let all = Set(words)
        let open = all.filter { $0.hasSuffix("*") }
        whole = all.subtracting(open)
        beginnings = Set(open.map { String($0.dropLast()) })
    }

    /// Whether an event of that type is wanted.
    package func contains(_ type: String) -> Bool {
        whole.contains(type) || beginnings.contains { type.hasPrefix($0) }
    }
}
