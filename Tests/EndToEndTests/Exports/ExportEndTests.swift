// How exports end: fetched by whom they are for, cancelled, expired, failed; and what is left of them.

import JSON
import Kernel
import Storage
import TestSupport
import Testing

struct ExportEndTests {
    private let desk: ExportDesk

    init() throws { desk = try ExportDesk() }

    @Test func `only whoever asked for it gets the file`() throws {
        _ = try desk.world.customer("Tea House", limit: nil)
        let id = try desk.ask("rep", "customers")
        #expect(try desk.end(of: id) == "finished")
        for name in ["rep2", "manager", "executive", "stranger", "key"] {
            #expect(try desk.file(name, id).status == 404, "\(name)")
            #expect(try desk.world.send(name, "DELETE", "/v1/exports/\(id)").status == 404, "\(name)")
        }
        for name in ["admin", "auditor"] {
            let answer = try desk.file(name, id)
            #expect(answer.status == 403, "\(name)")
            #expect(Reply(answer).code == "export_of_another")
        }
        #expect(try desk.world.get(nil, "/v1/exports/\(id)/file").status == 401)
        #expect(try desk.file("rep", id).status == 200)
    }

    @Test func `a file is gone when its time is over, and its place on the disk with it`() throws {
        try desk.set(#"{"keep_hours":2}"#)
        let id = try desk.ask("rep", "products")
        #expect(try desk.end(of: id) == "finished")
        #expect(desk.folders.count == 1)
        desk.world.server.clock.advance(seconds: 2 * 3600)
        // The moment counts, not the job.
        #expect(try desk.status(id) == "finished")
        let late = try desk.file("rep", id)
        #expect(late.status == 410)
        #expect(Reply(late).code == "export_expired")
        try desk.world.server.runJob("expire-exports")
        #expect(try desk.status(id) == "expired")
        #expect(try desk.world.get("rep", "/v1/exports/\(id)")["link"] == .null)
        #expect(eventually { desk.folders.isEmpty })
        #expect(try desk.file("rep", id).status == 410)
    }

    @Test func `what runs is cancelled, what is finished is removed, by whoever asked or an administrator`() throws {
        try desk.addCategories(3)
        let pool = try HeldPool(desk.world.server)
        let ids = try (0..<3).map { _ in try desk.ask("rep", "categories") }
        #expect(try eventually { try desk.status(ids[0]) == "running" && desk.status(ids[1]) == "running" })
        #expect(try desk.status(ids[2]) == "queued")
        #expect(try desk.file("rep", ids[0]).status == 409)
        #expect(Reply(try desk.file("rep", ids[0])).code == "export_not_ready")
        #expect(try desk.world.send("rep", "DELETE", "/v1/exports/\(ids[0])").string("status") == "cancelled")
        #expect(try desk.world.post("admin", "/v1/exports/\(ids[2])/cancel").string("status") == "cancelled")
        #expect(try desk.world.post("rep2", "/v1/exports/\(ids[1])/cancel").status == 404)
        #expect(try desk.world.post("auditor", "/v1/exports/\(ids[1])/cancel").status == 403)
        pool.letGo()
        #expect(try desk.end(of: ids[1]) == "finished")
        #expect(eventually { desk.folders.count == 1 })
        #expect(Reply(try desk.file("rep", ids[0])).code == "export_without_file")
        #expect(try desk.world.send("rep", "DELETE", "/v1/exports/\(ids[0])").code == "wrong_state")
        #expect(try desk.world.send("rep", "DELETE", "/v1/exports/\(ids[1])").string("status") == "expired")
        #expect(eventually { desk.folders.isEmpty })
    }

    @Test func `who sees less than when it was made gets the file no longer`() throws {
        _ = try desk.world.customer("Of rep", limit: nil)
        let id = try desk.ask("manager", "customers")
        let products = try desk.ask("manager", "products", "csv", #","fields":["sku","standard_cost"]"#)
        #expect(try desk.end(of: id) == "finished")
        #expect(try desk.end(of: products) == "finished")
        #expect(try desk.file("manager", id).status == 200)
        // One more in the team takes nothing away.
        try desk.world.hire("rep3", [.salesRep], under: "manager")
        #expect(try desk.file("manager", id).status == 200)
        #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person("rep").id)", #"{"manager_id":null}"#).status == 200)
        let refused = try desk.file("manager", id)
        #expect(refused.status == 403)
        #expect(Reply(refused).code == "export_rights_changed")
        #expect(try desk.file("manager", products).status == 200)
        #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person("manager").id)", #"{"roles":["sales_rep"]}"#).status == 200)
        // Cost is no longer for him or her.
        #expect(Reply(try desk.file("manager", products)).code == "export_rights_changed")
        #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person("manager").id)", #"{"roles":["hr"]}"#).status == 200)
        #expect(Reply(try desk.file("manager", id)).code == "not_allowed")
    }

    @Test func `rights that change, or end, while it is made have it fail`() throws {
        try desk.set(#"{"at_once":4}"#)
        let pool = try HeldPool(desk.world.server)
        let changed = try desk.ask("manager", "customers")
        let gone = try desk.ask("rep2", "customers")
        let key = try desk.world.post("admin", "/v1/api-keys", #"{"name":"k","roles":["integration"]}"#)
        desk.world.admit("second", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        let revoked = try desk.ask("second", "products")
        #expect(try eventually { try [changed, gone, revoked].allSatisfy { try desk.status($0) == "running" } })
        #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person("rep2").id)", #"{"active":false}"#).status == 200)
        #expect(try desk.world.patch("admin", "/v1/users/\(desk.world.person("manager").id)", #"{"roles":["hr"]}"#).status == 200)
        #expect(try desk.world.send("admin", "DELETE", "/v1/api-keys/\(key.id)").status == 204)
        pool.letGo()
        for (id, code) in [(changed, "not_allowed"), (gone, "export_caller_gone"), (revoked, "export_caller_gone")] {
            #expect(try desk.end(of: id) == "failed")
            let export = try desk.world.get("admin", "/v1/exports/\(id)")
            #expect(export.string("failure") == code)
            #expect(try desk.world.get("admin", "/v1/exports/\(id)/explain").string("items/0/code") == code)
        }
        #expect(eventually { desk.folders.isEmpty })
    }

    @Test func `so many at once for one person, so many bytes for one file and for all`() throws {
        try desk.addCategories(400, String(repeating: "x", count: 100))
        let pool = try HeldPool(desk.world.server)
        for _ in 0..<8 { _ = try desk.ask("rep", "products") }
        let more = try desk.world.post("rep", "/v1/exports", #"{"collection":"products","format":"csv"}"#)
        #expect(more.status == 409)
        #expect(more.code == "too_many_exports")
        _ = try desk.ask("rep2", "products")
        pool.letGo()
        #expect(try eventually { try desk.world.get("admin", "/v1/exports?status=queued,running").array("items").isEmpty })
        try desk.set(#"{"max_bytes":10000}"#)
        for format in ["csv", "ndjson", "xlsx"] {
            let id = try desk.ask("rep", "categories", format)
            #expect(try desk.end(of: id) == "failed", "\(format)")
            #expect(try desk.world.get("rep", "/v1/exports/\(id)").string("failure") == "export_too_large")
        }
        try desk.set(#"{"max_total_bytes":1}"#)
        #expect(try desk.world.post("rep", "/v1/exports", #"{"collection":"products","format":"csv"}"#).code == "exports_full")
    }

    @Test func `two that run at once do not take more than all may have together`() throws {
        try desk.addCategories(400, String(repeating: "x", count: 100))
        try desk.set(#"{"max_total_bytes":80000}"#)
        let pool = try HeldPool(desk.world.server)
        let ids = try (0..<2).map { _ in try desk.ask("rep", "categories") }
        pool.letGo()
        #expect(try Set(ids.map { try desk.end(of: $0) }) == ["finished", "failed"])
        let failures = try ids.compactMap { try desk.world.get("rep", "/v1/exports/\($0)").string("failure") }
        #expect(failures == ["export_too_large"])
    }

    @Test func `what stood in every row is not for who now sees it in the own row alone`() throws {
        try desk.world.hire("staff", [.hr])
        let id = try desk.ask("staff", "users")
        let names = try desk.ask("staff", "users", "csv", #","fields":["id","display_name"]"#)
        #expect(try desk.end(of: id) == "finished" && desk.end(of: names) == "finished")
        #expect(try desk.file("staff", id).status == 200)
        let path = "/v1/users/\(desk.world.person("staff").id)"
        #expect(try desk.world.patch("admin", path, #"{"roles":["production"]}"#).status == 200)
        #expect(Reply(try desk.file("staff", id)).code == "export_rights_changed")
        #expect(try desk.file("staff", names).status == 200)
        let own = try desk.ask("staff", "users")
        #expect(try desk.end(of: own) == "finished")
        #expect(try desk.file("staff", own).status == 200)
    }

    @Test func `a download ends where the file is removed meanwhile, its time is over, or whoever reads it is gone`() throws {
        try desk.addCategories(4_000, String(repeating: "x", count: 4_000))
        let ends: [(name: String, end: (Int64) throws -> Bool)] = [
            ("rep", { try desk.world.send("rep", "DELETE", "/v1/exports/\($0)").status == 200 }),
            (
                "rep2",
                { _ in
                    let path = "/v1/users/\(desk.world.person("rep2").id)"
                    return try desk.world.patch("admin", path, #"{"active":false}"#).status == 200
                }
            ),
            (
                "manager",
                { _ in
                    desk.world.server.clock.advance(seconds: 48 * 3600)
                    return true
                }
            ),
        ]
        for (name, end) in ends {
            let id = try desk.ask(name, "categories")
            #expect(try desk.end(of: id) == "finished")
            let size = Int(try desk.world.get("admin", "/v1/exports/\(id)").integer("bytes") ?? 0)
            #expect(try desk.file(name, id).body.count == size)
            let client = try HTTPClient(port: desk.world.server.port, receiveBuffer: 4_096)
            client.giveUp(afterSeconds: 60)
            let token = desk.world.person(name).token
            try client.write(Array("GET /v1/exports/\(id)/file HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(token)\r\n\r\n".utf8))
            try client.waitForHead()
            #expect(try end(id), "\(name)")
            let got = client.readRest().count
            #expect(got > 0 && got < size, "\(name): \(got) of \(size)")
        }
    }

    @Test func `a trial makes nothing, and the same key asks once`() throws {
        let body = #"{"collection":"products","format":"csv"}"#
        #expect(try desk.world.post("rep", "/v1/exports?dry_run=true", body).status == 201)
        #expect(try desk.world.get("rep", "/v1/exports").array("items").isEmpty)
        let first = try desk.world.post("rep", "/v1/exports", body, fields: [("Idempotency-Key", "once")])
        let again = try desk.world.post("rep", "/v1/exports", body, fields: [("Idempotency-Key", "once")])
        #expect(first.id == again.id)
    }
}
