// The search over HTTP: what is found by which part, by whom, and that nothing else is.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct SearchTests {
    private let world: World

    init() throws { world = try World() }

    /// Asks, and gives `type id` of what was found.
    private func found(_ question: String, by name: String = "admin", _ more: String = "") throws -> [String] {
        let reply = try world.get(name, "/v1/search?q=\(question.percentCoded)\(more)")
        #expect(reply.status == 200, "\(question): \(reply.answer.text)")
        return reply.array("items").compactMap { item in
            item.object.map { "\($0["type"]?.string ?? "") \($0["id"]?.number?.int64 ?? 0)" }
        }
    }

    private func customer(_ name: String, owner: String = "rep", _ more: String = "") throws -> Int64 {
        try world.created(world.post("admin", "/v1/customers", "{\"name\":\"\(name)\",\"owner_id\":\(world.person(owner).id)\(more)}"))
    }

    private func faults() throws -> [String] {
        Reply(try world.server.operatorClient().send("GET", "/control/check")).array("faults").compactMap(\.string)
    }

    // MARK: Parts

    @Test func `any part of a text finds it, of one character or more, whatever its case and width`() throws {
        let id = try customer("北京ＡＢＣ食品有限公司 Tea-House 2000", owner: "rep", ",\"phone\":\"010-8800 1234\"")
        let text = "北京abc食品有限公司"
        let characters = Array(text)
        for start in characters.indices {
            for end in start..<characters.count {
                let part = String(characters[start...end])
                #expect(try found(part) == ["customer \(id)"], "\(part)")
            }
        }
        for part in ["tea", "TEA", "ｔｅａ", "a-h", "ouse", "200", "00", "8800", "1234", "公司 tea", "2000 北"] {
            #expect(try found(part) == ["customer \(id)"], "\(part)")
        }
        for other in ["京北", "食有", "teah", "tea_house", "2001", "公司 coffee", "食品tea", "8800 12345", "0102"] {
            #expect(try found(other).isEmpty, "\(other)")
        }
    }

    @Test func `all kinds are found, each by its names and numbers, the newest first`() throws {
        let id = try customer("Kind Tea", owner: "rep")
        let contact = try world.created(
            world.post("rep", "/v1/contacts", "{\"customer_id\":\(id),\"name\":\"Kind Wang\",\"email\":\"wang@kind.example\"}"))
        let product = try world.product("KIND-1")
        let lead = try world.post("rep", "/v1/leads", #"{"company":"Kind Lead","channel":"other"}"#)
        let opportunity = try world.post("rep", "/v1/opportunities", "{\"customer_id\":\(id),\"name\":\"Kind deal\"}")
        let order = try world.post(
            "rep", "/v1/orders",
            """
            {"customer_id":\(id),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "customer_po_number":"PO-KIND-77","lines":[{"product_id":\(product),"quantity":"10"}]}
            """)
        #expect(
            try found("kind") == [
                "order \(order.id)", "opportunity \(opportunity.id)", "lead \(lead.id)", "product \(product)", "contact \(contact)",
                "customer \(id)",
            ])
        for (reply, type) in [(lead, "lead"), (opportunity, "opportunity"), (order, "order")] {
            let number = try #require(reply.string("number"))
            #expect(try found(number) == ["\(type) \(reply.id)"])
            #expect(
                try found(String(number.suffix(8)), by: "admin", "&in=\(type == "opportunity" ? "opportunities" : type + "s")") == [
                    "\(type) \(reply.id)"
                ])
        }
        #expect(try found("kind.example") == ["contact \(contact)"])
        #expect(try found("kind", by: "admin", "&in=orders,leads") == ["order \(order.id)", "lead \(lead.id)"])
        let item = try world.get("rep", "/v1/search?q=kind-77").array("items").first?.object
        #expect(item?["field"]?.string == "customer_po_number" && item?["text"]?.string == "PO-KIND-77")
        #expect(item?["href"]?.string == "/v1/orders/\(order.id)" && item?["number"]?.string == order.string("number"))
        #expect(try faults().isEmpty)
    }

    @Test func `pages follow one another without gap or repetition`() throws {
        let ids = try (0..<7).map { try customer("Page \($0)") }
        for name in ["admin", "rep"] {
            var seen: [String] = []
            var cursor = ""
            repeat {
                let reply = try world.get(name, "/v1/search?q=page&limit=3\(cursor.isEmpty ? "" : "&cursor=" + cursor)")
                seen += reply.array("items").compactMap { $0.object?["href"]?.string }
                cursor = reply.string("next_cursor") ?? ""
            } while !cursor.isEmpty
            #expect(seen == ids.reversed().map { "/v1/customers/\($0)" }, "\(name)")
        }
        let cursor = try #require(try world.get("admin", "/v1/search?q=page&limit=3").string("next_cursor"))
        for question in ["q=pag&cursor=\(cursor)", "q=page&in=customers&cursor=\(cursor)", "q=page&cursor=x"] {
            #expect(try world.get("admin", "/v1/search?" + question).code == "bad_cursor", "\(question)")
        }
    }

    // MARK: Changes

    @Test func `what is changed, archived, restored or merged is found as it is now`() throws {
        let id = try customer("Before Ltd")
        #expect(try world.patch("rep", "/v1/customers/\(id)", #"{"name":"After Ltd"}"#).status == 200)
        #expect(try found("before").isEmpty)
        #expect(try found("after") == ["customer \(id)"])
        #expect(try world.patch("rep", "/v1/customers/\(id)", #"{"name":"Trial Ltd"}"#).status == 200)
        #expect(try world.send("rep", "PATCH", "/v1/customers/\(id)?dry_run=true", #"{"name":"Unreal Ltd"}"#).status == 200)
        #expect(try found("unreal").isEmpty)
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(id)").status == 200)
        #expect(try found("trial").isEmpty)
        #expect(try world.post("manager", "/v1/customers/\(id)/restore").status == 200)
        #expect(try found("trial") == ["customer \(id)"])
        let winner = try customer("Winner Ltd")
        #expect(try world.post("manager", "/v1/customers/\(id)/merge", "{\"into_id\":\(winner)}").status == 200)
        #expect(try found("trial").isEmpty)
        #expect(try found("winner") == ["customer \(winner)"])
        #expect(try faults().isEmpty)
    }

    @Test func `what a batch undoes is not found`() throws {
        let body = #"{"items":[{"name":"Batch One","owner_id":1},{"name":""}]}"#
        #expect(try world.post("admin", "/v1/customers/batch", body).status == 422)
        #expect(try found("batch").isEmpty)
        #expect(try faults().isEmpty)
    }

    @Test func `an erased person is in the index no more`() throws {
        let id = try customer("Company")
        let contact = try world.created(
            world.post("rep", "/v1/contacts", "{\"customer_id\":\(id),\"name\":\"欧阳修\",\"mobile\":\"13812345678\"}"))
        #expect(try found("阳") == ["contact \(contact)"])
        #expect(try world.post("manager", "/v1/contacts/\(contact)/erase", #"{"reason":"requested"}"#).status == 200)
        for part in ["欧阳", "阳", "1381234", "5678"] { #expect(try found(part).isEmpty, "\(part)") }
        let left = try world.server.application.database.read { try $0.rows("SELECT text FROM search_document").compactMap { $0[0].text } }
        #expect(!left.contains { $0.contains("阳") || $0.contains("1381234") })
        func isInFile() throws -> Bool {
            let pages = try world.server.application.database.read { try $0.rows("SELECT block FROM search_index_data") }
            return pages.contains { $0[0].blob?.contains(Array("修".utf8)) ?? false }
        }
        // FTS5 only notes that it is gone.
        #expect(try isInFile())
        try world.server.runJob("purge-search")
        #expect(try !isInFile())
        #expect(try faults().isEmpty)
    }

    // MARK: Who finds what

    @Test func `everybody finds what he or she may see, and nothing beside it`() throws {
        let ids = try ["rep", "rep2", "stranger"].map { try customer("Secret of \($0)", owner: $0) }
        for (customer, owner) in zip(ids, ["rep", "rep2", "stranger"]) {
            _ = try world.created(world.post(owner, "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Secret contact\"}"))
        }
        for name in ["rep", "rep2", "stranger", "manager", "marketing", "production", "finance", "hr", "admin", "key"] {
            let hits = try found("secret", by: name)
            for id in ids {
                let seen = try world.get(name, "/v1/customers/\(id)").status == 200
                #expect(hits.contains("customer \(id)") == seen, "\(name)")
            }
            let contacts = try world.get(name, "/v1/contacts").array("items").count
            #expect(hits.filter { $0.hasPrefix("contact") }.count == contacts, "\(name)")
        }
        #expect(try world.get("production", "/v1/search?q=secret&in=customers").status == 403)
        #expect(try world.get(nil, "/v1/search?q=secret").status == 401)
    }

    @Test func `a key finds what its scopes cover`() throws {
        let id = try customer("Scoped Ltd")
        _ = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(id),\"name\":\"Scoped Wang\"}"))
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"k","roles":["integration"],"scopes":["customers:read"]}"#)
        world.admit("scoped", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        #expect(try found("scoped", by: "scoped") == ["customer \(id)"])
        #expect(try world.get("scoped", "/v1/search?q=scoped&in=contacts").code == "outside_scope")
    }

    @Test func `no hidden field is searched`() throws {
        for resource in world.server.application.registry.searched {
            for field in resource.searchedFields {
                #expect(field.traits.group == nil && !field.traits.isSecret, "\(resource.schema.collection).\(field.name)")
            }
        }
        _ = try world.product("CHAI", price: "18.00", cost: "77777.77")
        #expect(try found("77777").isEmpty)
    }

    // MARK: What somebody could try

    @Test(arguments: [
        "\"", "\"\"", "*", "a*", "NEAR(a b)", "a OR b", "text : a", "text:a", "-a", "^a", "(", ")", "a + b", "{text} : a", "'",
        "'; DROP TABLE x", "\\",
        "%", "_", "a\" OR \"b", "\u{E000}", "\u{E001}", "a\u{0}b", "\u{FEFF}", "\u{202E}", "{", "AND", "OR", "NOT",
    ])
    func `nothing in a question is an operator`(_ question: String) throws {
        _ = try customer("Plain Ltd")
        let reply = try world.get("admin", "/v1/search?q=\(question.percentCoded)")
        #expect(
            reply.status == 200 && reply.array("items").isEmpty || reply.code == "bad_parameter" || reply.code == "bad_query",
            "\(reply.answer.text)")
    }

    @Test func `operators in a text are found as they stand there`() throws {
        let id = try customer("Tea \\\"Best\\\" * (NEAR) 100%")
        for part in ["\"best\"", "*", "(near)", "100%", "\" *"] { #expect(try found(part) == ["customer \(id)"], "\(part)") }
    }

    @Test func `too little and too much are refused`() throws {
        for question in [
            "", "q=", "q=%20", "q=%C2%85", "q=" + String(repeating: "a", count: 201),
            "q=" + (0..<11).map { "w\($0)" }.joined(separator: "+"),
        ] {
            #expect(try world.get("admin", "/v1/search?" + question).code == "bad_parameter", "\(question)")
        }
        for more in ["&limit=0", "&limit=201", "&in=users", "&in=", "&in=customers,,orders"] {
            #expect(try world.get("admin", "/v1/search?q=a" + more).code == "bad_parameter", "\(more)")
        }
        #expect(try world.get("admin", "/v1/search?q=a&query=b").code == "unknown_parameter")
    }

    @Test func `the index is made anew where other fields are searched, and what is missing in it is told`() throws {
        let id = try customer("Anew Ltd")
        let database = world.server.application.database
        _ = try database.write { try $0.connection.execute("DELETE FROM search_document WHERE record_id = \(id)") }
        #expect(try faults().contains { $0.contains("customer \(id)") })
        try database.write { try $0.connection.run("UPDATE settled SET value = 'other' WHERE name = 'search'") }
        try SearchIndex.bringUpToDate(world.server.application.registry, database)
        #expect(try faults().isEmpty)
        #expect(try found("anew") == ["customer \(id)"])
    }
}

extension String {
    fileprivate var percentCoded: String {
        utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
