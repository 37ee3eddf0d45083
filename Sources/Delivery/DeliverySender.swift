// Sends what is due: looks when something was committed or its time has come, posts outside of every transaction, and has the writer keep
// what came of it. What was not kept is sent again after a restart: at least once.

import Dispatch
package import Kernel
package import Outgoing
package import Storage
import Synchronization

/// The sender of one data directory. Nothing is sent before it is woken.
///
/// `@unchecked Sendable`: `reader`, `timer`, `feeding` and `bell` are used on the queue alone.
package final class DeliverySender: @unchecked Sendable {
    private struct State {
        var isRunning = false
        var isWanted = false
        var isStopped = false
        /// Portions that the writer has to queue, by endpoint; meanwhile nothing more is looked for there.
        var portions: [Int64: Int] = [:]
        /// Deliveries on their way, by endpoint, until the writer has kept what came of them.
        var inFlight: [Int64: Set<Int64>] = [:]
    }

    private let registry: Registry
    private let database: Database
    private let client: OutgoingClient
    private let kinds: [String: EndpointKind]
    private let report: @Sendable (Trouble) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "salesd.deliveries")
    private var reader: ReadConnection?
    private var timer: (any DispatchSourceTimer)?
    private var feeding = DeliveryFeeding()
    private var bell: EventBell?

    /// Deliveries on their way at once.
    private static let atOnce = 32
    /// After trouble with the disk it is tried again so much later. Seconds.
    private static let pause = 5
    /// Commits that follow one another within so much are looked at together. Milliseconds.
    private static let gathering = 50
    /// The injected clock and the machine's may part, so it looks at least so often while something waits for a moment. Seconds.
    private static let longestSleep = 60.0

    /// - Parameters:
    ///   - kinds: whom the modules send to
    ///   - report: told of what kept it from looking or from keeping; it is tried again
    package init(
        _ registry: Registry, _ database: Database, _ client: OutgoingClient, _ kinds: [EndpointKind],
        report: @escaping @Sendable (Trouble) -> Void
    ) {
        self.registry = registry
        self.database = database
        self.client = client
        self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.report = report
    }

    /// Looks at what is due. Returns at once.
    package func wake() {
        let mustStart = state.withLock { state in
            guard !state.isStopped else { return false }
            state.isWanted = true
            guard !state.isRunning else { return false }
            state.isRunning = true
            return true
        }
        if mustStart { queue.async { [self] in work() } }
    }

    /// Ends what is on its way and begins nothing more; what was not answered is sent again next time.
    package func stop() {
        state.withLock { $0.isStopped = true }
        client.stop()
        queue.sync {
            timer?.cancel()
            timer = nil
            reader?.close()
            reader = nil
        }
    }

    // MARK: On the queue

    private func work() {
        while takeWish() {
            do {
                try round()
            } catch StorageError.closed {
                continue
            } catch {
                report(Trouble("deliveries", error))
                wakeLater()
            }
        }
    }

    /// Whether somebody has asked to look again; else the work is over.
    private func takeWish() -> Bool {
        state.withLock { state in
            guard state.isWanted, !state.isStopped else {
                state.isRunning = false
                return false
            }
            state.isWanted = false
            return true
        }
    }

    private func wakeLater() {
        queue.asyncAfter(deadline: .now() + .seconds(Self.pause)) { [weak self] in self?.wake() }
    }

    private func round() throws {
        let now = registry.clock.now
        let inFlight = state.withLock { $0.inFlight }
        let room = Self.atOnce - inFlight.values.reduce(0) { $0 + $1.count }
        let reader = try openReader()
        defer { reader.endBatch() }
        try feed(reader, now)
        let due = try reader.read(budget: .max) { connection in
            try DueDeliveries(kinds, inFlight, room: room, at: now, on: connection)
        }
        // Nobody is told of what a power cut would undo.
        try database.durability.waitForDisk()
        arm(for: due.nextAt, now)
        for delivery in due.ready {
            guard let kind = kinds[delivery.kind] else { continue }
            state.withLock { _ = $0.inFlight[delivery.endpointID, default: []].insert(delivery.id) }
            let attempt = Attempt(delivery, kind, startedAt: now)
            do {
                let composed = try reader.read(budget: .max) { connection in
                    try kind.compose(delivery, RuleReader(caller: .nobody, now: now, registry: registry, connection: connection))
                }
                send(composed, attempt)
            } catch let note as AttemptNote {
                keep(attempt.ended(at: now, .refused(note), registry.settings))
            } catch let withdrawal as Withdrawal {
                keep(attempt.ended(at: now, .withdrawn(withdrawal.note), registry.settings))
            } catch {
                report(Trouble("composing a delivery", error))
                // An attempt like any other: it waits, and is given up in the end.
                keep(attempt.ended(at: now, .refused(.notComposed), registry.settings))
            }
        }
    }

    /// Has the writer queue what is new for those who are fed.
    private func feed(_ reader: ReadConnection, _ now: Instant) throws {
        guard kinds.values.contains(where: { $0.feed != nil }) else { return }
        // What is told from here on rings, so nothing is missed between the look and the wait.
        let wasAnybodyFed = feeding.isAnybodyFed
        if wasAnybodyFed { awaitEvents() }
        let busy = Set(state.withLock { $0.portions.keys })
        let slices = try reader.read(budget: .max) { connection in
            try feeding.look(kinds, except: busy, RuleReader(caller: .nobody, now: now, registry: registry, connection: connection)) {
                report(Trouble("looking what is to be sent", $0))
            }
        }
        if feeding.isAnybodyFed, !wasAnybodyFed {
            awaitEvents()
            wake()
        }
        // Each by itself: other writes come in between, and what fails has no other one repeated.
        for slice in slices { submit(slice) }
        if slices.isEmpty, feeding.isMoreThere { wake() }
    }

    private func awaitEvents() {
        let bell =
            self.bell
            ?? registry.eventBell { [weak self] in
                self?.queue.asyncAfter(deadline: .now() + .milliseconds(Self.gathering)) { [weak self] in self?.wake() }
            }
        self.bell = bell
        bell.expect()
    }

    private func submit(_ slice: FeedSlice) {
        state.withLock { $0.portions[slice.endpointID, default: 0] += 1 }
        do throws(StorageError) {
            try database.writer.submit { [registry] transaction in
                let origin = Origin(remoteAddress: "delivery", requestID: "feed")
                let rules = RuleContext(
                    caller: .nobody, now: registry.clock.now, registry: registry, transaction: transaction, origin: origin)
                try slice.keep(in: rules)
            } completion: { [self] result in
                if case .failure(let error) = result { return feedLater(slice, error) }
                end(slice)
                wake()
            }
        } catch {
            feedLater(slice, error)
        }
    }

    /// Its endpoint is looked at again once all its portions have ended.
    private func end(_ slice: FeedSlice) {
        state.withLock { state in
            let left = (state.portions[slice.endpointID] ?? 1) - 1
            state.portions[slice.endpointID] = left > 0 ? left : nil
        }
    }

    /// The place stands where it was, so the same is looked for again.
    private func feedLater(_ slice: FeedSlice, _ error: any Error) {
        if case StorageError.closed = error { return end(slice) }
        report(Trouble("queueing what is to be sent", error))
        queue.asyncAfter(deadline: .now() + .seconds(Self.pause)) { [weak self] in
            self?.end(slice)
            self?.wake()
        }
    }

    private func openReader() throws -> ReadConnection {
        if let reader { return reader }
        let opened = try database.makeReadConnection()
        reader = opened
        return opened
    }

    /// Has it look again when the next message is due.
    private func arm(for moment: Instant?, _ now: Instant) {
        timer?.cancel()
        timer = nil
        guard let moment else { return }
        let seconds = min(Self.longestSleep, max(0.05, Double(moment.milliseconds &- now.milliseconds) / 1000))
        let source = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler { [weak self] in self?.wake() }
        source.schedule(deadline: .now() + seconds)
        source.activate()
        timer = source
    }

    // MARK: On any thread

    private func send(_ composed: ComposedPost, _ attempt: Attempt) {
        client.send(composed.post) { [self] result in
            let end = registry.clock.now
            switch result {
            case .success(let answer): keep(attempt.ended(at: end, composed.judge(answer), registry.settings, answer))
            case .failure(.stopped): land(attempt.delivery)
            case .failure(let fault): keep(attempt.ended(at: end, .unavailable(AttemptNote(fault.rawValue)), registry.settings))
            }
        }
    }

    private func keep(_ result: AttemptResult) {
        do throws(StorageError) {
            try database.writer.submit { [registry] transaction in
                let origin = Origin(remoteAddress: "delivery", requestID: result.delivery.messageID)
                try result.keep(
                    in: RuleContext(
                        caller: .nobody, now: registry.clock.now, registry: registry, transaction: transaction, origin: origin))
            } completion: { [self] kept in
                switch kept {
                case .success: land(result.delivery)
                case .failure(let error): keepLater(result, error)
                }
            }
        } catch {
            keepLater(result, error)
        }
    }

    /// Until it is kept it counts as on its way: else it would be sent again and again while the disk is full.
    private func keepLater(_ result: AttemptResult, _ error: any Error) {
        if case StorageError.closed = error { return land(result.delivery) }
        report(Trouble("keeping what came of a delivery", error))
        queue.asyncAfter(deadline: .now() + .seconds(Self.pause)) { [weak self] in self?.keep(result) }
    }

    /// It is on its way no longer.
    private func land(_ delivery: Delivery) {
        state.withLock { state in
            state.inFlight[delivery.endpointID]?.remove(delivery.id)
            if state.inFlight[delivery.endpointID]?.isEmpty == true { state.inFlight[delivery.endpointID] = nil }
        }
        wake()
    }
}

/// An attempt under way.
private struct Attempt: Sendable {
    let delivery: Delivery
    let kind: EndpointKind
    let startedAt: Instant

    init(_ delivery: Delivery, _ kind: EndpointKind, startedAt: Instant) {
        self.delivery = delivery
        self.kind = kind
        self.startedAt = startedAt
    }

    func ended(at end: Instant, _ verdict: Verdict, _ settings: SettingsStore, _ answer: OutgoingAnswer? = nil) -> AttemptResult {
        AttemptResult(
            delivery: delivery, kind: kind, startedAt: startedAt, endedAt: end, httpStatus: answer?.status, retryAfter: answer?.retryAfter,
            verdict: verdict, jitter: Double.random(in: 0..<1), plan: kind.plan(settings))
    }
}
