// The write lane: every change meets at the one writer, with who calls asked again, repetition recognised, and answers after the commit.

import HTTP
import Storage

/// Brings changes to the writer.
final class WriteLane: Sendable {
    private let registry: Registry
    private let writer: Writer

    init(registry: Registry, writer: Writer) {
        self.registry = registry
        self.writer = writer
    }

    /// Runs a change inside the writer; `completion` gets the answer or the refusal after the commit.
    ///
    /// - Parameter prepare: reads the request again where the caller changed while it waited
    func submit(
        _ request: APIRequest, route: Route, generation: Int, _ change: @escaping Change,
        prepare: @escaping @Sendable (APIRequest, RuleContext) throws -> Change,
        completion: @escaping @Sendable (Result<HTTPResponse, any Error>) -> Void
    ) throws {
        let registry = registry
        let answering = try Answering(request, route)
        try writer.submit(
            apart: answering.isDryRun,
            { transaction in
                let now = registry.clock.now
                let changedCaller = try LaneCheck(registry, now, transaction).callerAsChanged(of: request, seenAt: generation)
                let context = RuleContext(
                    caller: changedCaller ?? request.caller ?? .nobody, now: now, registry: registry, transaction: transaction,
                    origin: Origin(remoteAddress: request.http.remoteAddress, requestID: request.requestID))
                guard let changedCaller else { return try answering.answer(request, change, in: context) }
                let request = request.asked(by: changedCaller)
                return try answering.answer(request, prepare(request, context), in: context)
            }, completion: { completion($0.map(\.whole)) })
    }
}

/// How a change is answered: for good or as a trial, anew or as it was answered the first time.
private struct Answering: Sendable {
    let isDryRun: Bool
    private let repetition: Repetition?

    init(_ request: APIRequest, _ route: Route) throws {
        // A GET that leaves an audit record is asked anew each time.
        isDryRun = try route.method != .get && !route.triesByItself && request.isDryRun()
        if isDryRun, !route.takesTrials { throw Failure(.unknownParameter, NearestName.hints(for: "dry_run", among: [])) }
        repetition = try route.method == .get || isDryRun ? nil : Repetition(of: request, keeping: route.keeps)
    }

    func answer(_ request: APIRequest, _ change: Change, in context: RuleContext) throws -> WrittenAnswer {
        if let stored = try repetition?.storedAnswer(for: request, in: context) { return WrittenAnswer(stored, context.bodyInTheMaking) }
        var answer = WrittenAnswer(try change(context), context.bodyInTheMaking)
        if isDryRun {
            context.transaction.discard()
            answer.response.fields.append("Dry-Run", "true")
            return answer
        }
        if (200..<300).contains(answer.response.status.code) { try repetition?.store(answer, to: request, in: context) }
        return answer
    }
}

/// Whether a request's caller is still the one whom the loop saw, as of the request's place in the batch.
private struct LaneCheck {
    private let registry: Registry
    private let now: Instant
    private let transaction: Transaction

    init(_ registry: Registry, _ now: Instant, _ transaction: Transaction) {
        self.registry = registry
        self.now = now
        self.transaction = transaction
    }

    /// Asks again who calls where anything about callers has changed since, committed or in this batch, or where the token's time was
    /// over meanwhile; nil where there was nothing to ask. Throws `invalid_token`.
    func callerAsChanged(of request: APIRequest, seenAt generation: Int) throws -> Caller? {
        guard let hash = request.tokenHash else { return nil }
        let hasChanged = registry.generation.current != generation || CallerChanges.areAny(in: transaction)
        guard hasChanged || request.caller?.counts(at: now) == false else { return nil }
        guard let caller = try registry.directory.caller(hash, now, transaction.connection), caller.counts(at: now) else {
            throw CallerCache.invalid
        }
        return caller
    }
}

extension APIRequest {
    /// The same request of somebody whose rights have changed.
    fileprivate func asked(by caller: Caller) -> APIRequest {
        var request = self
        request.caller = caller
        return request
    }
}
