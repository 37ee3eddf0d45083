// How many streams of events may be open: in all, and of one caller.

import Synchronization

/// What is given to streams of events at most.
package struct EventStreamLimits: Sendable {
    /// Open at once; one more is a 503.
    package var streams = 2_000
    /// Of them one caller's; one more is a 429.
    package var streamsPerUser = 1_000
    /// After so long without anything to tell, a line says that the stream is still there. Seconds.
    package var heartbeatSeconds: Int64 = 15

    /// The standard limits.
    package init() {}
}

/// The places of one service.
final class EventPlaces: Sendable {
    private struct Taken {
        var total = 0
        var byUser: [Int64: Int] = [:]
    }

    private let limits: EventStreamLimits
    private let taken = Mutex(Taken())

    init(_ limits: EventStreamLimits) {
        self.limits = limits
    }

    /// Streams that are open.
    var count: Int { taken.withLock { $0.total } }

    /// A place, as long as it is held. Throws `too_many_event_streams` and `event_streams_full`.
    ///
    /// - Parameter user: nil for the operator of the machine
    func take(for user: Int64?) throws -> EventPlace {
        try taken.withLock { taken in
            let own = taken.byUser[user ?? 0] ?? 0
            guard own < limits.streamsPerUser else {
                throw Failure.later(.tooManyEventStreams, after: 10, ["maximum": String(limits.streamsPerUser)])
            }
            guard taken.total < limits.streams else {
                throw Failure.later(.eventStreamsFull, after: 10, ["maximum": String(limits.streams)])
            }
            taken.total += 1
            taken.byUser[user ?? 0] = own + 1
        }
        return EventPlace(self, user)
    }

    fileprivate func giveBack(_ user: Int64?) {
        taken.withLock { taken in
            taken.total -= 1
            let own = (taken.byUser[user ?? 0] ?? 1) - 1
            taken.byUser[user ?? 0] = own > 0 ? own : nil
        }
    }
}

/// The place of one stream, given back with the last reference to it.
final class EventPlace: Sendable {
    private let places: EventPlaces
    private let user: Int64?

    fileprivate init(_ places: EventPlaces, _ user: Int64?) {
        self.places = places
        self.user = user
    }

    deinit { places.giveBack(user) }
}
