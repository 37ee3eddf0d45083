// A customer's timeline is paged like a list: what a page costs does not depend on how much happened before or after it.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct TimelinePageTests {
    private static let entries = 30_000
    private let world: World
    private let customer: Int64

    init() throws {
        // One loop, so that the page of metrics counts every request before it.
        world = try World(TestServer(changing: { $0.loops = 1 }))
        customer = try world.customer("Sea Tea")
        _ = try world.post(
            "rep", "/v1/activities", "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"call\",\"summary\":\"First\"}")
        try fill()
    }

    /// Behind the server's back: an activity each, told of once, and between each two an entry that the rep may not see.
    private func fill() throws {
        let activities = """
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.entries))
            INSERT INTO activities SELECT 1000 + i, version, created_at, created_by_id, updated_at, NULL, entity, entity_id, owner_id, kind,
                summary, outcome, happened_at, NULL, followed_up, customer_id, subject_owner_id, NULL FROM n, activities WHERE id = 1
            """
        let audit = """
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.entries))
            INSERT INTO audit SELECT 100000 + i * 2 + k, at, user_id, key_id, on_behalf_of_id, origin, request_id, action,
                iif(k, 'activity', 'credit_investigation'), iif(k, 1000 + i, 1), \(customer), salt, content, content_hash, hash, erased_at,
                erased_by_id, erasure_rule
            FROM n, (SELECT 0 AS k UNION SELECT 1), audit WHERE entity = 'activity' AND entity_id = 1
            """
        try world.server.application.database.write { transaction in
            for sql in [activities, audit] { try transaction.connection.run(sql, []) }
        }
    }

    private func page(_ name: String, _ query: String = "") throws -> Reply {
        try world.get(name, "/v1/customers/\(customer)/timeline?limit=50\(query)")
    }

    private func sequences(_ reply: Reply) -> [Int64] {
        reply.array("items").compactMap { $0.object?["sequence"]?.number?.int64 }
    }

    @Test func `the first page and a deep one read no more than they show`() throws {
        for name in ["rep", "manager", "auditor"] {
            let first = try page(name)
            #expect(first.array("items").count == 50, "\(name): \(first.answer.text.prefix(300))")
            let middle = try page(name, "&before=\(100_000 + Self.entries)")
            #expect(middle.array("items").count == 50, "\(name)")
            // The oldest: what is left comes to less than a page.
            let last = try page(name, "&before=100010")
            #expect(!last.array("items").isEmpty && last["next_before"].isNull, "\(name)")
        }
        // A read that takes more than its budget on the event loop is done anew on the heavy pool: none was.
        let metrics = try world.get(nil, "/metrics").answer.text.split(separator: "\n")
        let heavy = metrics.first { $0.hasPrefix(#"salesd_http_request_duration_seconds_count{lane="heavy"}"#) }
        #expect(heavy.map { $0.hasSuffix(" 0") } ?? false, "\(heavy ?? "no such metric")")
    }

    @Test func `pages follow one another without a gap, and without what the reader may not see`() throws {
        var (place, found) = ("", [Int64]())
        for _ in 0..<5 {
            let reply = try page("rep", place)
            #expect(Set(reply.array("items").compactMap { $0.object?["entity"]?.string }) == ["activity"])
            found += sequences(reply)
            place = "&before=\(reply.integer("next_before") ?? 0)"
        }
        // Every second place, from the newest back.
        #expect(found == (0..<250).map { Int64(100_000 + (Self.entries - $0) * 2 + 1) })
        let both = try page("finance")
        #expect(Set(both.array("items").compactMap { $0.object?["entity"]?.string }) == ["activity", "credit_investigation"])
        #expect(try page("rep2").status == 404)
    }
}
