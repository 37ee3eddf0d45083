// What has to be so before a record is written, whatever its own rules say.

import SQLite

// MARK: The row

extension RuleContext {
    /// Throws every field that is empty and may not be.
    func requireFilled(_ schema: AnySchema, _ row: Row) throws {
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

    /// Throws the faults, where there are any.
    ///
    /// - Parameter complete: looks for more where there are some
    func refuse(_ faults: [Fault], _ other: Fault? = nil, completing complete: ([Fault]) throws -> [Fault] = { $0 }) throws {
        // Of one field the first fault is told: who is not there need not have a role.
        let all = faults + (other.map { fault in faults.contains { $0.pointer == fault.pointer } ? [] : [fault] } ?? [])
        if !all.isEmpty { throw Failure.invalid(try complete(all)) }
    }
}

// MARK: Who may

extension RuleContext {
    /// What was written has to lie where it was written from.
    func requireReached(_ resource: AnyResource, _ id: Int64, for operation: Operations) throws {
        guard try keepPlaces(where: { try resource.covers(id, for: $0, to: operation, on: connection) }) else {
            throw Failure(.outsideRows)
        }
    }

    /// Throws `archived`, `imported_history`, `not_editable` and, of somebody else's paper, `not_allowed`.
    func requireEditable(_ resource: AnyResource, _ row: Row) throws {
        guard !row.isArchived else { throw Failure(.archived) }
        try resource.requireNoHistory(row)
        if let state = resource.schema.stateField, let editable = state.traits.editableStates, let now = row.text(state.index),
            !editable.contains(now)
        {
            let refusal = Failure(.notEditable, ["state": now], extensions: ["editable_in": editable])
            throw resource.clause(leadingTo: now).map(refusal.citing) ?? refusal
        }
        if resource.isPaper { try requireOwnPaper(resource, row) }
    }

    /// A paper changes only by its owner or creator, or by an administrator on somebody's behalf.
    func requireOwnPaper(_ resource: AnyResource, _ row: Row) throws {
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
    func requireNoReferrers(_ resource: AnyResource, _ id: Int64) throws {
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

extension AnyResource {
    /// The clause by which a record has come into a state: that of the step with the fewest other outcomes. Nil where no step leads there.
    fileprivate func clause(leadingTo state: String) -> String? {
        steps.filter { $0.to.contains(state) }.min { $0.to.count < $1.to.count }?.clause
    }
}

extension RuleReader {
    /// Nothing personal is filled in or attached again once it was erased: no keeping time would find it. Throws `archived` and `erased`.
    func requireLiving(_ resource: AnyResource, _ row: Row) throws {
        guard !row.isArchived else { throw Failure(.archived) }
        guard !resource.isErased(row) else { throw Failure(.erased) }
    }
}
