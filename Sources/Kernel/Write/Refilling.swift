// What the kernel itself fills in, and what it empties so that a rule fills it anew.

import SQLite

extension RuleContext {
    /// The company's own currency, where nobody named another.
    func fillCurrency(of schema: AnySchema, in row: inout Row) {
        guard let field = schema.currencyField, field.traits.isCompanyCurrencyByDefault, row.values[field.index] == .null else { return }
        row.values[field.index] = .text(registry.companyCurrency)
    }
}

extension Row {
    /// Empties what a rule filled from something that changes now, unless the body names it as well: a price does not outlive its product.
    mutating func emptyWhatIsFilled(from old: Row, except input: Input, of schema: AnySchema) {
        let changed = schema.names(changedFrom: old, to: self)
        for field in schema.fields where input.values[field.index] == nil && field.isFilled(fromAnyOf: changed) {
            values[field.index] = .null
        }
        for list in schema.children {
            let item = list.schema()
            guard item.fields.contains(where: { !$0.traits.filledFrom.isEmpty }) else { continue }
            let former = Dictionary(old.children[list.index].map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let inputs = input.children[list.index]
            for (place, line) in children[list.index].enumerated() {
                guard let before = former[line.id] else { continue }
                let changed = changed.union(item.names(changedFrom: before, to: line))
                for field in item.fields where inputs?[place].values[field.index] == nil && field.isFilled(fromAnyOf: changed) {
                    children[list.index][place].values[field.index] = .null
                }
            }
        }
    }
}

extension Row {
    /// Faults of amounts that would be taken for so many of another currency, because the body changes that and does not name them.
    func amountFaults(from old: Row, except input: Input, of schema: AnySchema) -> [Fault] {
        guard let currency = schema.currencyField, old.values[currency.index] != values[currency.index] else { return [] }
        return schema.fields
            .filter { $0.isInput && $0.isAmount && values[$0.index] != .null && input.values[$0.index] == nil }
            .map { Fault(.required, at: "/" + $0.name, ["name": $0.name]) }
    }
}

extension AnySchema {
    fileprivate func names(changedFrom old: Row, to new: Row) -> Set<String> {
        Set(fields.filter { old.values[$0.index] != new.values[$0.index] }.map(\.name))
    }
}

extension AnyField {
    fileprivate var isAmount: Bool {
        if case .amount = kind { true } else { false }
    }

    fileprivate func isFilled(fromAnyOf names: Set<String>) -> Bool {
        traits.filledFrom.contains(where: names.contains)
    }
}
