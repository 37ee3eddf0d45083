// A route: method, path, lane, what it does, and what the description says of it.

package import HTTP

/// What is kept of a write for who repeats it by the same `Idempotency-Key`.
package enum KeptForRepetition: Sendable {
    /// The answer, which is given again.
    case answer
    /// Where what was made stands: the answer shows a secret, and that once.
    case place
    /// Nothing: request or answer hold what is not even kept as a digest, and doing it again does no harm.
    case nothing
}

/// A route with everything that serves and describes it. A class, because each request finds one and passes it on.
package final class Route: Sendable {
    package let method: HTTPMethod
    /// Such as `/v1/orders/{id}/submit`.
    package let path: String
    package let needsCaller: Bool
    package let lane: Lane
    package let operation: OperationDescription
    /// What is kept of it for whoever repeats it.
    package let keeps: KeptForRepetition
    /// Whether it heeds `dry_run=true` itself: what it tries comes later.
    let triesByItself: Bool

    /// Lane and description belong together, so that what is served is what is described.
    package init(
        _ method: HTTPMethod, _ path: String, needsCaller: Bool = true, keeps: KeptForRepetition = .answer, triesByItself: Bool = false,
        _ operation: OperationDescription, lane: Lane
    ) {
        self.method = method
        self.path = path
        self.needsCaller = needsCaller
        self.keeps = keeps
        self.triesByItself = triesByItself
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
