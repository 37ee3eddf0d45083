// What a search answers: for each record what it is called, and where the words stand in it.

import Crypto
import JSON
import SQLite

/// A page of what was found.
struct SearchPage {
    private let items: [Item]
    private let nextCursor: String?

    /// One record that was found.
    private struct Item {
        let hit: SearchQuestion.Hit
        let number: String?
        let title: String?
        let field: String
        let text: String
        let updatedAt: Instant
    }

    init(_ hits: [SearchQuestion.Hit], _ limit: Int, _ words: [String], _ connection: Connection, cursor: (Int64) -> String) throws {
        let shown = Array(hits.prefix(limit))
        items = try shown.compactMap { try SearchPage.item($0, words, connection) }
        nextCursor = hits.count > limit ? shown.last.map { cursor($0.place) } : nil
    }

    /// Reads the fields that are searched, and no others: who sees the record sees them.
    private static func item(_ hit: SearchQuestion.Hit, _ words: [String], _ connection: Connection) throws -> Item? {
        let fields = hit.resource.searchedFields
        let columns = fields.map(\.column).joined(separator: ", ")
        let sql = "SELECT updated_at, \(columns) FROM \(hit.resource.schema.table) WHERE id = ?"
        guard let row = try connection.first(sql, [.integer(hit.id)]) else { return nil }
        let texts = zip(fields, row.dropFirst()).compactMap { field, value in value.text.map { (field: field, text: $0) } }
        let matched = texts.first { part in
            let folded = SearchText.folded(part.text)
            return words.contains { folded.contains($0) }
        }
        let number = hit.resource.schema.numberField
        // Of several that name it, such as a product's SKU and its name, the last says most.
        let title = texts.last { $0.field.traits.isNaming } ?? texts.first { $0.field !== number }
        return Item(
            hit: hit, number: texts.first { $0.field === number }?.text, title: title?.text,
            field: matched?.field.name ?? "", text: String((matched?.text ?? "").prefix(200)),
            updatedAt: Instant(milliseconds: row[0].integer ?? 0))
    }

    static let shape = AnswerShape<SearchPage>(
        "Records found, the newest first", "搜索结果（最新在前）",
        [
            .list("items", of: record) { $0.items },
            .field("next_cursor", text("Where the next page begins; none on the last one", "下一页的起点（空：已是最后一页）").optional(), example: .null) {
                $0.nextCursor
            },
        ])

    private static let record = AnswerShape<Item>(
        "Record found", "找到的记录",
        [
            .field("type", text("Kind of record", "记录类型"), example: "customer") { $0.hit.resource.schema.entity },
            .field("id", integer("Its id", "编号"), more: ["minimum": 1]) { $0.hit.id },
            .field("number", text("Its number, where it has one", "单据编号").optional(), example: .null) { $0.number },
            .field("title", text("What it is called", "名称").optional(), example: "北京食品有限公司") { $0.title },
            .field("field", text("The field in which a word stands", "匹配的字段"), example: "name") { $0.field },
            .field("text", text("What that field says", "匹配的内容"), example: "北京食品有限公司") { $0.text },
            .field("updated_at", instant("Last change", "更新时间")) { $0.updatedAt },
            .field("href", text("Where it is", "链接"), example: "/v1/customers/7") { $0.hit.resource.schema.path(of: $0.hit.id) },
        ])

    // MARK: Cursors

    /// What a cursor is bound to.
    static func question(_ words: [String], _ resources: [AnyResource]) -> [UInt8] {
        let parts = ["search"] + words + [""] + resources.map(\.schema.table)
        return SHA256Digest.hash(of: parts.map { "\($0.utf8.count):\($0)" }.joined())
    }

    /// The place that a cursor names. Throws `bad_cursor`.
    static func place(_ token: String, _ question: [UInt8], _ key: CursorKey) throws -> Int64 {
        guard let cursor = Cursor(token: token, for: question, key), cursor.values.count == 1, let place = cursor.values[0].integer else {
            throw Failure(.badCursor, faults: [Fault(.badCursor, at: "cursor")])
        }
        return place
    }
}
