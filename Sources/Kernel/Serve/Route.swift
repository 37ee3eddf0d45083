// A route: method, path, lane, what it does, and what the description says of it.

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

/// The change that a request makes, to be run inside the writer.
package typealias Change = @Sendable (RuleContext) throws -> HTTPResponse

/// The long part of a request's work, to be run on the heavy pool; it gives the change.
package typealias Preparation = @Sendable (any ReadContext) throws -> Change

/// Where a request runs (architecture.md, Lanes).
package enum Lane: Sendable {
    /// On the event loop.
    case read(@Sendable (APIRequest, any ReadContext) throws -> HTTPResponse)
    /// As `read`, or a stream of all rows where `Accept` asks for one: that begins in the writer, with its audit record.
    case list(
        read: @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse,
        export: @Sendable (APIRequest, any ReadContext) throws -> Change)
    /// On the heavy pool.
    case heavy(@Sendable (APIRequest, any ReadContext) throws -> HTTPResponse)
    /// Checked on the loop, run in the writer.
    case write(@Sendable (APIRequest, any ReadContext) throws -> Change)
    /// Checked on the loop, prepared on the heavy pool, such as the hash of a password, then run in the writer.
    case heavyWrite(@Sendable (APIRequest, any ReadContext) throws -> Preparation)
}

/// A route with everything that serves and describes it. A class, because each request finds one and passes it on.
package final class Route: Sendable {
    package let method: HTTPMethod
    /// Such as `/v1/orders/{id}/submit`.
    package let path: String
    package let needsCaller: Bool
    package let lane: Lane
    package let operation: OperationDescription
    /// Whether the answer carries a secret, so that it is never stored for a repetition.
    package let isSecret: Bool

    /// Lane and description belong together, so that what is served is what is described.
    package init(
        _ method: HTTPMethod, _ path: String, needsCaller: Bool = true, isSecret: Bool = false, _ operation: OperationDescription,
        lane: Lane
    ) {
        self.method = method
        self.path = path
        self.needsCaller = needsCaller
        self.isSecret = isSecret
        self.operation = operation
        self.lane = lane
    }
}

extension Route {
    /// Throws `version_required` where the request does not say which version it means. Who only creates says so by `If-None-Match: *`,
    /// where the route heeds that.
    func requireVersion(_ http: HTTPRequest) throws {
        guard isWrite, operation.conditions.contains(.ifMatch), http.field(.ifMatch) == nil else { return }
        guard operation.conditions.contains(.ifNoneMatch), http.field(.ifNoneMatch) != nil else { throw Failure(.versionRequired) }
    }

    /// Whether it tells of the server itself: such routes are asked again and again, and not limited.
    var isForMonitoring: Bool { operation.tag == "health" }

    /// A route of the read lane.
    package convenience init(
        _ method: HTTPMethod, _ path: String, _ operation: OperationDescription,
        read: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
    ) {
        self.init(method, path, operation, lane: .read(read))
    }

    /// A route of the write lane.
    package convenience init(
        write method: HTTPMethod, _ path: String, _ operation: OperationDescription,
        change: @escaping @Sendable (APIRequest, any ReadContext) throws -> Change
    ) {
        self.init(method, path, operation, lane: .write(change))
    }
}
