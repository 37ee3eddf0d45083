// What is taken from a caller is taken from every write behind it, also from one that waits for the same commit.

import App
import Dispatch
import Identity
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct RevocationTests {
    private let world: World

    init() throws { world = try World() }

    private func customers() throws -> Int64? {
        try world.get("admin", "/v1/customers?count=true").integer("total")
    }

    private func together(_ first: WrittenRequest, _ second: WrittenRequest) throws -> [Reply] {
        try world.together([first, second])
    }

    private func newCustomer(_ name: String) -> WrittenRequest {
        request(world.person(name).token, "POST", "/v1/customers", #"{"name":"Late"}"#)
    }

    private func request(_ token: String, _ method: String, _ path: String, _ body: String = "") -> WrittenRequest {
        WrittenRequest(token: token, method, path, body)
    }

    @Test(arguments: [(#"{"active":false}"#, 401), (#"{"roles":["hr"]}"#, 403)])
    func `a write behind the change of its caller's rights in the same commit no longer has them`(_ change: String, _ status: Int) throws {
        let admin = world.person("admin").token
        let answers = try together(request(admin, "PATCH", "/v1/users/\(world.person("rep").id)", change), newCustomer("rep"))
        #expect(answers.map(\.status) == [200, status])
        #expect(try customers() == 0)
    }

    @Test func `the same holds for a key that is revoked and for who signs out`() throws {
        let admin = world.person("admin").token
        let key = try together(request(admin, "DELETE", "/v1/api-keys/1"), newCustomer("key"))
        #expect(key.map(\.status) == [204, 401])
        let session = try together(request(world.person("rep").token, "DELETE", "/v1/sessions/current"), newCustomer("rep"))
        #expect(session.map(\.status) == [204, 401])
        #expect(try customers() == 0)
    }

    @Test func `whose superior changes in the same commit writes by the new reporting line`() throws {
        let customer = try world.customer(owner: "stranger", limit: nil)
        let change = request(world.person("manager").token, "PATCH", "/v1/customers/\(customer)", #"{"city":"X"}"#)
        #expect(try world.get("manager", "/v1/customers/\(customer)").status == 404)
        let line = request(
            world.person("hr").token, "PATCH", "/v1/users/\(world.person("stranger").id)", "{\"manager_id\":\(world.person("rep").id)}")
        #expect(try together(line, change).map(\.status) == [200, 200])
    }

    @Test func `a change of rights that is undone changes nothing for what follows`() throws {
        let registry = try Application.describe(Configuration())
        let client = try world.server.client()
        let writer = try HeldWriter(world.server)
        defer { writer.letGo() }
        let rep = world.person("rep").id
        try world.server.application.database.writer.submit { transaction in
            let rules = RuleContext(
                caller: .operator, now: TestServer.start, registry: registry, transaction: transaction,
                origin: Origin(remoteAddress: "", requestID: "r"))
            var user = try rules.require(User.self, ID(rep))
            user.active = false
            try rules.save(&user)
            throw Failure(.notFound)
        } completion: { _ in
        }
        try client.write(newCustomer("rep").bytes)
        try writer.wait(for: 2)
        writer.letGo()
        #expect(try client.readAnswer().status == 201)
    }

    @Test func `a key whose time is over before its write's turn comes is refused`() throws {
        let body = #"{"name":"short","roles":["integration"],"expires_at":"2026-11-24T02:00:00Z"}"#
        let token = try world.post("admin", "/v1/api-keys", body).string("key") ?? ""
        let client = try world.server.client()
        let writer = try HeldWriter(world.server)
        defer { writer.letGo() }
        try client.write(request(token, "POST", "/v1/categories", #"{"name":"Late"}"#).bytes)
        try writer.wait(for: 1)
        world.server.clock.advance(seconds: 3600)
        writer.letGo()
        #expect(try Reply(client.readAnswer()).code == "invalid_token")
    }

    @Test func `however many write at once, nothing of a caller comes behind his or her end`() throws {
        let port = world.server.port
        let rep = world.person("rep")
        let ended = DispatchSemaphore(value: 0)
        let failures = Failures()
        let group = DispatchGroup()
        for number in 0..<4 {
            DispatchQueue.global().async(group: group) {
                failures.gather {
                    let client = try HTTPClient(port: port)
                    let fields = [("Authorization", "Bearer \(rep.token)"), ("Content-Type", "application/json")]
                    for attempt in 0..<10_000 {
                        let body = "{\"name\":\"\(number) \(attempt)\"}"
                        let status = try client.send("POST", "/v1/customers", fields: fields, body: body).status
                        if attempt == 5 { ended.signal() }
                        if status == 401 { return }
                    }
                    throw ClientError.malformed("never refused")
                }
            }
        }
        #expect(ended.wait(timeout: .now() + 60) == .success)
        #expect(try world.patch("admin", "/v1/users/\(rep.id)", #"{"active":false}"#).status == 200)
        group.wait()
        #expect(failures.all.isEmpty)
        let found = try world.server.application.database.read { connection in
            try connection.first(
                """
                SELECT (SELECT max(sequence) FROM audit WHERE user_id = ?1),
                    (SELECT max(sequence) FROM audit WHERE entity = 'user' AND entity_id = ?1 AND action = 'updated')
                """, [.integer(rep.id)])
        }
        let last = found?[0].integer ?? .max
        #expect(last > 0 && last < found?[1].integer ?? 0)
    }
}

/// What went wrong on other threads.
private final class Failures: @unchecked Sendable {
    private let queue = DispatchQueue(label: "failures")
    private var list: [String] = []

    var all: [String] { queue.sync { list } }

    func gather(_ body: () throws -> Void) {
        do { try body() } catch { queue.sync { list.append("\(error)") } }
    }
}
