// Files become records by the way of ordinary requests: each collection, again, tried, cancelled, two at once, by whom (P5.1.1).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ImportTests {
    private let desk: ImportDesk
    private var world: World { desk.world }

    init() throws { desk = try ImportDesk() }

    @Test func `each collection that comes in files does`() throws {
        let files = [
            ("rep", "leads", "external_id,company,channel\nL1,A,other\nL2,B,other\n"),
            ("rep", "customers", "external_id,name,level\nC1,甲,A\nC2,乙,B 级\n"),
            ("rep", "contacts", "external_id,customer_external_id,name,客户\nP1,C1,Wang,\n"),
            ("product", "products", "external_id,sku,name,list_price\nX1,T1,Tea,1\nX2,T2,Tea,2.5\n"),
            ("rep", "opportunities", "external_id,customer_external_id,name,amount\nO1,C1,Deal,100\nO2,C2,Deal,\n"),
        ]
        for (name, collection, text) in files where collection != "contacts" {
            let rows = text.split(separator: "\n").count - 1
            let done = try desk.run(name, collection, text)
            #expect(done.counts == "\(rows) rows: \(rows) created, 0 updated, 0 unchanged, 0 refused", "\(collection) \(done.lines)")
            #expect(done.status == "finished" && done.record.string("progress") == "1")
            #expect(done.record.integer("bytes_read") == Int64(text.utf8.count))
            #expect(done.ids.count == rows)
        }
        // A customer cannot be named in two columns.
        #expect(try desk.send("rep", "contacts", files[2].2).faults == ["/columns/3: column_twice"])
        #expect(try desk.run("rep", "contacts", "external_id,customer_external_id,name\nP1,C1,Wang\n").lines == ["1 created"])
        let contact = try desk.all("contacts")[0]
        #expect(try world.get("rep", "/v1/customers/\(contact["customer_id"]?.number?.int64 ?? 0)").string("name") == "甲")
    }

    @Test func `the same file again enters nothing twice, and a changed one changes`() throws {
        let text = "external_id,company,channel,owner_username\nL1,A,other,rep\nL2,B,other,rep\n"
        #expect(try desk.run("manager", "leads", text).counts == "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused")
        let versions = try desk.all("leads").map { $0["version"] }
        #expect(try desk.run("manager", "leads", text).counts == "2 rows: 0 created, 0 updated, 2 unchanged, 0 refused")
        #expect(try desk.all("leads").map { $0["version"] } == versions)
        let changed = "external_id,company,channel,need,owner_username\nL1,A,other,Tea,rep\nL2,B,other,,rep2\nL3,C,other,,rep2\n"
        let done = try desk.run("manager", "leads", changed)
        #expect(done.lines == ["1 updated", "2 refused /owner_id: fixed_field", "3 created"])
        #expect(try desk.all("leads")[0]["need"]?.string == "Tea")
        // An empty cell says nothing.
        #expect(try desk.run("manager", "leads", "external_id,company,channel,need\nL1,A,other,\n").lines == ["1 unchanged"])
        #expect(try desk.run("manager", "leads", #"{"external_id":"L1","need":null}"#, as: "application/x-ndjson").lines == ["1 updated"])
        #expect(try desk.all("leads")[0]["need"] == .null)
    }

    @Test func `rows without a key are entered once as well, also within one file`() throws {
        for (collection, text) in [
            ("customers", "name,city\n甲,上海\n甲,上海\n乙,\n"), ("leads", "company,channel\n丙,other\n丙,other\n丁,other\n"),
        ] {
            #expect(try desk.run("rep", collection, text).lines == ["1 created", "2 unchanged", "3 created"])
            #expect(try desk.run("rep", collection, text).lines == ["1 unchanged", "2 unchanged", "3 unchanged"])
            #expect(try desk.all(collection).count == 2)
        }
        // Another row of the same company is what the rule says: a duplicate.
        let done = try desk.run("rep", "leads", "company,channel,need\n丙有限公司,other,Tea\n甲,other,\n戊,other,\n")
        #expect(done.lines == ["1 refused : lead_exists", "2 refused : company_is_customer", "3 created"])
        // What somebody else has entered is not told: the row goes the way of a new one.
        #expect(try desk.run("stranger", "customers", "name,city\n甲,上海\n").lines == ["1 created"])
    }

    @Test func `an id names the record, and a version is heeded`() throws {
        let id = try world.created(world.post("rep", "/v1/customers", #"{"name":"Tea"}"#))
        #expect(
            try desk.run("rep", "customers", "id,version,city\n\(id),1,Wuxi\n\(id),1,Suzhou\n").lines == [
                "1 updated", "2 refused : stale_version",
            ])
        let other = try world.customer("Other", owner: "stranger", limit: nil)
        #expect(
            try desk.run("rep", "customers", "id,city,version\n\(other),Wuxi,\n9999,Wuxi,\nx,Wuxi,1\n").lines == [
                "1 refused : not_found", "2 refused : not_found", "3 refused /id: wrong_type, /name: required",
            ])
        #expect(
            try desk.run("rep", "customers", "external_id,name,version\nnew,A,3\n").lines == ["1 refused /version: version_without_record"])
    }

    @Test func `where versions are demanded, rows that change name theirs`() throws {
        let strict = try ImportDesk(World(TestServer(changing: { $0.service.demandsVersions = true })))
        #expect(try strict.run("rep", "customers", "external_id,name\nC1,A\n").lines == ["1 created"])
        #expect(
            try strict.run("rep", "customers", "external_id,city,version\nC1,Wuxi,\nC1,Wuxi,1\n").lines == [
                "1 refused : version_required", "2 updated",
            ])
    }

    @Test func `a trial says what would be and leaves nothing`() throws {
        let file = "external_id,company,channel\nL1,A,other\nL2,,other\n"
        _ = try world.created(world.post("rep", "/v1/leads", #"{"company":"B","channel":"other","external_id":"L1"}"#))
        let before = try traces()
        let done = try desk.run("rep", "leads", file, "?dry_run=true&name=C:%5Cfiles%5Cleads.csv")
        #expect(done.lines == ["1 updated", "2 refused /company: required"])
        #expect(done.record["dry_run"] == .bool(true) && done.record.string("file_name") == "leads.csv")
        #expect(try traces() == before)
        #expect(try desk.run("rep", "leads", file).lines == ["1 updated", "2 refused /company: required"])
    }

    /// Everything but what tells of imports.
    private func traces() throws -> [Int64] {
        try world.server.application.database.read { connection in
            try [
                "SELECT count(*) FROM leads", "SELECT sum(version) FROM leads", "SELECT count(*) FROM audit WHERE entity <> 'import'",
                "SELECT count(*) FROM event WHERE entity <> 'import'", "SELECT sum(last) FROM number_series",
                "SELECT count(*) FROM import_digest",
            ].map { sql in try connection.first(sql)?[0].integer ?? -1 }
        }
    }

    @Test func `rows are the caller's at the time of the row`() throws {
        // Somebody else's.
        let done = try desk.run("rep", "customers", "name,owner_username\nA,rep\nB,rep2\nC,nobody\n")
        #expect(done.lines == ["1 created", "2 refused /owner_id: owner_outside_team", "3 refused /owner_id: no_such_reference"])
        // A manager's, for the team.
        #expect(
            try desk.run("manager", "customers", "name,负责人\nD,rep2\nE,stranger\n").lines == [
                "1 created", "2 refused /owner_id: owner_outside_team",
            ])
        // Who may not enter such records at all.
        for name in ["finance", "logistics", "auditor", "hr"] {
            #expect(try desk.send(name, "customers", "name\nA\n").status == 403, "\(name)")
        }
        #expect(try desk.send(nil, "customers", "name\nA\n").status == 401)
        // A field that the caller does not see is none.
        #expect(try desk.send("key", "products", "sku,name,list_price,standard_cost\nA,A,1,1\n").faults == ["/columns/3: unknown_column"])
        #expect(try desk.send("rep", "products", "sku\nA\n").status == 403)
    }

    @Test func `another one's record is not told of`() throws {
        _ = try world.created(world.post("stranger", "/v1/customers", #"{"name":"Secret","external_id":"S1"}"#))
        #expect(try desk.run("rep", "customers", "external_id,name\nS1,Mine\n").lines == ["1 refused : duplicate"])
        let done = try desk.run("rep", "opportunities", "name,customer_name,\nDeal,Secret,\n")
        #expect(done.lines == ["1 refused /customer_id: no_such_reference"])
        // Of two of one name the one is meant that the caller sees.
        let mine = try world.created(world.post("rep", "/v1/customers", #"{"name":"Secret"}"#))
        let named = try desk.run("rep", "opportunities", "name,customer_name\nDeal,Secret\n")
        #expect(try world.get("rep", "/v1/opportunities/\(named.ids[0])").integer("customer_id") == mine)
        let both = try desk.run("admin", "opportunities", "name,customer_name\nDeal,Secret\n")
        #expect(both.lines == ["1 refused /customer_id: ambiguous_reference"])
    }

    @Test func `a key imports within its scopes, and as long as it counts`() throws {
        let made = try world.post(
            "admin", "/v1/api-keys", #"{"name":"narrow","roles":["integration"],"scopes":["leads:write","imports:read"]}"#)
        world.admit("narrow", id: made.integer("user_id") ?? 0, token: made.string("key") ?? "")
        let reply = try desk.send("narrow", "leads", "company,channel\nA,other\n")
        #expect(reply.status == 403 && reply.code == "outside_scope")
        let wide = try world.post(
            "admin", "/v1/api-keys", #"{"name":"wide","roles":["integration"],"scopes":["leads:write","imports:write"]}"#)
        world.admit("wide", id: wide.integer("user_id") ?? 0, token: wide.string("key") ?? "")
        #expect(try desk.run("wide", "leads", "company,channel\nA,other\n").lines == ["1 created"])
        #expect(try desk.send("wide", "customers", "name\nA\n").status == 403)
    }

    @Test func `whoever loses the right in the middle enters nothing further`() throws {
        let rows = (1...3_000).map { "L\($0),Company \($0),other\n" }.joined()
        let id = try world.created(desk.send("rep", "leads", "external_id,company,channel\n" + rows))
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(try eventually { try world.get("admin", "/v1/imports/\(id)").string("status") == "failed" })
        let record = try world.get("admin", "/v1/imports/\(id)")
        #expect(record.string("failure") == "import_caller_gone" && record.integer("created") ?? 0 < 3_000)
        #expect(try world.get("admin", "/v1/leads?limit=1&count=true").integer("total") == record.integer("created"))
        #expect(try world.get("admin", "/v1/imports/\(id)/explain").string("items/0/code") == "import_caller_gone")
    }

    @Test func `only who started it, an administrator and an auditor see it`() throws {
        let done = try desk.run("rep", "leads", "company,channel\nA,other\nB,none\n")
        for (name, status) in [("rep", 200), ("admin", 200), ("auditor", 200), ("manager", 404), ("rep2", 404), ("executive", 404)] {
            for path in ["", "/rows", "/explain"] {
                #expect(try world.get(name, "/v1/imports/\(done.id)\(path)").status == status, "\(name) \(path)")
            }
            let listed = try world.get(name, "/v1/imports").array("items").count
            #expect(listed == (status == 200 ? 1 : 0), "\(name)")
        }
        #expect(try world.post("rep2", "/v1/imports/\(done.id)/cancel").status == 404)
        #expect(try world.post("auditor", "/v1/imports/\(done.id)/cancel").status == 403)
        let late = try world.post("rep", "/v1/imports/\(done.id)/cancel")
        #expect(late.status == 409 && late.code == "wrong_state")
        #expect(try world.patch("admin", "/v1/imports/\(done.id)", #"{"created":9}"#).status == 405)
        #expect(try world.post("admin", "/v1/imports", #"{"collection":"leads"}"#).status == 405)
        #expect(try desk.send("admin", "orders", "a\n1\n").status == 405)
    }
}
