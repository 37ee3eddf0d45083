// Creating, changing, archiving and restoring a record: the same for every resource. Each asks first (Places.swift, WriteConditions.swift),
// has the resource's own rules prepare the row, and then writes (Persistence.swift).

import JSON
import SQLite

extension RuleContext {
    /// Creates a record from a body. Throws what the rules, the references or the row scope refuse.
    ///
    /// - Parameter history: what an import says of the past, where it enters history
    func create(_ resource: AnyResource, _ input: Input, _ history: HistoryRow? = nil) throws -> Row {
        try acting(in: places(entering: resource), on: resource) { try enter(resource, input, history) }
    }

    private func enter(_ resource: AnyResource, _ input: Input, _ history: HistoryRow?) throws -> Row {
        let schema = resource.schema
        var row = schema.blankRow()
        try apply(input, to: &row, of: schema)
        // Whose the record becomes depends on the place from which all that it refers to is seen.
        let faults = try referenceFaults(of: schema, input) + fieldFaults(of: schema, input)
        try setOwner(of: resource, &row)
        // Who owned what is over need not work here any more.
        try refuse(faults, history == nil ? ownerFault(resource, row, from: nil) : nil) {
            try resource.completed($0, in: row, from: nil, self)
        }
        try history?.enter(into: &row, in: self)
        try resource.prepare(&row, nil, self)
        try requireFilled(schema, row)
        try insert(resource, &row, action: history == nil ? "created" : "imported")
        try requireReached(resource, row.id, for: .create)
        return try current(resource, row)
    }

    /// Changes a record by a merge patch (RFC 7396), whose amounts are in the record's own currency where it names none.
    ///
    /// - Parameter history: what an import says of the past, where the record is history
    func change(
        _ resource: AnyResource, id: Int64, _ body: JSONObject, ifMatch: VersionCondition, importing history: HistoryRow? = nil
    ) throws -> Row {
        let old = try visible(resource, id)
        return try acting(in: places(reaching: old, of: resource, for: .update), on: resource) {
            try ifMatch.check(old.version)
            try requireLiving(resource, old)
            if history == nil { try requireEditable(resource, old) }
            return try change(resource, from: old, body, history)
        }
    }

    private func change(_ resource: AnyResource, from old: Row, _ body: JSONObject, _ history: HistoryRow?) throws -> Row {
        let schema = resource.schema
        let input = try decode(body, resource, .change, from: old, currency: schema.currencyField.flatMap { old.text($0.index) })
        var row = old
        try apply(input, to: &row, of: schema)
        row.emptyWhatIsFilled(from: old, except: input, of: schema)
        let faults =
            try referenceFaults(of: schema, input) + fieldFaults(of: schema, input)
            + row.amountFaults(from: old, except: input, of: schema)
        try refuse(faults, history == nil ? ownerFault(resource, row, from: old) : nil) {
            try resource.completed($0, in: row, from: old, self)
        }
        try history?.enter(into: &row, in: self)
        try resource.prepare(&row, old, self)
        try requireFilled(schema, row)
        try save(resource, &row, from: old, action: history == nil ? "updated" : "imported")
        try requireReached(resource, row.id, for: .update)
        return try current(resource, row)
    }

    /// Archives a record: it is kept, and no longer listed.
    func archive(_ resource: AnyResource, id: Int64, ifMatch: VersionCondition) throws -> Row {
        let old = try visible(resource, id)
        return try acting(in: places(reaching: old, of: resource, for: .archive), on: resource) {
            try ifMatch.check(old.version)
            try requireEditable(resource, old)
            try resource.archiving(old, self)
            try requireNoReferrers(resource, id)
            var row = old
            row.values[BaseColumn.archivedAt] = .integer(now.milliseconds)
            try save(resource, &row, from: old, action: "archived")
            return try current(resource, row)
        }
    }

    /// Brings an archived record back, where the rules would let it in now.
    func restore(_ resource: AnyResource, id: Int64, ifMatch: VersionCondition) throws -> Row {
        let old = try visible(resource, id)
        return try acting(in: places(reaching: old, of: resource, for: .archive), on: resource) {
            try ifMatch.check(old.version)
            return try restore(resource, from: old)
        }
    }

    private func restore(_ resource: AnyResource, from old: Row) throws -> Row {
        guard old.isArchived else { throw Failure(.notArchived) }
        if resource.isErased(old) { throw Failure(.erased) }
        if resource.isPaper { try requireOwnPaper(resource, old) }
        var row = old
        row.values[BaseColumn.archivedAt] = .null
        try refuse(ReferenceCheck(reader: self).faults(of: resource.schema, row))
        try resource.prepare(&row, old, self)
        try requireFilled(resource.schema, row)
        try save(resource, &row, from: old, action: "restored")
        return try current(resource, row)
    }

    // MARK: Filling a row

    private func apply(_ input: Input, to row: inout Row, of schema: AnySchema) throws {
        for (index, value) in input.values { row.values[index] = value }
        fillCurrency(of: schema, in: &row)
        for list in schema.children {
            guard let items = input.children[list.index] else { continue }
            let former = row.children[list.index]
            row.children[list.index] = try items.enumerated().map { index, item in
                var child = try line(item, among: former, of: list, at: index)
                for (place, value) in item.values { child.values[place] = value }
                return child
            }
        }
    }

    /// The line that an item of a body names by its id, or a new one.
    private func line(_ item: ItemInput, among former: [Row], of list: AnyChildren, at index: Int) throws -> Row {
        guard let id = item.id else { return list.schema().blankRow() }
        guard let line = former.first(where: { $0.id == id }) else {
            throw Failure.invalid(.unknownChild, at: "/\(list.name)/\(index)/id", ["id": String(id), "name": list.name])
        }
        return line
    }
}
