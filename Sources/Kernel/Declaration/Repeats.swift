// Lists in which something may stand only once.

extension Sequence {
    /// The places of elements that have the same as one before them, such as a second line for one product.
    package func repeats<Key: Hashable>(of key: (Element) -> Key) -> [Int] {
        var seen: Set<Key> = []
        return enumerated().filter { !seen.insert(key($0.element)).inserted }.map(\.offset)
    }
}
