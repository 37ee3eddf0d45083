// Where the work of a request runs (architecture.md, Lanes).

package import HTTP

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
