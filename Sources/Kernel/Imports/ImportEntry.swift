// A row becomes a record by the same way as an ordinary request of whoever sent the file: rights, references, rules, audit and events.

import JSON
import SQLite

/// What became of a row.
struct RowResult: Sendable {
    let outcome: RowOutcome
    /// Nil where there is none: of a refused row, and of a new record that was only tried.
    var recordID: Int64?
    var failure: Failure?
}

/// Enters the rows of one import, each for itself.
struct ImportEntry {
    let rules: RuleContext
    let resource: AnyResource
    let isDryRun: Bool
    /// Whether a change has to say which version it means.
    let demandsVersions: Bool

    /// Why a savepoint is undone although nothing is wrong.
    private struct Tried: Error {
        let result: RowResult
    }

    /// Enters a row in a savepoint of its own. Throws what concerns the whole database.
    func enter(_ row: ImportRow) throws -> RowResult {
        do {
            return try rules.attempt {
                let result = try write(row)
                if isDryRun { throw Tried(result: result) }
                return result
            }
        } catch let tried as Tried {
            var result = tried.result
            if result.outcome == .created { result.recordID = nil }
            return result
        } catch let failure as Failure {
            return RowResult(outcome: .refused, failure: failure)
        }
    }

    private func write(_ row: ImportRow) throws -> RowResult {
        var row = row
        try resolveReferences(of: &row)
        let form = row.history.isEmpty ? nil : readBody(row.history, historyForm, .form, nil, currency: rules.registry.companyCurrency)
        row.faults += form?.faults ?? []
        let existing = try existingID(of: row)
        if !row.faults.isEmpty { try refuse(row, isNew: existing == nil) }
        let history = resource.history.flatMap { declaration in
            form.map { HistoryRow(declaration: declaration, form: $0.input.row(of: declaration.form)) }
        }
        if history != nil, !rules.caller.mayImportHistory { throw Failure(.historyByAdministrator, ["name": "status"]) }
        guard let existing else { return try create(row, history) }
        return try change(existing, row, history)
    }

    private var historyForm: AnySchema { resource.history?.form ?? Schema<NoInput>(form: NoInput.self) }

    private func resolveReferences(of row: inout ImportRow) throws {
        let lookup = ReferenceLookup(rules: rules)
        for reference in row.references {
            switch try lookup.find(reference) {
            case .success(let id): row.put(.integer(id), reference.target)
            case .failure(let fault): row.refuse(fault.code, reference.target.field.name, fault.details)
            }
        }
    }

    /// Throws the row's faults, with all that is wrong with the rest of it.
    private func refuse(_ row: ImportRow, isNew: Bool) throws {
        let known = Set(row.faults.map(\.pointer))
        var faults = row.faults
        if !known.contains("") {
            let body = readBody(
                row.body, resource.schema, isNew ? .create : .change, rules.caller, currency: rules.registry.companyCurrency)
            faults += body.faults.filter { !known.contains($0.pointer) }
        }
        throw Failure.invalid(Array(faults.prefix(InputReader.mostFaults)))
    }

    // MARK: Which record

    private func existingID(of row: ImportRow) throws -> Int64? {
        if let id = row.id { return id }
        guard let key = row.body["external_id"]?.string, let field = resource.schema.externalIDField else { return nil }
        let sql = "SELECT id FROM \(resource.schema.table) WHERE \(field.column) = ?"
        return try rules.integer(sql, .text(key))
    }

    // MARK: Writing

    private func create(_ row: ImportRow, _ history: HistoryRow?) throws -> RowResult {
        guard row.version == nil else { throw Failure.invalid(.versionWithoutRecord, at: "/version", ["name": "version"]) }
        try rules.caller.requireRight(to: .create, resource)
        let digest = row.body["external_id"]?.string == nil ? row.digest(in: resource.schema.collection) : nil
        if let digest, let id = try entered(digest) { return RowResult(outcome: .unchanged, recordID: id) }
        let new = try rules.create(resource, try rules.decode(row.body, resource, .create), history)
        if let digest {
            let sql =
                "INSERT INTO import_digest (digest, record_id) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET record_id = excluded.record_id"
            try rules.connection.run(sql, [.blob(digest), .integer(new.id)])
        }
        return RowResult(outcome: .created, recordID: new.id)
    }

    /// The living record that the same row has entered before, as far as the caller sees it.
    private func entered(_ digest: [UInt8]) throws -> Int64? {
        let id = try rules.integer("SELECT record_id FROM import_digest WHERE digest = ?", .blob(digest))
        guard let id, try rules.isInScope(resource, id, for: .read), let row = try rules.row(of: resource, id: id), !row.isArchived
        else { return nil }
        return id
    }

    private func change(_ id: Int64, _ row: ImportRow, _ history: HistoryRow?) throws -> RowResult {
        try rules.caller.requireRight(to: .update, resource)
        let old = try seen(id, row)
        if let version = row.version {
            guard version == old.version else { throw Failure(.staleVersion, ["version": String(old.version)]) }
        } else if demandsVersions {
            throw Failure(.versionRequired)
        }
        var body = row.body
        // What names the record does not change it, and may be a field that its writer may not set.
        if row.id == nil { body["external_id"] = nil }
        try leaveFixed(in: &body, old)
        let new = try rules.change(resource, id: id, body, ifMatch: .none, importing: try historyChange(history, old))
        return RowResult(outcome: new.version == old.version ? .unchanged : .updated, recordID: id)
    }

    private func seen(_ id: Int64, _ row: ImportRow) throws -> Row {
        guard try rules.isInScope(resource, id, for: .read) else {
            // As for a new record: the key is taken, and by what, is not told.
            if row.id == nil { throw Failure(.duplicate, ["field": "external_id"]) }
            throw Failure(.notFound)
        }
        return try rules.visible(resource, id)
    }

    /// What history says of a record that is there. Throws `history_of_living` where that goes through its steps.
    private func historyChange(_ history: HistoryRow?, _ old: Row) throws -> HistoryRow? {
        guard resource.isHistory(old) else {
            if history != nil { throw Failure(.historyOfLiving) }
            return nil
        }
        guard rules.caller.mayImportHistory, let declaration = resource.history else { throw Failure(.importedHistory) }
        return history ?? HistoryRow(declaration: declaration, form: nil)
    }

    /// A field that is set at creation alone may be named again as long as it says the same. Throws `fixed_field`.
    private func leaveFixed(in body: inout JSONObject, _ old: Row) throws {
        var faults: [Fault] = []
        let currency = resource.schema.currencyField.flatMap { old.text($0.index) } ?? rules.registry.companyCurrency
        for (name, value) in body {
            guard let field = resource.schema.field(name), field.traits.isFixed, field.isInput else { continue }
            if isSame(value, field, old.values[field.index], decimals: Currency.decimals(of: currency) ?? 2) {
                body[name] = nil
            } else {
                faults.append(Fault(.fixedField, at: "/" + name, ["name": name]))
            }
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }

    private func isSame(_ value: JSONValue, _ field: AnyField, _ stored: SQLiteValue, decimals: Int) -> Bool {
        if value.isNull { return stored == .null }
        guard case .success(let read) = field.kind.read(value, currencyDecimals: decimals) else { return false }
        return read == stored
    }
}
