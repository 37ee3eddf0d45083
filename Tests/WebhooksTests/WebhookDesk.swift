// Where the tests of webhooks work: a company, and somebody else's server that is sent what happens in it.

import App
import Crypto
import JSON
import Kernel
import Outgoing
import TestSupport
import Testing

/// `other` stands for the receiver; it is let in by the server's configuration.
final class WebhookDesk {
    let world: World
    let other: StandIn

    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAA"

    /// - Parameter allowed: ranges that may be connected to beside the public ones
    init(
        allowed: [String] = ["127.0.0.0/8"], milliseconds: Int = 10_000,
        _ react: @escaping @Sendable (StandIn.Received) -> StandIn.Turn = { _ in .answer(204) }
    ) throws {
        world = try World(
            TestServer(changing: { configuration in
                configuration.outgoing.allowed = allowed.compactMap { NetworkRange($0) }
                configuration.outgoing.totalMilliseconds = milliseconds
            }))
        other = try StandIn(react)
    }

    /// The address of the receiver, with a word in it that nobody is to see.
    func url(_ place: String = "a") -> String { "http://127.0.0.1:\(other.port)/hook/\(place)?key=7a4f0e22b9c9token" }

    /// A webhook of somebody's, made by the administrator.
    func webhook(
        _ place: String = "a", types: String = #"["salesd.customer.*"]"#, owner: String = "executive", _ more: String = ""
    ) throws -> Int64 {
        let body = """
            {"name":"\(place)","url":"\(url(place))","types":\(types),"owner_id":\(world.person(owner).id),"secret":"\(Self.secret)"\(more)}
            """
        return try world.created(world.post("admin", "/v1/webhooks", body))
    }

    func path(_ webhook: Int64, _ rest: String = "") -> String { "/v1/webhooks/\(webhook)\(rest)" }

    func record(_ webhook: Int64) throws -> Reply { try world.get("admin", path(webhook)) }

    func state(_ webhook: Int64) throws -> Reply { try world.get("admin", path(webhook, "/state")) }

    /// An administrator's request that has to succeed.
    @discardableResult
    func must(_ method: String, _ path: String, _ body: String? = nil) throws -> Reply {
        let reply = try world.send("admin", method, path, body)
        guard (200..<300).contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    func customer(_ name: String = "K", owner: String = "rep") throws -> Int64 { try world.customer(name, owner: owner, limit: nil) }

    /// Changes a customer, which is an event.
    func touch(_ customer: Int64, _ city: String) throws {
        try must("PATCH", "/v1/customers/\(customer)", "{\"city\":\"\(city)\"}")
    }

    /// So much later the server looks what is due.
    func pass(seconds: Int64) throws {
        world.server.clock.advance(seconds: seconds)
        try world.renewSessions()
        world.server.application.keepHouse()
    }

    /// What a webhook's messages have become, the oldest first.
    func messages(_ webhook: Int64) throws -> [JSONObject] {
        try world.get("admin", path(webhook, "/messages?limit=200")).array("items").compactMap(\.object).reversed()
    }

    func statuses(_ webhook: Int64) throws -> [String] { try messages(webhook).compactMap { $0["status"]?.string } }

    func errors(_ webhook: Int64) throws -> [[String?]] {
        try messages(webhook).map { message in (message["attempts"]?.array ?? []).map { $0.object?["error"]?.string } }
    }

    /// Waits until so many attempts of the webhook's messages are kept.
    func settle(_ webhook: Int64, attempts count: Int) throws {
        let isSettled = try eventually { try errors(webhook).reduce(0) { $0 + $1.count } == count }
        let found = try errors(webhook)
        #expect(isSettled, "\(found)")
    }

    /// Waits until nothing waits for the webhook.
    func settle(_ webhook: Int64) throws {
        #expect(try eventually { try state(webhook).integer("waiting") == 0 })
    }
}

extension StandIn.Received {
    /// The event in it.
    var event: JSONObject { (try? JSONReader.parse(body).object) ?? [:] }
    var sequence: Int64 { event["sequence"]?.number?.int64 ?? 0 }
    var type: String { event["type"]?.string ?? "" }
    var subject: String { event["subject"]?.string ?? "" }

    /// Whether one of its signatures is made under the secret.
    func isSigned(under secret: String) -> Bool {
        guard let id = field("webhook-id"), let at = field("webhook-timestamp"), let signatures = field("webhook-signature"),
            let key = Base64.decode(String(secret.dropFirst(6)))
        else { return false }
        let code = "v1," + Base64.encode(HMACSHA256.authenticate(key: key, message: Array("\(id).\(at).".utf8) + body))
        return signatures.split(separator: " ").contains { $0 == code }
    }
}
