// What handlers read with, on whichever lane they run.

package import HTTP
package import SQLite

/// What a handler reads with: the loop's own connection under a budget, or one of the heavy pool.
package protocol ReadContext: AnyObject {
    var registry: Registry { get }
    /// What cursors of lists are sealed with.
    var cursorKey: CursorKey { get }
    /// Where the pages of streams are made.
    var pages: PagePool { get }
    /// Whether the database can be written.
    var isReady: Bool { get }
    /// Whether a change has to say which version it means.
    var demandsVersions: Bool { get }
    /// What a file that is sent may have at most, whatever the company allows. Bytes.
    var uploadLimit: Int { get }
    /// Where the database is, and files that are kept beside it.
    var dataDirectory: String { get }
    /// The content of attachments.
    var blobs: BlobStore { get }
    /// Whether it runs beside the event loops, so that nobody else waits for it.
    var mayTakeLong: Bool { get }
    /// What was counted, as text for Prometheus; nil where whoever asks may not have it.
    func metricsPage(for request: HTTPRequest) -> [UInt8]?
    /// Throws `StorageError.overBudget` where the question is too much for an event loop: it is then asked again on the heavy lane.
    func read<T>(_ body: (Connection) throws -> T) throws -> T
    /// A plan made before for the same question, or the one that `make` gives.
    func plan<P: AnyObject>(_ key: PlanKey, make: () throws -> P) rethrows -> P
}

/// What a plan depends on.
package struct PlanKey: Hashable {
    let path: String
    let query: String
    let roles: RoleSet
}
