// Where the tests of channels work: a company, and somebody else's server that takes its messages.

import App
import JSON
import Kernel
import Outgoing
import TestSupport
import Testing

/// `other` stands for the servers of WeCom, DingTalk, Feishu and a webhook; it is let in by the server's configuration.
final class ChannelDesk {
    let team: TeamWorld
    let other: StandIn
    var world: World { team.world }

    static let token = "7a4f0e22b9c94d31token"
    static let webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAA"

    init(_ react: @escaping @Sendable (StandIn.Received) -> StandIn.Turn = { _ in .answer(200, body: #"{"errcode":0,"errmsg":"ok"}"#) })
        throws
    {
        let server = try TestServer(changing: { configuration in
            configuration.outgoing.allowed = ["127.0.0.0/8"].compactMap { NetworkRange($0) }
            configuration.accessLog = .file(configuration.data + "/access.log")
        })
        team = try TeamWorld(server)
        other = try StandIn(react)
    }

    /// The address of a robot on the other server.
    func url(_ name: String = "a") -> String { "http://127.0.0.1:\(other.port)/robot/\(name)?access_token=\(Self.token)" }

    func channel(_ kind: String = "dingtalk", _ name: String = "a", _ more: String = "") throws -> Int64 {
        let secret = kind == "webhook" ? ",\"secret\":\"\(Self.webhookSecret)\"" : ""
        let body = "{\"name\":\"\(name)\",\"kind\":\"\(kind)\",\"url\":\"\(url(name))\"\(secret)\(more)}"
        return try world.created(world.post("admin", "/v1/message-channels", body))
    }

    func path(_ channel: Int64, _ rest: String = "") -> String { "/v1/message-channels/\(channel)\(rest)" }

    func draft(_ audience: String = "\"everyone\":true", title: String = "Prices", body: String = "From Monday on") throws -> Int64 {
        try world.created(world.post("manager", "/v1/notices", "{\"title\":\"\(title)\",\"body\":\"\(body)\",\(audience)}"))
    }

    /// A notice to everybody on these channels.
    @discardableResult
    func publish(on channels: Int64..., title: String = "Prices", body: String = "From Monday on") throws -> Int64 {
        let names = channels.map { "{\"channel_id\":\($0)}" }.joined(separator: ",")
        let id = try draft("\"everyone\":true,\"channels\":[\(names)]", title: title, body: body)
        try team.take("publish", "notices", id, by: "manager")
        return id
    }

    /// So much later the server looks what is due.
    func pass(seconds: Int64) throws {
        world.server.clock.advance(seconds: seconds)
        try world.renewSessions()
        world.server.application.keepHouse()
    }

    /// What a channel's messages have become, the oldest first.
    func messages(_ channel: Int64) throws -> [JSONObject] {
        try world.get("admin", path(channel, "/messages")).array("items").compactMap(\.object).reversed()
    }

    func statuses(_ channel: Int64) throws -> [String] { try messages(channel).compactMap { $0["status"]?.string } }

    func attempts(_ channel: Int64) throws -> [[String?]] {
        try messages(channel).map { message in (message["attempts"]?.array ?? []).map { $0.object?["error"]?.string } }
    }

    /// Waits until so many attempts of the channel's messages are kept.
    func settle(_ channel: Int64, attempts count: Int) throws {
        #expect(try eventually { try attempts(channel).reduce(0) { $0 + $1.count } == count })
    }
}
