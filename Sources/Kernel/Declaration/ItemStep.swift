// A step of one of a record's items: `POST /v1/contracts/{id}/obligations/{item_id}/done`.

/// On which item such a step is taken, and what it does there.
struct ItemStep: Sendable {
    /// The place of the list among the record's.
    let list: Int
    let label: Label
    /// Whether the step is possible of the item.
    let holds: @Sendable (Row) -> Bool
    let effect: @Sendable (inout Row, inout Row, Row, RuleContext) throws -> Void

    /// The place in a path where the item's id stands.
    static let place = "{item_id}"

    /// The places of the items of which the step is possible.
    func open(in row: Row) -> [Int] {
        row.children[list].indices.filter { holds(row.children[list][$0]) }
    }

    /// Takes the step of an item. Throws `not_found` where the record has none with that id, and `item_not_open`.
    func carryOut(_ name: String, of item: Int64?, in row: inout Row, _ form: Row, _ context: RuleContext) throws {
        let place = try self.place(of: item, in: row)
        guard holds(row.children[list][place]) else { throw Failure(.itemNotOpen, ["step": name]) }
        var items = row.children[list]
        try effect(&row, &items[place], form, context)
        row.children[list][place] = items[place]
    }

    /// Throws `not_found`.
    func place(of item: Int64?, in row: Row) throws -> Int {
        guard let place = row.children[list].firstIndex(where: { $0.id == item }) else { throw Failure(.notFound) }
        return place
    }
}

extension Step {
    /// A step of one of the record's items, which states and actors of the record decide on: its path is
    /// `{list}/{item_id}/{word}`, its name in audit and events `{list}/{word}`. The state stays.
    ///
    /// - Parameters:
    ///   - list: the items
    ///   - isOpen: whether it is possible of an item; else `item_not_open`
    ///   - effect: changes record and item; what it changes of the same item through the record is lost
    package init<I: Item, F: Form>(
        on list: KeyPath<R, Children<I>>, _ word: String, _ english: String, _ chinese: String, from: R.Status..., by actors: Actor...,
        decision: Bool = false, clause: String, input: F.Type, when isOpen: @escaping @Sendable (Record<I>) -> Bool,
        effect: @escaping @Sendable (inout Record<R>, inout Record<I>, Record<F>, RuleContext) throws -> Void
    ) {
        let form = Schema<F>(form: input)
        let items = R.schema.declaration[keyPath: list]
        let step = ItemStep(
            list: items.index, label: items.label, holds: { isOpen(Record(I.schema, $0)) },
            effect: { row, item, input, context in
                var record = Record(R.schema, row)
                var typed = Record(I.schema, item)
                try effect(&record, &typed, Record(form, input), context)
                row = record.row
                item = typed.row
            })
        erased = AnyStep(
            path: "\(items.name)/\(ItemStep.place)/\(word)", label: Label(english, chinese), from: from.map(\.rawValue), to: [],
            actors: actors, isDecision: decision, clause: clause, deadline: nil, isRepeatable: false, form: form, readings: [:], item: step,
            applies: { _ in true }, effect: { _, _, _ in })
    }
}
