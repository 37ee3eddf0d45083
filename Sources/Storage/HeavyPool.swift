// The heavy lane: work too long for an event loop, on a few threads with reading connections of their own.

import Dispatch
package import SQLite
import Synchronization

/// A bounded pool for reports, search, exports and password hashing.
package final class HeavyPool: Sendable {
    /// A work that waits; it gets the worker to run on, or nil when the pool closes.
    private typealias Job = @Sendable (HeavyWorker?) -> Void

    private struct State {
        var waiting: [Job] = []
        var idle: [HeavyWorker] = []
        /// Threads at work.
        var running = 0
        /// Works that wait or are being done; a work just taken in still waits for a moment although a thread is free for it.
        var outstanding = 0
        var isClosed = false
        /// Whether no work begins for now, and how often that was so.
        var isHeldBack = false
        var holds = 0
        /// Who wants to know that none runs.
        var whenStill: (@Sendable () -> Void)?

        /// Whether a work that waits may begin; a pool that closes tells each that it does.
        var mayBegin: Bool { !isHeldBack || isClosed }

        /// Who is to be told that none runs; once.
        mutating func takeWhenStill() -> (@Sendable () -> Void)? {
            guard isHeldBack, running == 0 else { return nil }
            defer { whenStill = nil }
            return whenStill
        }
    }

    private enum Step {
        case run(Job, HeavyWorker?)
        case end
    }

    private let path: String
    private let workers: Int
    private let queueLength: Int
    private let readMilliseconds: Int
    private let groupBytes: Int
    private let durability: Durability
    private let state = Monitor(State())
    private let stop = StopFlag()
    /// Ends holds; works where the system gives no thread.
    private let timer = DispatchQueue(label: "salesd.heavy", attributes: .concurrent)

    init(path: String, workers: Int, queueLength: Int, readMilliseconds: Int, groupBytes: Int, durability: Durability) {
        self.path = path
        self.groupBytes = groupBytes
        self.durability = durability
        self.workers = max(1, workers)
        self.queueLength = queueLength
        self.readMilliseconds = readMilliseconds
    }

    /// Runs `work` with a reading connection, in one snapshot; `completion` gets the result on the pool's thread.
    ///
    /// Work whose statements are still running after the pool's time limit gets `StorageError.tooSlow`.
    /// Throws `busy` when too many wait and `closed` after closing; `completion` is not called then.
    ///
    /// - Parameter isContinuation: whether it goes on with what was begun, such as the next page of an export: that is never too much
    package func submit<R>(
        isContinuation: Bool = false,
        _ work: @escaping @Sendable (Connection) throws -> R,
        completion: @escaping @Sendable (Result<R, any Error>) -> Void
    ) throws(StorageError) {
        try enqueue(isContinuation) { [readMilliseconds] worker in
            completion(Result { try Self.open(worker).read(milliseconds: readMilliseconds, work) })
        }
    }

    /// Works that wait or are being done.
    package var outstanding: Int { state.withLock { $0.outstanding } }

    /// Lets no further work begin until `goOn()`; calls `whenStill` on any thread when none runs, once for all who ask meanwhile.
    ///
    /// It ends by itself after the time limit of a read: a command of the administrator has none.
    func holdBack(whenStill: @escaping @Sendable () -> Void) {
        let hold = state.withLock { state in
            guard !state.isHeldBack, !state.isClosed else { return nil as (number: Int, told: (@Sendable () -> Void)?)? }
            state.isHeldBack = true
            state.holds += 1
            state.whenStill = whenStill
            return (state.holds, state.takeWhenStill())
        }
        guard let hold else { return }
        timer.asyncAfter(deadline: .now() + .milliseconds(readMilliseconds)) { [self] in goOn(after: hold.number) }
        hold.told?()
    }

    /// Lets work begin again; where a hold is named, only if it is still that one.
    func goOn(after number: Int? = nil) {
        let missing = state.withLock { state in
            guard state.isHeldBack, number == nil || number == state.holds else { return 0 }
            state.isHeldBack = false
            state.whenStill = nil
            let missing = max(0, min(workers - state.running, state.waiting.count))
            state.running += missing
            return missing
        }
        for _ in 0..<missing { start() }
    }

    /// Refuses new work, interrupts statements that run, tells those that wait `closed`, and returns when none is left.
    func close() {
        stop.raise()
        state.withLock { $0.isClosed = true }
        goOn()
        let idle = state.wait { state in
            guard state.running == 0 else { return nil as [HeavyWorker]? }
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle { worker.close() }
    }

    private static func open(_ worker: HeavyWorker?) throws(StorageError) -> HeavyWorker {
        guard let worker else { throw .closed }
        return worker
    }

    private func enqueue(_ isContinuation: Bool, _ job: @escaping Job) throws(StorageError) {
        let mustStart = try state.withLock { state throws(StorageError) in
            guard !state.isClosed else { throw .closed }
            guard isContinuation || state.outstanding < workers + queueLength else { throw .busy }
            state.outstanding += 1
            state.waiting.append(job)
            guard state.running < workers, state.mayBegin else { return false }
            state.running += 1
            return true
        }
        if mustStart { start() }
    }

    /// On a thread of its own: Dispatch's go on to other work, and what a thread has once given up of its priority does not come back.
    private func start() {
        if !DedicatedThread.begin(niceness: StorageLimits.heavyNiceness, { [self] in drain() }) { timer.async { [self] in drain() } }
    }

    private func drain() {
        let worker =
            state.withLock { $0.idle.popLast() } ?? HeavyWorker(path: path, groupBytes: groupBytes, stop: stop, durability: durability)
        while case .run(let job, let openWorker) = nextStep(worker) {
            job(openWorker)
            state.withLock { $0.outstanding -= 1 }
        }
        state.withLock { $0.takeWhenStill() }?()
        state.signal()
    }

    private func nextStep(_ worker: HeavyWorker) -> Step {
        state.withLock { state in
            guard !state.waiting.isEmpty, state.mayBegin else {
                state.running -= 1
                state.idle.append(worker)
                return .end
            }
            return .run(state.waiting.removeFirst(), state.isClosed ? nil : worker)
        }
    }
}

/// Whether running statements are to stop; read by them every some microseconds.
final class StopFlag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .relaxed) }

    func raise() {
        value.store(true, ordering: .relaxed)
    }
}

