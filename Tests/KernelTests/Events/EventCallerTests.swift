// Whom a loop's streams are for: as of the change that made them ask, whatever snapshot the loop holds.

import App
import Crypto
import JSON
import SQLite
import TestSupport
import Testing

@testable import Kernel

struct EventCallerTests {
    @Test func `a session that has ended is not found in a snapshot that is held`() throws {
        let world = try World()
        let application = world.server.application
        let service = try Service(
            registry: application.registry, database: application.database, log: AccessLog(write: nil), options: ServiceOptions()
        ) { trouble in
            Issue.record("\(trouble.cause)")
        }
        let loop = try LoopHandler(service)
        let rep = world.person("rep")
        let hash = SHA256Digest.hash(of: rep.token)
        let now = world.server.clock.now
        #expect(try loop.caller(ofStream: hash, at: now).userID == rep.id)
        _ = try loop.readEvents(budget: nil) { try $0.first("SELECT count(*) FROM session") }
        #expect(try world.send("rep", "DELETE", "/v1/sessions/current").status < 300)
        #expect(throws: Failure.self) { try loop.caller(ofStream: hash, at: now) }
    }
}
