// Runs the periodic jobs: a slice at a time on the writer's queue, between everybody else's writes.

package import Storage
import Synchronization

/// The jobs of a registry, with when each is due next.
package final class JobRunner: Sendable {
    private enum State {
        case running
        case due(Instant)
    }

    private let registry: Registry
    private let writer: Writer
    private let report: @Sendable (_ job: String, any Error) -> Void
    private let states = Mutex<[String: State]>([:])

    /// - Parameter report: is told of a job that failed; it is tried again when it is due next
    package init(_ registry: Registry, _ database: Database, report: @escaping @Sendable (_ job: String, any Error) -> Void) {
        self.registry = registry
        writer = database.writer
        self.report = report
    }

    /// Begins those jobs that are due; a job that has never run is. Does not wait for them.
    package func runDue() {
        let now = registry.clock.now
        for job in registry.jobs where begin(job, at: now) { runSlice(of: job, begunAt: now) }
    }

    private func begin(_ job: PeriodicJob, at now: Instant) -> Bool {
        states.withLock { states in
            switch states[job.name] {
            case .running: return false
            case .due(let next) where now < next: return false
            case .due, nil:
                states[job.name] = .running
                return true
            }
        }
    }

    private func runSlice(of job: PeriodicJob, begunAt start: Instant) {
        let registry = registry
        do throws(StorageError) {
            try writer.submit { transaction in
                let origin = Origin(remoteAddress: "job", requestID: job.name)
                let now = registry.clock.now
                return try job.slice(
                    RuleContext(caller: .nobody, now: now, registry: registry, transaction: transaction, origin: origin))
            } completion: { [self] result in
                sliceEnded(result, of: job, begunAt: start)
            }
        } catch {
            end(job, begunAt: start, error)
        }
    }

    private func sliceEnded(_ result: Result<Bool, any Error>, of job: PeriodicJob, begunAt start: Instant) {
        switch result {
        // The next slice stands in the queue behind what waits there now.
        case .success(true): runSlice(of: job, begunAt: start)
        case .success(false): end(job, begunAt: start, nil)
        case .failure(let error): end(job, begunAt: start, error)
        }
    }

    private func end(_ job: PeriodicJob, begunAt start: Instant, _ error: (any Error)?) {
        states.withLock { $0[job.name] = .due(start.adding(seconds: job.interval)) }
        if let error, !isClosing(error) { report(job.name, error) }
    }

    private func isClosing(_ error: any Error) -> Bool {
        if case StorageError.closed = error { true } else { false }
    }
}
