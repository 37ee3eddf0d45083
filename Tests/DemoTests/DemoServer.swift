// The demo company as `salesd demo` makes it, served once for all tests of this target.

import App
import Crypto
import Foundation
import JSON
import Kernel
import TestSupport

/// A server with the demo company.
final class DemoServer: @unchecked Sendable {
    // `@unchecked Sendable`: everything is constant, and clients are made by each test for itself.
    static let password = "correct-battery-9"
    private static let made = Result { try DemoServer() }

    let server: TestServer
    /// What the command said.
    let exitCode: Int32

    var directory: String { server.directory }

    static func shared() throws -> DemoServer {
        try made.get()
    }

    private init() throws {
        let directory = NSTemporaryDirectory() + "salesd-demo-" + Hex.encode(try SecureRandom.bytes(8))
        exitCode = DemoServer.runCommand(directory)
        // The morning after the newest order: 9 o'clock in Shanghai.
        server = try TestServer(directory: directory, at: Instant(milliseconds: 1_748_480_400_000))
        try server.runJobs()
        // The server lives until the process ends, and its directory with it.
        atexit { if let demo = try? DemoServer.made.get() { try? FileManager.default.removeItem(atPath: demo.directory) } }
    }

    static func runCommand(_ directory: String, asOf: String = "2025-05-29") -> Int32 {
        CommandLineTool.run(["demo", "--data", directory, "--password", password, "--as-of", asOf], environment: [:])
    }
}

/// Somebody who is signed in.
struct Visitor {
    private let client: HTTPClient
    private let token: String

    init(_ id: Int64) throws {
        let demo = try DemoServer.shared()
        client = try demo.server.client()
        token = try demo.server.session(of: id)
    }

    func get(_ path: String) throws -> Reply {
        Reply(try client.send("GET", path, fields: [("Authorization", "Bearer \(token)")]))
    }

    func post(_ path: String, _ body: String = "{}") throws -> Reply {
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        return Reply(try client.send("POST", path, fields: fields, body: body))
    }

    /// Every item of a list, page by page.
    func all(_ path: String) throws -> [JSONObject] {
        var items: [JSONObject] = []
        var cursor: String?
        repeat {
            let page = try get(path + (path.contains("?") ? "&" : "?") + "limit=200" + (cursor.map { "&cursor=\($0)" } ?? ""))
            guard page.status == 200 else { throw ClientError.malformed(page.answer.text) }
            items += page.array("items").compactMap(\.object)
            cursor = page.string("next_cursor")
        } while cursor != nil
        return items
    }

    /// Who reads everything.
    static func auditor() throws -> Visitor { try Visitor(23) }
}

extension JSONObject {
    func integer(_ name: String) -> Int64? { self[name]?.number?.int64 }
    func text(_ name: String) -> String? { self[name]?.string }
    func objects(_ name: String) -> [JSONObject] { self[name]?.array?.compactMap(\.object) ?? [] }
}
