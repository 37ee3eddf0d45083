// Finding what a row refers to by a name: another system's key, a customer's name, a user's.

import SQLite

/// Looks for records by their lookup keys, as far as the caller sees them.
struct ReferenceLookup {
    let rules: RuleContext

    /// The id of the record that is meant, or the fault.
    func find(_ reference: NamedReference) throws -> Result<Int64, ImportRowFault> {
        let field = reference.target.field
        guard let target = field.referenceTarget, let resource = rules.registry.resource(table: target.table) else {
            return .failure(ImportRowFault(.unknownReference, details(field, reference.text)))
        }
        for key in reference.target.keys {
            let ids = try visible(resource, key, reference.text)
            if ids.count == 1, let id = ids.first { return .success(id) }
            if ids.count > 1 { return .failure(ImportRowFault(.ambiguousReference, details(field, reference.text))) }
        }
        return .failure(ImportRowFault(.noSuchReference, details(field, reference.text)))
    }

    /// Living records of that name; of one that was merged the one in which it lives on.
    private func visible(_ resource: AnyResource, _ key: AnyField, _ text: String) throws -> [Int64] {
        let schema = resource.schema
        let forwarding = schema.forwardingField.map(\.column)
        let id = forwarding.map { "coalesce(\($0), id)" } ?? "id"
        let alive = forwarding.map { "(archived_at IS NULL OR \($0) IS NOT NULL)" } ?? "archived_at IS NULL"
        let sql = "SELECT DISTINCT \(id) FROM \(schema.table) WHERE \(key.column) = ? AND \(alive) LIMIT 50"
        let value: SQLiteValue = key.isFoldedLookup ? .text(text.lowercased()) : .text(text)
        return try rules.rows(sql, [value]).compactMap { $0.first?.integer }.filter { try rules.isInScope(resource, $0, for: .read) }
    }

    private func details(_ field: AnyField, _ text: String) -> [String: String] {
        let label = field.referenceTarget?.label ?? Label("record", "记录")
        return [
            "name": field.name, "value": String(text.prefix(60)), "target": label.english.lowercased(), "target_zh": label.chinese,
        ]
    }
}

/// Why a row does not say which record it means.
struct ImportRowFault: Error {
    let code: FailureCode
    let details: [String: String]

    init(_ code: FailureCode, _ details: [String: String]) {
        self.code = code
        self.details = details
    }
}

extension AnyField {
    /// Whether it is kept in small letters, such as a user name.
    fileprivate var isFoldedLookup: Bool {
        guard case .text(let rule) = kind else { return false }
        return rule.form == .identifier
    }
}
