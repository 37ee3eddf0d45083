// What is told of deliveries: which there are, what became of each, and how their endpoint stands. Never what is in them, nor any secret.

import JSON
import Kernel
import SQLite

/// A delivery with its attempts, as its readers see it.
struct DeliveryLine: Sendable {
    struct Attempt: Sendable {
        let at: Instant
        let milliseconds: Int64
        let httpStatus: Int64?
        let error: String?
        let detail: String?
    }

    let id: Int64
    let messageID: String
    let entity: String
    let entityID: Int64
    let status: DeliveryStatus
    let createdAt: Instant
    let nextAttemptAt: Instant?
    let givesUpAt: Instant
    let endedAt: Instant?
    let attempts: [Attempt]

    static let shape = AnswerShape<DeliveryLine>(
        "Message on its way", "外发消息",
        [
            .field("id", integer("Number", "序号", 1...Int64.max), example: 7) { $0.id },
            .field("message_id", text("Id that the other side sees", "消息编号（对方可见）"), example: "msg_2kYp") { $0.messageID },
            .field("entity", text("Kind of record that it is about", "相关记录类型"), example: "notice") { $0.entity },
            .field("entity_id", integer("Record that it is about", "相关记录编号", 1...Int64.max), example: 12) { $0.entityID },
            .field("status", choice(DeliveryStatus.self, "What became of it", "状态"), example: "delivered") { $0.status },
            .field("created_at", instant("Queued at", "入队时间")) { $0.createdAt },
            .field(
                "next_attempt_at", instant("Next try; none where it has ended, or waits for an earlier one", "下次发送时间").optional(),
                example: .null
            ) { $0.nextAttemptAt },
            .field("gives_up_at", instant("Last try at", "最后一次发送时间")) { $0.givesUpAt },
            .field("ended_at", instant("Ended at", "结束时间").optional()) { $0.endedAt },
            .list("attempts", of: attempt) { $0.attempts },
        ])

    private static let attempt = AnswerShape<Attempt>(
        "Attempt", "发送尝试",
        [
            .field("at", instant("When", "时间")) { $0.at },
            .field("milliseconds", integer("Until the answer, milliseconds", "耗时（毫秒）"), example: 84) { $0.milliseconds },
            .field("http_status", integer("Status of the answer; none where none came", "应答状态码", 100...999).optional(), example: 200) {
                $0.httpStatus
            },
            .field("error", text("What went wrong; none where nothing did", "错误代码").optional(), example: .null) { $0.error },
            .field("detail", text("What the other side says of it", "对方说明").optional(), example: .null) { $0.detail },
        ])
}

/// A page of them, the newest first.
struct DeliveryPage: Sendable {
    let lines: [DeliveryLine]
    let nextBefore: Int64?

    static let shape = AnswerShape<DeliveryPage>(
        "Messages on their way", "外发消息列表",
        [
            .list("items", of: DeliveryLine.shape) { $0.lines },
            .field("next_before", integer("Where the next page begins; none on the last one", "下一页的起点（空：已是最后一页）").optional()) {
                $0.nextBefore
            },
        ])

    /// - Parameter before: numbers below this one; nil from the newest on
    init(of endpoint: Endpoint, _ status: DeliveryStatus?, before: Int64?, limit: Int, on connection: Connection) throws {
        var conditions = "endpoint_id = (SELECT id FROM delivery_endpoints WHERE kind = ? AND record_id = ?) AND id < ?"
        var values: [SQLiteValue] = [.text(endpoint.kind), .integer(endpoint.recordID), .integer(before ?? .max)]
        if let status {
            conditions += " AND status = ?"
            values.append(.text(status.rawValue))
        }
        let rows = try connection.rows(
            """
            SELECT id, message_id, entity, entity_id, status, created_at, next_attempt_at, gives_up_at, ended_at
            FROM deliveries WHERE \(conditions) ORDER BY id DESC LIMIT ?
            """, values + [.integer(Int64(limit + 1))])
        lines = try rows.prefix(limit).compactMap { try DeliveryLine($0, on: connection) }
        nextBefore = rows.count > limit ? lines.last?.id : nil
    }
}

