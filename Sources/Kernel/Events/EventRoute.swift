// `GET /v1/events?after=`: what happened, in the order of commit, as CloudEvents 1.0; nothing that the caller may see is skipped. As a list
// of what there is, or as a stream that goes on with what comes.

import HTTP
import JSON
import SQLite

/// The forms in which events are given.
enum EventForm: String, CaseIterable {
    case list = "application/json"
    case stream = "text/event-stream"
}

extension Registry {
    var eventRoute: Route {
        let description = OperationDescription(
            "events.list", "What happened, in the order of commit", "事件（按提交顺序）", tag: "events", answer: EventPage.shape.answer,
            roles: RoleSet.everyone.roles.map(\.rawValue), query: ["after", "limit", "type"])
        let lane = Lane.live { request, context in
            let question = try EventQuestion(request, context.registry)
            let limit = try request.pageSize()
            let view = EventView(caller: question.caller, types: question.types, registry: context.registry)
            var response = EventPage.shape.response(try context.read { try view.page(after: question.after, limit: limit, $0) })
            response.fields.add("Accept", to: .vary)
            return response
        } open: { request, context, desk in
            let question = try EventQuestion(request, context.registry)
            return try desk.open(question, request, context)
        }
        return Route(.get, "/v1/events", description, lane: lane)
    }
}

/// What one caller asks of the events.
struct EventQuestion {
    let after: Int64
    let types: EventTypes?
    let caller: Caller

    /// Throws `unknown_parameter`, `bad_parameter` and `bad_header`.
    init(_ request: APIRequest, _ registry: Registry) throws {
        caller = try request.signedIn()
        try request.allowQuery("after", "limit", "type")
        types = try request.queryValue("type").map { try registry.eventTypes(inQuery: $0) }
        let start = try request.wholeNumber("after") ?? 0
        // Who comes back says so by the field and may leave the address as it was (WHATWG HTML, server-sent events).
        guard let last = request.http.field("Last-Event-ID"), !last.isEmpty else {
            after = start
            return
        }
        guard let number = Int64(last), number >= 0 else { throw Failure(.badHeader, ["name": "Last-Event-ID"]) }
        after = number
    }
}

/// The events of one answer, and where to go on.
private struct EventPage: Sendable {
    let events: [Event]
    /// The last one that was looked at: also past what the caller may not see.
    let nextAfter: Int64

    static let shape = AnswerShape<EventPage>(
        "Events", "事件列表",
        [
            .list("items", of: Event.shape) { $0.events },
            .field("next_after", integer("Where to go on", "后续起点"), more: ["minimum": 0]) { $0.nextAfter },
        ])
}

extension EventView {
    /// Events that are looked at for one answer, so that a caller who may see few does not hold the loop.
    private static let lookedAt = 2000

    fileprivate func page(after: Int64, limit: Int, _ connection: Connection) throws -> EventPage {
        let statement = try connection.cached(EventView.select)
        defer { statement.reset() }
        try statement.bind(after, at: 1)
        try statement.bind(Int64(EventView.lookedAt), at: 2)
        var last = after
        var events: [Event] = []
        while events.count < limit, try statement.step() {
            last = statement.integer(0)
            guard let candidate = candidate(statement), let event = try event(candidate, statement, connection) else { continue }
            events.append(event)
        }
        return EventPage(events: events, nextAfter: last)
    }
}
