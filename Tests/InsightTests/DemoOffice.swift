// The demo company, served once for all tests of this target.

import App
import Crypto
import Foundation
import JSON
import Kernel
import SQLite
import TestSupport

/// A server with the demo company, as of 4 June 2025.
final class DemoOffice: @unchecked Sendable {
    // `@unchecked Sendable`: everything is constant, and clients are made by each test for itself.
    private static let made = Result { try DemoOffice() }
    let server: TestServer
    let ids: [String: Int64]

    static func shared() throws -> DemoOffice { try made.get() }

    private init() throws {
        let directory = NSTemporaryDirectory() + "salesd-insight-" + Hex.encode(try SecureRandom.bytes(8))
        let words = ["demo", "--data", directory, "--password", "correct-battery-9", "--as-of", "2025-06-04"]
        guard CommandLineTool.run(words, environment: [:]) == 0 else { throw ClientError.malformed("no demo company") }
        let connection = try Connection(path: directory + "/salesd.db", mode: .readOnly)
        let rows = try connection.rows("SELECT username, id FROM users")
        ids = Dictionary(uniqueKeysWithValues: rows.compactMap { row in row[0].text.flatMap { name in row[1].integer.map { (name, $0) } } })
        // 9 o'clock in Shanghai.
        server = try TestServer(directory: directory, at: Instant(milliseconds: 1_748_998_800_000))
        // What the morning brings is there before anybody counts: else a figure and the list behind it are of two moments.
        try server.runJobs()
        atexit { if let demo = try? DemoOffice.made.get() { try? FileManager.default.removeItem(atPath: demo.server.directory) } }
    }

    /// How that person asks.
    func visitor(_ name: String) throws -> (String) throws -> Reply {
        let client = try server.client()
        let token = try server.session(of: ids[name] ?? 0)
        return { path in Reply(try client.send("GET", path, fields: [("Authorization", "Bearer \(token)")])) }
    }
}
