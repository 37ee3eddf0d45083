// The access log's two formats, and the trace in which a request stands.

import App
import Foundation
import JSON
import Kernel
import TestSupport
import Testing

@Suite struct AccessLogTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    /// The lines that the requests leave; the server is stopped before they are read.
    private func lines(_ format: AccessLogFormat, _ requests: (HTTPClient) throws -> Void) throws -> [String] {
        let path = NSTemporaryDirectory() + "access-\(UInt64.random(in: .min ... .max)).log"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try TestServer(changing: { configuration in
            configuration.accessLog = .file(path)
            configuration.service.logFormat = format
        })
        try requests(server.client())
        server.application.stop(within: 2)
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `text is the combined log format`() throws {
        let lines = try lines(.text) { client in
            _ = try client.send("GET", "/nowhere?a=1", fields: [("Referer", "http://x/"), ("User-Agent", "curl/8 \"quoted\" \\ 浏览器")])
            _ = try client.send("GET", "/metrics")
            _ = try client.send("POST", "/v1/sessions", body: "{}")
            try client.write(Array("no request\r\n\r\n".utf8))
            #expect(try client.readAnswer().status == 400)
        }
        #expect(lines.count == 3)
        let beginning = #"127.0.0.1 - - [24/Nov/2026:01:00:00 +0000] "GET /nowhere?a=1 HTTP/1.1" 404 "#
        let end = #" "http://x/" "curl/8 \"quoted\" \\ \xe6\xb5\x8f\xe8\xa7\x88\xe5\x99\xa8""#
        #expect(lines[0].hasPrefix(beginning) && lines[0].hasSuffix(end), "\(lines[0])")
        #expect(lines[1].wholeMatch(of: /.* "POST \/v1\/sessions HTTP\/1.1" 422 \d+ "-" "-"/) != nil, "\(lines[1])")
        #expect(lines[2].wholeMatch(of: /.* \+0000\] "-" 400 \d+ "-" "-"/) != nil, "\(lines[2])")
    }

    @Test func `a JSON line names the trace that the caller is in, where it is well formed`() throws {
        let wrong = [
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", Self.trace + "-more", "x", "", Self.trace + ", " + Self.trace,
        ]
        let right = [Self.trace, "01" + Self.trace.dropFirst(2) + "-more"]
        let lines = try lines(.json) { client in
            for value in right + wrong { _ = try client.send("GET", "/nowhere", fields: [("traceparent", value)]) }
            _ = try client.send("GET", "/nowhere")
        }
        let traces = try lines.map { try JSONReader.parse(Array($0.utf8)).object?["traceparent"]?.string }
        #expect(traces == right + [String?](repeating: nil, count: wrong.count + 1))
    }
}
