// The work for the streams of one event loop: a little at a time, so that requests do not wait for it, and what several streams want is
// made once.

import HTTP
import HTTPServer
import SQLite
import Synchronization

/// How the rounds reach what belongs to their loop.
protocol EventLoopParts: AnyObject {
    var registry: Registry { get }
    /// Reads in the loop's own connection. Throws `overBudget`.
    func readEvents<T>(budget: Int?, _ body: (Connection) throws -> T) throws -> T
    /// Lets go of the snapshot, so that the next read sees the latest commit.
    func refreshEvents()
    /// Who a token belongs to now. Throws `invalid_token`.
    func caller(ofStream tokenHash: [UInt8], at now: Instant) throws -> Caller
    func reportEvents(_ error: any Error, _ requestID: String)
}

/// The rounds of one loop, used on its thread alone.
///
/// A stream stands in `queue` while there may be something for it, and in `waiting` while there is nothing; a commit, a change of rights and
/// the time of the heartbeat put all into the queue again. After each piece of work the streams rest for three times as long where requests
/// came meanwhile, so that they never have more than a quarter of the loop.
final class EventRounds {
    /// A stream whose connection is gone is gone as well.
    private struct Entry {
        weak var stream: EventStream?
    }

    private enum Visit {
        /// A portion is on its way: the stream comes back when it is taken.
        case delivered
        /// It has everything.
        case nothing
        /// What was looked at was not for it, and there is more.
        case goesOn
    }

    /// At most so long at a time. Nanoseconds.
    private static let slice: UInt64 = 2_000_000
    /// After trouble with the database. Nanoseconds.
    private static let pause: UInt64 = 100_000_000
    /// About what sending a portion costs later. Nanoseconds.
    private static let sendingCost: UInt64 = 8_000

    private let desk: EventDesk
    private let heartbeat: Int64
    private var bell: EventBell?
    private var queue: [Entry] = []
    private var head = 0
    private var waiting: [Entry] = []
    private var pages: EventPages
    /// The signal's number when the queue was filled last, and when the events were looked at last.
    private var filledSignal = -1
    private var seenSignal = -1
    private var seenGeneration = -1
    private var newest: Int64 = 0
    /// When the first stream that waits has heard nothing for as long as may be.
    private var nextBeat: Instant?
    /// Until when the queue rests, and until when no commit fills it. Nanoseconds.
    private var restsUntil: UInt64 = 0
    private var gathersUntil: UInt64 = 0
    /// Whether requests came since the last piece of work.
    var isBusy = false

    init(_ desk: EventDesk, heartbeat: Int64) {
        self.desk = desk
        self.heartbeat = heartbeat
        pages = EventPages()
    }

    /// Has commits wake the loop from now on.
    func listen(_ registry: Registry, wake: @escaping @Sendable () -> Void) {
        guard bell == nil else { return }
        let bell = EventBell(wake)
        self.bell = bell
        registry.eventSignal.add(bell)
    }

    /// Does a piece of work; gives after how many milliseconds the next one is due.
    func work(_ parts: some EventLoopParts) -> Int32? {
        guard let bell else { return nil }
        queue += desk.takeArrivals().map { Entry(stream: $0) }
        guard head < queue.count || !waiting.isEmpty else { return nil }
        let start = MonotonicClock.nanoseconds()
        let now = parts.registry.clock.now
        fillQueue(parts.registry, start, now)
        if head < queue.count, start >= restsUntil { visitSome(parts, start, now) }
        return wait(bell, parts.registry, now)
    }

    /// Puts those that wait into the queue where there may be something for them.
    private func fillQueue(_ registry: Registry, _ start: UInt64, _ now: Instant) {
        let signal = registry.eventSignal.number
        let hasNews = signal != filledSignal && start >= gathersUntil
        guard hasNews || nextBeat.map({ now >= $0 }) ?? false else { return }
        filledSignal = signal
        queue += waiting
        waiting.removeAll(keepingCapacity: true)
        nextBeat = nil
    }

    private func visitSome(_ parts: some EventLoopParts, _ start: UInt64, _ now: Instant) {
        defer { parts.refreshEvents() }
        guard look(parts) else {
            restsUntil = start &+ EventRounds.pause
            return
        }
        var deliveries: UInt64 = 0
        var end = start
        while head < queue.count, end &- start < EventRounds.slice {
            let entry = queue[head]
            head += 1
            if let stream = entry.stream {
                switch visit(stream, parts, now) {
                case .delivered: deliveries += 1
                case .nothing: waiting.append(entry)
                case .goesOn: queue.append(entry)
                }
            }
            end = MonotonicClock.nanoseconds()
        }
        if head == queue.count || head >= 1_024 {
            queue.removeFirst(head)
            head = 0
        }
        if queue.isEmpty { pages.forgetAll() }
        let cost = end &- start &+ deliveries &* EventRounds.sendingCost
        restsUntil = end &+ (isBusy ? 3 &* cost : 0)
        gathersUntil = end &+ (isBusy ? 3 &* cost : cost)
        isBusy = false
    }

