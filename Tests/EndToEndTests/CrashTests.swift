// Kills in the middle of writes: what was acknowledged is there, nothing is there twice, and the audit's chain is whole.
//
// For fifty rounds: SALESD_CRASH_ROUNDS=50 scripts/test --filter CrashTests

import Dispatch
import Foundation
import Glibc
import SQLite
import Synchronization
import TestSupport
import Testing

struct CrashTests {
    private static let rounds = ProcessInfo.processInfo.environment["SALESD_CRASH_ROUNDS"].flatMap { Int($0) } ?? 5
    private static let clients = 6

    @Test func `after each kill every acknowledged write is there, none twice, and the chain is whole`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "crash", "--user", "nancy"] + data).output.dropLast())
        let ledger = Ledger()
        for round in 0..<Self.rounds {
            let (child, port) = try directory.serve()
            let writers = Writers(port: port, key: key, ledger: ledger)
            writers.start(Self.clients, round: round)
            // Each time at another place of a batch.
            let count = ledger.acknowledged.count + 20 + round * 37 % 200
            #expect(eventually { ledger.acknowledged.count >= count })
            child.signal(SIGKILL)
            _ = child.finish()
            writers.wait()
        }
        let (child, port) = try directory.serve()
        try repeatAll(of: ledger, port: port, key: key)
        #expect(try Salesd.run(["audit", "verify"] + data).code == 0)
        #expect(try Salesd.run(["check"] + data).output == "OK\n")
        #expect(child.stop().code == 0)
        try expectOneOfEach(ledger.sent, in: directory.path)
    }

    /// Sends every request again under its key: one that was acknowledged gets its first answer.
    private func repeatAll(of ledger: Ledger, port: UInt16, key: String) throws {
        let client = try HTTPClient(port: port)
        let acknowledged = ledger.acknowledged
        for name in ledger.sent {
            let answer = try Writers.enter(name, client, key)
            #expect(answer.status == 201)
            guard let first = acknowledged[name] else { continue }
            #expect(answer.field("Idempotency-Replayed") == "true", "\(name) was lost")
            #expect(answer.body == first, "\(name)")
        }
    }

    private func expectOneOfEach(_ names: [String], in path: String) throws {
        let connection = try Connection(path: path + "/salesd.db", mode: .readWrite)
        defer { connection.close() }
        let found = try connection.rows("SELECT name, count(*) FROM categories GROUP BY name ORDER BY name")
        #expect(found.compactMap { $0[0].text } == names.sorted())
        #expect(found.allSatisfy { $0[1].integer == 1 })
        #expect(try connection.first("SELECT count(*) FROM audit WHERE entity = 'category'")?.first?.integer == Int64(names.count))
    }
}

/// What was sent and what was answered.
private final class Ledger: Sendable {
    private let state = Mutex<(sent: [String], acknowledged: [String: [UInt8]])>(([], [:]))

    var sent: [String] { state.withLock { $0.sent } }
    var acknowledged: [String: [UInt8]] { state.withLock { $0.acknowledged } }

    func note(sent name: String) {
        state.withLock { $0.sent.append(name) }
    }

    func note(acknowledged name: String, _ body: [UInt8]) {
        state.withLock { $0.acknowledged[name] = body }
    }
}

/// Clients that write until the server is gone.
private final class Writers: Sendable {
    private let port: UInt16
    private let key: String
    private let ledger: Ledger
    private let group = DispatchGroup()

    init(port: UInt16, key: String, ledger: Ledger) {
        self.port = port
        self.key = key
        self.ledger = ledger
    }

    func start(_ count: Int, round: Int) {
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread { [self] in
                write(as: "\(round)-\(number)")
                group.leave()
            }
        }
    }

    func wait() {
        group.wait()
    }

    private func write(as mark: String) {
        guard let client = try? HTTPClient(port: port) else { return }
        for index in 0... {
            let name = "\(mark)-\(index)"
            ledger.note(sent: name)
            guard let answer = try? Writers.enter(name, client, key) else { return }
            guard answer.status == 201 else {
                Issue.record("\(answer.status) \(answer.text)")
                return
            }
            ledger.note(acknowledged: name, answer.body)
        }
    }

    static func enter(_ name: String, _ client: HTTPClient, _ key: String) throws -> Answer {
        let fields = [("Authorization", "Bearer \(key)"), ("Idempotency-Key", name), ("Content-Type", "application/json")]
        return try client.send("POST", "/v1/categories", fields: fields, body: "{\"name\":\"\(name)\"}")
    }
}
