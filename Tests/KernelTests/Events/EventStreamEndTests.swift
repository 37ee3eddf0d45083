// How a stream of events ends, and what bounds it: lost rights, slow readers, limits, signs of life, the stop of the server.

import App
import Glibc
import HTTPServer
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct EventStreamEndTests {
    private func stream(_ world: World, _ name: String, last: Int64? = nil) throws -> EventReader {
        let client = try world.server.client()
        client.giveUp(afterSeconds: 30)
        return try EventReader(client, token: world.person(name).token, last: last)
    }

    private func newest(_ world: World) throws -> Int64 {
        try world.server.application.database.read { try $0.first("SELECT max(sequence) FROM event")?.first?.integer ?? 0 }
    }

    /// The next message that has data, of whatever type.
    private func lastWord(_ reader: EventReader) throws -> EventMessage? {
        var last: EventMessage?
        while let message = try reader.message() { last = message }
        return last
    }

    @Test func `whoever is deactivated, or signs out, gets nothing more and is told so`() throws {
        let world = try World()
        let gone = try stream(world, "rep", last: newest(world))
        let out = try stream(world, "rep2", last: newest(world))
        let stays = try stream(world, "manager", last: newest(world))
        _ = try world.customer("Before", limit: nil)
        #expect(try gone.event()?.kind == "salesd.customer.created")
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(try world.send("rep2", "DELETE", "/v1/sessions/current").status < 300)
        _ = try world.customer("After", owner: "manager", limit: nil)
        for reader in [gone, out] {
            let word = try lastWord(reader)
            #expect(word?.type == "end")
            #expect(word?.json.object?["code"]?.string == "invalid_token")
            #expect(reader.hasEnded)
        }
        #expect(try stays.event()?.kind == "salesd.customer.created")
        #expect(try world.get("rep", "/v1/events", fields: [("Accept", "text/event-stream")]).status == 401)
    }

    @Test func `a revoked key ends its stream`() throws {
        let world = try World()
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"other","roles":["integration"]}"#)
        world.admit("other", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        let reader = try stream(world, "other", last: newest(world))
        let revoked = try world.send("admin", "DELETE", "/v1/api-keys/\(key.id)")
        #expect(revoked.status == 204)
        #expect(try lastWord(reader)?.type == "end")
    }

    @Test func `a session that nobody uses ends with its stream, which keeps it not alive`() throws {
        let world = try World()
        let reader = try stream(world, "rep", last: newest(world))
        world.server.clock.advance(seconds: 30 * 86_400)
        world.server.application.keepHouse()
        #expect(try lastWord(reader)?.json.object?["code"]?.string == "invalid_token")
    }

    @Test func `who sees less from now on gets less from now on`() throws {
        let world = try World()
        let reader = try stream(world, "manager", last: newest(world))
        _ = try world.customer("Seen", limit: nil)
        #expect(try reader.event()?.kind == "salesd.customer.created")
        // The rep reports to nobody now: what is the rep's is no longer the manager's.
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"manager_id":null}"#).status == 200)
        _ = try world.customer("Unseen", limit: nil)
        let own = try world.customer("Own", owner: "manager", limit: nil)
        var kinds: [String] = []
        while let event = try reader.event() {
            kinds.append(event.json.object?["subject"]?.string ?? "")
            if kinds.last == "/v1/customers/\(own)" { break }
        }
        #expect(kinds.filter { $0.hasPrefix("/v1/customers/") } == ["/v1/customers/\(own)"])
    }

    @Test func `without events a line says that the stream is there, and how far it is`() throws {
        let world = try World()
        // Else a job may tell something on the way.
        try world.server.runJobs()
        let start = try newest(world)
        let reader = try stream(world, "production", last: start)
        let opening = try #require(try reader.message())
        #expect(!opening.hasData)
        _ = try world.customer("Not for production", limit: nil)
        let passed = try newest(world)
        var told: Int64?
        // The first line may come before the event has been looked at.
        for _ in 0..<5 where told != passed {
            world.server.clock.advance(seconds: 15)
            world.server.application.keepHouse()
            let beat = try #require(try reader.message())
            #expect(!beat.hasData)
            told = beat.id ?? told
        }
        #expect(told == passed)
        world.server.clock.advance(seconds: 15)
        world.server.application.keepHouse()
        let next = try #require(try reader.message())
        #expect(next.id == nil && !next.hasData)
    }

    @Test func `HEAD has no content, HTTP 1.0 ends with the connection, and close is heeded`() throws {
        let world = try World()
        let token = world.person("admin").token
        let fields = "Host: t\r\nAccept: text/event-stream\r\nAuthorization: Bearer \(token)\r\n"
        let head = try world.server.client()
        head.giveUp(afterSeconds: 30)
        let asked = [("Accept", "text/event-stream"), ("Authorization", "Bearer \(token)")]
        #expect(try head.send("HEAD", "/v1/events", fields: asked).status == 200)
        #expect(try head.send("GET", "/healthz").status == 200)
        let old = try world.server.client()
        old.giveUp(afterSeconds: 30)
        try old.write(Array("GET /v1/events?after=2 HTTP/1.0\r\n\(fields)\r\n".utf8))
        let closing = try EventReader(try world.server.client(), token: token, fields: "Connection: close\r\n")
        #expect(closing.answer.field("Connection") == "close")
        #expect(try closing.events(2).count == 2)
        try old.wait(for: "\n\nid: 3\n")
        world.server.application.stop(within: 5)
        let text = String(decoding: old.readRest(), as: UTF8.self)
        #expect(text.contains("Connection: close\r\n"))
        #expect(!text.contains("chunked"))
        #expect(text.contains("\r\n\r\nretry: "))
        #expect(text.contains("\n\nid: 3\ndata: {\"specversion\":\"1.0\""))
        #expect(try lastWord(closing) != nil)
        #expect(closing.hasEnded)
    }

    @Test func `a server that stops ends streams in order and at once`() throws {
        let world = try World()
        let readers = try (0..<20).map { _ in try stream(world, "admin") }
        for reader in readers { #expect(try reader.event()?.id == 1) }
        let begin = ContinuousClock.now
        world.server.application.stop(within: 20)
        #expect(ContinuousClock.now - begin < .seconds(10))
        for reader in readers {
            while try reader.message() != nil {}
            #expect(reader.hasEnded)
        }
    }

    @Test func `so many streams of one user, and so many in all; a place is free when its stream has gone`() throws {
        let world = try World(
            TestServer(changing: { configuration in
                configuration.service.eventStreams.streams = 4
                configuration.service.eventStreams.streamsPerUser = 3
            }))
        var held = try (0..<3).map { _ in try stream(world, "rep") }
        let more = try stream(world, "rep").answer
        #expect(more.status == 429)
        #expect(Reply(more).code == "too_many_event_streams")
        #expect(more.field("Retry-After") != nil)
        held.append(try stream(world, "rep2"))
        let full = try stream(world, "manager").answer
        #expect(full.status == 503)
        #expect(Reply(full).code == "event_streams_full")
        #expect(try world.get(nil, "/metrics").answer.text.contains("\nsalesd_event_streams 4\n"))
        held.removeAll()
        // The server finds out with the next thing that it has to say.
        for number in 0..<200 where try !world.get(nil, "/metrics").answer.text.contains("\nsalesd_event_streams 0\n") {
            _ = try world.customer("Tell \(number)", limit: nil)
        }
        #expect(try stream(world, "rep").answer.status == 200)
    }

    @Test func `a reader that is too slow is dropped, and comes back without a loss`() throws {
        let world = try World(
            TestServer(changing: { configuration in
                configuration.limits.writeTime = 300
                configuration.limits.liveBuffer = 4_096
            }))
        for number in 0..<400 { _ = try world.customer("Many \(number)", limit: nil) }
        let client = try HTTPClient(port: world.server.port, receiveBuffer: 2_048)
        client.giveUp(afterSeconds: 30)
        let slow = try EventReader(client, token: world.person("admin").token)
        let open = "\nsalesd_event_streams 1\n"
        #expect(try world.get(nil, "/metrics").answer.text.contains(open))
        while try world.get(nil, "/metrics").answer.text.contains(open) { usleep(10_000) }
        var found: [Int64] = []
        while let event = try? slow.event() { found.append(event.id ?? 0) }
        let total = try newest(world)
        #expect(!slow.hasEnded)
        #expect(Int64(found.count) < total)
        let back = try stream(world, "admin", last: found.last)
        found += try back.events(Int(total) - found.count).compactMap(\.id)
        #expect(found == Array(1...total))
    }
}
