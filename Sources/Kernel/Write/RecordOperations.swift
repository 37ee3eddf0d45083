// Creating, changing, archiving and restoring a record: the same for every resource.

import JSON
import SQLite

extension RuleContext {
    /// Creates a record from a body. Throws what the rules, the references or the row scope refuse.
    func create(_ resource: AnyResource, _ input: Input) throws -> Row {
        try acting(in: places(entering: resource), on: resource) { try enter(resource, input) }
    }

    private func enter(_ resource: AnyResource, _ input: Input) throws -> Row {
        let schema = resource.schema
        var row = schema.blankRow()
        try apply(input, to: &row, of: schema)
        // Whose the record becomes depends on the place from which all that it refers to is seen.
        let faults = try referenceFaults(of: schema, input) + fieldFaults(of: schema, input)
        try setOwner(of: resource, &row)
        try refuse(faults, ownerFault(resource, row, from: nil))
        try resource.prepare(&row, nil, self)
        try requireFilled(schema, row)
        try insert(resource, &row, action: "created")
        try requireReached(resource, row.id, for: .create)
        return try current(resource, row)
    }

    /// Changes a record by a merge patch (RFC 7396), whose amounts are in the record's own currency where it names none.
    func change(_ resource: AnyResource, id: Int64, _ body: JSONObject, ifMatch: VersionCondition) throws -> Row {
        let old = try visible(resource, id)
        return try acting(in: places(reaching: old, of: resource, for: .update), on: resource) {
            try ifMatch.check(old.version)
            try requireEditable(resource, old)
            return try change(resource, from: old, body)
        }
    }

    private func change(_ resource: AnyResource, from old: Row, _ body: JSONObject) throws -> Row {
        let schema = resource.schema
        let input = try decode(body, schema, .change, currency: schema.currencyField.flatMap { old.text($0.index) })
        var row = old
        try apply(input, to: &row, of: schema)
        row.emptyWhatIsFilled(from: old, except: input, of: schema)
        let faults =
            try referenceFaults(of: schema, input) + fieldFaults(of: schema, input)
            + row.amountFaults(from: old, except: input, of: schema)
        try refuse(faults, ownerFault(resource, row, from: old))
        try resource.prepare(&row, old, self)
        try requireFilled(schema, row)
        try save(resource, &row, from: old, action: "updated")
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

    private func requireFilled(_ schema: AnySchema, _ row: Row) throws {
        var faults = missing(in: row, of: schema, at: "")
        for list in schema.children {
            for (index, child) in row.children[list.index].enumerated() {
                faults += missing(in: child, of: list.schema(), at: "/\(list.name)/\(index)")
            }
        }
        try refuse(faults)
    }

    private func missing(in row: Row, of schema: AnySchema, at pointer: @autoclosure () -> String) -> [Fault] {
        schema.neverEmpty
            .filter { row.isNull($0.index) }
            .map { Fault(.required, at: "\(pointer())/\($0.name)", ["name": $0.name]) }
    }

    private func refuse(_ faults: [Fault], _ other: Fault? = nil) throws {
        // Of one field the first fault is told: who is not there need not have a role.
        let all = faults + (other.map { fault in faults.contains { $0.pointer == fault.pointer } ? [] : [fault] } ?? [])
        if !all.isEmpty { throw Failure.invalid(all) }
    }

    // MARK: Who may

    /// What was written has to lie where it was written from.
    private func requireReached(_ resource: AnyResource, _ id: Int64, for operation: Operations) throws {
        guard try keepPlaces(where: { try resource.covers(id, for: $0, to: operation, on: connection) }) else {
            throw Failure(.outsideRows)
        }
    }

    private func requireEditable(_ resource: AnyResource, _ row: Row) throws {
        guard !row.isArchived else { throw Failure(.archived) }
        if let state = resource.schema.stateField, let editable = state.traits.editableStates, let now = row.text(state.index),
            !editable.contains(now)
        {
            throw Failure(.notEditable, ["state": now], extensions: ["editable_in": editable])
        }
        if resource.isPaper { try requireOwnPaper(resource, row) }
    }

    /// A paper changes only by its owner or creator, or by an administrator on somebody's behalf.
    private func requireOwnPaper(_ resource: AnyResource, _ row: Row) throws {
        let owner = resource.ownerField.flatMap { row.integer($0.index) }
        let creator = row.integer(BaseColumn.createdByID)
        let isOwn = keepPlaces { place in
            place.roles.contains(.admin) || place.id.map { $0 == owner || $0 == creator } ?? false
        }
        guard isOwn else {
            throw Failure(.notAllowed, ["needed": "owner, creator"])
        }
    }

    /// Nothing living may refer to what is archived.
    private func requireNoReferrers(_ resource: AnyResource, _ id: Int64) throws {
        for other in registry.resources {
            for field in other.schema.fields where field.referenceTarget?.table == resource.schema.table {
                let sql = "SELECT 1 FROM \(other.schema.table) WHERE \(field.column) = ? AND archived_at IS NULL LIMIT 1"
                if try connection.first(sql, [.integer(id)]) != nil {
                    throw Failure(.stillReferred, ["collection": other.schema.collection])
                }
            }
        }
    }
}
