// Endpoints that are fed from something that grows, such as the log of events: how far each has come, and what it is to get next.

package import JSON
package import Kernel
package import SQLite

/// From what a kind's messages are made where no rule queues them.
package struct DeliveryFeed: Sendable {
    /// How far it goes at the moment.
    package let newest: @Sendable (Connection) throws -> Int64
    /// What stands behind a place for the endpoint of a record, up to an end and no more than so many; nil where that cannot be said now.
    package let read: @Sendable (_ recordID: Int64, _ after: Int64, _ through: Int64, _ most: Int, RuleReader) throws -> FeedPortion?

    /// `read` runs beside the writer, again and again.
    package init(
        newest: @escaping @Sendable (Connection) throws -> Int64,
        read: @escaping @Sendable (_ recordID: Int64, _ after: Int64, _ through: Int64, _ most: Int, RuleReader) throws -> FeedPortion?
    ) {
        self.newest = newest
        self.read = read
    }
}

/// A part of what an endpoint is to get.
package struct FeedPortion: Sendable {
    /// One message, and what it is about.
    package struct Message: Sendable {
        let content: JSONObject
        let entity: String
        let entityID: Int64

        /// `content` is what `compose` of the endpoint's kind makes a post of.
        package init(_ content: JSONObject, about entity: String, _ entityID: Int64) {
            self.content = content
            self.entity = entity
            self.entityID = entityID
        }
    }

    package let messages: [Message]
    /// What was looked at last; where it is the place asked for, nothing came.
    package let place: Int64

    /// In the order in which they go out.
    package init(_ messages: [Message], through place: Int64) {
        self.messages = messages
        self.place = place
    }
}

/// A portion for one endpoint, to be queued by the writer together with the place that it leads to: so none is left out and none comes
/// twice, whenever the power goes.
struct FeedSlice: Sendable {
    let endpointID: Int64
    let kind: EndpointKind
    /// Whether it goes out once more, by somebody's wish, beside what is new.
    let isAgain: Bool
    let from: Int64
    let portion: FeedPortion

    func keep(in rules: RuleContext) throws {
        // Somebody may have moved the place meanwhile, or switched the endpoint off.
        try rules.connection.run(
            isAgain ? FeedSlice.moveAgain : FeedSlice.move, [.integer(endpointID), .integer(from), .integer(portion.place)])
        guard rules.connection.changes == 1 else { return }
        let plan = kind.plan(rules.registry.settings)
        for message in portion.messages {
            try rules.queue(
                message.content, about: (.text(message.entity), .integer(message.entityID)), endpointID: endpointID, within: plan)
        }
    }

    private static let move = "UPDATE delivery_endpoints SET place = ?3 WHERE id = ?1 AND place = ?2 AND active = 1"
    private static let moveAgain = """
        UPDATE delivery_endpoints SET again_place = CASE WHEN ?3 < again_until THEN ?3 END,
            again_until = CASE WHEN ?3 < again_until THEN again_until END
        WHERE id = ?1 AND again_place = ?2 AND active = 1
        """
}

/// Looks what endpoints are to get next. The sender's queue alone uses it.
struct DeliveryFeeding {
    /// An endpoint that has so many messages waiting gets no more until some are gone.
    private static let mostWaiting = 1_000
    /// Messages of one endpoint in one write, for which all others wait.
    private static let mostInSlice = 100
    /// So far the kept place may be behind what was looked at: what is not for an endpoint costs no write.
    private static let mostUnkept: Int64 = 1_000

    /// How far each endpoint was looked at, with the kept place from which that began.
    private var looked: [Int64: (kept: Int64, place: Int64)] = [:]
    /// Whether anybody is fed.
    private(set) var isAnybodyFed = false
    /// Whether there is more for somebody, which was not looked at.
    private(set) var isMoreThere = false

    /// What is to be queued now.
    ///
    /// - Parameters:
    ///   - busy: endpoints of which portions are being queued
    ///   - report: told of what kept it from looking for one endpoint; the others go on
    mutating func look(
        _ kinds: [String: EndpointKind], except busy: Set<Int64>, _ reader: RuleReader, report: (any Error) -> Void
    ) throws -> [FeedSlice] {
        let sql = """
            SELECT id, kind, record_id, place, again_place, again_until, (
                SELECT count(*) FROM (SELECT 1 FROM deliveries d WHERE d.endpoint_id = e.id AND d.status = 'waiting' LIMIT \(Self.mostWaiting)))
            FROM delivery_endpoints e WHERE active = 1 AND place IS NOT NULL
            """
        let rows = try reader.connection.rows(sql)
        (isAnybodyFed, isMoreThere) = (!rows.isEmpty, false)
        looked = looked.filter { entry in rows.contains { $0[0].integer == entry.key } }
        var slices: [FeedSlice] = []
        for row in rows {
            guard let endpoint = FedEndpoint(row, kinds), let feed = endpoint.kind.feed, !busy.contains(endpoint.id) else { continue }
            do {
                slices += try look(at: endpoint, feed, reader)
            } catch {
                report(error)
            }
        }
        return slices
    }

