// Whether the search says what the records say.

package import SQLite

/// Whether the index says what the records say.
package enum SearchCheck {
    /// One sentence for each difference, at most `limit`.
    package static func differences(_ registry: Registry, limit: Int = 20, on connection: Connection) throws -> [String] {
        var sentences: [String] = []
        let searched = registry.searched.filter { !$0.indexedFields.isEmpty }
        for resource in searched {
            sentences += try differences(resource, registry.searchMark(of: resource), limit - sentences.count, on: connection)
        }
        let strays = try connection.first("SELECT count(*) FROM search_document")?.first?.integer ?? 0
        let living = try searched.reduce(Int64(0)) { sum, resource in
            let hasText = resource.indexedFields.map { $0.column + " IS NOT NULL" }.joined(separator: " OR ")
            let sql = "SELECT count(*) FROM \(resource.schema.table) WHERE archived_at IS NULL AND (\(hasText))"
            return sum + (try connection.first(sql)?.first?.integer ?? 0)
        }
        if strays > living { sentences.append("the search finds \(strays - living) records that are not there") }
        return Array(sentences.prefix(limit))
    }

    private static func differences(_ resource: AnyResource, _ mark: Character, _ limit: Int, on connection: Connection) throws -> [String]
    {
        var sentences: [String] = []
        let ids = try connection.rows("SELECT id FROM \(resource.schema.table) WHERE archived_at IS NULL ORDER BY id", [])
        for id in ids.compactMap({ $0[0].integer }) where sentences.count < limit {
            guard let row = try connection.row(of: resource, id: id) else { continue }
            guard let text = SearchText.document(of: resource, row, mark) else { continue }
            if try !isFound(id, resource, text, on: connection) {
                sentences.append("\(resource.schema.entity) \(id): the search does not find it by what it says")
            }
        }
        return sentences
    }

    /// Whether the text is kept as it is, and the index leads to it by each of its words.
    private static func isFound(_ id: Int64, _ resource: AnyResource, _ text: String, on connection: Connection) throws -> Bool {
        let kept = try connection.first(
            "SELECT id, text FROM search_document WHERE record_id = ? AND entity = ?", [.integer(id), .text(resource.schema.entity)])
        guard let kept, kept[1].text == text else { return false }
        let match = SearchText.match(text.split(separator: "\n").map(String.init))
        return try connection.first("SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?", [.text(match), kept[0]]) != nil
    }
}
