// One stream of events (WHATWG HTML, server-sent events): how far it has come, and who waits for what follows.

import HTTP
import Synchronization

/// The content of one stream. The loop's rounds make it (`EventRounds`).
final class EventStream: ContentStream {
    /// How far it has come.
    struct Progress: Sendable {
        var caller: Caller
        /// Of the callers, when this one was looked up; nil until the stream has asked for itself.
        var generation: Int?
        /// The last event that was looked at.
        var place: Int64
        /// The last one of which the reader knows.
        var told: Int64
        /// When something was sent last.
        var sentAt: Instant
        var hasBegun = false
        /// The next portion goes there; nil while one is on its way.
        var deliver: (@Sendable (ContentPortion) -> Void)?
    }

    let types: EventTypes?
    /// Nil where the listener itself says who calls.
    let tokenHash: [UInt8]?
    let requestID: String
    private let place: EventPlace
    private let desk: EventDesk
    let progress: Mutex<Progress>

    init(_ question: EventQuestion, _ request: APIRequest, place: EventPlace, desk: EventDesk) {
        types = question.types
        tokenHash = request.tokenHash
        requestID = request.requestID
        self.place = place
        self.desk = desk
        progress = Mutex(
            Progress(caller: question.caller, place: question.after, told: question.after, sentAt: request.now))
    }

    var isLive: Bool { true }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        progress.withLock { $0.deliver = deliver }
        desk.arrive(self)
    }
}

/// The lines of a stream.
enum EventLines {
    /// After how long a reader comes back whose connection broke; not all at the same moment after a restart.
    static func retry() -> [UInt8] { Array("retry: \(Int.random(in: 1_000...3_000))\n\n".utf8) }

    /// Says that the stream is still there, and how far it is: an event without data is none, but its number is remembered.
    static func heartbeat(at place: Int64?) -> [UInt8] {
        Array((":\n" + (place.map { "id: \($0)\n" } ?? "") + "\n").utf8)
    }

    /// Why no more comes; it is of another type than events, so that who does not look for it does not see it.
    static func end(_ code: FailureCode) -> [UInt8] {
        Array("event: end\ndata: {\"code\":\"\(code.name)\"}\n\n".utf8)
    }

    static func append(_ event: Event, to bytes: inout [UInt8]) {
        bytes += Array("id: \(event.sequence)\ndata: ".utf8)
        bytes += Event.shape.response(event).body
        bytes += [0x0A, 0x0A]
    }
}
