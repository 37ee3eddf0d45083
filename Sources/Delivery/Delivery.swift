// Something on its way to somebody outside.

package import Kernel
import SQLite

/// What becomes of a delivery.
package enum DeliveryStatus: String, Choice {
    case waiting, delivered, dead, withdrawn

    package var chinese: String {
        switch self {
        case .waiting: "待发送"
        case .delivered: "已送达"
        case .dead: "已放弃"
        case .withdrawn: "已撤销"
        }
    }
}

/// A message for an endpoint, as an attempt needs it.
package struct Delivery: Sendable {
    package let id: Int64
    /// The row of the endpoint.
    package let endpointID: Int64
    /// The kind of endpoint, and the record that describes it.
    package let kind: String
    package let recordID: Int64
    /// The same in every attempt.
    package let messageID: String
    /// What it is about.
    package let entity: String
    package let entityID: Int64
    /// JSON, as whoever queued it has written it.
    package let content: String
    package let createdAt: Instant
    /// When no further try is made; later by the first attempt.
    package let givesUpAt: Instant
    /// How often it was tried.
    package let attempts: Int64

    static let columns = """
        d.id, d.endpoint_id, e.kind, e.record_id, d.message_id, d.entity, d.entity_id, d.content, d.created_at, d.gives_up_at, d.attempts
        """

    /// From `columns`, in their order; nil for anything else.
    init?(_ row: [SQLiteValue]) {
        guard row.count == 11, let id = row[0].integer, let endpointID = row[1].integer, let kind = row[2].text,
            let recordID = row[3].integer, let messageID = row[4].text, let entity = row[5].text, let entityID = row[6].integer,
            let content = row[7].text, let createdAt = row[8].integer, let givesUpAt = row[9].integer, let attempts = row[10].integer
        else { return nil }
        self.id = id
        self.endpointID = endpointID
        self.kind = kind
        self.recordID = recordID
        self.messageID = messageID
        self.entity = entity
        self.entityID = entityID
        self.content = content
        self.createdAt = Instant(milliseconds: createdAt)
        self.givesUpAt = Instant(milliseconds: givesUpAt)
        self.attempts = attempts
    }

    /// A trial, which stands in no table.
    init(trialOf kind: String, recordID: Int64, messageID: String, content: String, at now: Instant) {
        id = 0
        endpointID = 0
        self.kind = kind
        self.recordID = recordID
        self.messageID = messageID
        entity = kind
        entityID = recordID
        self.content = content
        createdAt = now
        givesUpAt = now
        attempts = 0
    }
}
