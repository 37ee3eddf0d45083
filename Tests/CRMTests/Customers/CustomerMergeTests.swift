// Two entries of one customer become one: everything that refers moves, the old id leads on, and nobody takes a customer that way (P2.1.2).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct CustomerMergeTests {
    private let world: World
    private let winner: Int64
    private let loser: Int64

    init() throws {
        world = try World()
        winner = try world.customer("Acme", limit: nil)
        loser = try world.customer("Acme Trading")
    }

    private func merge(_ name: String = "manager", _ from: Int64? = nil, into: Int64? = nil) throws -> Reply {
        try world.post(name, "/v1/customers/\(from ?? loser)/merge", "{\"into_id\":\(into ?? winner)}")
    }

    private func contact(_ name: String, of customer: Int64) throws -> Int64 {
        try world.created(
            world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"\(name)\",\"is_primary\":true}"))
    }

    private func order(_ customer: Int64, _ product: Int64) throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"currency":"CNY","payment_method":"bank_transfer","payment_terms_days":30,
             "transport_mode":"road","delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"1"}]}
            """
        return try world.created(world.post("rep", "/v1/orders", body))
    }

    @Test func `everything that refers to the one refers to the other, whatever table it stands in`() throws {
        _ = try order(loser, world.product("CHAI"))
        _ = try contact("Ann", of: loser)
        _ = try world.created(
            world.post(
                "admin", "/v1/price-lists", "{\"name\":\"Own\",\"customer_id\":\(loser),\"currency\":\"CNY\",\"starts_on\":\"2026-01-01\"}")
        )
        _ = try world.created(
            world.post(
                "rep", "/v1/activities", "{\"entity\":\"customer\",\"entity_id\":\(loser),\"kind\":\"call\",\"summary\":\"Call\"}"))
        let references = try self.references()
        let before = try references.map { try count($0, loser) }
        #expect(before.filter { $0 > 0 }.count >= 5, "the test has something in every place that it can fill")
        #expect(try merge().status == 200)
        for (place, count) in zip(references, before) where place != "customers.merged_into_id" {
            #expect(try self.count(place, loser) == 0, "\(place)")
            #expect(try self.count(place, winner) >= count, "\(place)")
        }
        #expect(try count("customers.merged_into_id", winner) == 1)
        #expect(
            try integer("SELECT count(*) FROM activities WHERE entity = 'customer' AND entity_id = \(loser)") == 0)
    }

    /// Every column that refers to the customers, as the database itself says.
    private func references() throws -> [String] {
        try world.server.application.database.read { connection in
            let tables = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").compactMap { $0.first?.text }
            return try tables.flatMap { table in
                try connection.rows("SELECT \"from\" FROM pragma_foreign_key_list('\(table)') WHERE \"table\" = 'customers'")
                    .compactMap { $0.first?.text }.map { "\(table).\($0)" }
            }
        }
    }

    private func count(_ place: String, _ id: Int64) throws -> Int64 {
        let parts = place.split(separator: ".")
        return try integer("SELECT count(*) FROM \(parts[0]) WHERE \(parts[1]) = \(id)")
    }

    private func integer(_ sql: String) throws -> Int64 {
        try world.server.application.database.read { try $0.first(sql)?.first?.integer } ?? 0
    }

    @Test func `the old id leads to the new one, with all that follows it`() throws {
        #expect(try merge().status == 200)
        let read = try world.get("rep", "/v1/customers/\(loser)?fields=id,name")
        #expect(read.status == 308)
        #expect(read.code == "merged")
        #expect(read.answer.field("Location") == "/v1/customers/\(winner)?fields=id,name")
        for (name, path) in [("rep", "timeline"), ("finance", "credit")] {
            let reply = try world.get(name, "/v1/customers/\(loser)/\(path)")
            #expect(reply.status == 308)
            #expect(reply.answer.field("Location") == "/v1/customers/\(winner)/\(path)", "\(path)")
        }
        let step = try world.post("finance", "/v1/customers/\(loser)/block", #"{"reason":"x"}"#)
        #expect(step.status == 308)
        #expect(step.answer.field("Location") == "/v1/customers/\(winner)/block")
        #expect(try world.patch("rep", "/v1/customers/\(loser)", #"{"city":"Wuxi"}"#).status == 308)
        #expect(try world.post("manager", "/v1/customers/\(loser)/restore").status == 308)
        // Whoever did not see it is not told where it went.
        #expect(try world.get("stranger", "/v1/customers/\(loser)").status == 404)
        let list = try world.get("rep", "/v1/customers?count=true")
        #expect(list.integer("total") == 1)
    }

    @Test func `one merged before leads on to the last`() throws {
        let last = try world.customer("Acme Holding", limit: nil)
        #expect(try merge().status == 200)
        #expect(try merge(winner, into: last).status == 200)
        #expect(try world.get("rep", "/v1/customers/\(loser)").answer.field("Location") == "/v1/customers/\(last)")
        #expect(try merge(last, into: loser).faults == ["/into_id: archived_reference"])
    }

    private func merge(_ from: Int64, into: Int64) throws -> Reply { try merge("manager", from, into: into) }

    @Test func `the one that lives on gets what only the other knew, keeps its own, and has one first to turn to`() throws {
        _ = try world.patch("rep", "/v1/customers/\(winner)", #"{"city":"Suzhou"}"#)
        _ = try world.patch(
            "rep", "/v1/customers/\(loser)",
            #"{"city":"Wuxi","phone":"0510-85886688","unified_social_credit_code":"91350100M000100Y43","external_id":"ERP-7"}"#)
        let (first, second) = try (contact("Ann", of: winner), contact("Bob", of: loser))
        #expect(try merge().status == 200)
        let merged = try world.get("rep", "/v1/customers/\(winner)")
        #expect(merged.string("city") == "Suzhou")
        #expect(merged.string("phone") == "0510-85886688")
        #expect(merged.string("unified_social_credit_code") == "91350100M000100Y43")
        #expect(merged["external_id"].isNull)
        #expect(try world.get("key", "/v1/customers/by-external-id/ERP-7").answer.field("Location") == "/v1/customers/\(winner)")
        #expect(try world.get("rep", "/v1/contacts/\(first)")["is_primary"] == .bool(true))
        #expect(try world.get("rep", "/v1/contacts/\(second)")["is_primary"] == .bool(false))
        #expect(try world.get("rep", "/v1/contacts/\(second)").integer("customer_id") == winner)
        // The credit of the one that was investigated is the other's now.
        #expect(try world.get("finance", "/v1/customers/\(winner)/credit").string("rating") == "A")
    }

    @Test func `the timeline tells what happened to both`() throws {
        _ = try world.patch("rep", "/v1/customers/\(loser)", #"{"city":"Wuxi"}"#)
        #expect(try merge().status == 200)
        let items = try world.get("rep", "/v1/customers/\(winner)/timeline?limit=200").array("items")
        let own = items.filter { $0.object?["entity"]?.string == "customer" && $0.object?["entity_id"]?.number?.int64 == loser }
        #expect(own.compactMap { $0.object?["action"]?.string } == ["merge", "updated", "created"])
    }

    @Test func `a manager merges what is the team's, nobody else, and nothing into itself or another team's`() throws {
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        for name in ["rep", "stranger", "finance", "marketing", "executive", "auditor", "admin"] {
            #expect([403, 404].contains(try merge(name).status), "\(name)")
        }
        #expect(try merge("manager", into: loser).faults == ["/into_id: merge_into_self"])
        #expect(try merge("manager", into: 999).faults == ["/into_id: unknown_reference"])
        #expect(try merge("manager", into: foreign).faults == ["/into_id: unknown_reference"])
        #expect(try merge("manager", foreign, into: winner).status == 404)
        // Who sees the other team's by another role still does not answer for it.
        try world.hire("both", [.salesManager, .marketing])
        _ = try world.patch("admin", "/v1/users/\(world.person("stranger").id)", "{\"manager_id\":\(world.person("both").id)}")
        #expect(try merge("both", foreign, into: winner).faults == ["/owner_id: owner_outside_team"])
        #expect(try merge("both", loser, into: foreign).status != 200)
        #expect(try world.get("rep", "/v1/customers/\(loser)").status == 200)
    }

    @Test func `a try keeps nothing, and the call repeated with its key is answered again`() throws {
        #expect(try world.post("manager", "/v1/customers/\(loser)/merge?dry_run=true", "{\"into_id\":\(winner)}").status == 200)
        #expect(try world.get("rep", "/v1/customers/\(loser)").status == 200)
        let fields = [("Idempotency-Key", "merge-1")]
        let first = try world.post("manager", "/v1/customers/\(loser)/merge", "{\"into_id\":\(winner)}", fields: fields)
        let again = try world.post("manager", "/v1/customers/\(loser)/merge", "{\"into_id\":\(winner)}", fields: fields)
        #expect(first.status == 200 && again.status == 200)
        #expect(first.integer("merged_into_id") == winner)
        #expect(first.answer.text == again.answer.text)
    }
}
