// While the log is synced beside the writer, readers see commits that a power cut would undo: nobody is told of them before.

import App
import Glibc
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

/// A disk that syncs when it is let.
private final class HeldDisk: Sendable {
    private let isHeld = Atomic(false)
    private let isAsked = Atomic(false)
    private let fails = Atomic(false)

    func hold() {
        isAsked.store(false, ordering: .sequentiallyConsistent)
        isHeld.store(true, ordering: .sequentiallyConsistent)
    }

    /// Whether a sync has begun since it is held: what it is to bring to disk is seen by then.
    var isSyncing: Bool { isAsked.load(ordering: .sequentiallyConsistent) }

    func letGo() { isHeld.store(false, ordering: .sequentiallyConsistent) }

    func fail() { fails.store(true, ordering: .sequentiallyConsistent) }

    /// As `fdatasync`.
    func sync() -> Int32 {
        isAsked.store(true, ordering: .sequentiallyConsistent)
        while isHeld.load(ordering: .sequentiallyConsistent) { usleep(1000) }
        return fails.load(ordering: .sequentiallyConsistent) ? -1 : 0
    }
}

struct AheadOfDiskTests {
    private let disk = HeldDisk()
    private let world: World

    init() throws {
        world = try World(
            TestServer(changing: { [disk] configuration in
                configuration.storage.writesToSyncBeside = 1
                configuration.storage.sync = { _ in disk.sync() }
            }))
    }

    private var durability: Durability { world.server.application.database.durability }

    /// A customer whose commit is seen and whose sync has not come to its end.
    private func enterCustomer() throws -> HTTPClient {
        let client = try world.server.client()
        disk.hold()
        let body = #"{"name":"Ahead of the disk","country":"CN"}"#
        try client.write(WrittenRequest(token: world.person("rep").token, "POST", "/v1/customers", body).bytes)
        #expect(eventually { disk.isSyncing && durability.pending != nil })
        return client
    }

    @Test func `An answer that tells of a commit waits for the disk, and so does a refusal`() throws {
        let writer = try enterCustomer()
        defer { disk.letGo() }
        let readers = try ["/v1/customers?limit=1", "/v1/customers/4711"].map { path in
            let client = try world.server.client()
            try client.write(WrittenRequest(token: world.person("rep").token, "GET", path).bytes)
            return client
        }
        #expect(eventually { durability.waiting >= 2 }, "both have read, and are not answered")
        disk.letGo()
        let list = Reply(try readers[0].readAnswer())
        #expect(list.status == 200)
        #expect(list.array("items").first?.object?["name"]?.string == "Ahead of the disk")
        #expect(try readers[1].readAnswer().status == 404)
        #expect(try writer.readAnswer().status == 201)
    }

    @Test func `A stream tells no event that is not on disk`() throws {
        let before = try world.created(world.post("rep", "/v1/customers", #"{"name":"On the disk","country":"CN"}"#))
        let writer = try enterCustomer()
        defer { disk.letGo() }
        let stream = try EventReader(world.server.client(), token: world.person("admin").token, "?after=0&type=salesd.customer.created")
        let first = try #require(try stream.event())
        #expect(first.json.object?["subject"]?.string == "/v1/customers/\(before)", "the older one comes at once")
        #expect(durability.pending != nil)
        disk.letGo()
        let second = try #require(try stream.event())
        #expect(try writer.readAnswer().status == 201)
        #expect(second.json.object?["subject"]?.string != first.json.object?["subject"]?.string)
    }

    @Test func `Where the disk loses a commit, nothing is told of it, and whoever looks after the server hears so`() throws {
        let stream = try EventReader(world.server.client(), token: world.person("admin").token, "?type=salesd.customer.created")
        let writer = try enterCustomer()
        defer { disk.letGo() }
        let reader = try world.server.client()
        try reader.write(WrittenRequest(token: world.person("rep").token, "GET", "/v1/customers?limit=1").bytes)
        #expect(eventually { durability.waiting >= 1 })
        #expect(try world.server.client().send("GET", "/healthz").status == 200, "it does not wait for a disk that hangs")
        disk.fail()
        disk.letGo()
        #expect(try writer.readAnswer().status == 503)
        #expect(try reader.readAnswer().status == 503)
        #expect(try world.get("rep", "/v1/customers?limit=1").status == 503)
        #expect(try world.server.client().send("GET", "/readyz").status == 503)
        world.server.application.stop(within: 2)
        while let message = try stream.message() { #expect(!message.hasData) }
    }
}
