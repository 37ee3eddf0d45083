// Telling quickly that a member's name is new in its object.

/// The names of one object while it is read. Small objects compare only when a 64-bit filter says that it may be needed;
/// larger ones go over to a hash table with a random seed, so that no chosen names make reading slow.
struct JSONNameSet {
    private static let linearCount = 24

    private var filter: UInt64 = 0
    private var table: Set<ExactName> = []

    /// Remembers the name that is to follow `members`; false when one of them has it.
    @inline(__always)
    mutating func insert(_ name: String, among members: [JSONObject.Member]) -> Bool {
        if members.count >= Self.linearCount { return insertHashed(name, among: members) }
        let bit = Self.bit(name)
        let mayBeKnown = filter & bit != 0
        filter |= bit
        return !mayBeKnown || !members.contains { $0.name.isExactly(name) }
    }

    private mutating func insertHashed(_ name: String, among members: [JSONObject.Member]) -> Bool {
        if table.isEmpty { table = Set(members.map { ExactName($0.name) }) }
        return table.insert(ExactName(name)).inserted
    }

    /// One of 64 bits by the name's length and last byte.
    @inline(__always)
    private static func bit(_ name: String) -> UInt64 {
        let length = UInt64(truncatingIfNeeded: name.utf8.count)
        let last = UInt64(name.utf8.last ?? 0)
        return 1 << ((length &* 7 &+ last &* 11) & 63)
    }
}
