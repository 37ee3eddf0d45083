// Reading beside the event loops.

import HTTP
import SQLite
import Storage

/// A read on the heavy pool, or inside the writer: a connection of its own and no budget.
final class HeavyContext: ReadContext {
    let registry: Registry
    let cursorKey: CursorKey
    let pages: PagePool
    /// What runs here reads or writes already.
    let isReady = true
    let mayTakeLong = true
    let demandsVersions: Bool
    let uploadLimit: Int
    let dataDirectory: String
    let blobs: BlobStore
    private let connection: Connection

    init(_ service: Service, _ connection: Connection) {
        registry = service.registry
        cursorKey = service.cursorKey
        pages = service.pages
        demandsVersions = service.options.demandsVersions
        uploadLimit = service.options.uploadLimit
        dataDirectory = service.database.directory
        blobs = service.blobs
        self.connection = connection
    }

    func read<T>(_ body: (Connection) throws -> T) throws -> T {
        try body(connection)
    }

    /// It runs on no loop.
    func metricsPage(for request: HTTPRequest) -> [UInt8]? { nil }

    func plan<P: AnyObject>(_ key: PlanKey, make: () throws -> P) rethrows -> P {
        try make()
    }
}
