// A body of which a part is refused already: what the rules of its resource find in the rest is told in the same answer.

/// A record as far as its body could be read.
package struct Draft<R: Resource> {
    /// Blank where the body says nothing, and where what it says is refused.
    package let record: Record<R>
    /// The record before a change; nil for a new one.
    package let old: Record<R>?
    /// Members of the body that are refused, such as `format`.
    private let refused: Set<String>

    /// A whole one has nothing that is refused.
    package init(_ record: Record<R>, from old: Record<R>?, refused: Set<String> = []) {
        self.record = record
        self.old = old
        self.refused = refused
    }

    /// Whether what stands in these members can be relied on.
    package func knows(_ names: String...) -> Bool { refused.isDisjoint(with: names) }
}

/// A resource that says of a body which is refused what else is wrong with it.
package protocol Drafted: Resource {
    /// The faults that `prepare` would find in the members that the draft knows. What is refused as a whole, such as a missing right, is
    /// told once the body has no faults.
    static func faults(of draft: Draft<Self>, in reader: RuleReader) throws -> [Fault]
}

/// The faults of a draft without its type, with what is refused already.
typealias DraftFaults = @Sendable (Row, Row?, Set<String>, RuleReader) throws -> [Fault]

func draftFaults<D: Drafted>(of type: D.Type) -> DraftFaults {
    { row, old, refused, reader in
        try D.faults(of: Draft(Record(D.schema, row), from: old.map { Record(D.schema, $0) }, refused: refused), in: reader)
    }
}

extension AnyResource {
    /// The faults that were found, with those that the resource's rules find in the rest of the body.
    ///
    /// - Parameter row: with what could be read of the body
    func completed(_ faults: [Fault], in row: Row, from old: Row?, _ reader: RuleReader) throws -> [Fault] {
        guard !faults.isEmpty, faults.count < InputReader.mostFaults, let draftFaults else { return faults }
        let refused = Set(faults.compactMap { $0.pointer.split(separator: "/").first.map(String.init) })
        return Array((faults + (try draftFaults(row, old, refused, reader))).prefix(InputReader.mostFaults))
    }

    /// The same of a body whose input was read.
    func completed(_ faults: [Fault], of input: Input, from old: Row?, _ reader: RuleReader) throws -> [Fault] {
        guard draftFaults != nil else { return faults }
        var row = old ?? schema.blankRow()
        for (index, value) in input.values { row.values[index] = value }
        if let owner = ownerField, owner.traits.isCallerByDefault, row.isNull(owner.index) {
            row.values[owner.index] = reader.caller.userID.stored
        }
        for list in schema.children {
            guard let items = input.children[list.index] else { continue }
            row.children[list.index] = items.map { item in
                var line = row.children[list.index].first { $0.id == item.id } ?? list.schema().blankRow()
                for (index, value) in item.values { line.values[index] = value }
                return line
            }
        }
        return try completed(faults, in: row, from: old, reader)
    }
}
