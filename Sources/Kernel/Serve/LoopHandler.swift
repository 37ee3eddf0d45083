// What answers the requests of one event loop: routing, who calls, and the lane on which the work runs.

package import HTTP
package import HTTPServer
import JSON
package import SQLite
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

    /// - Parameters:
    ///   - further: routes beside the registry's, which only this service's listeners have
    ///   - report: told once of every error whose cause no answer tells; must not wait
    /// - Throws: `RouteConflict`, and `StorageError` or `DatabaseError` where the database cannot be read
    package init(
        registry: Registry, database: Database, log: AccessLog, further: [Route] = [], report: @escaping @Sendable (Trouble) -> Void
    ) throws {
        cursorKey = try CursorKey(keptIn: database)
        self.registry = registry
        self.database = database
        self.log = log
        self.report = report
        router = try Router(registry.routes + further)
        writeLane = WriteLane(registry: registry, writer: database.writer)
    }
}

/// The handler of one event loop. Everything that it owns is used from that loop's thread alone.
package final class LoopHandler: RequestHandler, ReadContext {
    private let service: Service
    private let reader: ReadConnection
    private let callers = CallerCache()
    private let requestIDs = RequestIDs()
    private var plans: [PlanKey: AnyObject] = [:]
    private var seenCommits = 0
    private var logLines = LogBuffer()
    /// The caller of every request, where the listener itself says who it is: the control socket.
    private let fixedCaller: Caller?
    private static let planCapacity = 512

    package init(_ service: Service, fixedCaller: Caller? = nil) throws {
        self.service = service
        self.fixedCaller = fixedCaller
        reader = try service.database.makeReadConnection()
    }

    package var registry: Registry { service.registry }
    package var cursorKey: CursorKey { service.cursorKey }
    package var pages: PagePool { service.pages }
    package var isReady: Bool { service.database.isReady() }
    package var mayTakeLong: Bool { false }

    // MARK: RequestHandler

    package func handle(_ http: HTTPRequest, _ exchange: Exchange) -> HTTPResponse? {
        let requestID = requestIDs.id(for: http)
        do {
            return try route(http, requestID, exchange).map { finished($0, http, requestID) }
        } catch {
            return service.refusal(error, http, requestID)
        }
    }

    package func refuse(_ refusal: ServerRefusal) -> HTTPResponse {
        let requestID = requestIDs.next()
        var response = Failure(of: refusal).response(ProblemContext(language: .english, path: "", requestID: requestID))
        response.fields.append(.xRequestID, requestID)
        response.note = requestID
        return response
    }

    package func batchDidEnd() {
        reader.endBatch()
        logLines.flush(to: service.log)
        writeUses()
    }

    package func didAnswer(_ entry: AccessEntry) {
        logLines.append(entry, at: registry.clock.now, log: service.log)
    }

    // MARK: Routing

    private func route(_ http: HTTPRequest, _ requestID: String, _ exchange: Exchange) throws -> HTTPResponse? {
        guard let segments = http.pathSegments(), let match = service.router.match(segments) else {
            if http.method == .options, http.concernsServer {
                return HTTPResponse(.noContent, fields: [.allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])
            }
            throw Failure(.notFound)
        }
        guard let route = match.route(http.method) else { return try otherMethod(http, match) }
        guard let query = http.query.map(HTTPRequest.queryItems) ?? [] else { throw Failure(.badQuery) }
        let now = registry.clock.now
        let generation = registry.generation.current
        let hash = route.needsCaller && fixedCaller == nil ? try callers.tokenHash(of: http) : nil
        let caller = try route.needsCaller ? caller(hash, at: now) : nil
        let request = APIRequest(
            http: http, parameters: match.parameters, query: query, requestID: requestID, caller: caller, now: now, tokenHash: hash)
        return try run(request, route, generation, exchange)
    }

    private func otherMethod(_ http: HTTPRequest, _ match: Router.Match) throws -> HTTPResponse {
        if http.method == .options { return HTTPResponse(.noContent, fields: [.allow: match.allowed]) }
        if case .other(let name) = http.method { throw Failure(.notImplemented, ["what": "the method \(name)"]) }
        let details = ["method": http.method.description, "allow": match.allowed]
        throw Failure(.methodNotAllowed, details, fields: [("Allow", match.allowed)])
    }

    private func caller(_ hash: [UInt8]?, at now: Instant) throws -> Caller {
        if let fixedCaller { return fixedCaller }
        guard let hash else { throw Failure(.notSignedIn, fields: [("WWW-Authenticate", "Bearer")]) }
        return try callers.caller(hash, at: now, registry) {
            // The snapshot that is held may be older than the change that made this lookup necessary.
            reader.refresh()
            return try reader.read { try registry.directory.caller(hash, now, $0) }
        }
    }

    // MARK: Lanes

    private func run(_ request: APIRequest, _ route: Route, _ generation: Int, _ exchange: Exchange) throws -> HTTPResponse? {
        switch route.lane {
        case .read(let handler):
            return try read(request, exchange, handler)
        case .list(let handler, let export):
            if try ListForm(of: request) == .json { return try read(request, exchange, handler) }
            try write(request, route, generation, try export(request, self), export, exchange)
            return nil
        case .heavy(let handler):
            try runHeavy(request, exchange, handler)
            return nil
        case .write(let prepare):
            try write(request, route, generation, try prepare(request, self), prepare, exchange)
            return nil
        case .heavyWrite(let check):
            try runHeavyWrite(request, route, generation, try check(request, self), exchange)
            return nil
        }
    }

    private func read(
        _ request: APIRequest, _ exchange: Exchange, _ handler: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
    ) throws -> HTTPResponse? {
        do {
            return try handler(request, self)
        } catch StorageError.overBudget {
            try runHeavy(request, exchange, handler)
            return nil
        }
    }

    private func runHeavy(
        _ request: APIRequest, _ exchange: Exchange, _ handler: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
    ) throws {
        let service = service
        try service.database.heavy.submit { connection in
            try handler(request, HeavyContext(service, connection))
        } completion: { result in
            exchange.respond(service.answer(result, request))
        }
    }

    private func write(
        _ request: APIRequest, _ route: Route, _ generation: Int, _ change: @escaping Change,
        _ prepare: @escaping @Sendable (APIRequest, any ReadContext) throws -> Change, _ exchange: Exchange
    ) throws {
        let service = service
        let prepareAgain: @Sendable (APIRequest, RuleContext) throws -> Change = { request, context in
            try prepare(request, HeavyContext(service, context.connection))
        }
        try service.writeLane.submit(request, route: route, generation: generation, change, prepare: prepareAgain) { [service] result in
            exchange.respond(service.answer(result, request))
        }
    }

    private func runHeavyWrite(
        _ request: APIRequest, _ route: Route, _ generation: Int, _ prepare: @escaping Preparation, _ exchange: Exchange
    ) throws {
        let service = service
        try service.database.heavy.submit { connection in
            try prepare(HeavyContext(service, connection))
        } completion: { prepared in
            do {
                let change = try prepared.get()
                // What was prepared stands on no right of the caller, so it is not prepared again.
                try service.writeLane.submit(request, route: route, generation: generation, change, prepare: { _, _ in change }) { result in
                    exchange.respond(service.answer(result, request))
                }
            } catch {
                exchange.respond(service.answer(.failure(error), request))
            }
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

    // MARK: Bookkeeping

    private var nextUseWrite = Instant(milliseconds: 0)
    /// Uses in one write: some milliseconds.
    private static let usesInSlice = 500

    /// Once a minute, when tokens were last used is told to the writer: without audit and version.
    private func writeUses() {
        let now = registry.clock.now
        guard now >= nextUseWrite else { return }
        nextUseWrite = now.adding(seconds: 60)
        guard let record = registry.directory.recordUses else { return }
        while true {
            let uses = callers.takeUses(LoopHandler.usesInSlice)
            if uses.isEmpty { return }
            do {
                try service.database.writer.submit {
                    try record(uses, $0.connection)
                } completion: { [service] result in
                    if case .failure(let error) = result { service.report(Trouble("noting when tokens were used", error)) }
                }
            } catch {
                // The writer has no room: the next minute is early enough.
                return callers.putBack(uses)
            }
        }
    }
}

/// A read on the heavy pool, or inside the writer: a connection of its own and no budget.
final class HeavyContext: ReadContext {
    let registry: Registry
    let cursorKey: CursorKey
    let pages: PagePool
    /// What runs here reads or writes already.
    let isReady = true
    let mayTakeLong = true
    private let connection: Connection

    init(_ service: Service, _ connection: Connection) {
        registry = service.registry
        cursorKey = service.cursorKey
        pages = service.pages
        self.connection = connection
    }

    func read<T>(_ body: (Connection) throws -> T) throws -> T {
        try body(connection)
    }

    func plan<P: AnyObject>(_ key: PlanKey, make: () throws -> P) rethrows -> P {
        try make()
    }
}

extension Service {
    fileprivate var pages: PagePool { PagePool(heavy: database.heavy, report: report) }

    /// The answer to a request that ran on another lane.
    fileprivate func answer(_ result: Result<HTTPResponse, any Error>, _ request: APIRequest) -> HTTPResponse {
        switch result {
        case .success(let response): finished(response, request.http, request.requestID)
        case .failure(let error): refusal(error, request.http, request.requestID)
        }
    }

    /// The answer to a request that cannot be carried out; the cause, where the answer hides it, is reported.
    fileprivate func refusal(_ error: any Error, _ http: HTTPRequest, _ requestID: String) -> HTTPResponse {
        let failure = Failure(of: error)
        if failure.hidesCause(error) { report(Trouble(task: "\(http.method) \(http.path)", requestID: requestID, error)) }
        return finished(failure.response(ProblemContext(http, requestID)), http, requestID)
    }
}

/// What every answer carries.
private func finished(_ response: HTTPResponse, _ http: HTTPRequest, _ requestID: String) -> HTTPResponse {
    var response = response
    response.fields.append(.xRequestID, requestID)
    // What is kept in this layout stays shared.
    if http.wantsIndentation, !response.body.isEmpty, !JSONPretty.isIndented(response.body) {
        response.body = JSONPretty.indent(response.body)
    }
    response.note = requestID
    return response
}

extension HTTPRequest {
    /// Whether the answer is to be laid out for people.
    var wantsIndentation: Bool { query?.contains("pretty=true") ?? false }
}

extension ProblemContext {
    init(_ http: HTTPRequest, _ requestID: String) {
        self.init(language: Language(acceptLanguage: http.field(.acceptLanguage)), path: http.path, requestID: requestID)
    }
}

extension Failure {
    /// What the server refused before it asked.
    fileprivate init(of refusal: ServerRefusal) {
        let details = ["reason": refusal.code.replacing("_", with: " "), "what": "this part of HTTP"]
        let codes: [Int: FailureCode] = [
            408: .requestTimeout, 413: .bodyTooLarge, 414: .targetTooLong, 417: .expectationFailed, 431: .fieldsTooLarge,
            501: .notImplemented, 503: .busy,
            505: .versionNotSupported,
        ]
        self.init(codes[refusal.status.code] ?? .badRequest, details)
    }
}