    /// Looks how far the events have come, where something was told since the last time. False where the database cannot be read.
    private func look(_ parts: some EventLoopParts) -> Bool {
        let (signal, generation) = (parts.registry.eventSignal.number, parts.registry.generation.current)
        if generation != seenGeneration { pages.forgetAll() }
        seenGeneration = generation
        parts.refreshEvents()
        guard signal != seenSignal else { return true }
        guard let found = try? parts.readEvents(budget: nil, EventLog.newest) else { return false }
        pages.forgetAll()
        // A system outside must not hear of what a power cut undoes, and then see its number again.
        newest = min(found, parts.registry.eventSignal.newestOnDisk)
        seenSignal = signal
        return true
    }

    private func wait(_ bell: EventBell, _ registry: Registry, _ now: Instant) -> Int32? {
        let clock = MonotonicClock.nanoseconds()
        if head < queue.count { return milliseconds(from: clock, to: restsUntil) }
        guard !waiting.isEmpty else { return nil }
        if registry.eventSignal.number == filledSignal { bell.expect() }
        // What was told just before is not rung for any more.
        if registry.eventSignal.number != filledSignal { return milliseconds(from: clock, to: gathersUntil) }
        guard let nextBeat else { return nil }
        return Int32(clamping: max(nextBeat.milliseconds - now.milliseconds, 1))
    }

    private func milliseconds(from start: UInt64, to end: UInt64) -> Int32 {
        end <= start ? 0 : Int32(clamping: (end - start + 999_999) / 1_000_000)
    }
}

// MARK: - One stream

extension EventRounds {
    private func visit(_ stream: EventStream, _ parts: some EventLoopParts, _ now: Instant) -> Visit {
        var progress = stream.progress.withLock { $0 }
        guard let deliver = progress.deliver else { return .delivered }
        do {
            try confirm(&progress, stream, parts, now)
            let visit = try goOn(&progress, stream, parts, now, deliver)
            stream.progress.withLock { $0 = progress }
            return visit
        } catch let failure as Failure {
            finish(stream, deliver, .last(EventLines.end(failure.code)))
        } catch {
            parts.reportEvents(error, stream.requestID)
            finish(stream, deliver, .failed)
        }
        return .delivered
    }

    private func finish(_ stream: EventStream, _ deliver: @Sendable (ContentPortion) -> Void, _ portion: ContentPortion) {
        stream.progress.withLock { $0.deliver = nil }
        deliver(portion)
    }

    /// Whoever has lost the session, the key or the account gets nothing more; whose rights have changed, sees by the new ones.
    private func confirm(_ progress: inout EventStream.Progress, _ stream: EventStream, _ parts: some EventLoopParts, _ now: Instant) throws
    {
        let current = parts.registry.generation.current
        guard let hash = stream.tokenHash, progress.generation != current || !progress.caller.counts(at: now) else { return }
        progress.caller = try parts.caller(ofStream: hash, at: now)
        progress.generation = current
    }

    private func goOn(
        _ progress: inout EventStream.Progress, _ stream: EventStream, _ parts: some EventLoopParts, _ now: Instant,
        _ deliver: @Sendable (ContentPortion) -> Void
    ) throws -> Visit {
        var bytes = progress.hasBegun ? [] : EventLines.retry()
        progress.hasBegun = true
        if progress.place < newest {
            let page = try pages.page(after: progress.place, upTo: newest, stream.types, progress.caller, parts)
            progress.place = page.place
            if let last = page.lastTold {
                bytes += page.bytes
                progress.told = last
            }
        }
        let isSilent = now >= progress.sentAt.adding(seconds: heartbeat)
        if bytes.isEmpty, isSilent {
            bytes = EventLines.heartbeat(at: progress.place > progress.told ? progress.place : nil)
            progress.told = progress.place
        }
        if !bytes.isEmpty {
            progress.sentAt = now
            progress.deliver = nil
            deliver(.more(bytes))
            return .delivered
        }
        if progress.place < newest { return .goesOn }
        let beat = progress.sentAt.adding(seconds: heartbeat)
        nextBeat = min(nextBeat ?? beat, beat)
        return .nothing
    }
}
