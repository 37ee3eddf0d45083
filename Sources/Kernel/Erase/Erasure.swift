// Erasing what is personal: in a record, in what the audit kept of it, and in answers that were kept for repetitions
// (architecture.md, Audit that can forget). Which fields are personal say the declarations; whom an erasure concerns, the rules.

import JSON
import SQLite
import Storage

extension RuleContext {
    /// Empties the personal fields of a record, and erases what was kept of them: contents of its audit records, by an audit record of
    /// its own without content, and answers stored for repetitions. The chain stays whole.
    ///
    /// Throws `erased` where that was done before.
    ///
    /// - Parameters:
    ///   - rule: under which the audit says that its contents were erased, such as `contact.erase:consent_withdrawn`; it names nobody
    ///   - archives: whether the record is archived by it
    package func erase<R: Resource>(_ record: inout Record<R>, under rule: String, archives: Bool) throws {
        let resource = registry.resource(R.schema)
        guard let old = try row(of: resource, id: record.row.id), let mark = resource.schema.erasureMark else { throw Failure(.notFound) }
        if resource.isErased(old) { throw Failure(.erased) }
        let traces = PersonalTraces(of: resource, old, under: rule)
        resource.schema.emptyPersonalFields(of: &record.row)
        record.row.values[mark.index] = now.stored
        if archives, !old.isArchived { record.row.values[BaseColumn.archivedAt] = now.stored }
        // What the record held is erased first: the audit record of the erasure is then no trace itself.
        try erase(traces)
        try save(resource, &record.row, from: old, action: "erased", keepsContent: false)
        record.row = try current(resource, record.row)
        if !resource.followsSubject { try eraseAttachments(of: resource, old.id, under: rule) }
        // First, because an export that is dropped makes room for the next of its run.
        try ask(ReportDesk.self).forget(resource.schema.collection, traces.isNamed(in:), rule, self)
        try dropExports(of: resource, under: rule)
    }

    /// Takes values of a person out of a record that is not about that person, such as a company's phone that was a contact's; what the
    /// audit kept of the record and them is erased as well.
    ///
    /// - Parameters:
    ///   - searches: whether answers about other records are searched for the values; else who calls does it for many at once
    ///   - change: empties the fields that hold the values
    package func erase<R: Resource>(
        _ values: [String], in record: inout Record<R>, under rule: String, searchingAnswers searches: Bool = true,
        change: (inout Record<R>) throws -> Void
    ) throws {
        let resource = registry.resource(R.schema)
        guard let old = try row(of: resource, id: record.row.id) else { throw Failure(.notFound) }
        try change(&record)
        let traces = PersonalTraces(of: resource, id: old.id, values: values, shown: searches ? values : [], under: rule)
        try erase(traces)
        try save(resource, &record.row, from: old, action: "erased", keepsContent: false)
        record.row = try current(resource, record.row)
        if searches { try ask(ReportDesk.self).forget(resource.schema.collection, traces.isNamed(in:), rule, self) }
        try dropExports(of: resource, under: rule)
    }

    /// Empties the answers about anything that hold one of the values; all of them are read from end to end, once for all values.
    package func eraseAnswers(holding values: [String]) throws {
        try settle()
        try PersonalTraces.eraseAnswers(holding: values, connection)
    }

    private func erase(_ traces: PersonalTraces) throws {
        try settle()
        try traces.eraseAudit(at: now, by: caller.userID, registry, connection)
        try traces.eraseAnswers(connection)
    }
}

extension RuleContext {
    /// Brings into the database what the commit has put down of audit and answers, so that nothing escapes the erasure.
    private func settle() throws {
        try settleAudit()
        try KeptAnswers.of(transaction.batch).answers.settle(in: transaction)
    }
}

extension AnyResource {
    /// Whether what was personal in the record has been erased.
    func isErased(_ row: Row) -> Bool {
        schema.erasureMark.map { !row.isNull($0.index) } ?? false
    }
}

extension AnySchema {
    /// What stands in the place of a name that no record may be without; with the id where each needs one of its own.
    private static let blankWord = "erased"

    func emptyPersonalFields(of row: inout Row) {
        for field in fields where field.traits.isPersonal {
            row.values[field.index] = field.traits.isOptional ? .null : .text(blank(for: field, of: row))
        }
    }

    private func blank(for field: AnyField, of row: Row) -> String {
        field.traits.isUnique ? "\(AnySchema.blankWord)-\(row.id)" : AnySchema.blankWord
    }

    var personalNames: Set<String> { Set(fields.filter(\.traits.isPersonal).map(\.name)) }

    /// The texts of those personal fields that count.
    func personalTexts(of row: Row, where counts: (AnyField) -> Bool) -> Set<String> {
        Set(fields.filter { $0.traits.isPersonal && counts($0) }.compactMap { row.text($0.index) }.filter { !$0.isEmpty })
    }
}
