// What answers the requests of one event loop: routing, who calls, and the lane on which the work runs.

package import HTTP
package import HTTPServer
package import SQLite
import Storage

/// The handler of one event loop. Everything that it owns is used from that loop's thread alone.
package final class LoopHandler: RequestHandler, ReadContext, EventLoopParts {
    let service: Service
    private let reader: ReadConnection
    private let callers = CallerCache()
    let desk: EventDesk
    let events: EventRounds
    private var uses = TokenUses()
    let requestIDs = RequestIDs()
    private var plans: [PlanKey: AnyObject] = [:]
    private var seenCommits = 0
    private var logLines: LogBuffer
    private let counts: LoopMetrics
    /// The caller of every request, where the listener itself says who it is: the control socket.
    private let fixedCaller: Caller?
    private static let planCapacity = 512

    /// With a connection of its own. Throws `DatabaseError`.
    package init(_ service: Service, fixedCaller: Caller? = nil) throws {
        self.service = service
        self.fixedCaller = fixedCaller
        reader = try service.database.makeReadConnection()
        desk = EventDesk(service.eventPlaces)
        events = EventRounds(desk, heartbeat: service.options.eventStreams.heartbeatSeconds)
        counts = service.metrics.newLoop()
        logLines = LogBuffer(service.options.logFormat)
    }

    package var registry: Registry { service.registry }
    package var cursorKey: CursorKey { service.cursorKey }
    package var pages: PagePool { service.pages }
    package var isReady: Bool { service.database.isReady() }
    package var mayTakeLong: Bool { false }
    package var demandsVersions: Bool { service.options.demandsVersions }
    package var blobs: BlobStore { service.blobs }
    package var uploadLimit: Int { service.options.uploadLimit }
    package var dataDirectory: String { service.database.directory }

    package func metricsPage(for request: HTTPRequest) -> [UInt8]? {
        guard service.options.metrics.admits(request) else { return nil }
        counts.publish()
        // Where the database cannot be read, all else is still told.
        return service.metrics.page(service.database, (try? warnings()) ?? [], (try? gauges()) ?? [])
    }

    // MARK: RequestHandler

    /// The answer; nil where it comes later through the exchange.
    package func handle(_ http: HTTPRequest, _ exchange: Exchange) -> HTTPResponse? {
        events.isBusy = true
        var turn = Turn(http, requestIDs.id(for: http))
        let reads = reader.reads
        do {
            guard let response = try route(&turn, exchange) else { return nil }
            return held(service.finished(response, turn), turn, hasRead: reader.reads != reads, exchange)
        } catch {
            return held(service.refusal(counted(error, &turn), turn), turn, hasRead: reader.reads != reads, exchange)
        }
    }

    /// The answer, unless it tells of commits that are not on disk yet: it waits for them then, and comes through the exchange. Whoever looks
    /// after the server is told at once: a disk that hangs would else keep that back, too.
    private func held(_ response: HTTPResponse, _ turn: Turn, hasRead: Bool, _ exchange: Exchange) -> HTTPResponse? {
        guard hasRead, !turn.isMonitoring, let mark = service.database.durability.pending else { return response }
        service.database.durability.whenReached(mark) { [service] isOnDisk in
            exchange.respond(isOnDisk ? response : service.refusal(StorageError.notOnDisk, turn))
        }
        return nil
    }

    /// What the server refused before there was a request.
    package func refuse(_ refusal: ServerRefusal, acceptLanguage: String?) -> HTTPResponse {
        let requestID = requestIDs.next()
        let failure = Failure(of: refusal)
        service.metrics.countRefusal(failure.code.name)
        let language = Language(acceptLanguage: acceptLanguage)
        var response = failure.response(ProblemContext(language: language, path: "", requestID: requestID))
        response.fields.append(.xRequestID, requestID)
        response.note = requestID
        return response
    }

    /// Lets go of the snapshot, and tells counts, log lines and uses.
    package func batchDidEnd() {
        reader.endBatch()
        counts.publish()
        logLines.flush(to: service.log)
        uses.tell(callers, service)
    }

    /// Goes on with the streams of events.
    package func workBeside() -> Int32? { events.work(self) }

    /// Counts and logs a request whose answer is on its way.
    package func didAnswer(_ entry: AccessEntry) {
        counts.note(entry)
        if service.log.write != nil { logLines.append(entry, at: registry.clock.now) }
    }

    // MARK: Routing

    private func route(_ turn: inout Turn, _ exchange: Exchange) throws -> HTTPResponse? {
        let http = turn.http
        guard let segments = http.pathSegments(), let match = service.router.match(segments) else {
            if http.method == .options, http.concernsServer {
                return HTTPResponse(.noContent, fields: [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])
            }
            throw Failure(.notFound)
        }
        turn.label = RequestLabel(path: match.number, lane: .none)
        guard let route = match.route(http.method) else { return try otherMethod(http, match) }
        turn.label.lane = LaneName(route.lane)
        // What was asked about before its content came has been counted then.
        turn.isMonitoring = route.isForMonitoring
        turn.isFree = route.isForMonitoring || http.receiver != nil
        let generation = registry.generation.current
        return try run(request(&turn, route, match), route, generation, exchange)
    }

    /// The request with who calls.
    func request(_ turn: inout Turn, _ route: Route, _ match: Router.Match) throws -> APIRequest {
        let http = turn.http
        guard let query = http.query.map(HTTPRequest.queryItems) ?? [] else { throw Failure(.badQuery) }
        let now = registry.clock.now
        let hash = route.needsCaller && fixedCaller == nil ? try callers.tokenHash(of: http) : nil
        let caller = try route.needsCaller ? caller(hash, at: now) : nil
        try count(&turn, caller, at: now)
        if demandsVersions { try route.requireVersion(http) }
        return APIRequest(
            turn, parameters: match.parameters, query: query, caller: caller, now: now, tokenHash: hash, takesTrials: route.takesTrials)
    }

    private func otherMethod(_ http: HTTPRequest, _ match: Router.Match) throws -> HTTPResponse {
        if http.method == .options {
            var fields: ResponseFields = [.allow: match.allowed]
            service.crossOrigin?.answerPreflight(&fields, for: http, methods: match.allowed)
            return HTTPResponse(.noContent, fields: fields)
        }
        if case .other(let name) = http.method { throw Failure(.notImplemented, ["what": "the method \(name)"]) }
        let details = ["method": http.method.description, "allow": match.allowed]
        throw Failure(.methodNotAllowed, details, fields: [("Allow", match.allowed)])
    }

    private func caller(_ hash: [UInt8]?, at now: Instant) throws -> Caller {
        if let fixedCaller { return fixedCaller }
        guard let hash else { throw Failure.notSignedIn }
        return try callers.caller(hash, at: now, registry) {
            // The snapshot that is held may be older than the change that made this lookup necessary.
            reader.refresh()
            return try reader.read { try registry.directory.caller(hash, now, $0) }
        }
    }

    // MARK: Streams of events

    func caller(ofStream tokenHash: [UInt8], at now: Instant) throws -> Caller {
        // To go on listening is no use of the token: it keeps no session alive.
        try callers.caller(tokenHash, at: now, registry, isUse: false) {
            // As for a request: what was found in an older snapshot would count for both from now on.
            reader.refresh()
            return try reader.read { try registry.directory.caller(tokenHash, now, $0) }
        }
    }

    func readEvents<T>(budget: Int?, _ body: (Connection) throws -> T) throws -> T {
        try reader.read(budget: budget ?? StorageLimits.readBudgetSteps, body)
    }

    func refreshEvents() { reader.refresh() }

    func reportEvents(_ error: any Error, _ requestID: String) {
        service.report(Trouble(task: "GET /v1/events", requestID: requestID, error))
    }

    // MARK: Limit

    /// Takes the request from what its caller may ask. Throws `too_many_requests`.
    private func count(_ turn: inout Turn, _ caller: Caller?, at now: Instant) throws {
        guard let limiter = service.rateLimiter, !turn.isFree else { return }
        let allowance = limiter.take(RateLimiter.Subject(caller, turn.http), at: now)
        turn.allowance = allowance
        try allowance.require()
    }

    /// What was refused before anybody was known is counted by address; the error is that one's where nothing is left.
    func counted(_ error: any Error, _ turn: inout Turn) -> any Error {
        guard turn.allowance == nil else { return error }
        do {
            try count(&turn, nil, at: registry.clock.now)
            return error
        } catch {
            return error
        }
    }

    // MARK: ReadContext

    package func read<T>(_ body: (Connection) throws -> T) throws -> T {
        let commits = service.database.writer.commitCount
        if commits != seenCommits {
            // Who has seen an answer to a write must see the write, also in the middle of a batch.
            reader.refresh()
            seenCommits = commits
        }
        return try reader.read(body)
    }

    package func plan<P: AnyObject>(_ key: PlanKey, make: () throws -> P) rethrows -> P {
        if let known = plans[key] as? P { return known }
        let plan = try make()
        if plans.count >= LoopHandler.planCapacity { plans.removeAll(keepingCapacity: true) }
        plans[key] = plan
        return plan
    }
}
