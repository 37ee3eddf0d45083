// How many requests a caller may make in a minute.

import App
import Kernel
import TestSupport
import Testing

@Suite struct RateLimitTests {
    private func world(_ requests: Int64) throws -> World {
        try World(TestServer(changing: { $0.service.requestsPerMinute = requests }))
    }

    private func limit(_ reply: Reply) -> String? { reply.answer.field("RateLimit") }

    @Test func `every answer tells what is left, and more is a 429 with the time to wait`() throws {
        let world = try world(60)
        let first = try world.get("rep", "/v1/users?limit=1")
        #expect(first.status == 200)
        #expect(first.answer.field("RateLimit-Policy") == #""default";q=60;w=60"#)
        #expect(limit(first) == #""default";r=59;t=1"#)
        let absent = try world.get("rep", "/v1/customers/999")
        #expect(absent.status == 404)
        #expect(limit(absent) == #""default";r=58;t=2"#)
        for _ in 0..<58 { #expect(try world.get("rep", "/v1/users?limit=1").status == 200) }
        let refused = try world.get("rep", "/v1/users?limit=1")
        #expect(refused.status == 429)
        #expect(refused.string("code") == "too_many_requests")
        #expect(refused.answer.field("Retry-After") == "1")
        #expect(limit(refused) == #""default";r=0;t=1"#)
        world.server.clock.advance(seconds: 1)
        #expect(try world.get("rep", "/v1/users?limit=1").status == 200)
        #expect(try world.get("rep", "/v1/users?limit=1").status == 429)
        world.server.clock.advance(seconds: 3600)
        #expect(limit(try world.get("rep", "/v1/users?limit=1")) == #""default";r=59;t=1"#)
    }

    @Test func `a caller is counted alone, over all connections and lanes`() throws {
        let world = try world(30)
        for round in 0..<3 {
            let client = try world.server.client()
            let fields = [("Authorization", "Bearer \(world.person("rep").token)")]
            for _ in 0..<10 { #expect(try client.send("GET", "/v1/users?limit=1", fields: fields).status == 200, "\(round)") }
        }
        let written = try world.post("rep", "/v1/customers", #"{"name":"Late"}"#)
        #expect(written.status == 429)
        #expect(try world.get("rep2", "/v1/users?limit=1").status == 200)
        let sent = try world.post("rep2", "/v1/customers", #"{"name":"In time"}"#)
        #expect(sent.status == 201)
        #expect(limit(sent) == #""default";r=28;t=4"#)
    }

    @Test func `who has not signed in is counted by address, a wrong token too`() throws {
        let world = try world(30)
        let fields = [("Authorization", "Bearer wrong")]
        let client = try world.server.client(from: "127.0.0.3")
        for _ in 0..<10 { #expect(try client.send("GET", "/v1/users", fields: fields).status == 401) }
        for _ in 0..<10 { #expect(try client.send("GET", "/nowhere").status == 404) }
        for _ in 0..<10 { #expect(try client.send("GET", "/v1/openapi.json").status == 200) }
        for target in ["/v1/users", "/nowhere", "/v1/openapi.json"] {
            #expect(try client.send("GET", target, fields: fields).status == 429)
        }
        #expect(try world.server.client(from: "127.0.0.4").send("GET", "/nowhere").status == 404)
        // Who signs in there is not the address.
        let own = [("Authorization", "Bearer \(world.person("rep").token)")]
        #expect(try client.send("GET", "/v1/users?limit=1", fields: own).status == 200)
    }

    @Test func `health and metrics cost nothing, and without a limit no answer tells of one`() throws {
        let limited = try world(30)
        for _ in 0..<40 {
            for path in ["/healthz", "/readyz", "/metrics"] {
                let reply = try limited.get(nil, path)
                #expect(reply.status == 200)
                #expect(limit(reply) == nil)
            }
        }
        let free = try World().get("rep", "/v1/users?limit=1")
        #expect(limit(free) == nil)
        #expect(free.answer.field("RateLimit-Policy") == nil)
    }
}
