// Kills between the commit and the sending: each notice arrives, whatever happens to the server.

import Foundation
import Glibc
import JSON
import TestSupport
import Testing

struct DeliveryCrashTests {
    private static let taken = StandIn.Turn.answer(200, body: #"{"errcode":0,"errmsg":"ok"}"#)

    @Test func `after each kill what was published arrives`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        #expect(try Salesd.run(["user", "add", "steven", "--roles", "sales_rep"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "crash", "--user", "nancy"] + data).output.dropLast())
        let other = try StandIn { _ in .silence }
        var published: [String] = []
        var channels: [Int64] = []
        for round in 0..<3 {
            let (child, port) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
            let client = try SystemClient(port: port, key: key)
            if channels.isEmpty {
                channels = try (0..<3).map { number in
                    try client.post(
                        "/v1/message-channels",
                        "{\"name\":\"c\(number)\",\"kind\":\"dingtalk\",\"url\":\"http://127.0.0.1:\(other.port)/\(number)\"}")
                }
            }
            let names = channels.map { "{\"channel_id\":\($0)}" }.joined(separator: ",")
            for number in 0..<8 {
                let title = "R\(round)N\(number)"
                let id = try client.post("/v1/notices", "{\"title\":\"\(title)\",\"body\":\"x\",\"everyone\":true,\"channels\":[\(names)]}")
                _ = try client.post("/v1/notices/\(id)/publish", "{}")
                published.append(title)
            }
            // In the middle: some of them are on their way.
            #expect(eventually { other.received.count >= (round + 1) * 3 })
            child.signal(SIGKILL)
            _ = child.finish()
        }
        let before = other.received.count
        other.react { _ in Self.taken }
        let (child, port) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
        #expect(eventually { other.received.count >= before + published.count * channels.count })
        for channel in 0..<channels.count {
            let arrived = other.received[before...].filter { $0.target == "/\(channel)" }.map(\.text)
            #expect(arrived.count == published.count)
            #expect(zip(arrived, published).allSatisfy { $0.contains("\"\($1)\\n") }, "channel \(channel) got them out of order")
        }
        let client = try SystemClient(port: port, key: key)
        for channel in channels {
            #expect(try eventually { try client.get("/v1/message-channels/\(channel)/state").integer("waiting") == 0 })
        }
        // Nothing is sent once more after an orderly stop.
        #expect(child.stop().code == 0)
        let count = other.received.count
        let (again, _) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
        #expect(again.stop().code == 0)
        #expect(other.received.count == count)
        #expect(try Salesd.run(["check"] + data).output == "OK\n")
    }

    @Test func `it stops at once while somebody outside keeps it waiting, and sends it again`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        #expect(try Salesd.run(["user", "add", "steven", "--roles", "sales_rep"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "stop", "--user", "nancy"] + data).output.dropLast())
        let other = try StandIn { _ in .silence }
        let (child, port) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
        let client = try SystemClient(port: port, key: key)
        _ = try client.post(
            "/v1/message-channels", "{\"name\":\"c\",\"kind\":\"dingtalk\",\"url\":\"http://127.0.0.1:\(other.port)/\",\"everyone\":true}")
        let id = try client.post("/v1/notices", #"{"title":"T","body":"x","everyone":true}"#)
        _ = try client.post("/v1/notices/\(id)/publish", "{}")
        #expect(eventually { other.received.count == 1 })
        let start = ContinuousClock.now
        #expect(child.stop().code == 0)
        #expect(ContinuousClock.now - start < .seconds(4))
        other.react { _ in Self.taken }
        let (again, _) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
        #expect(eventually { other.received.count == 2 })
        #expect(again.stop().code == 0)
    }
}
