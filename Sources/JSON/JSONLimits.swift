// Bounds on what the reader takes, so that no document costs more than it should.

/// What a document may be at most.
package struct JSONLimits: Sendable {
    /// Bytes of the whole document.
    package let bytes: Int
    /// Arrays and objects within one another; held between 1 and 512, so that the reader's stack is bounded too.
    package let depth: Int
    /// Members of one object.
    package let members: Int
    /// Elements of one array.
    package let elements: Int
    /// Values in the whole document, containers among them.
    package let values: Int
    /// Characters of one number; held between 1 and 4,096.
    package let numberLength: Int

    /// For request bodies: 1 MiB, 32 levels, 1,000 members, 10,000 elements, 100,000 values, numbers of 100 characters.
    package static let standard = JSONLimits()

    /// The defaults fit a request's body.
    package init(
        bytes: Int = 1 << 20,
        depth: Int = 32,
        members: Int = 1_000,
        elements: Int = 10_000,
        values: Int = 100_000,
        numberLength: Int = 100
    ) {
        self.bytes = bytes
        self.depth = min(max(depth, 1), 512)
        self.members = members
        self.elements = elements
        self.values = values
        self.numberLength = min(max(numberLength, 1), 4_096)
    }
}