    private mutating func look(at endpoint: FedEndpoint, _ feed: DeliveryFeed, _ reader: RuleReader) throws -> [FeedSlice] {
        let room = min(Self.mostInSlice, Self.mostWaiting - endpoint.waiting)
        guard room == Self.mostInSlice else { return [] }
        return try [news(for: endpoint, feed, reader, room), again(for: endpoint, feed, reader, room)].compactMap { $0 }
    }

    private mutating func news(for endpoint: FedEndpoint, _ feed: DeliveryFeed, _ reader: RuleReader, _ room: Int) throws -> FeedSlice? {
        let known = looked[endpoint.id].flatMap { $0.kept == endpoint.place ? $0.place : nil } ?? endpoint.place
        let newest = try feed.newest(reader.connection)
        guard known < newest else { return nil }
        guard let portion = try feed.read(endpoint.recordID, known, newest, room, reader) else { return nil }
        if portion.place > known, portion.place < newest { isMoreThere = true }
        let mustBeKept = !portion.messages.isEmpty || portion.place - endpoint.place > Self.mostUnkept
        // What was found counts as looked at once it is queued.
        looked[endpoint.id] = mustBeKept ? nil : (endpoint.place, portion.place)
        guard mustBeKept else { return nil }
        return FeedSlice(endpointID: endpoint.id, kind: endpoint.kind, isAgain: false, from: endpoint.place, portion: portion)
    }

    private func again(for endpoint: FedEndpoint, _ feed: DeliveryFeed, _ reader: RuleReader, _ room: Int) throws -> FeedSlice? {
        guard let (place, end) = endpoint.again else { return nil }
        guard let portion = try feed.read(endpoint.recordID, place, end, room, reader) else { return nil }
        // Nothing follows within the range: it is at its end.
        let isOver = portion.place == place
        return FeedSlice(
            endpointID: endpoint.id, kind: endpoint.kind, isAgain: true, from: place,
            portion: isOver ? FeedPortion([], through: end) : portion)
    }
}

/// An endpoint that is fed, as it stands in the database.
private struct FedEndpoint {
    let id: Int64
    let kind: EndpointKind
    let recordID: Int64
    let place: Int64
    let again: (place: Int64, end: Int64)?
    let waiting: Int

    init?(_ row: [SQLiteValue], _ kinds: [String: EndpointKind]) {
        guard let id = row[0].integer, let kind = row[1].text.flatMap({ kinds[$0] }), let recordID = row[2].integer,
            let place = row[3].integer
        else { return nil }
        self.id = id
        self.kind = kind
        self.recordID = recordID
        self.place = place
        if let from = row[4].integer, let end = row[5].integer { again = (from, end) } else { again = nil }
        waiting = Int(row[6].integer ?? 0)
    }
}

// MARK: For the rules of who is fed

extension RuleContext {
    /// Has an endpoint be fed with what comes behind a place.
    package func feed(_ endpoint: Endpoint, from place: Int64) throws {
        guard let id = try endpointID(endpoint) else { throw ProgramFault("nobody has kept the endpoint \(endpoint)") }
        try connection.run("UPDATE delivery_endpoints SET place = ? WHERE id = ?", [.integer(place), .integer(id)])
        wakeSender()
    }

    /// Has an endpoint get a part of what it is fed from once more, beside what is new. Throws `resend_under_way`.
    ///
    /// - Parameters:
    ///   - place: behind which it begins
    ///   - end: the last one
    package func feedAgain(_ endpoint: Endpoint, after place: Int64, through end: Int64) throws {
        guard let id = try endpointID(endpoint) else { throw ProgramFault("nobody has kept the endpoint \(endpoint)") }
        try connection.run(
            "UPDATE delivery_endpoints SET again_place = ?, again_until = ? WHERE id = ? AND again_until IS NULL",
            [.integer(place), .integer(end), .integer(id)])
        guard connection.changes == 1 else { throw Failure(.resendUnderWay) }
        wakeSender()
    }
}
