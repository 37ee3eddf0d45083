// Two writers at one record with the same If-Match: exactly one of them wins, each time.

import Dispatch
import Kernel
import Synchronization
import TestSupport
import Testing

struct VersionRaceTests {
    private static let rounds = 1_000

    @Test func `of two who change the same version exactly one wins`() throws {
        let world = try World()
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let racers = try [Racer(world, "rep"), Racer(world, "manager")]
        for round in 0..<Self.rounds {
            let version = round + 1
            let statuses = Mutex<[Int]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { index in
                let status = racers[index].change(path, version: version, to: "round \(round) by \(index)")
                statuses.withLock { $0.append(status) }
            }
            let found = statuses.withLock { $0.sorted() }
            #expect(found == [200, 412], "round \(round)")
            guard found == [200, 412] else { return }
        }
        #expect(try world.get("rep", path).integer("version") == Int64(Self.rounds + 1))
    }
}

/// Somebody with a connection of his or her own.
private final class Racer: @unchecked Sendable {
    // @unchecked: each is used from one thread at a time, the one that runs its turn.
    private let client: HTTPClient
    private let token: String

    init(_ world: World, _ name: String) throws {
        client = try world.server.client()
        token = world.person(name).token
    }

    func change(_ path: String, version: Int, to city: String) -> Int {
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"), ("If-Match", "\"\(version)\"")]
        return (try? client.send("PATCH", path, fields: fields, body: "{\"city\":\"\(city)\"}").status) ?? 0
    }
}
