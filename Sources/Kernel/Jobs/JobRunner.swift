// Runs the periodic jobs: a slice at a time on the writer's queue, between everybody else's writes.

import Dispatch
package import Storage
import Synchronization

/// The jobs of a registry, with when each is due next.
package final class JobRunner: Sendable {
    private enum State {
        case running
        case due(Instant)
    }

    private let registry: Registry
    private let database: Database
    private let report: @Sendable (_ job: String, any Error) -> Void
    private let states = Mutex<[String: State]>([:])

    /// - Parameter report: is told of a job that failed; it is tried again when it is due next
    package init(_ registry: Registry, _ database: Database, report: @escaping @Sendable (_ job: String, any Error) -> Void) {
        self.registry = registry
        self.database = database
        self.report = report
    }

    /// Begins those jobs that are due; a job that has not run since the start is. Does not wait for them.
    package func runDue() {
        let now = registry.clock.now
        for job in registry.jobs where begin(job, at: now, isAsked: false) { start(JobTurn(job, begunAt: now)) }
    }

    /// Runs a job now, whether it is due or not, and waits for its end: for commands and tests, never on an event loop.
    package func run(_ name: String) -> JobOutcome {
        guard let job = registry.jobs.first(where: { $0.name == name }) else { return .unknown }
        let now = registry.clock.now
        guard begin(job, at: now, isAsked: true) else { return .isRunning }
        let end = JobEnd()
        start(JobTurn(job, begunAt: now, end: end))
        return .ended(end.wait())
    }

    /// How every job stands. Throws `StorageError` and `DatabaseError`.
    package func statuses() throws -> [JobStatus] {
        let states = states.withLock { $0 }
        return try database.read { connection in
            try registry.jobs.map { job in
                let isRunning = if case .running? = states[job.name] { true } else { false }
                let next: Instant? = if case .due(let moment)? = states[job.name] { moment } else { nil }
                return JobStatus(
                    name: job.name, interval: job.interval, isRunning: isRunning, lastRun: try JobRun.last(of: job.name, connection),
                    nextRunAt: next)
            }
        }
    }

    private func begin(_ job: PeriodicJob, at now: Instant, isAsked: Bool) -> Bool {
        states.withLock { states in
            switch states[job.name] {
            case .running: return false
            case .due(let next) where now < next && !isAsked: return false
            case .due, nil:
                states[job.name] = .running
                return true
            }
        }
    }

    /// What takes long to find is found beside the writer.
    private func start(_ turn: JobTurn) {
        guard let study = turn.job.study else { return runSlice(of: turn) }
        DispatchQueue.global(qos: .utility).async { [self] in
            do {
                let work = try database.read { connection in
                    try study(RuleReader(caller: .nobody, now: registry.clock.now, registry: registry, connection: connection))
                }
                runSlice(of: turn.doing(work[...]))
            } catch {
                end(turn, error)
            }
        }
    }

    private func runSlice(of turn: JobTurn) {
        let registry = registry
        let job = turn.job
        do throws(StorageError) {
            try database.writer.submit { transaction in
                let origin = Origin(remoteAddress: "job", requestID: job.name)
                let now = registry.clock.now
                let hasMore = try turn.slice(
                    RuleContext(caller: .nobody, now: now, registry: registry, transaction: transaction, origin: origin))
                if !hasMore { try turn.run(endedAt: now, turn.failures.first).keep(of: job.name, transaction.connection) }
                return hasMore
            } completion: { [self] result in
                sliceEnded(result, of: turn)
            }
        } catch {
            end(turn, error)
        }
    }

    private func sliceEnded(_ result: Result<Bool, any Error>, of turn: JobTurn) {
        switch result {
        // The next slice stands in the queue behind what waits there now.
        case .success(true): runSlice(of: turn.doing(turn.work.dropFirst(JobTurn.piecesInSlice)))
        case .success(false): end(turn, turn.failures.first)
        case .failure(let error): end(turn, error)
        }
    }

    private func end(_ turn: JobTurn, _ error: (any Error)?) {
        let job = turn.job
        let run = turn.run(endedAt: registry.clock.now, error)
        states.withLock { $0[job.name] = .due(turn.start.adding(seconds: job.interval)) }
        guard let error, !isClosing(error) else {
            turn.end?.tell(run)
            return
        }
        report(job.name, error)
        keepFailure(run, of: turn)
    }

    /// What the job did was undone, so the note that it failed is written for itself; who waits is told after it, or without it.
    private func keepFailure(_ run: JobRun, of turn: JobTurn) {
        do throws(StorageError) {
            try database.writer.submit { transaction in
                try run.keep(of: turn.job.name, transaction.connection)
            } completion: { _ in
                turn.end?.tell(run)
            }
        } catch {
            turn.end?.tell(run)
        }
    }

    private func isClosing(_ error: any Error) -> Bool {
        if case StorageError.closed = error { true } else { false }
    }
}

/// A job on its way through the writer.
private struct JobTurn: Sendable {
    let job: PeriodicJob
    let start: Instant
    /// Who waits for the end.
    let end: JobEnd?
    /// What was found to be done and is not done yet.
    let work: ArraySlice<JobWork>
    let failures: JobFailures

    static let piecesInSlice = 10

    init(
        _ job: PeriodicJob, begunAt start: Instant, end: JobEnd? = nil, work: ArraySlice<JobWork> = [],
        failures: JobFailures = JobFailures()
    ) {
        self.job = job
        self.start = start
        self.end = end
        self.work = work
        self.failures = failures
    }

    /// The same turn with that still to be done.
    func doing(_ work: ArraySlice<JobWork>) -> JobTurn { JobTurn(job, begunAt: start, end: end, work: work, failures: failures) }

    /// Whether there is more to do. A piece that is refused is undone alone and keeps the others from nothing; the run tells of it.
    func slice(_ context: RuleContext) throws -> Bool {
        guard job.study != nil else { return try job.slice(context) }
        for piece in work.prefix(JobTurn.piecesInSlice) {
            do {
                try context.attempt { try piece(context) }
            } catch let failure as Failure {
                failures.note(failure)
            }
        }
        return work.count > JobTurn.piecesInSlice
    }

    func run(endedAt end: Instant, _ error: (any Error)?) -> JobRun {
        JobRun(startedAt: start, endedAt: end, error: error.map { "\($0)" })
    }
}

/// What pieces of a turn were refused with.
private final class JobFailures: Sendable {
    private let noted = Mutex<Failure?>(nil)

    var first: Failure? { noted.withLock { $0 } }

    func note(_ failure: Failure) { noted.withLock { $0 = $0 ?? failure } }
}

/// The end of a run, for whoever waits for it.
private final class JobEnd: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let run = Mutex<JobRun?>(nil)

    func tell(_ run: JobRun) {
        self.run.withLock { $0 = run }
        semaphore.signal()
    }

    func wait() -> JobRun {
        while true {
            semaphore.wait()
            if let run = run.withLock({ $0 }) { return run }
        }
    }
}
