// Requests whose content is a file: asked before it is read, prepared on the heavy pool, run in the writer.

package import HTTP
package import HTTPServer
import Storage

/// What a route of the upload lane does.
struct Upload: Sendable {
    let admit: @Sendable (APIRequest, any ReadContext) throws -> Int
    let prepare: @Sendable (APIRequest, IncomingFile, any ReadContext) throws -> Change

    /// Nil for a route that takes no file.
    init?(_ route: Route) {
        guard case .upload(let admit, let prepare) = route.lane else { return nil }
        (self.admit, self.prepare) = (admit, prepare)
    }

    /// Whether the content of a length may come. Throws what `admit` throws, and `file_too_large`.
    func check(_ request: APIRequest, _ length: Int?, _ context: any ReadContext) throws -> Int {
        let limit = try admit(request, context)
        if let length, length > limit { throw Failure.fileTooLarge(limit) }
        return limit
    }
}

extension LoopHandler {
    /// Content that is more than is held in memory comes only where a route takes files, and only from who may send it there.
    package func admit(_ http: HTTPRequest) -> ContentAdmission {
        var turn = Turn(http, requestIDs.id(for: http))
        do {
            guard let match = http.pathSegments().flatMap(service.router.match), let route = match.route(http.method),
                let upload = Upload(route)
            else { return .none }
            turn.label = RequestLabel(path: match.number, lane: LaneName(route.lane))
            let request = try request(&turn, route, match)
            do {
                let limit = try upload.check(request, http.field(.contentLength).flatMap { Int($0) }, self)
                return .sink(service.incoming.newFile(), limit: limit)
            } catch StorageError.overBudget {
                // It is asked again when all is there.
                return .sink(service.incoming.newFile(), limit: uploadLimit)
            }
        } catch {
            return .refused(service.refusal(counted(error, &turn), turn))
        }
    }

    /// False where the question is too much for an event loop.
    private func isAdmitted(_ upload: Upload, _ request: APIRequest, _ length: Int) throws -> Bool {
        do {
            _ = try upload.check(request, length, self)
            return true
        } catch StorageError.overBudget {
            return false
        }
    }

    /// Brings the content into a file, where it is not in one yet, prepares the change and has it written.
    func runUpload(_ upload: Upload, _ request: APIRequest, _ route: Route, _ generation: Int, _ exchange: Exchange) throws {
        let file = (request.http.receiver as? IncomingFile) ?? service.incoming.newFile()
        let held = request.http.receiver == nil ? request.http.body : []
        let length = request.http.receiver == nil ? held.count : file.byteCount
        let isChecked = try isAdmitted(upload, request, length)
        var request = request
        request.turn.http = request.http.received(by: file)
        let (service, filed) = (service, request)
        try service.database.heavy.submit { connection in
            let context = HeavyContext(service, connection)
            if !isChecked { _ = try upload.check(filed, length, context) }
            if !held.isEmpty { try file.append(held) }
            return try upload.prepare(filed, file, context)
        } completion: { prepared in
            do {
                try service.writeLane.submit(filed, route: route, generation: generation, try prepared.get()) { request, context in
                    _ = try upload.check(request, length, HeavyContext(service, context.connection))
                    return try prepared.get()
                } completion: { result in
                    exchange.respond(service.answer(result, filed))
                }
            } catch {
                exchange.respond(service.answer(.failure(error), filed))
            }
        }
    }
}
