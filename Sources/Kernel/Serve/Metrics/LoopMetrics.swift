// What one loop counts: plain notes while a batch runs, added to the counters under one lock when it ends.

import HTTP
import HTTPServer
import Synchronization

/// How often and how long.
struct DurationHistogram: Sendable {
    /// Upper ends of the buckets. Microseconds.
    static let bounds: [UInt64] = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000]

    /// By bucket, the last for what lies above all bounds.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var microseconds: UInt64 = 0

    var count: Int { counts.reduce(0, +) }

    mutating func add(_ duration: UInt64) {
        counts[DurationHistogram.bounds.firstIndex { duration <= $0 } ?? DurationHistogram.bounds.count] += 1
        microseconds &+= duration
    }

    mutating func add(_ other: DurationHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        microseconds &+= other.microseconds
    }
}

/// What requests are told apart by, in one number: each of them is looked up by it.
struct RequestKey: Hashable, Sendable {
    private let number: Int

    /// - Parameters:
    ///   - path: the path's place among the router's; -1 for none
    ///   - method: any word can be one, and each would be a counter of its own: those that are not known are one
    init(path: Int, method: HTTPMethod?, status: HTTPStatus) {
        let place = RequestKey.methods.firstIndex { $0 == method } ?? RequestKey.methods.count
        number = ((path + 1) << 8) | (place << 4) | ((status.code / 100) & 15)
    }

    var path: Int { (number >> 8) - 1 }
    /// Nil for one that is not known.
    var method: HTTPMethod? {
        let place = (number >> 4) & 15
        return place < RequestKey.methods.count ? RequestKey.methods[place] : nil
    }
    /// The first digit of the status.
    var statusClass: Int { number & 15 }

    private static let methods: [HTTPMethod] = [.get, .post, .patch, .put, .delete, .head, .options]
}

/// The counters of requests.
struct RequestCounts: Sendable {
    private(set) var requests: [RequestKey: Int] = [:]
    private(set) var durations = [DurationHistogram](repeating: DurationHistogram(), count: LaneName.allCases.count)

    mutating func add(_ key: RequestKey, _ lane: LaneName, _ duration: UInt64) {
        requests[key, default: 0] += 1
        durations[lane.rawValue].add(duration)
    }

    mutating func add(_ other: RequestCounts) {
        requests.merge(other.requests, uniquingKeysWith: +)
        for index in durations.indices { durations[index].add(other.durations[index]) }
    }
}

/// The counting of one loop, on its thread.
final class LoopMetrics {
    /// The counters, which others read.
    final class Published: Sendable {
        let counts = Mutex(RequestCounts())
    }

    private struct Note {
        let key: RequestKey
        let lane: LaneName
        let microseconds: UInt64
    }

    private var notes: [Note] = []
    private let published: Published

    init(_ published: Published) {
        self.published = published
    }

    func note(_ entry: AccessEntry) {
        let label = RequestLabel(number: entry.label)
        let key = RequestKey(path: label.path, method: entry.method, status: entry.status)
        notes.append(Note(key: key, lane: label.lane, microseconds: entry.durationMicroseconds))
    }

    func publish() {
        guard !notes.isEmpty else { return }
        published.counts.withLock { counts in
            for note in notes { counts.add(note.key, note.lane, note.microseconds) }
        }
        notes.removeAll(keepingCapacity: true)
    }
}
