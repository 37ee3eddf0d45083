// The audit: one record for each write, who may read it, and a chain in which every tampering shows (P5.1.2).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct AuditTests {
    private let world: World

    init() throws { world = try World() }

    private func audit(_ query: String, by name: String = "auditor") throws -> [JSONObject] {
        try world.get(name, "/v1/audit?limit=200&" + query).array("items").compactMap(\.object)
    }

    private func count(_ table: String) throws -> Int64 {
        try world.server.application.database.read { try $0.first("SELECT count(*) FROM \(table)")?.first?.integer } ?? -1
    }

    @Test func `each write leaves one record, old to new, and one event`() throws {
        let made = try world.post("product", "/v1/categories", #"{"name":"Tea"}"#, fields: [("X-Request-Id", "r-1")])
        let path = "/v1/categories/\(made.id)"
        let steps: [() throws -> Reply] = [
            { try world.patch("product", path, #"{"name":"Green tea","description":"Leaves"}"#) },
            { try world.send("admin", "DELETE", path) },
            { try world.post("admin", path + "/restore") },
        ]
        for step in steps {
            let before = try (count("audit"), count("event"))
            #expect(try step().status == 200)
            #expect(try count("audit") == before.0 + 1)
            #expect(try count("event") == before.1 + 1)
        }
        let records = try audit("entity=category&entity_id=\(made.id)")
        #expect(records.map { $0["action"]?.string } == ["restored", "archived", "updated", "created"])
        #expect(records[3]["set"]?.object?["name"]?.string == "Tea")
        #expect(records[3]["request_id"]?.string == "r-1")
        #expect(records[3]["origin"]?.string == "127.0.0.1")
        #expect(records[3]["user_id"]?.number?.int64 == world.person("product").id)
        #expect(records[2]["changed"]?.object?["name"]?.array?.compactMap(\.string) == ["Tea", "Green tea"])
        #expect(records[2]["changed"]?.object?["description"]?.array?.first?.isNull == true)
        #expect(records[2]["at"]?.string == "2026-11-24T01:00:00.000Z")
    }

    @Test func `what is refused or changes nothing leaves no record`() throws {
        let id = try world.customer(limit: nil)
        let before = try (count("audit"), count("event"))
        #expect(try world.post("rep", "/v1/customers", "{}").status == 422)
        #expect(try world.patch("rep", "/v1/customers/\(id)", "{}").status == 200)
        #expect(try world.patch("rep", "/v1/customers/\(id)", #"{"city":"X"}"#, fields: [("If-Match", "\"9\"")]).status == 412)
        #expect(try world.post("rep", "/v1/customers", "{\"name\":\"X\",\"owner_id\":\(world.person("stranger").id)}").status == 422)
        #expect(try world.get("rep", "/v1/customers").status == 200)
        #expect(try (count("audit"), count("event")) == before)
    }

    @Test func `a key's record names key and user`() throws {
        let reply = try world.post("key", "/v1/categories", #"{"name":"Tea"}"#)
        let record = try audit("entity=category&entity_id=\(reply.id)").first
        #expect(record?["key_id"]?.number?.int64 == 1)
        #expect(record?["user_id"]?.number?.int64 == world.person("key").id)
    }

    @Test func `a step's form stands in its record, and so does what of an order's lines changed`() throws {
        let product = try world.product("CHAI")
        let customer = try world.customer(limit: nil)
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let order = try world.post("rep", "/v1/orders", body)
        let line = order.integer("lines/0/id") ?? 0
        _ = try world.patch("rep", "/v1/orders/\(order.id)", "{\"lines\":[{\"id\":\(line),\"quantity\":\"3\"}]}")
        _ = try world.post("rep", "/v1/orders/\(order.id)/cancel", #"{"reason":"Mistake"}"#)
        let records = try audit("entity=order&entity_id=\(order.id)")
        #expect(records[0]["form"]?.object?["reason"]?.string == "Mistake")
        #expect(records[0]["changed"]?.object?["status"]?.array?.compactMap(\.string) == ["draft", "cancelled"])
        #expect(records[0]["customer_id"]?.number?.int64 == customer)
        let lines = records[1]["changed"]?.object?["lines"]?.array ?? []
        #expect(lines.map { $0.array?.first?.object?["quantity"]?.string } == ["10", "3"])
    }

    @Test func `the audit is for auditors, executives and administrators`() throws {
        for name in roleHolders {
            let status = try world.get(name, "/v1/audit").status
            #expect(status == (["auditor", "executive", "admin"].contains(name) ? 200 : 403), "\(name)")
        }
    }

    @Test func `the audit is filtered and read page by page, newest first`() throws {
        for number in 1...5 { _ = try world.post("product", "/v1/categories", "{\"name\":\"C\(number)\"}") }
        let all = try audit("entity=category").compactMap { $0["sequence"]?.number?.int64 }
        #expect(all.count == 5)
        #expect(all == all.sorted(by: >))
        var found: [Int64] = []
        var before = ""
        repeat {
            let page = try world.get("auditor", "/v1/audit?entity=category&limit=2" + before)
            found += page.array("items").compactMap { $0.object?["sequence"]?.number?.int64 }
            before = page.integer("next_before").map { "&before=\($0)" } ?? ""
        } while !before.isEmpty
        #expect(found == all)
        #expect(try audit("entity=category&user_id=\(world.person("admin").id)").isEmpty)
        for query in ["limit=0", "before=x", "entity_id=x"] {
            #expect(try world.get("auditor", "/v1/audit?" + query).code == "bad_parameter")
        }
        #expect(try world.get("auditor", "/v1/audit?entty=order").string("detail")?.contains("“entity”") == true)
    }

    // MARK: The chain

    /// The verification after SQL that tampers.
    private func fault(_ sql: String...) throws -> AuditFault? {
        for statement in sql { try world.server.application.database.write { try $0.connection.run(statement) } }
        return try world.server.application.database.read { connection in
            var walk = try AuditVerification(on: connection)
            while !walk.isOver { try walk.verifyNext(3, on: connection) }
            return walk.fault
        }
    }

    @Test func `what the server wrote fits, in gapless order`() throws {
        _ = try world.customer()
        #expect(try fault() == nil)
        let numbers = try world.server.application.database.read {
            try $0.rows("SELECT sequence FROM audit ORDER BY sequence").compactMap { $0[0].integer }
        }
        #expect(numbers == Array(1...Int64(numbers.count)))
    }

    @Test(arguments: [
        "at = at + 1", "user_id = 2", "user_id = NULL", "key_id = 9", "on_behalf_of_id = 1", "origin = '10.0.0.1'", "request_id = 'x'",
        "action = 'read'", "entity = 'customer'", "entity_id = entity_id + 1", "customer_id = 1", "salt = zeroblob(16)", "salt = NULL",
        "content = replace(content, 'rep', 'rap')", "content = content || ' '", "content = NULL", "content_hash = zeroblob(32)",
        "hash = zeroblob(32)",
        "salt = NULL, content = NULL", "erased_at = 1", "erased_by_id = 1", "erasure_rule = 'x'", "erased_at = 1, erasure_rule = 'x'",
        "salt = NULL, content = NULL, erased_at = 1", "salt = NULL, content = NULL, erasure_rule = 'x'", "sequence = 1000",
        "hash = (SELECT hash FROM audit WHERE sequence = 2)",
    ])
    func `no column of a record is changed unseen`(_ change: String) throws {
        let record = try audit("entity=user&entity_id=\(world.person("rep").id)").first?["sequence"]?.number?.int64 ?? 0
        #expect(record > 2)
        #expect(try fault("UPDATE audit SET \(change) WHERE sequence = \(record)")?.sequence == record)
    }

    @Test func `records left out, put in or exchanged show`() throws {
        let gone = try fault("DELETE FROM audit WHERE sequence = 5")
        #expect(gone?.sequence == 5)
        #expect(gone?.reason == .missing)
        let other = try AuditTests()
        let exchange = [
            "UPDATE audit SET sequence = 0 WHERE sequence = 3", "UPDATE audit SET sequence = 3 WHERE sequence = 4",
            "UPDATE audit SET sequence = 4 WHERE sequence = 0",
        ]
        #expect(try other.fault(exchange[0], exchange[1], exchange[2])?.sequence == 3)
    }

    @Test func `contents that a rule has erased leave the chain whole, and the audit says so`() throws {
        let record = try audit("entity=user&entity_id=\(world.person("rep").id)").first?["sequence"]?.number?.int64 ?? 0
        let sql =
            "UPDATE audit SET salt = NULL, content = NULL, erased_at = 1, erased_by_id = 1, erasure_rule = 'PIPL 47' WHERE sequence = \(record)"
        #expect(try fault(sql) == nil)
        let erased = try audit("entity=user&entity_id=\(world.person("rep").id)").first
        #expect(erased?["erased"]?.bool == true)
        #expect(erased?["set"] == nil)
        // What is written afterwards goes on from there.
        _ = try world.customer(limit: nil)
        #expect(try fault() == nil)
    }
}
