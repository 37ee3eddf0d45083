// One question to the search, and how it becomes SQL: over the caller's own rows where they are few, else down the index until enough
// of what is found may be seen.

import SQLite

extension SearchText {
    /// The question as the index takes it: each word as a phrase, in quotes, so that nothing in it is an operator.
    static func match(_ words: [String]) -> String {
        words.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: " ")
    }
}

/// What is asked for.
struct SearchQuestion {
    let words: [String]
    let resources: [AnyResource]
    let limit: Int
    /// Only what stands behind this place of the index; nil for the beginning.
    let before: Int64?
    let caller: Caller
    let registry: Registry

    /// One record that was found.
    struct Hit {
        /// Where it stands in the index; beyond its end where its number was found.
        let place: Int64
        let resource: AnyResource
        let id: Int64
    }

    /// From so many visible rows of a kind on, the index is walked: below, looking at each of them takes less.
    private static let fewRows = 2_000

    /// The newest hits that the caller may see, one more than asked for where there are more.
    func hits(on connection: Connection) throws -> [Hit] {
        var (few, many): ([AnyResource], [AnyResource]) = ([], [])
        for resource in resources {
            if try hasFewRows(resource, on: connection) { few.append(resource) } else { many.append(resource) }
        }
        var hits = try few.flatMap { try visibleRows(of: $0, on: connection) }
        if !many.isEmpty { hits += try walk(many, on: connection) }
        let numbered = try before == nil ? SearchedNumbers(self).hits(on: connection) : []
        let known = Set(numbered.map { "\($0.resource.schema.table) \($0.id)" })
        hits.removeAll { known.contains("\($0.resource.schema.table) \($0.id)") }
        return Array((numbered + hits.sorted { $0.place > $1.place }).prefix(limit + 1))
    }

    /// Asked of rows that are found otherwise.
    func scope(_ resource: AnyResource) -> ScopeCondition { resource.scope(of: caller.roles, for: .read, ofOne: true) }

    /// Whether there are few at all, or few that the caller sees.
    private func hasFewRows(_ resource: AnyResource, on connection: Connection) throws -> Bool {
        if try isFew(resource, .all, on: connection) { return true }
        let scope = resource.scope(of: caller.roles, for: .read)
        guard !scope.coversAll else { return false }
        // To see the rows of few customers, those have to be gathered: of many they are not.
        if let target = resource.concernField?.referenceTarget, let customers = registry.resource(table: target.table) {
            guard try hasFewRows(customers, on: connection) else { return false }
        }
        return try isFew(resource, scope, on: connection)
    }

    /// Counts no further than it matters.
    private func isFew(_ resource: AnyResource, _ scope: ScopeCondition, on connection: Connection) throws -> Bool {
        let rows = "SELECT 1 FROM \(resource.schema.table) t WHERE \(scope.sql) LIMIT \(SearchQuestion.fewRows + 1)"
        let count = try connection.first("SELECT count(*) FROM (\(rows))", scope.bindings(for: caller))?.first?.integer ?? 0
        return count <= SearchQuestion.fewRows
    }

    /// The caller's rows of one kind, each looked at: gathered where there are more, else each asked once its text fits.
    private func visibleRows(of resource: AnyResource, on connection: Connection) throws -> [Hit] {
        let scope =
            try isFew(resource, .all, on: connection) ? scope(resource) : resource.scope(of: caller.roles, for: .read)
        let contained = words.map { _ in "instr(d.text, ?) > 0" }.joined(separator: " AND ")
        let sql = """
            SELECT d.id, t.id FROM \(resource.schema.table) t
            CROSS JOIN search_document d ON d.record_id = t.id AND d.entity = '\(resource.schema.entity)'
            WHERE \(contained) AND d.id < ? AND (\(scope.sql)) ORDER BY d.id DESC LIMIT \(limit + 1)
            """
        let values = words.map { .text($0) } + [.integer(before ?? .max)] + scope.bindings(for: caller)
        return try connection.rows(sql, values).compactMap { row in
            guard let place = row[0].integer, let id = row[1].integer else { return nil }
            return Hit(place: place, resource: resource, id: id)
        }
    }

    /// Down the index from its newest end.
    private func walk(_ resources: [AnyResource], on connection: Connection) throws -> [Hit] {
        let scopes = resources.map { ($0, scope($0)) }
        let seen = scopes.map { resource, scope in
            let isKind = "d.entity = '\(resource.schema.entity)'"
            guard !scope.coversAll else { return isKind }
            let found = "SELECT 1 FROM (SELECT d.record_id AS id_sought) s CROSS JOIN \(resource.schema.table) t WHERE t.id = s.id_sought"
            return "\(isKind) AND EXISTS (\(found) AND (\(scope.sql)))"
        }
        let sql = """
            SELECT f.rowid, d.entity, d.record_id FROM search_index f CROSS JOIN search_document d ON d.id = f.rowid
            WHERE f.search_index MATCH ? AND f.rowid < ? AND (\(seen.map { "(\($0))" }.joined(separator: " OR ")))
            ORDER BY f.rowid DESC LIMIT \(limit + 1)
            """
        let values = [.text(match(resources)), .integer(before ?? .max)] + scopes.flatMap { $0.1.bindings(for: caller) }
        return try connection.rows(sql, values).compactMap { row in
            guard let place = row[0].integer, let entity = row[1].text, let id = row[2].integer,
                let resource = registry.resource(entity: entity)
            else { return nil }
            return Hit(place: place, resource: resource, id: id)
        }
    }

    /// The words, and the kinds where they are not all: what is rare among the hits is found by its kind's own mark.
    private func match(_ resources: [AnyResource]) -> String {
        let phrases = SearchText.match(words)
        guard resources.count < registry.searched.count else { return phrases }
        let kinds = resources.map { "\"\(registry.searchMark(of: $0))\"" }.joined(separator: " OR ")
        return "(\(kinds)) AND (\(phrases.isEmpty ? "\"\"" : phrases))"
    }
}
