// Where streams of events are opened on one event loop, and where those stand that want their next portion.

import HTTP
import HTTPServer
import Synchronization

/// The desk of one event loop. Streams come here on the loop's thread, and its rounds take them from here.
package final class EventDesk: Sendable {
    private let places: EventPlaces
    private let arrivals = Mutex<[EventStream]>([])

    init(_ places: EventPlaces) {
        self.places = places
    }

    /// A stream from the place on that the question names. Throws `events_ahead` and what `EventPlaces.take` throws.
    func open(_ question: EventQuestion, _ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        try context.read { try EventLog.requireReached(question.after, $0) }
        let stream = EventStream(
            question, request, place: try places.take(for: question.caller.userID), desk: self)
        let fields: ResponseFields = [
            .contentType: EventForm.stream.rawValue, .cacheControl: "no-store", .vary: "Accept",
            // A proxy that gathers would keep what has happened to itself.
            "X-Accel-Buffering": "no",
        ]
        var response = HTTPResponse(.ok, fields: fields, stream: stream)
        response.mayBeCoded = false
        return response
    }

    func arrive(_ stream: EventStream) {
        arrivals.withLock { $0.append(stream) }
    }

    func takeArrivals() -> [EventStream] {
        arrivals.withLock { arrivals in
            guard !arrivals.isEmpty else { return [] }
            defer { arrivals.removeAll(keepingCapacity: true) }
            return arrivals
        }
    }
}
