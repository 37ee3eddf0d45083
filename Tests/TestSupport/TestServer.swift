// A real server for one test: a free port, a temporary data directory, and a clock that the test moves.

package import App
import Crypto
import Foundation
import HTTPServer
package import Kernel
import SQLite
import Storage

/// A server that lives as long as the test holds it.
package final class TestServer {
    package let application: Application
    package let clock: ManualClock
    package let directory: String

    /// Tuesday, 24 November 2026, 9 o'clock in Shanghai.
    package static let start = Instant(milliseconds: 1_795_482_000_000)

    /// - Parameters:
    ///   - report: told of every error whose cause no answer tells
    ///   - change: sets what the test needs otherwise
    package init(
        directory: String? = nil, at start: Instant = TestServer.start, report: (@Sendable (Trouble) -> Void)? = nil,
        changing change: (inout Configuration) -> Void = { _ in }
    ) throws {
        let directory = try directory ?? EmptyCompany.makeDirectory(at: start)
        var configuration = Configuration()
        configuration.data = directory
        configuration.listen = [.ipv4(host: "127.0.0.1", port: 0)]
        configuration.loops = 2
        change(&configuration)
        self.directory = directory
        clock = ManualClock(start)
        application = try Application.start(configuration, clock: clock, report: report)
    }

    deinit {
        application.stop(within: 2)
        try? FileManager.default.removeItem(atPath: directory)
    }

    package var port: UInt16 { application.port ?? 0 }

    /// - Parameter address: of this machine, such as 127.0.0.2, to come from
    package func client(from address: String? = nil) throws -> HTTPClient {
        try HTTPClient(port: port, from: address)
    }

    /// A client of the control socket: whoever holds it is the operator.
    package func operatorClient() throws -> HTTPClient {
        try HTTPClient(path: directory + "/control.sock")
    }

    /// Runs a periodic job now, as the operator has it run, and waits for its end. Throws the answer where it was not run.
    package func runJob(_ name: String) throws {
        let answer = try operatorClient().send("POST", "/control/jobs/run", body: "{\"name\":\"\(name)\"}")
        guard answer.status == 200 else { throw ClientError.malformed(answer.text) }
    }

    /// Runs every periodic job once, so that none changes anything under a test's eyes until the clock is moved.
    package func runJobs() throws {
        for job in application.registry.jobs { try runJob(job.name) }
    }

    /// A session of the user, as signing in would make it; hashing a password for each test would take too long.
    package func session(of userID: Int64) throws -> String {
        let token = "st_" + Base64URL.encode(try SecureRandom.bytes(32))
        let digest = SHA256Digest.hash(of: token)
        let now = clock.now
        let sql = "INSERT INTO session (user_id, digest, created_at, last_used_at, expires_at) VALUES (?, ?, ?, ?, ?)"
        let values: [SQLiteValue] = [.integer(userID), .blob(digest), now.stored, now.stored, now.adding(seconds: 7 * 86_400).stored]
        try application.database.write { try $0.connection.run(sql, values) }
        return token
    }
}

extension TestServer {
    /// The first administrator, written the way the control socket's operator would have it written.
    package func makeAdministrator(_ name: String) throws -> Int64 {
        let now = clock.now
        return try application.database.write { transaction in
            let sql = """
                INSERT INTO users (version, created_at, updated_at, username, display_name, roles, locale, active, is_service)
                VALUES (1, ?, ?, ?, ?, '["admin"]', 'en', 1, 0)
                """
            try transaction.connection.run(sql, [now.stored, now.stored, .text(name), .text(name)])
            return transaction.connection.lastInsertRowID
        }
    }
}
