// What a confirmed order has said before it was amended: kept whole, listed and compared (P2.5.3).

import CRM
import HTTP
import Kernel
import SQLite

/// An order as it was, or is, under one of its revisions.
struct OrderRevision {
    let order: Record<Order>
    /// Since when it held: from the confirmation, or from the amendment that made it.
    let since: Instant?
    /// Nil for the first one.
    let amendment: ID<OrderAmendment>?
}

/// The one place that writes and reads former revisions.
enum OrderRevisions {
    /// Keeps the order as it stands, before it changes.
    static func keep(_ order: Record<Order>, replacedBy amendment: ID<OrderAmendment>, in context: RuleContext) throws {
        let sql = "INSERT INTO order_revisions (order_id, revision, replaced_at, amendment_id, content) VALUES (?, ?, ?, ?, ?)"
        let values = [order.id.stored, order.revision.stored, context.now.stored, amendment.stored, order.snapshot.stored]
        try context.connection.run(sql, values)
    }

    /// All of them, the first one first; the last one is the order as it is.
    static func of(_ order: Record<Order>, in reader: RuleReader) throws -> [OrderRevision] {
        let sql = "SELECT content, replaced_at, amendment_id FROM order_revisions WHERE order_id = ? ORDER BY revision"
        var revisions: [OrderRevision] = []
        var (since, amendment): (Instant?, ID<OrderAmendment>?) = (order.confirmedAt, nil)
        for row in try reader.rows(sql, [order.id.stored]) {
            guard let content = String(stored: row[0]), let former = Record(snapshot: content, of: Order.self) else { continue }
            revisions.append(OrderRevision(order: former, since: since, amendment: amendment))
            (since, amendment) = (Instant(stored: row[1]), ID<OrderAmendment>(stored: row[2]))
        }
        return revisions + [OrderRevision(order: order, since: since, amendment: amendment)]
    }
}

// MARK: The routes

/// Prices stand in them, so they are not for who only makes the goods.
private let readers: RoleSet = [.salesRep, .salesManager, .finance, .logistics, .executive, .auditor, .admin, .integration]

extension Module {
    /// `GET /v1/orders/{id}/versions`.
    static let orderVersions = Route(
        .get, "/v1/orders/{id}/versions",
        OperationDescription(
            "order.versions", "List all revisions of an order, the newest first", "列出订单的所有版本（最新在前）", tag: "orders",
            answer: OrderVersions.shape.answer, roles: readers.roles.map(\.rawValue), clause: "P2.5.3")
    ) { request, context in
        try request.allowQuery()
        return try reading(request, context) { order, reader in
            OrderVersions.shape.response(OrderVersions(items: try OrderRevisions.of(order, in: reader).reversed()))
        }
    }

    /// `GET /v1/orders/{id}/compare`: a former revision against the order as it is.
    static let orderComparison = Route(
        .get, "/v1/orders/{id}/compare",
        OperationDescription(
            "order.compare", "Compare a former revision with the order as it is", "将订单的历史版本与当前版本比较", tag: "orders",
            answer: OrderComparison.shape.answer, roles: readers.roles.map(\.rawValue), clause: "P2.5.3",
            query: [
                ParameterDescription(
                    "with", "Revision of the order; the one before where none is given", "订单版本（默认为上一版本）", .integer(1...1_000_000))
            ])
    ) { request, context in
        try request.allowQuery("with")
        let revision = try request.wholeNumber("with")
        return try reading(request, context) { order, reader in
            let wanted = revision ?? order.revision - 1
            guard let other = try OrderRevisions.of(order, in: reader).first(where: { $0.order.revision == wanted }) else {
                throw Failure(.noSuchOrderRevision, ["revision": String(order.revision)])
            }
            let differences = compared.differences(from: other.order, to: order, seenBy: reader.caller)
            return OrderComparison.shape.response(OrderComparison(from: other.order, to: order, differences: differences))
        }
    }
}

/// What was agreed, as against what became of it.
private let compared = Comparison<Order>(
    leaving: [
        "number", "customer_id", "contract_id", "owner_id", "status", "held_from", "hold_reason", "hold_comment", "released_exposure",
        "fulfilment_status", "invoicing_status", "returned_gross", "submitted_at", "review_due_at", "confirmed_at", "completed_at",
        "cancel_reason",
        "erp_number", "erp_confirmed_at", "external_id", "overdue", "delivered_on", "delivered_on_time", "delivered_as_wanted",
        "delivered_in_full", "revision",
    ],
    lists: ["lines": ["id"]],
    leavingOfItems: [
        "shipped_quantity", "delivered_quantity", "returned_quantity", "withdrawn_quantity", "delivered_on", "delivered_at_once",
        "late_at", "promised_on", "first_promised_on",
    ])

private func reading(
    _ request: APIRequest, _ context: any ReadContext, _ answer: (Record<Order>, RuleReader) throws -> HTTPResponse
) throws -> HTTPResponse {
    let caller = try permit(request, context.registry.resource(Order.schema), .read)
    guard !caller.roles.isDisjoint(with: readers) else { throw Failure.notAllowed(needed: readers) }
    let id = try request.id()
    return try context.read { connection in
        let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
        return try answer(try reader.visible(Order.self, ID(id)), reader)
    }
}

// MARK: The answers

private struct OrderVersions: Sendable {
    let items: [OrderRevision]

    static let shape = AnswerShape<OrderVersions>("Revisions, the newest first", "版本（最新在前）", [.list("items", of: version) { $0.items }])

    private static let version = AnswerShape<OrderRevision>(
        "Revision", "版本", currency: { $0.order.currency },
        [
            .field("id", reference(Order.self, "Order", "订单")) { $0.order.id },
            .field("revision", integer("Revision", "版本", 1...1_000_000)) { $0.order.revision },
            .field("since", instant("Held since", "生效时间").optional()) { $0.since },
            .field("amendment_id", reference(OrderAmendment.self, "Amendment that made it", "所依据的变更单").optional()) { $0.amendment },
            .field("delivery_on", day("Wanted delivery", "要求交货日期").optional()) { $0.order.deliveryOn },
            .field("payment_terms_days", integer("Payment terms, days", "账期（天）", 0...720)) { $0.order.paymentTermsDays },
            .field("lines", integer("Lines", "订单行数", 0...10_000)) { Int64($0.order.lines.count) },
            .field("currency", Kernel.currency()) { $0.order.currency },
            .field("net", amount("Net", "不含税金额")) { $0.order.net },
            .field("gross", amount("Gross", "含税金额")) { $0.order.gross },
        ])
}

private struct OrderComparison: Sendable {
    let from: Record<Order>
    let to: Record<Order>
    let differences: [Difference]

    static let shape = AnswerShape<OrderComparison>(
        "Comparison", "比较",
        [
            .object("from", revision) { $0.from },
            .object("to", revision) { $0.to },
            .list("differences", of: Difference.shape) { $0.differences },
        ])

    private static let revision = AnswerShape<Record<Order>>(
        "Revision", "版本",
        [
            .field("id", reference(Order.self, "Order", "订单")) { $0.id },
            .field("number", text("Number", "编号"), example: "SO-20261124-0001") { $0.number },
            .field("revision", integer("Revision", "版本", 1...1_000_000)) { $0.revision },
        ])
}
