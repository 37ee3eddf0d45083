// Signing in and out, and how long a session lives.

import App
import Crypto
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct SignInTests {
    private let world: World

    init() throws { world = try World() }

    private func setPassword(_ password: String, of name: String) throws {
        let reply = try world.post("admin", "/v1/users/\(world.person(name).id)/password", "{\"password\":\"\(password)\"}")
        #expect(reply.status == 204)
    }

    private func signIn(_ name: String, _ password: String) throws -> Reply {
        try world.post(nil, "/v1/sessions", "{\"username\":\"\(name)\",\"password\":\"\(password)\"}")
    }

    /// A request with a token, on a connection of its own.
    private func send(_ token: String, _ method: String = "GET", _ path: String = "/v1/products") throws -> Reply {
        Reply(try world.server.client().send(method, path, fields: [("Authorization", "Bearer \(token)")]))
    }

    @Test func `who gives the right password gets a token with which to go on`() throws {
        try setPassword("correct horse", of: "rep")
        let reply = try signIn("rep", "correct horse")
        #expect(reply.status == 201)
        #expect(reply.string("user/username") == "rep")
        #expect(reply["user/roles"].array?.compactMap(\.string) == ["sales_rep"])
        #expect(reply.string("expires_at") == "2026-12-01T01:00:00.000Z")
        #expect(reply.answer.field("Cache-Control") == "no-store")
        let token = reply.string("token") ?? ""
        #expect(token.utf8.count >= 43)
        let current = try send(token, "GET", "/v1/sessions/current")
        #expect(current.status == 200)
        #expect(current.integer("user/id") == world.person("rep").id)
        #expect(try signIn("REP", "correct horse").string("token") != token)
    }

    @Test func `the server keeps a digest of the token, and the token nowhere`() throws {
        try setPassword("correct horse", of: "rep")
        let token = try signIn("rep", "correct horse").string("token") ?? "?"
        try world.server.application.database.read { connection in
            let tables = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").compactMap { $0[0].text }
            #expect(tables.contains("session"))
            for table in tables {
                let found = try connection.rows("SELECT * FROM \"\(table)\"").contains { row in
                    row.contains { value in
                        if let text = value.text { return text.contains(token) || text.contains("correct horse") }
                        return value.blob.map { String(decoding: $0, as: UTF8.self).contains(token) } ?? false
                    }
                }
                #expect(!found, "\(table)")
            }
        }
    }

    @Test func `a wrong password and an unknown user are the same answer`() throws {
        try setPassword("correct horse", of: "rep")
        try setPassword("correct horse", of: "rep2")
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep2").id)", #"{"active":false}"#).status == 200)
        let refusals = try [
            signIn("rep", "wrong horse"), signIn("nobody", "correct horse"), signIn("rep2", "correct horse"),
            signIn("manager", "correct horse"),
            signIn("key.erp", "correct horse"), signIn("%", "correct horse"), signIn("' OR 1=1 --", "correct horse"),
        ]
        for refusal in refusals {
            #expect(refusal.status == 401)
            #expect(refusal.code == "wrong_credentials")
            #expect(refusal.string("detail") == refusals[0].string("detail"))
            #expect(refusal.answer.fields.map(\.name) == refusals[0].answer.fields.map(\.name))
        }
    }

    @Test func `faults of the form are told`() throws {
        #expect(try world.post(nil, "/v1/sessions", "{}").faults == ["/username: required", "/password: required"])
        #expect(try world.post(nil, "/v1/sessions", #"{"user":"a","password":7}"#).status == 422)
        #expect(try world.post(nil, "/v1/sessions").status == 422)
    }

    @Test func `a session that is not used for eight hours is over`() throws {
        let token = try world.server.session(of: world.person("rep").id)
        world.server.clock.advance(seconds: 8 * 3600 - 1)
        #expect(try send(token).status == 200)
        let idle = try world.server.session(of: world.person("rep").id)
        world.server.clock.advance(seconds: 8 * 3600)
        let reply = try send(idle)
        #expect(reply.status == 401)
        #expect(reply.code == "invalid_token")
        #expect(reply.answer.field("WWW-Authenticate")?.contains("invalid_token") == true)
    }

    @Test func `use keeps a session alive on every loop, up to a week and no longer`() throws {
        let clock = world.server.clock
        let end = clock.now.adding(seconds: 7 * 86_400)
        let token = try world.server.session(of: world.person("admin").id)
        while clock.now.adding(seconds: 7 * 3600) < end {
            let former = clock.now
            clock.advance(seconds: 7 * 3600)
            for _ in 0..<6 { #expect(try send(token).status == 200) }
            try untilUseIsNoted(of: token, after: former)
        }
        clock.advance(seconds: (end.milliseconds - clock.now.milliseconds) / 1000 - 1)
        for _ in 0..<6 { #expect(try send(token).status == 200) }
        clock.advance(seconds: 1)
        for _ in 0..<6 { #expect(try send(token).status == 401) }
    }

    /// Uses are noted after the answer; behind a write of ours, what the writer was told before is committed.
    private func untilUseIsNoted(of token: String, after former: Instant) throws {
        for _ in 0..<50 {
            world.server.clock.advance(seconds: 61)
            #expect(try send(token).status == 200)
            try world.server.application.database.write { _ in }
            let noted = try world.server.application.database.read { connection in
                try connection.first("SELECT max(last_used_at) FROM session")?.first?.integer
            }
            if noted.map({ $0 > former.milliseconds }) == true { return }
        }
        Issue.record("the use was never noted")
    }

    @Test func `who signs out is signed out on every loop, and elsewhere stays`() throws {
        let token = try world.server.session(of: world.person("rep").id)
        let other = try world.server.session(of: world.person("rep").id)
        for _ in 0..<6 { #expect(try send(token).status == 200) }
        #expect(try send(token, "DELETE", "/v1/sessions/current").status == 204)
        for _ in 0..<6 { #expect(try send(token).status == 401) }
        #expect(try send(token, "DELETE", "/v1/sessions/current").status == 401)
        #expect(try send(other).status == 200)
    }

    @Test func `signing in and out is kept in the audit`() throws {
        try setPassword("correct horse", of: "rep")
        let id = world.person("rep").id
        let token = try signIn("rep", "correct horse").string("token") ?? ""
        #expect(try send(token, "DELETE", "/v1/sessions/current").status == 204)
        let records = try world.get("admin", "/v1/audit?entity=user&entity_id=\(id)&limit=2").array("items").compactMap(\.object)
        #expect(records.map { $0["action"]?.string } == ["signed_out", "signed_in"])
        #expect(records.allSatisfy { $0["user_id"]?.number?.int64 == id && $0["origin"]?.string == "127.0.0.1" })
    }

    @Test func `a hash of other costs is made anew when its user signs in`() throws {
        let id = world.person("rep").id
        let old = try PasswordHash.make(password: "correct horse", parameters: ScryptParameters(logN: 10, r: 8, p: 1))
        let sql = "INSERT INTO user_password (user_id, hash, changed_at) VALUES (?, ?, 0)"
        try world.server.application.database.write { try $0.connection.run(sql, [.integer(id), .text(old)]) }
        let kept = {
            try world.server.application.database.read { try $0.first("SELECT hash FROM user_password WHERE user_id = ?", [.integer(id)]) }?
                .first?.text
        }
        #expect(try signIn("rep", "wrong horse").status == 401)
        #expect(try kept() == old)
        #expect(try signIn("rep", "correct horse").status == 201)
        let renewed = try kept() ?? ""
        #expect(renewed.hasPrefix("$scrypt$ln=15,") && renewed != old)
        #expect(try signIn("rep", "correct horse").status == 201)
        #expect(try kept() == renewed)
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Basic cmVwOnJlcA==", "bearer st_x", "Bearer st_x y", "Token x", "Bearer\tx"])
    func `what is no token signs nobody in`(_ field: String) throws {
        let reply = Reply(try world.server.client().send("GET", "/v1/products", fields: [("Authorization", field)]))
        #expect(reply.status == 401)
        #expect(reply.answer.field("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    // MARK: Passwords

    @Test func `people change their own password with the current one, and are signed out everywhere`() throws {
        try setPassword("correct horse", of: "rep")
        let id = world.person("rep").id
        let token = try signIn("rep", "correct horse").string("token") ?? ""
        func change(_ body: String) throws -> Reply {
            let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
            return Reply(try world.server.client().send("POST", "/v1/users/\(id)/password", fields: fields, body: body))
        }
        #expect(try change(#"{"password":"battery staple"}"#).code == "wrong_password")
        #expect(try change(#"{"password":"battery staple","current_password":"wrong horse"}"#).code == "wrong_password")
        #expect(try change(#"{"password":"short","current_password":"correct horse"}"#).faults == ["/password: weak_password"])
        #expect(try change(#"{"password":"my name is Rep","current_password":"correct horse"}"#).faults == ["/password: weak_password"])
        #expect(try change(#"{"password":"battery staple","current_password":"correct horse"}"#).status == 204)
        #expect(try send(token).status == 401)
        #expect(try signIn("rep", "correct horse").status == 401)
        #expect(try signIn("rep", "battery staple").status == 201)
    }

    @Test func `others' passwords are set by administrators alone`() throws {
        let path = "/v1/users/\(world.person("rep").id)/password"
        for name in ["rep2", "manager", "hr", "executive", "auditor", "key"] {
            #expect(try world.post(name, path, #"{"password":"battery staple"}"#).status == 403, "\(name)")
        }
        #expect(try world.post("admin", path, #"{"password":"battery staple"}"#).status == 204)
        #expect(try world.post("admin", "/v1/users/999/password", #"{"password":"battery staple"}"#).status == 404)
    }

    @Test func `a password stands in no answer, audit record or event`() throws {
        try setPassword("correct horse", of: "rep")
        _ = try signIn("rep", "correct horse")
        for path in ["/v1/audit?limit=200", "/v1/events?limit=200", "/v1/users/\(world.person("rep").id)", "/v1/users?limit=200"] {
            let reply = try world.get("admin", path)
            #expect(reply.status == 200)
            for word in ["correct horse", "scrypt", "\"password\"", "digest", "hash"] {
                #expect(!reply.answer.text.contains(word), "\(path) \(word)")
            }
        }
        let actions = try world.get("admin", "/v1/audit?entity=user&entity_id=\(world.person("rep").id)").array("items").map {
            $0.object?["action"]?.string
        }
        #expect(actions == ["signed_in", "password_set", "created"])
    }
}
