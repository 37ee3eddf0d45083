// Where a person's data stand beside the record: in contents of the audit, and in answers kept for repetitions.
//
// Events need no erasing: they name the fields that changed and hold no personal value.

import HTTP
import JSON
import SQLite

/// What is to be erased of one record beside the record itself.
struct PersonalTraces {
    private let resource: AnyResource
    private let id: Int64
    /// Names of the personal fields; whatever the audit says of them goes, also values that they had before.
    private let names: Set<String>
    /// The values themselves, wherever they stand under other names.
    private let values: Set<String>
    /// Those of them that an answer can show and that tell who the person is: others have the same title.
    private let shown: [String]
    private let rule: String

    /// Of a record that tells of a person, as it stands.
    init(of resource: AnyResource, _ row: Row, under rule: String) {
        self.resource = resource
        id = row.id
        names = resource.schema.personalNames
        values = resource.schema.personalTexts(of: row) { _ in true }
        shown = resource.schema.personalTexts(of: row) { $0.traits.isIdentifying && !$0.traits.isSecret }.sorted()
        self.rule = rule
    }

    /// Of values in a record that is about something else.
    ///
    /// - Parameter shown: those that are looked for in answers of others
    init(of resource: AnyResource, id: Int64, values: [String], shown: [String], under rule: String) {
        self.resource = resource
        self.id = id
        names = resource.schema.personalNames
        self.values = Set(values)
        self.shown = shown
        self.rule = rule
    }

    // MARK: Audit

    /// Erases content and salt of the audit records that tell of the person, and of exports that were filtered by him or her.
    func eraseAudit(at now: Instant, by user: Int64?, _ registry: Registry, _ connection: Connection) throws {
        let found = try connection.rows(
            "SELECT sequence, entity_id, content FROM audit WHERE entity_id IN (0, ?) AND entity = ? AND content IS NOT NULL",
            [.integer(id), .text(resource.schema.entity)])
        for row in found {
            guard let content = row[2].text, row[1].integer == 0 ? tellsOfExport(content) : tells(content) else { continue }
            try connection.run(
                """
                UPDATE audit SET salt = NULL, content = NULL, erased_at = ?, erased_by_id = ?, erasure_rule = ? WHERE sequence = ?
                """, [now.stored, user.stored, .text(rule), row[0]])
        }
    }

    /// Whether a record's content names a personal field, or holds one of the values.
    private func tells(_ content: String) -> Bool {
        guard let object = (try? JSONReader.parse(content))?.object else { return true }
        return object.contains { part in
            part.value.object?.contains { names.contains($0.name) || holdsValue($0.value) } ?? false
        }
    }

    private func holdsValue(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): values.contains(text)
        case .array(let elements): elements.contains(where: holdsValue)
        case .object(let object): object.contains { holdsValue($0.value) }
        default: false
        }
    }

    /// Whether an export was filtered by a value of the person, or by a part of one.
    private func tellsOfExport(_ content: String) -> Bool {
        let object = (try? JSONReader.parse(content))?.object
        let items = object?["export"]?.object?["query"]?.array?.compactMap(\.string) ?? []
        return items.contains { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 && isNamed(by: parts[0], parts[1])
        }
    }

    /// Whether the person is named in what a list or a report is asked for, as in a query string.
    func isNamed(in query: String) -> Bool {
        guard let items = HTTPRequest.queryItems(query) else { return true }
        return items.contains { isNamed(by: $0.name, $0.value) }
    }

    private func isNamed(by filter: String, _ value: String) -> Bool {
        guard !value.isEmpty else { return false }
        let isPersonal = names.contains(String(filter.prefix { $0 != "." }))
        return values.contains(value) || (isPersonal && values.contains { $0.contains(value) })
    }

    // MARK: Stored answers

    /// Empties answers that show the record or one of the values. A repetition then gets the record as it is now, and does nothing again.
    func eraseAnswers(_ connection: Connection) throws {
        try connection.run(
            PersonalTraces.emptying + "record_id = ? AND collection = ?", [.integer(id), .text(resource.schema.collection)])
        try PersonalTraces.eraseAnswers(holding: shown, connection)
    }

    /// One pass for all values: the bodies of two days are read from end to end.
    static func eraseAnswers(holding values: [String], _ connection: Connection) throws {
        guard !values.isEmpty else { return }
        let members = values.map { value in
            var writer = JSONWriter()
            writer.string(value)
            return SQLiteValue.blob(writer.finish())
        }
        for start in stride(from: 0, to: members.count, by: mostTerms) {
            let part = Array(members[start..<min(start + mostTerms, members.count)])
            try connection.run(emptying + "(" + part.map { _ in "instr(body, ?)" }.joined(separator: " OR ") + ")", part)
        }
    }

    /// SQLite takes a thousand in one expression.
    private static let mostTerms = 500
    /// A batch's answer shows many records, so no single one is given in its place.
    private static let emptying = """
        UPDATE idempotency SET body = x'', roles = -1,
            collection = CASE WHEN caller LIKE '%/batch' THEN NULL ELSE collection END,
            record_id = CASE WHEN caller LIKE '%/batch' THEN NULL ELSE record_id END
        WHERE personal AND 
        """
}
