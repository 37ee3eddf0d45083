// What the server counts, and who may read it.

import App
import HTTP
import Kernel
import TestSupport
import Testing

@Suite struct MetricsTests {
    /// One loop, so that the page counts every request before it.
    private func world(changing change: (inout Configuration) -> Void = { _ in }) throws -> World {
        try World(
            TestServer(changing: { configuration in
                configuration.loops = 1
                change(&configuration)
            }))
    }

    private func page(_ world: World) throws -> [Substring] {
        let reply = try world.get(nil, "/metrics")
        #expect(reply.status == 200)
        #expect(reply.answer.field("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        return reply.answer.text.split(separator: "\n")
    }

    @Test func `requests are counted by path template, method and class of status`() throws {
        let world = try world()
        let id = try world.customer(limit: nil)
        for _ in 0..<3 { _ = try world.get("rep", "/v1/customers/\(id)") }
        _ = try world.get("rep", "/v1/customers/999999")
        _ = try world.get("rep", "/nowhere")
        _ = try world.send(nil, "BREW", "/healthz")
        let lines = try page(world)
        #expect(lines.contains(#"salesd_http_requests_total{route="/v1/customers/{id}",method="GET",status="2xx"} 3"#))
        #expect(lines.contains(#"salesd_http_requests_total{route="/v1/customers/{id}",method="GET",status="4xx"} 1"#))
        #expect(lines.contains(#"salesd_http_requests_total{route="/v1/customers",method="POST",status="2xx"} 1"#))
        #expect(lines.contains(#"salesd_http_requests_total{route="",method="GET",status="4xx"} 1"#))
        #expect(lines.contains(#"salesd_http_requests_total{route="/healthz",method="other",status="5xx"} 1"#))
        #expect(lines.contains(#"salesd_refusals_total{code="not_found"} 2"#))
        #expect(lines.contains(#"salesd_refusals_total{code="not_implemented"} 1"#))
        #expect(lines.contains(#"salesd_http_request_duration_seconds_count{lane="read"} 4"#))
        #expect(lines.contains(#"salesd_http_request_duration_seconds_bucket{lane="read",le="+Inf"} 4"#))
        #expect(lines.contains("salesd_http_connections 1"))
        #expect(lines.contains("process_start_time_seconds 1795482000"))
    }

    @Test func `the page tells of every metric that is declared, and of no other`() throws {
        let lines = try page(world())
        let names = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2...].joined(separator: " ") }
        let declared = try Application.describe(Configuration()).metrics
        #expect(names == declared.map { "\($0.name) \($0.kind.rawValue)" })
        for line in lines where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+/) != nil, "\(line)")
        }
        for name in ["process_resident_memory_bytes", "salesd_wal_bytes", "salesd_writer_commits_total", "salesd_writer_batch_size_sum"] {
            let value = try #require(lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Int($0) }, "\(name)")
            #expect(value > 0, "\(name)")
        }
    }

    @Test func `what a proxy passes on does not count as this machine, unless everybody may read it`() throws {
        let closed = try world()
        for name in ["X-Forwarded-For", "Forwarded"] {
            let reply = try closed.get(nil, "/metrics", fields: [(name, "for=203.0.113.9")])
            #expect(reply.status == 404)
            #expect(reply.string("code") == "not_found")
        }
        #expect(try closed.server.client(from: "127.0.0.2").send("GET", "/metrics").status == 200)
        let open = try world { $0.service.metrics = .all }
        #expect(try open.get(nil, "/metrics", fields: [("X-Forwarded-For", "203.0.113.9")]).status == 200)
    }

    @Test(arguments: [
        ("", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.5", false),
        ("::ffff:10.0.0.5", false), ("2001:db8::1", false),
    ])
    func `who asks from another machine gets nothing`(_ address: String, _ isAdmitted: Bool) throws {
        let request = try #require(HTTPRequest(.get, "/metrics", remoteAddress: address))
        #expect(MetricsAudience.local.admits(request) == isAdmitted)
        #expect(MetricsAudience.all.admits(request))
    }
}
