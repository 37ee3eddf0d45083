// Whether the search says what the records say.

package import SQLite

/// Whether the index says what the records say: each text is kept as its record gives it, and the index holds its words and no others.
///
/// Every text and every word is walked once, so that the time grows with the database and not faster.
package struct SearchCheck {
    /// Texts that are compared at a time.
    private static let sliceLength = 1_000

    private let registry: Registry
    private let connection: Connection
    private let limit: Int
    /// What the index holds, by the id of the text; what has been compared is taken out.
    private var indexed: [Int64: WordSum]
    private let scratch: ScratchIndex
    private var sentences: [String] = []

    /// One sentence for each difference, at most `limit`. Throws `DatabaseError`.
    package static func differences(_ registry: Registry, limit: Int = 20, on connection: Connection) throws -> [String] {
        var check = try SearchCheck(registry, limit, on: connection)
        try check.compareTexts()
        try check.lookForMissing()
        if !check.indexed.isEmpty { check.sentences.append("the search has words of \(check.indexed.count) texts that it does not keep") }
        return Array(check.sentences.prefix(limit))
    }

    private init(_ registry: Registry, _ limit: Int, on connection: Connection) throws {
        self.registry = registry
        self.limit = limit
        self.connection = connection
        indexed = try WordSum.all(in: "search_words", on: connection)
        scratch = try ScratchIndex()
    }

    // MARK: What is kept

    private mutating func compareTexts() throws {
        let statement = try connection.prepare("SELECT id, entity, record_id, text FROM search_document ORDER BY id")
        var slice: [SearchDocument] = []
        while try statement.step() {
            slice.append(
                SearchDocument(
                    id: statement.integer(0), entity: statement.text(1), recordID: statement.integer(2), text: statement.text(3)))
            if slice.count == Self.sliceLength {
                try compare(slice)
                slice.removeAll(keepingCapacity: true)
            }
        }
        try compare(slice)
    }

    private mutating func compare(_ documents: [SearchDocument]) throws {
        let expected = try scratch.words(of: documents)
        for document in documents {
            let found = indexed.removeValue(forKey: document.id)
            guard sentences.count < limit else { continue }
            if let fault = try fault(of: document, found, expected[document.id]) {
                sentences.append("\(document.entity) \(document.recordID): \(fault)")
            }
        }
    }

    private func fault(of document: SearchDocument, _ found: WordSum?, _ expected: WordSum?) throws -> String? {
        guard let text = try textOfRecord(document) else { return "the search finds it, and it is not there" }
        guard text == document.text else { return "the search does not say what the record says" }
        return found == expected ? nil : "the search does not find it by what it says"
    }

    /// What the record says now; nil where it is not to be found.
    private func textOfRecord(_ document: SearchDocument) throws -> String? {
        guard let resource = registry.searched.first(where: { $0.schema.entity == document.entity }),
            let row = try connection.row(of: resource, id: document.recordID), !row.isArchived
        else { return nil }
        return SearchText.document(of: resource, row, registry.searchMark(of: resource))
    }

    // MARK: What is not kept

    /// Records with something to find of which the search knows nothing.
    private mutating func lookForMissing() throws {
        for resource in registry.searched where !resource.indexedFields.isEmpty && sentences.count < limit {
            let hasText = resource.indexedFields.map { $0.column + " IS NOT NULL" }.joined(separator: " OR ")
            let missing = try connection.rows(
                """
                SELECT id FROM \(resource.schema.table) AS record WHERE archived_at IS NULL AND (\(hasText))
                    AND NOT EXISTS (SELECT 1 FROM search_document WHERE record_id = record.id AND entity = ?)
                    ORDER BY id LIMIT ?
                """, [.text(resource.schema.entity), .integer(Int64(limit))])
            sentences += missing.compactMap { $0[0].integer }.map { "\(resource.schema.entity) \($0): the search does not know it" }
        }
    }
}

/// A text of the search.
struct SearchDocument {
    let id: Int64
    let entity: String
    let recordID: Int64
    let text: String
}
