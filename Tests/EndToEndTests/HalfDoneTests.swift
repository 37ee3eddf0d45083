// Kills in the middle of what changes many records at once: all of it is there afterwards, or none of it (P2.1.2, P2.1.3).
//
// For fifty rounds: SALESD_CRASH_ROUNDS=50 scripts/test --filter HalfDoneTests

import Foundation
import Glibc
import SQLite
import Synchronization
import TestSupport
import Testing

struct HalfDoneTests {
    private static let contacts = 40

    @Test func `a merger moves everything that refers to a customer, or nothing`() throws {
        let company = try KilledCompany()
        let count = 24
        // The odd ones are merged into the even ones.
        try company.prepare { client in
            for number in 1...(count * 2) {
                let id = try client.made("customers", "{\"name\":\"Tea \(number)\",\"owner_id\":1}")
                let people = (1...Self.contacts).map { "{\"customer_id\":\(id),\"name\":\"Person \($0)\"}" }
                try client.done("contacts/batch", "{\"items\":[\(people.joined(separator: ","))]}")
            }
        }
        let work = (0..<count).map { (path: "customers/\($0 * 2 + 1)/merge", body: "{\"into_id\":\($0 * 2 + 2)}") }
        try company.killing(work) { data in
            for pair in 0..<count {
                let (loser, winner) = (Int64(pair * 2 + 1), Int64(pair * 2 + 2))
                let row = try data.first("SELECT status, merged_into_id, archived_at FROM customers WHERE id = ?", [.integer(loser)])
                let isMerged = row?[0].text == "merged"
                #expect(isMerged == (row?[1].integer == winner) && isMerged == (row?[2].integer != nil), "customer \(loser)")
                let left = try data.count("contacts WHERE customer_id = \(loser)")
                let moved = try data.count("contacts WHERE customer_id = \(winner)") - Self.contacts
                let expected = isMerged ? [0, Self.contacts] : [Self.contacts, 0]
                #expect([left, moved] == expected, "customer \(loser), merged: \(isMerged)")
                #expect(
                    try data.count("audit WHERE entity = 'customer' AND entity_id = \(loser) AND action = 'merge'") == (isMerged ? 1 : 0))
            }
        }
    }

    @Test func `a conversion makes customer, contact and opportunity, or none of them`() throws {
        let company = try KilledCompany()
        let count = 60
        try company.prepare { client in
            for number in 1...count {
                let body = "{\"company\":\"Tea \(number)\",\"person\":\"Wang\",\"channel\":\"other\",\"owner_id\":1}"
                let id = try client.made("leads", body)
                try client.done("leads/\(id)/contact", #"{"kind":"call","summary":"Called"}"#)
                try client.done("leads/\(id)/qualify", #"{"need":"Tea","purchase_intention":"high"}"#)
            }
        }
        let work = (1...count).map { (path: "leads/\($0)/convert", body: #"{"opportunity_name":"Tea"}"#) }
        try company.killing(work) { data in
            let converted = try data.count("leads WHERE status = 'converted'")
            let whole = """
                leads l JOIN customers c ON c.id = l.customer_id AND c.lead_id = l.id
                JOIN contacts p ON p.id = l.contact_id AND p.customer_id = c.id
                JOIN opportunities o ON o.id = l.opportunity_id AND o.customer_id = c.id AND o.lead_id = l.id AND o.contact_id = p.id
                WHERE l.status = 'converted'
                """
            #expect(try data.count(whole) == converted)
            for table in ["customers", "contacts", "opportunities"] { #expect(try data.count(table) == converted, "\(table)") }
            let untouched = "leads WHERE status = 'qualified' AND customer_id IS NULL AND contact_id IS NULL AND opportunity_id IS NULL"
            #expect(try data.count(untouched) == count - converted)
            #expect(try data.count("audit WHERE entity = 'lead' AND action = 'convert'") == converted)
        }
    }
}

/// A company on disk, whose server is killed again and again.
private struct KilledCompany {
    private static let rounds = ProcessInfo.processInfo.environment["SALESD_CRASH_ROUNDS"].flatMap { Int($0) } ?? 6

    private let directory: DataDirectory
    private let key: String

    init() throws {
        directory = try DataDirectory()
        let data = ["--data", directory.path]
        let roles = "admin,sales_rep,sales_manager"
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", roles] + data, input: "a long enough one").code == 0)
        key = String(try Salesd.run(["key", "add", "crash", "--user", "nancy"] + data).output.dropLast())
    }

    func prepare(_ fill: (KeyClient) throws -> Void) throws {
        let (child, port) = try directory.serve("--rate-limit", "100000")
        try fill(KeyClient(port: port, key: key))
        #expect(child.stop().code == 0)
    }

    /// Has the work done in order, and kills the server at some moment in it; then what is on disk is looked at, and the work goes on.
    /// What is left at the end is done in peace.
    func killing(_ work: [(path: String, body: String)], _ look: (Connection) throws -> Void) throws {
        var random = SeededRandom(seed: SeededRandom.seed(standard: 20_261_124))
        let done = Counter()
        for round in 0...Self.rounds {
            let (child, port) = try directory.serve("--rate-limit", "100000")
            let isLast = round == Self.rounds
            let worker = Worker(port: port, key: key)
            worker.start(Array(work.enumerated()).filter { $0.offset >= done.value }.map(\.element)) { done.increase() }
            if !isLast {
                let goal = done.value + (work.count / (Self.rounds * 2))
                #expect(eventually { done.value >= min(goal, work.count) })
                // Somewhere within one of the next requests.
                usleep(UInt32(random.integer(0...40_000)))
                child.signal(SIGKILL)
                _ = child.finish()
            }
            worker.wait()
            if isLast {
                let data = ["--data", directory.path]
                #expect(try Salesd.run(["audit", "verify"] + data).code == 0)
                #expect(try Salesd.run(["check"] + data).output == "OK\n")
                #expect(child.stop().code == 0)
            }
            let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
            defer { connection.close() }
            try look(connection)
        }
        #expect(done.value == work.count)
    }
}

/// How many requests are done.
private final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    func increase() { state.withLock { $0 += 1 } }
}

/// Requests with the company's key.
private struct KeyClient {
    private let client: HTTPClient
    private let fields: [(String, String)]

    init(port: UInt16, key: String) throws {
        client = try HTTPClient(port: port)
        fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
    }

    func post(_ path: String, _ body: String) throws -> Reply {
        Reply(try client.send("POST", "/v1/" + path, fields: fields, body: body))
    }

    func made(_ path: String, _ body: String) throws -> Int64 {
        let reply = try post(path, body)
        guard reply.status == 201 else { throw ClientError.malformed(reply.answer.text) }
        return reply.id
    }

    func done(_ path: String, _ body: String) throws {
        let reply = try post(path, body)
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }
}

/// Does requests one after the other until the server is gone.
private final class Worker: Sendable {
    private let port: UInt16
    private let key: String
    private let group = DispatchGroup()

    init(port: UInt16, key: String) {
        (self.port, self.key) = (port, key)
    }

    /// - Parameter note: called after each that is done; one that was done before, and not answered, is in a state in which it is not possible
    func start(_ work: [(path: String, body: String)], note: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread { [self] in
            defer { group.leave() }
            guard let client = try? KeyClient(port: port, key: key) else { return }
            for item in work {
                guard let reply = try? client.post(item.path, item.body) else { return }
                let wasDone = reply.code == "wrong_state" || reply.code == "archived" || reply.status == 308
                guard reply.status == 200 || wasDone else {
                    Issue.record("\(reply.status) \(reply.answer.text)")
                    return
                }
                note()
            }
        }
    }

    func wait() { group.wait() }
}

extension Connection {
    /// How many rows there are of `SELECT … FROM`.
    fileprivate func count(_ from: String) throws -> Int {
        Int(try first("SELECT count(*) FROM \(from)")?.first?.integer ?? -1)
    }
}