extension DeliveryLine {
    fileprivate init?(_ row: [SQLiteValue], on connection: Connection) throws {
        guard let id = row[0].integer, let messageID = row[1].text, let entity = row[2].text, let entityID = row[3].integer,
            let status = row[4].text.flatMap({ DeliveryStatus(rawValue: $0) }), let createdAt = Instant(stored: row[5]),
            let givesUpAt = Instant(stored: row[7])
        else { return nil }
        let attempts = try connection.rows(
            "SELECT at, milliseconds, http_status, error, detail FROM delivery_attempts WHERE delivery_id = ? ORDER BY id DESC LIMIT 50",
            [row[0]])
        self.init(
            id: id, messageID: messageID, entity: entity, entityID: entityID, status: status, createdAt: createdAt,
            nextAttemptAt: Instant(stored: row[6]), givesUpAt: givesUpAt, endedAt: Instant(stored: row[8]),
            attempts: attempts.reversed().map {
                Attempt(
                    at: Instant(milliseconds: $0[0].integer ?? 0), milliseconds: $0[1].integer ?? 0, httpStatus: $0[2].integer,
                    error: $0[3].text, detail: $0[4].text)
            })
    }
}

/// How an endpoint stands.
struct EndpointState: Sendable {
    let waiting: Int64
    let dead: Int64
    let failures: Int64
    let pausedUntil: Instant?
    let lastSuccessAt: Instant?
    let lastFailureAt: Instant?
    let lastError: String?
    let place: Int64?
    let againUntil: Int64?

    static let shape = AnswerShape<EndpointState>(
        "State of the way out", "外发状态",
        [
            .field("waiting", integer("Messages that wait", "待发送数"), example: 0) { $0.waiting },
            .field("dead", integer("Messages that were given up", "已放弃数"), example: 0) { $0.dead },
            .field("failures", integer("Attempts in a row that nobody answered", "连续失败次数"), example: 0) { $0.failures },
            .field("paused_until", instant("Nothing is tried until", "暂停至").optional(), example: .null) { $0.pausedUntil },
            .field("last_success_at", instant("Last delivered at", "最近成功时间").optional()) { $0.lastSuccessAt },
            .field("last_failure_at", instant("Last failed at", "最近失败时间").optional()) { $0.lastFailureAt },
            .field("last_error", text("What went wrong then", "最近错误").optional(), example: "timed_out") { $0.lastError },
            .field(
                "place",
                integer("The event up to which it was looked for messages; none where events are not followed", "已处理到的事件序号").optional()
            ) {
                $0.place
            },
            .field("again_until", integer("The event up to which a range is sent once more; none where none is", "重新发送的截止事件序号").optional())
            {
                $0.againUntil
            },
        ])

    init(of endpoint: Endpoint, on connection: Connection) throws {
        let row = try connection.first(
            """
            SELECT failures, paused_until, last_success_at, last_failure_at, last_error,
                (SELECT count(*) FROM deliveries WHERE endpoint_id = e.id AND status = 'waiting'),
                (SELECT count(*) FROM deliveries WHERE endpoint_id = e.id AND status = 'dead'), place, again_until
            FROM delivery_endpoints e WHERE kind = ? AND record_id = ?
            """, [.text(endpoint.kind), .integer(endpoint.recordID)])
        failures = row?[0].integer ?? 0
        pausedUntil = row.flatMap { Instant(stored: $0[1]) }
        lastSuccessAt = row.flatMap { Instant(stored: $0[2]) }
        lastFailureAt = row.flatMap { Instant(stored: $0[3]) }
        lastError = row?[4].text
        waiting = row?[5].integer ?? 0
        dead = row?[6].integer ?? 0
        place = row?[7].integer
        againUntil = row?[8].integer
    }
}
