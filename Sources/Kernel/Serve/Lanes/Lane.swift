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
    /// As `read`, or a stream that goes on with what happens where `Accept` asks for one: that is opened at the loop's desk.
    case live(
        read: @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse,
        open: @Sendable (APIRequest, any ReadContext, EventDesk) throws -> HTTPResponse)
    /// On the heavy pool.
    case heavy(@Sendable (APIRequest, any ReadContext) throws -> HTTPResponse)
    /// On the heavy pool. What is given out in a form for which `keeps` gives a note goes by the writer, which keeps an audit record of it
    /// before it is given.
    case heavyExport(
        answer: @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse, keeps: @Sendable (APIRequest) throws -> ExportNote?)
    /// Checked on the loop, run in the writer.
    case write(@Sendable (APIRequest, any ReadContext) throws -> Change)
    /// The content comes as a file. `admit` says from the head alone whether it is taken, and how many bytes it may have; it is asked
    /// before the content is read, where that is more than is held in memory, and again when all of it is there. Then it is prepared on
    /// the heavy pool and run in the writer.
    case upload(
        admit: @Sendable (APIRequest, any ReadContext) throws -> Int,
        prepare: @Sendable (APIRequest, IncomingFile, any ReadContext) throws -> Change)
    /// Checked on the loop, prepared on the heavy pool, such as the hash of a password, then run in the writer.
    case heavyWrite(@Sendable (APIRequest, any ReadContext) throws -> Preparation)
}

/// What the audit keeps of something that was given out as a file.
package struct ExportNote: Sendable {
    let schema: AnySchema
    let form: String

    /// - Parameters:
    ///   - schema: of the records that it is of
    ///   - form: such as `csv`
    package init(of schema: AnySchema, as form: String) {
        self.schema = schema
        self.form = form
    }
}
