// Events as a stream: from any point of the past to what happens now, without a gap or a double, for those who may see them.

import App
import Dispatch
import JSON
import Kernel
import Synchronization
import TestSupport
import Testing

struct EventStreamTests {
    private let world: World

    init() throws { world = try World() }

    private func stream(_ name: String, _ query: String = "", last: Int64? = nil, fields: String = "") throws -> EventReader {
        let client = try world.server.client()
        client.giveUp(afterSeconds: 30)
        return try EventReader(client, token: world.person(name).token, query, last: last, fields: fields)
    }

    private func list(_ name: String, _ query: String = "") throws -> [JSONValue] {
        var items: [JSONValue] = []
        var after: Int64 = 0
        while true {
            let page = try world.get(name, "/v1/events?limit=200&after=\(after)\(query)")
            items += page.array("items")
            guard let next = page.integer("next_after"), next > after else { return items }
            after = next
        }
    }

    private func numbers(_ events: [JSONValue]) -> [Int64] { events.compactMap { $0.object?["sequence"]?.number?.int64 } }

    @Test func `a stream that begins anywhere equals the list from there on`() throws {
        for number in 0..<4 { _ = try world.customer("K\(number)", owner: number % 2 == 0 ? "rep" : "stranger", limit: nil) }
        for name in ["admin", "rep", "manager", "production"] {
            let whole = try list(name)
            let newest = try #require(try world.get("admin", "/v1/events?after=0&limit=200").integer("next_after"))
            for after in 0...newest {
                let expected = whole.filter { ($0.object?["sequence"]?.number?.int64 ?? 0) > after }
                let reader = try stream(name, last: after)
                #expect(reader.answer.status == 200)
                let events = try reader.events(expected.count)
                #expect(events.map(\.json) == expected, "\(name) after \(after)")
                #expect(events.map(\.id) == numbers(expected), "\(name) after \(after)")
            }
        }
    }

    @Test func `the head says what it is, and the same place can stand in the address`() throws {
        let reader = try stream("admin", "?after=3")
        #expect(reader.answer.field("Content-Type") == "text/event-stream")
        #expect(reader.answer.field("Cache-Control") == "no-store")
        #expect(reader.answer.field("Vary") == "Accept")
        #expect(reader.answer.field("Content-Encoding") == nil)
        #expect(try reader.event()?.id == 4)
        // Who comes back has the old address and a newer place.
        #expect(try stream("admin", "?after=3", last: 7).event()?.id == 8)
        #expect(try stream("admin", fields: "Accept-Encoding: gzip\r\n").event()?.id == 1)
    }

    @Test func `what happens comes at once, behind what was`() throws {
        let reader = try stream("admin")
        let past = try list("admin").count
        #expect(try reader.events(past).count == past)
        for number in 0..<5 {
            let id = try world.customer("Live \(number)", limit: nil)
            let event = try reader.event()
            #expect(event?.kind == "salesd.customer.created")
            #expect(event?.json.object?["subject"]?.string == "/v1/customers/\(id)")
        }
    }

    @Test func `writers at the same time leave no gap and no double, also over connections that break`() throws {
        let people = ["stranger", "manager", "rep", "rep2"]
        let before = try list("admin").count
        let port = world.server.port
        let tokens = people.map { world.person($0).token }
        let refused = Mutex(0)
        let group = DispatchGroup()
        for (index, token) in tokens.enumerated() {
            DispatchQueue.global().async(group: group) {
                let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
                let client = try? HTTPClient(port: port)
                for number in 0..<100 {
                    let answer = try? client?.send("POST", "/v1/customers", fields: fields, body: "{\"name\":\"W\(index) \(number)\"}")
                    if answer?.status != 201 { refused.withLock { $0 += 1 } }
                }
            }
        }
        var random = SeededRandom(seed: 7)
        var found: [Int64] = []
        while found.count < before + 400 {
            let reader = try stream("admin", last: found.last ?? 0)
            let events = try reader.events(min(Int.random(in: 1...90, using: &random), before + 400 - found.count))
            found += events.compactMap(\.id)
        }
        group.wait()
        #expect(refused.withLock { $0 } == 0)
        #expect(found == Array(1...Int64(before + 400)))
    }

    @Test func `many streams of several people at once each get what the list gives them, whatever is written meanwhile`() throws {
        let names = ["admin", "manager", "rep", "rep2", "stranger", "production"]
        let readers = try (0..<60).map { number in (names[number % names.count], try stream(names[number % names.count])) }
        let port = world.server.port
        let tokens = ["stranger", "rep"].map { world.person($0).token }
        let group = DispatchGroup()
        for (index, token) in tokens.enumerated() {
            DispatchQueue.global().async(group: group) {
                let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
                let client = try? HTTPClient(port: port)
                for number in 0..<60 {
                    _ = try? client?.send("POST", "/v1/customers", fields: fields, body: "{\"name\":\"M\(index) \(number)\"}")
                }
            }
        }
        group.wait()
        let expected = try Dictionary(uniqueKeysWithValues: names.map { ($0, try list($0)) })
        #expect(expected["stranger"]?.count ?? 0 >= 60)
        for (name, reader) in readers {
            let whole = expected[name] ?? []
            #expect(try reader.events(whole.count).map(\.json) == whole, "\(name)")
        }
    }

    @Test func `types are filtered as in the list`() throws {
        let reader = try stream("admin", "?type=salesd.customer.created,salesd.customer.updated")
        let id = try world.customer("Filtered", limit: nil)
        _ = try world.product("T-1")
        _ = try world.patch("admin", "/v1/customers/\(id)", #"{"city":"Wuxi"}"#)
        #expect(try reader.events(2).map(\.kind) == ["salesd.customer.created", "salesd.customer.updated"])
    }

    @Test func `a key gets what its scopes cover`() throws {
        let key = try world.post("admin", "/v1/api-keys", #"{"name":"narrow","roles":["integration"],"scopes":["products:read"]}"#)
        world.admit("narrow", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        let reader = try stream("narrow")
        _ = try world.customer("Hidden", limit: nil)
        _ = try world.product("T-2")
        #expect(try reader.event()?.kind == "salesd.product.created")
    }

    @Test func `what is no list and no stream is refused, and so is a place that is none`() throws {
        #expect(try world.get("rep", "/v1/events", fields: [("Accept", "text/csv")]).code == "not_acceptable")
        #expect(try world.get("rep", "/v1/events", fields: [("Accept", "*/*")]).status == 200)
        let stream = ("Accept", "text/event-stream")
        #expect(try world.get("rep", "/v1/events", fields: [stream, ("Last-Event-ID", "x")]).code == "bad_header")
        #expect(try world.get("rep", "/v1/events?after=-1", fields: [stream]).code == "bad_parameter")
        #expect(try world.get("rep", "/v1/events?aftr=1", fields: [stream]).code == "unknown_parameter")
        #expect(try world.get(nil, "/v1/events", fields: [stream]).code == "not_signed_in")
        let ahead = try world.get("rep", "/v1/events?after=100000", fields: [stream])
        #expect(ahead.status == 409)
        #expect(ahead.code == "events_ahead")
    }
}
