// A backup that is restored without `secrets.key`: what is lost is said where it is done, at the start, and as long as it is so.

import App
import Foundation
import JSON
import Kernel
import TestSupport
import Testing

@Suite struct SecretKeyTests {
    private let world: World
    private let backup: String
    private let target: String

    /// A company with a webhook and a message channel, and a backup of it.
    init() throws {
        world = try World()
        backup = world.server.directory + "-backup.db"
        target = world.server.directory + "-restored"
        let webhook = """
            {"name":"ERP","url":"https://erp.example.com/a","types":["salesd.ticket.*"],"owner_id":\(world.person("admin").id)}
            """
        _ = try world.created(world.post("admin", "/v1/webhooks", webhook))
        let channel =
            #"{"name":"Group","kind":"dingtalk","url":"https://oapi.dingtalk.com/robot/send?access_token=a","roles":["sales_rep"]}"#
        _ = try world.created(world.post("admin", "/v1/message-channels", channel))
        let made = Reply(try world.server.operatorClient().send("POST", "/control/backup", body: "{\"path\":\"\(backup)\"}"))
        #expect(made.status == 200, "\(made.answer.text)")
    }

    private func restore() throws -> Outcome { try Salesd.run("restore", backup, "--data", target) }

    private func clear() {
        for path in [backup, backup + ".blobs", target] { try? FileManager.default.removeItem(atPath: path) }
    }

    private func warnings(_ server: TestServer) throws -> [String] {
        let codes = Reply(try server.client().send("GET", "/readyz")).array("warnings").compactMap { $0.object?["code"]?.string }
        return codes.filter { $0.contains("secrets") }.sorted()
    }

    @Test func `a restore says which file is missing, what is lost, and how to mend it`() throws {
        defer { clear() }
        let outcome = try restore()
        #expect(outcome.code == 0)
        #expect(outcome.errors.contains("2 webhooks and message channels are sealed under secrets.key, which is in no backup"))
        #expect(outcome.errors.contains("\(target)/secrets.key before the first start"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: target + "/secrets.key"))
    }

    @Test func `the start without it says so and serves, and with it all is well`() throws {
        defer { clear() }
        #expect(try warnings(world.server).isEmpty && world.server.application.startWarnings().isEmpty)
        #expect(try restore().code == 0)
        let child = Child(["serve", "--data", target, "--listen", "127.0.0.1:0"])
        try child.start()
        #expect(child.line()?.hasPrefix("salesd listening on ") == true)
        let stopped = child.stop()
        #expect(stopped.code == 0)
        #expect(stopped.errors.contains("salesd: 1 webhooks have addresses and secrets that were sealed under another secrets.key"))
        #expect(stopped.errors.contains("salesd: 1 message channels have addresses"), "\(stopped.errors)")
        try FileManager.default.copyItem(atPath: world.server.directory + "/secrets.key", toPath: target + "/secrets.key")
        let again = Child(["serve", "--data", target, "--listen", "127.0.0.1:0"])
        try again.start()
        #expect(again.line() != nil)
        #expect(!again.stop().errors.contains("secrets.key"))
    }

    @Test func `the warning stays until the file is back or everything was entered anew`() throws {
        defer { clear() }
        #expect(try restore().code == 0)
        let server = try TestServer(directory: target, at: world.server.clock.now)
        #expect(try warnings(server) == ["channel_secrets_unreadable", "webhook_secrets_unreadable"])
        let token = try server.session(of: world.person("admin").id)
        let client = try server.client()
        func send(_ method: String, _ path: String, _ body: String) throws -> Reply {
            Reply(
                try client.send(
                    method, path, fields: [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")], body: body))
        }
        #expect(try send("PATCH", "/v1/webhooks/1", #"{"url":"https://erp.example.com/b"}"#).status == 200)
        #expect(try warnings(server) == ["channel_secrets_unreadable", "webhook_secrets_unreadable"])
        #expect(try send("POST", "/v1/webhooks/1/rotate", #"{"overlap_hours":0}"#).status == 200)
        #expect(try warnings(server) == ["channel_secrets_unreadable"])
        #expect(
            try send("PATCH", "/v1/message-channels/1", #"{"url":"https://oapi.dingtalk.com/robot/send?access_token=b"}"#).status == 200)
        #expect(try warnings(server).isEmpty)
    }
}
