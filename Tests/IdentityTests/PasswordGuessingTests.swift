// How whoever tries passwords is slowed down, and that it tells nothing about who exists.

import App
import Kernel
import TestSupport
import Testing

@testable import Identity

struct PasswordGuessingTests {
    private let world: World

    init() throws {
        world = try World()
        try setPassword(in: world)
    }

    private func setPassword(_ password: String = "correct horse", of name: String = "rep", in world: World) throws {
        let reply = try world.post("admin", "/v1/users/\(world.person(name).id)/password", "{\"password\":\"\(password)\"}")
        #expect(reply.status == 204)
    }

    private func body(_ name: String, _ password: String) -> String { "{\"username\":\"\(name)\",\"password\":\"\(password)\"}" }

    private func signIn(_ name: String, _ password: String = "wrong horse", in other: World? = nil) throws -> Reply {
        try (other ?? world).post(nil, "/v1/sessions", body(name, password))
    }

    private func signIn(_ name: String, _ password: String = "wrong horse", through client: HTTPClient) throws -> Reply {
        Reply(try client.send("POST", "/v1/sessions", fields: [("Content-Type", "application/json")], body: body(name, password)))
    }

    /// The answers to many tries that arrive together.
    private func together(_ names: [String], _ world: World) throws -> [Reply] {
        let client = try world.server.client()
        let requests = names.map { name in
            let body = body(name, "wrong horse")
            return "POST /v1/sessions HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body
        }
        try client.write(Array(requests.joined().utf8))
        return try names.map { _ in Reply(try client.readAnswer()) }
    }

