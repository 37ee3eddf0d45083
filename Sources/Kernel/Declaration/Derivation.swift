// Columns that follow from other records, and what happens elsewhere when a record changes.

import Storage

/// Computed fields whose values follow from other records: recomputed in the same transaction whenever one of its sources changes.
package struct Derivation<R: Resource>: Sendable {
    package let erased: AnyDerivation

    /// - Parameters:
    ///   - source: the resource whose records it follows from
    ///   - link: the source's reference to the record
    ///   - compute: the one function that knows the value
    package init<Source: Resource>(
        from source: Source.Type, by link: KeyPath<Source, Field<ID<R>>>,
        compute: @escaping @Sendable (inout Record<R>, RuleReader) throws -> Void
    ) {
        let place = Source.schema.declaration[keyPath: link].index
        self.init(from: Source.schema, { $0.integer(place).map { [$0] } ?? [] }, compute)
    }

    /// The same, where not every record of the source leads to one.
    package init<Source: Resource>(
        from source: Source.Type, by link: KeyPath<Source, Field<ID<R>?>>,
        compute: @escaping @Sendable (inout Record<R>, RuleReader) throws -> Void
    ) {
        let place = Source.schema.declaration[keyPath: link].index
        self.init(from: Source.schema, { $0.integer(place).map { [$0] } ?? [] }, compute)
    }

    /// The same, where each of the source's items leads to one, such as a payment to the invoices that it pays.
    package init<Source: Resource, I: Item>(
        from source: Source.Type, through list: KeyPath<Source, Children<I>>, by link: KeyPath<I, Field<ID<R>>>,
        compute: @escaping @Sendable (inout Record<R>, RuleReader) throws -> Void
    ) {
        let list = Source.schema.declaration[keyPath: list].index
        let place = I.schema.declaration[keyPath: link].index
        self.init(from: Source.schema, { $0.children[list].compactMap { $0.integer(place) } }, compute)
    }

    private init(
        from source: AnySchema, _ links: @escaping @Sendable (Row) -> [Int64],
        _ compute: @escaping @Sendable (inout Record<R>, RuleReader) throws -> Void
    ) {
        erased = AnyDerivation(
            sourceTable: source.table, links: links,
            compute: { row, context in
                var record = Record(R.schema, row)
                try compute(&record, context)
                row = record.row
            })
    }
}

/// Computed fields of an earlier module's records that follow from a later module's: the later one declares them in its entrance.
package struct LaterDerivation: Sendable {
    let table: String
    let erased: AnyDerivation

    /// What an earlier declaration cannot name.
    package init<R: Resource>(_ derivation: Derivation<R>) {
        table = R.schema.table
        erased = derivation.erased
    }
}

/// A derivation without its type.
package struct AnyDerivation: Sendable {
    let sourceTable: String
    /// The ids of the records to which one of the source leads.
    let links: @Sendable (Row) -> [Int64]
    let compute: @Sendable (inout Row, RuleReader) throws -> Void
}

/// What a later module does when something happened to an earlier one's record: in the same transaction, in the order of the
/// application's list; if it fails, the cause fails with it.
package struct Reaction: Sendable {
    let table: String
    let action: String
    let act: @Sendable (Row, RuleContext) throws -> Void

    /// - Parameter action: `created`, `updated`, `archived`, `restored` or the path of a step
    package init<R: Resource>(
        to type: R.Type, _ action: String, act: @escaping @Sendable (Record<R>, RuleContext) throws -> Void
    ) {
        table = R.schema.table
        self.action = action
        self.act = { row, context in try act(Record(R.schema, row), context) }
    }
}

/// Something that an earlier module asks and a later one answers: a struct of closures with constant answers until then.
package protocol Question: Sendable {
    /// The answers where nobody knows better.
    static var unanswered: Self { get }
}
