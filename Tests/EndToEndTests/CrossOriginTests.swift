// Browsers of other sites: preflights, and what their scripts may read.

import App
import Foundation
import Kernel
import TestSupport
import Testing

@Suite struct CrossOriginTests {
    private static let site = "https://sales.example.com"

    private func world(_ origins: [String] = [site, "http://localhost:3000"]) throws -> World {
        try World(TestServer(changing: { $0.service.corsOrigins = origins }))
    }

    private func preflight(_ origin: String, _ method: String = "PATCH") -> [(String, String)] {
        [("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,if-match")]
    }

    private func corsFields(_ reply: Reply) -> [String] {
        reply.answer.fields.map { $0.name.lowercased() }.filter { $0.hasPrefix("access-control-") }
    }

    @Test func `a preflight of a listed site is answered with what the route takes`() throws {
        let world = try world()
        let reply = try world.send(nil, "OPTIONS", "/v1/customers/1", fields: preflight(Self.site))
        #expect(reply.status == 204)
        #expect(reply.answer.field("Access-Control-Allow-Origin") == Self.site)
        #expect(reply.answer.field("Access-Control-Allow-Methods") == "DELETE, GET, HEAD, OPTIONS, PATCH")
        let names = try #require(reply.answer.field("Access-Control-Allow-Headers")).split(separator: ",").map { $0.drop { $0 == " " } }
        #expect(Set(["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer"]).isSubset(of: names))
        #expect(reply.answer.field("Access-Control-Max-Age") == "7200")
        #expect(variesByOrigin(reply))
        #expect(reply.answer.field("Access-Control-Allow-Credentials") == nil)
    }

    @Test func `a listed site reads answers and problems, of every lane`() throws {
        let world = try world()
        let fields = [("Origin", "http://localhost:3000")]
        let replies = [
            try world.get("admin", "/v1/users?limit=1", fields: fields), try world.get(nil, "/v1/users", fields: fields),
            try world.get(nil, "/nowhere", fields: fields),
            try world.post("rep", "/v1/customers", #"{"name":"A"}"#, fields: fields),
            try world.post("rep", "/v1/customers", "{}", fields: fields),
            try world.post(nil, "/v1/sessions", #"{"username":"rep","password":"wrong"}"#, fields: fields),
        ]
        #expect(replies.map(\.status) == [200, 401, 404, 201, 422, 401])
        for reply in replies {
            #expect(reply.answer.field("Access-Control-Allow-Origin") == "http://localhost:3000")
            #expect(variesByOrigin(reply))
            let exposed = try #require(reply.answer.field("Access-Control-Expose-Headers"))
            for name in ["ETag", "Location", "Link", "Retry-After", "X-Request-Id", "Idempotency-Replayed"] {
                #expect(exposed.components(separatedBy: ", ").contains(name), "\(name)")
            }
            #expect(reply.answer.field("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test(arguments: [
        "https://evil.example", "http://sales.example.com", "https://sales.example.com:8443", "https://sales.example.com.evil.example",
        "null",
        "*", "HTTPS://sales.example.com",
    ])
    func `a site that is not listed is told nothing`(_ origin: String) throws {
        let world = try world()
        for reply in [
            try world.send(nil, "OPTIONS", "/v1/customers/1", fields: preflight(origin)),
            try world.get("admin", "/v1/users?limit=1", fields: [("Origin", origin)]),
            try world.get(nil, "/v1/users", fields: [("Origin", origin)]),
        ] {
            #expect(corsFields(reply).isEmpty)
            // A cache must not give this answer to a site that is listed.
            #expect(variesByOrigin(reply))
        }
    }

    /// Lists vary by `Accept` as well, long answers by `Accept-Encoding`; one line names all.
    private func variesByOrigin(_ reply: Reply) -> Bool {
        let lines = reply.answer.fields.filter { $0.name.lowercased() == "vary" }
        return lines.count == 1 && lines[0].value.components(separatedBy: ", ").contains("Origin")
    }

    @Test func `one line names all that an answer depends on, whatever adds to it`() throws {
        let world = try world([Self.site])
        for index in 0..<30 { _ = try world.post("admin", "/v1/categories", "{\"name\":\"Category \(index)\"}") }
        for (path, fields, expected) in [
            ("/v1/categories", [("Accept-Encoding", "gzip")], "Accept, Origin, Accept-Encoding"),
            ("/v1/categories?limit=1&fields=id", [], "Accept, Origin"), ("/v1/categories", [("Accept", "image/png")], "Accept, Origin"),
            ("/v1/categories", [("Accept", "text/csv")], "Accept, Origin, Accept-Encoding"), ("/healthz", [], "Origin"),
        ] as [(String, [(String, String)], String)] {
            let answer = try world.get("rep", path, fields: fields).answer
            #expect(answer.fields.filter { $0.name == "Vary" }.map(\.value) == [expected], "\(path)")
        }
    }

    @Test func `without a list there is nothing of it`() throws {
        let world = try world([])
        let preflight = try world.send(nil, "OPTIONS", "/v1/customers/1", fields: preflight(Self.site))
        #expect(preflight.status == 204)
        for reply in [preflight, try world.get("admin", "/v1/users?limit=1", fields: [("Origin", Self.site)])] {
            #expect(corsFields(reply).isEmpty)
            #expect(!variesByOrigin(reply))
        }
    }

    @Test func `an answer that is repeated names who asks now`() throws {
        let world = try world()
        let body = #"{"name":"B"}"#
        let first = try world.post(
            "rep", "/v1/customers", body, fields: [("Origin", Self.site), ("Idempotency-Key", "k")])
        let again = try world.post("rep", "/v1/customers", body, fields: [("Idempotency-Key", "k")])
        #expect(first.answer.field("Access-Control-Allow-Origin") == Self.site)
        #expect(again.answer.field("Idempotency-Replayed") == "true")
        #expect(corsFields(again).isEmpty)
    }
}
