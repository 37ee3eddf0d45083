// What the loops of one service share, and what every answer carries.

import HTTP
import JSON
package import Storage

/// The parts that all loops share. None of them is locked on the way of a read.
package final class Service: Sendable {
    package let registry: Registry
    package let database: Database
    let router: Router
    let writeLane: WriteLane
    let log: AccessLog
    let cursorKey: CursorKey
    let report: @Sendable (Trouble) -> Void
    let options: ServiceOptions
    let crossOrigin: CrossOrigin?
    let rateLimiter: RateLimiter?
    /// Where content is put that is not held in memory.
    let incoming: IncomingFiles
    let blobs: BlobStore
    let eventPlaces: EventPlaces
    /// What is counted of its requests.
    package let metrics: ServiceMetrics

    /// - Parameters:
    ///   - further: routes beside the registry's, which only this service's listeners have
    ///   - report: told once of every error whose cause no answer tells; must not wait
    /// - Throws: `RouteConflict`, and `StorageError` or `DatabaseError` where the database cannot be read
    package init(
        registry: Registry, database: Database, log: AccessLog, further: [Route] = [], options: ServiceOptions = ServiceOptions(),
        report: @escaping @Sendable (Trouble) -> Void
    ) throws {
        cursorKey = try CursorKey(keptIn: database)
        self.registry = registry
        self.database = database
        incoming = IncomingFiles(of: database.directory)
        blobs = BlobStore(of: database.directory)
        self.log = log
        self.report = report
        self.options = options
        rateLimiter = options.requestsPerMinute > 0 ? RateLimiter(quota: options.requestsPerMinute) : nil
        crossOrigin = CrossOrigin(options.corsOrigins)
        router = try Router(registry.routes + further)
        eventPlaces = EventPlaces(options.eventStreams)
        metrics = ServiceMetrics(paths: router.paths, startedAt: registry.clock.now, places: eventPlaces)
        writeLane = WriteLane(registry: registry, writer: database.writer)
        registry.eventSignal.begin(at: try database.read(EventLog.newest))
    }
}

extension Service {
    /// The answer to a request that ran on another lane.
    func answer(_ result: Result<HTTPResponse, any Error>, _ request: APIRequest) -> HTTPResponse {
        switch result {
        case .success(let response): finished(response, request.turn)
        case .failure(let error): refusal(error, request.turn)
        }
    }

    /// The answer to a request that cannot be carried out; the cause, where the answer hides it, is reported.
    func refusal(_ error: any Error, _ turn: Turn) -> HTTPResponse {
        let failure = Failure(of: error)
        metrics.countRefusal(failure.code.name)
        if failure.hidesCause(error) { report(Trouble(task: "\(turn.http.method) \(turn.http.path)", requestID: turn.requestID, error)) }
        var response = failure.response(ProblemContext(turn.http, turn.requestID))
        if let forwarding = failure.forwarding {
            response.fields.append(.location, forwarding.location(for: turn.http.path, query: turn.http.query))
        }
        return finished(response, turn)
    }

    /// What every answer carries.
    func finished(_ response: consuming HTTPResponse, _ turn: Turn) -> HTTPResponse {
        response.fields.append(.xRequestID, turn.requestID)
        turn.allowance?.mark(&response.fields)
        crossOrigin?.mark(&response.fields, for: turn.http)
        // What is kept in this layout stays shared.
        if turn.http.wantsIndentation, response.mayBeIndented, !JSONPretty.isIndented(response.body) {
            response.body = JSONPretty.indent(response.body)
        }
        response.note = turn.requestID
        response.label = turn.label.number
        return response
    }
}

extension HTTPResponse {
    /// The page of metrics is no JSON.
    fileprivate var mayBeIndented: Bool { body.first == UInt8(ascii: "{") }
}

extension Service {
    /// Where the pages of streams are read.
    var pages: PagePool { PagePool(heavy: database.heavy, report: report) }
}