    @Test func `after five wrong passwords each try waits twice as long, until the right one`() throws {
        for _ in 0..<5 { #expect(try signIn("rep").status == 401) }
        for seconds in [1, 2, 4] as [Int64] {
            let refusal = try signIn("Rep", "correct horse")
            #expect(refusal.status == 429 && refusal.code == "too_many_requests")
            #expect(refusal.answer.field("Retry-After") == "\(seconds)")
            #expect(refusal.string("detail") == "Too many attempts. Try again in \(seconds) s.")
            world.server.clock.advance(seconds: seconds - 1)
            if seconds > 1 { #expect(try signIn("rep").answer.field("Retry-After") == "1") }
            world.server.clock.advance(seconds: 1)
            if seconds < 4 { #expect(try signIn("rep").status == 401) }
        }
        #expect(try signIn("rep", "correct horse").status == 201)
        for _ in 0..<5 { #expect(try signIn("rep").status == 401) }
        #expect(try signIn("rep").status == 429)
        #expect(try signIn("rep2").status == 401)
    }

    @Test func `names that nobody has are slowed down the same way`() throws {
        for _ in 0..<7 {
            let replies = try ["rep", "nobody", "manager"].map { try signIn($0) }
            for reply in replies {
                #expect(reply.status == replies[0].status)
                #expect(reply.string("detail") == replies[0].string("detail"))
                #expect(reply.answer.field("Retry-After") == replies[0].answer.field("Retry-After"))
                #expect(reply.answer.fields.map(\.name) == replies[0].answer.fields.map(\.name))
            }
        }
    }

    @Test func `the refusal is told in Chinese, too`() throws {
        for _ in 0..<5 { _ = try signIn("nobody") }
        let reply = try world.post(nil, "/v1/sessions", body("nobody", "x"), fields: [("Accept-Language", "zh-CN")])
        #expect(reply.string("detail") == "尝试次数过多，请在 1 秒后重试。")
    }

    @Test func `tries that come together do not get past the limit`() throws {
        let replies = try together([String](repeating: "rep", count: 12), world)
        #expect(replies.map(\.status) == [Int](repeating: 401, count: 5) + [Int](repeating: 429, count: 7))
    }

    @Test func `only some passwords are compared at once, and what was not compared does not count`() throws {
        let world = try World(TestServer(changing: { $0.signIn.triesAtOnce = 2 }))
        let flood = try together((0..<12).map { $0 < 2 ? "name\($0)" : "rep" }, world)
        #expect(flood.prefix(2).map(\.status) == [401, 401])
        for reply in flood.dropFirst(2) {
            #expect(reply.status == 503 && reply.code == "busy" && reply.answer.field("Retry-After") == "1")
        }
        for _ in 0..<5 { #expect(try signIn("rep", in: world).status == 401) }
    }

    @Test func `an address that tries many names waits as well, a shared one does not`() throws {
        let world = try World(TestServer(changing: { $0.signIn.freeFailuresPerAddress = 3 }))
        try setPassword(in: world)
        let client = try world.server.client(from: "127.0.0.2")
        for name in ["a", "b"] { #expect(try signIn(name, through: client).status == 401) }
        // What was right is given back, and does not make up for what was wrong.
        #expect(try signIn("rep", "correct horse", through: client).status == 201)
        #expect(try signIn("c", through: client).status == 401)
        let refusal = try signIn("rep", "correct horse", through: client)
        #expect(refusal.status == 429 && refusal.answer.field("Retry-After") == "1")
        #expect(try signIn("d", through: world.server.client(from: "127.0.0.3")).status == 401)
        for name in ["e", "f", "g", "h"] { #expect(try signIn(name, in: world).status == 401) }
        world.server.clock.advance(seconds: 1)
        #expect(try signIn("rep", "correct horse", through: client).status == 201)
    }

    @Test func `a flood of other names does not free one that waits`() throws {
        let world = try World(TestServer(changing: { $0.signIn.rememberedKeys = 4 }))
        for _ in 0..<5 { #expect(try signIn("rep", in: world).status == 401) }
        for number in 0..<12 { #expect(try signIn("flood\(number)", in: world).status == 401) }
        #expect(try signIn("rep", in: world).status == 429)
    }

    @Test func `a new password ends the waiting`() throws {
        for _ in 0..<5 { _ = try signIn("rep") }
        #expect(try signIn("rep", "correct horse").status == 429)
        try setPassword("battery staple", in: world)
        #expect(try signIn("rep", "battery staple").status == 201)
    }

    @Test func `whoever finds a session open cannot guess its user's password faster`() throws {
        let path = "/v1/users/\(world.person("rep").id)/password"
        // Setting the password has ended the first session.
        let token = try world.server.session(of: world.person("rep").id)
        world.admitted("rep", token)
        let guess = #"{"password":"battery staple","current_password":"wrong horse"}"#
        for _ in 0..<5 { #expect(try world.post("rep", path, guess).code == "wrong_password") }
        #expect(try world.post("rep", path, guess).status == 429)
        #expect(try signIn("rep", "correct horse").status == 429)
    }
}

extension World {
    fileprivate func admitted(_ name: String, _ token: String) {
        admit(name, id: person(name).id, token: token)
    }
}

struct WrongTriesTests {
    private let start = TestServer.start

    @Test func `the wait grows to a quarter of an hour and is forgotten after a day`() {
        var table = WrongTries(freeFailures: 5, SignInLimits())
        var now = start
        var waits: [Int64] = []
        for _ in 0..<60 {
            table.add("a", at: now)
            let wait = table.wait(of: "a", at: now)
            waits.append(wait / 1000)
            now = now.adding(seconds: wait / 1000)
            #expect(table.wait(of: "a", at: now) == 0)
        }
        #expect(waits.prefix(16) == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        #expect(waits.suffix(1) == [900])
        now = now.adding(seconds: 86_400)
        #expect(table.wait(of: "a", at: now) == 0)
        table.add("a", at: now)
        #expect(table.wait(of: "a", at: now) == 0)
    }

    @Test func `a clock that was set back does not prolong the wait`() {
        var table = WrongTries(freeFailures: 1, SignInLimits())
        table.add("a", at: start)
        let earlier = start.adding(seconds: -3600)
        #expect(table.wait(of: "a", at: earlier) == 1000)
        #expect(table.wait(of: "a", at: earlier.adding(seconds: 1)) == 0)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8::1", "2001:db8:0:0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2::9", "2001:db8:1:2"), ("fe80::1:2:3:4", "fe80:0:0:0"), ("", nil),
        ("10.0.0.1", nil), ("::ffff:10.0.0.1", nil), ("::1", nil),
    ])
    func `peers are counted by IPv4 address or IPv6 network`(address: String, key: String?) {
        #expect(AddressGroup.key(of: address, sharing: ["10.0.0.1", "::1"]) == key)
    }
}
