// What of a resource can come in files, said in its declaration.

/// A resource whose records can come in a file of any length: `POST /v1/imports/{collection}`.
package protocol Importable: Resource {}

/// A resource of which an administrator can import what was over before the company came here: with states and dates that else steps alone
/// set. Such a record is history for good: no step, no change, no hand-over, only another import by an administrator.
///
/// Its declaration has a field that is `historyMark()`.
package protocol ImportableHistory: Importable {
    /// The columns that only history has.
    associatedtype History: Form
    /// Puts what a row says of the past into the record, before its own rules prepare it. Throws faults of the form.
    static func enter(_ history: Record<History>, as record: inout Record<Self>, in context: RuleContext) throws
}

/// The history of a resource without its type.
struct ImportedHistory: Sendable {
    let form: AnySchema
    let enter: @Sendable (Row, inout Row, RuleContext) throws -> Void

    init<R: ImportableHistory>(_ type: R.Type) {
        let form = Schema<R.History>(form: R.History.self)
        self.form = form
        enter = { history, row, context in
            var record = Record(R.schema, row)
            try R.enter(Record(form, history), as: &record, in: context)
            row = record.row
        }
    }
}

/// A row of history on its way into a record.
struct HistoryRow {
    let declaration: ImportedHistory
    /// What it says; nil where it only changes what else stands in the record.
    let form: Row?

    func enter(into row: inout Row, in context: RuleContext) throws {
        guard let form else { return }
        try declaration.enter(form, &row, context)
    }
}

extension Caller {
    /// Whether the caller may write history: an administrator in person, or the operator of the machine.
    var mayImportHistory: Bool { ownRoles.contains(.admin) && !isKey }
}

extension AnyResource {
    /// Whether a record is imported history.
    func isHistory(_ row: Row) -> Bool {
        guard let mark = schema.historyMark else { return false }
        return row.integer(mark.index) == 1
    }

    /// Throws `imported_history`.
    func requireNoHistory(_ row: Row) throws {
        if isHistory(row) { throw Failure(.importedHistory) }
    }
}
