// That `check` finds whatever way the search and the records come apart.

import App
import JSON
import SQLite
import Storage
import TestSupport
import Testing

struct SearchCheckTests {
    private let world: World

    init() throws { world = try World() }

    private func customer(_ name: String) throws -> Int64 {
        try world.created(world.post("admin", "/v1/customers", "{\"name\":\"\(name)\",\"owner_id\":\(world.person("rep").id)}"))
    }

    private func edit(_ sql: String) throws {
        try world.server.application.database.write { try $0.connection.execute(sql) }
    }

    private func faults() throws -> [String] {
        Reply(try world.server.operatorClient().send("GET", "/control/check")).array("faults").compactMap(\.string)
    }

    @Test func `what is sound is told to be so, over more texts than are compared at a time`() throws {
        let owner = world.person("rep").id
        let items = (1...2_100).map { "{\"name\":\"茶叶 Tea House \($0)\",\"owner_id\":\(owner)}" }
        for start in stride(from: 0, to: items.count, by: 100) {
            let slice = items[start..<(start + 100)].joined(separator: ",")
            #expect(try world.post("admin", "/v1/customers/batch", "{\"items\":[\(slice)]}").status == 200)
        }
        #expect(try faults() == [])
        let last = try customer("The last one")
        try edit("UPDATE search_document SET text = replace(text, 'last', 'late') WHERE record_id = \(last)")
        #expect(try faults() == ["customer \(last): the search does not say what the record says"])
    }

    @Test func `a word too few, one too many and one at another place are found`() throws {
        let ids = try ["Fewer", "More", "Other", "Sound"].map(customer)
        let words = "INSERT INTO search_index (search_index, rowid, text) SELECT 'delete', id, text FROM search_document WHERE record_id"
        let again = "INSERT INTO search_index (rowid, text) SELECT id"
        try edit("\(words) = \(ids[0])")
        try edit("\(words) = \(ids[1]); \(again), text || 's' FROM search_document WHERE record_id = \(ids[1])")
        try edit("\(words) = \(ids[2]); \(again), text || ' ' || text FROM search_document WHERE record_id = \(ids[2])")
        try edit("\(words) = \(ids[3]); \(again), text FROM search_document WHERE record_id = \(ids[3])")
        #expect(try faults() == ids.dropLast().map { "customer \($0): the search does not find it by what it says" })
    }

    @Test func `what is missing and what should not be there are found`() throws {
        let (missing, gone) = (try customer("Missing"), try customer("Gone"))
        try edit(
            """
            INSERT INTO search_index (search_index, rowid, text)
                SELECT 'delete', id, text FROM search_document WHERE record_id = \(missing);
            DELETE FROM search_document WHERE record_id = \(missing);
            UPDATE customers SET archived_at = 1 WHERE id = \(gone);
            INSERT INTO search_index (rowid, text) VALUES (9999, 'ghost');
            """)
        #expect(
            try faults() == [
                "customer \(gone): the search finds it, and it is not there",
                "customer \(missing): the search does not know it",
                "the search has words of 1 texts that it does not keep",
            ])
    }
}
