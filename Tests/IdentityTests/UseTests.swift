// When tokens were last used: never backwards, in slices, and from idle loops as well.

import App
import Crypto
import Identity
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct UseTests {
    private let world: World
    private var database: Database { world.server.application.database }

    init() throws { world = try World() }

    private func lastUse(of user: Int64) throws -> Int64? {
        try database.read { try $0.first("SELECT max(last_used_at) FROM session WHERE user_id = ?", [.integer(user)])?.first?.integer }
    }

    @Test func `a use that is told late takes none back`() throws {
        let made = try world.post("admin", "/v1/api-keys", #"{"name":"system","roles":["integration"]}"#)
        let record = try #require(Directory.identity.recordUses)
        let digests = [SHA256Digest.hash(of: made.string("key") ?? ""), SHA256Digest.hash(of: world.person("rep").token)]
        let now = TestServer.start
        for use in [now.adding(seconds: 90), now.adding(seconds: 30)] {
            let uses = Dictionary(digests.map { ($0, use) }, uniquingKeysWith: max)
            try database.write { try record(uses, $0.connection) }
        }
        #expect(try world.get("admin", "/v1/api-keys/\(made.id)").string("last_used_at") == "2026-11-24T01:01:30.000Z")
        #expect(try lastUse(of: world.person("rep").id) == now.adding(seconds: 90).milliseconds)
    }

    @Test func `what a loop has gathered when it falls idle is written all the same`() throws {
        let clock = world.server.clock
        // Beyond the first minute, so that this use is gathered behind one that was written.
        let client = try world.server.client()
        let fields = [("Authorization", "Bearer \(world.person("rep").token)")]
        for seconds: Int64 in [61, 30] {
            clock.advance(seconds: seconds)
            #expect(try client.send("GET", "/v1/products", fields: fields).status == 200)
        }
        let used = clock.now.milliseconds
        clock.advance(seconds: 61)
        #expect(
            try eventually {
                world.server.application.keepHouse()
                return try lastUse(of: world.person("rep").id) == used
            })
    }

    @Test func `many uses are written in slices`() throws {
        let clock = world.server.clock
        let (rep, count) = (world.person("rep").id, 1100)
        let tokens = (0..<count).map { "st_\($0)" }
        let start = clock.now
        try database.write { transaction in
            for token in tokens {
                try transaction.connection.run(
                    "INSERT INTO session (user_id, digest, created_at, last_used_at, expires_at) VALUES (?, ?, ?, 0, ?)",
                    [.integer(rep), .blob(SHA256Digest.hash(of: token)), .integer(0), .integer(start.milliseconds + 86_400_000)])
            }
            try transaction.connection.run("UPDATE session SET last_used_at = ? WHERE last_used_at = 0", [.integer(start.milliseconds - 1)])
        }
        let client = try world.server.client()
        for token in tokens {
            #expect(try client.send("GET", "/v1/sessions/current", fields: [("Authorization", "Bearer \(token)")]).status == 200)
        }
        let jobs = database.writer.statistics.jobs
        clock.advance(seconds: 61)
        let written = try eventually {
            world.server.application.keepHouse()
            return try database.read {
                try $0.first("SELECT count(*) FROM session WHERE user_id = ? AND last_used_at = ?", [.integer(rep), start.stored])
            }?.first?.integer ?? 0 > count
        }
        #expect(written)
        #expect(database.writer.statistics.jobs >= jobs + 3)
    }
}