/// A reading connection that goes from one work of the pool to the next.
///
/// `@unchecked Sendable`: the pool hands it to one work at a time, under its lock.
final class HeavyWorker: @unchecked Sendable {
    private let path: String
    private let groupBytes: Int
    private let stop: StopFlag
    private let durability: Durability
    private var connection: Connection?

    init(path: String, groupBytes: Int, stop: StopFlag, durability: Durability) {
        self.path = path
        self.groupBytes = groupBytes
        self.stop = stop
        self.durability = durability
    }

    func read<R>(milliseconds: Int, _ work: (Connection) throws -> R) throws -> R {
        let result = Result { try readAhead(milliseconds: milliseconds, work) }
        // What is told of it is on disk, a refusal as well.
        try durability.waitForDisk()
        return try result.get()
    }

    /// What it gives may not be on disk yet.
    private func readAhead<R>(milliseconds: Int, _ work: (Connection) throws -> R) throws -> R {
        let connection = try openConnection()
        connection.setDeadline(milliseconds: milliseconds)
        try connection.execute("BEGIN")
        defer { end(connection) }
        do {
            return try work(connection)
        } catch let error as DatabaseError where error.code.isKind(of: .interrupt) {
            throw stop.isRaised ? StorageError.closed : StorageError.tooSlow
        }
    }

    func close() {
        connection?.close()
        connection = nil
    }

    private func openConnection() throws(DatabaseError) -> Connection {
        if let connection { return connection }
        let opened = try Connection(path: path, mode: .readOnly, groupBytes: groupBytes)
        try Pragmas.applyToReader(opened)
        opened.setStopCheck { [stop] in stop.isRaised }
        connection = opened
        return opened
    }

    private func end(_ connection: Connection) {
        connection.setDeadline(milliseconds: nil)
        try? connection.execute("COMMIT")
        if connection.holdsSnapshot { connection.resetBusyStatements() }
    }
}
