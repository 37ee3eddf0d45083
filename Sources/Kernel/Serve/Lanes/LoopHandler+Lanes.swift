// Where a request's work runs: at once, on the heavy pool, or in the writer (architecture.md, Lanes).

import HTTP
import HTTPServer
import Storage

extension LoopHandler {
    /// Does what the route says, on its lane; nil where the answer comes later.
    func run(_ request: APIRequest, _ route: Route, _ generation: Int, _ exchange: Exchange) throws -> HTTPResponse? {
        switch route.lane {
        case .read(let handler):
            return try read(request, exchange, handler)
        case .list(let handler, let export):
            if try ListForm(of: request) == .json { return try read(request, exchange, handler) }
            var request = request
            request.turn.label.lane = .write
            try write(request, route, generation, try export(request, self), export, exchange)
            return nil
        case .live(let handler, let open):
            if try request.preferred(among: EventForm.allCases) == .list { return try read(request, exchange, handler) }
            var request = request
            request.turn.label.lane = .stream
            events.listen(registry, wake: exchange.wakeLoop)
            exchange.respond(service.finished(try open(request, self, desk), request.turn))
            return nil
        case .heavy(let handler):
            try runHeavy(request, exchange, handler)
            return nil
        case .heavyExport(let answer, let keeps):
            guard let note = try keeps(request), request.http.method != .head else {
                try runHeavy(request, exchange, answer)
                return nil
            }
            var request = request
            request.turn.label.lane = .heavyWrite
            try runHeavyWrite(request, route, generation, notedPreparation(request, note, answer), exchange)
            return nil
        case .write(let prepare):
            try write(request, route, generation, try prepare(request, self), prepare, exchange)
            return nil
        case .upload:
            guard let upload = Upload(route) else { return nil }
            try runUpload(upload, request, route, generation, exchange)
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
            var request = request
            request.turn.label.lane = .heavy
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
}

/// Makes the answer, then keeps that it was given out.
private func notedPreparation(
    _ request: APIRequest, _ note: ExportNote, _ answer: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
) -> Preparation {
    { context in
        let response = try answer(request, context)
        let resource = context.registry.resource(note.schema)
        return { rules in
            try rules.noteExport(of: resource, as: note.form, query: request.query)
            return response
        }
    }
}
