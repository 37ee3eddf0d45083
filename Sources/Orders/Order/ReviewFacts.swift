// What a reviewer needs to know, in one answer: exposure and margin for finance, dates and open load for logistics (P2.5.2).

import CRM
import HTTP
import JSON
import Kernel
import SQLite

extension Module {
    /// `GET /v1/orders/{id}/reviews/{department}`: the facts for a department's review.
    static let reviewFacts: [Route] = ReviewDepartment.allCases.map { department in
        let description = OperationDescription(
            "order.review_facts.\(department.rawValue)", "Facts for the review by \(department.rawValue)", "\(department.chinese)评审所需信息",
            tag: "orders",
            roles: readers(of: department).roles.map(\.rawValue), clause: "P2.5.2")
        // Who reads a customer's credit is written down before the answer, so the facts run in the writer.
        return Route(write: .get, "/v1/orders/{id}/reviews/\(department.rawValue)", description) { request, context in
            let caller = try permit(request, context.registry.resource(Order.schema), .read)
            try request.allowQuery()
            guard !caller.roles.isDisjoint(with: readers(of: department)) else {
                throw Failure.notAllowed(needed: readers(of: department))
            }
            let id = try request.id()
            return { rules in
                let order = try rules.visible(Order.self, ID(id))
                return try department == .logistics ? deliveryFacts(order, rules) : creditFacts(department, order, rules)
            }
        }
    }

    /// The credit is told to whoever may read the customer's: he or she may see the order by another role, or with a key for orders alone.
    private static func creditFacts(_ department: ReviewDepartment, _ order: Record<Order>, _ rules: RuleContext) throws -> HTTPResponse {
        let isReadable = try Credit.isReadable(of: order.customer, in: rules)
        if isReadable { try Credit.noteReading(of: order.customer, in: rules) }
        let check = try isReadable ? CreditCheck(order, in: rules) : nil
        let currency = rules.registry.companyCurrency
        return HTTPResponse.json { writer in
            writer.beginObject()
            writer.order(order, for: department)
            if let check { writer.credit(check, in: currency) } else { writer.member("credit", String?.none) }
            writer.margin(of: order)
            writer.endObject()
        }
    }

    private static func deliveryFacts(_ order: Record<Order>, _ rules: RuleContext) throws -> HTTPResponse {
        let load = try OpenLoad(rules)
        return HTTPResponse.json { writer in
            writer.beginObject()
            writer.order(order, for: .logistics)
            writer.delivery(of: order)
            writer.member("open_load") { writer in
                writer.member("orders", load.orders)
                writer.member("lines", load.lines)
            }
            writer.endObject()
        }
    }

    /// Facts of finance and sales tell cost and credit; those of logistics tell neither.
    private static func readers(of department: ReviewDepartment) -> RoleSet {
        switch department {
        case .finance: [.finance, .salesManager, .executive, .auditor, .admin]
        case .logistics: [.logistics, .salesManager, .executive, .auditor, .admin]
        case .sales: [.salesManager, .executive, .auditor, .admin]
        }
    }
}

/// What logistics has to ship already, from confirmed orders.
private struct OpenLoad {
    let orders: Int64
    let lines: Int64

    init(_ rules: RuleReader) throws {
        let open = "FROM orders WHERE status = 'confirmed' AND archived_at IS NULL AND fulfilment_status <> 'delivered'"
        orders = try rules.integer("SELECT count(*) \(open)") ?? 0
        lines =
            try rules.integer(
                "SELECT count(*) FROM order_lines WHERE kind = 'product' AND shipped_quantity < quantity AND order_id IN (SELECT id \(open))"
            ) ?? 0
    }
}

extension JSONWriter {
    fileprivate mutating func order(_ order: Record<Order>, for department: ReviewDepartment) {
        member("order_id", order.id.integer)
        member("department", department.rawValue)
        member("status", order.status.rawValue)
    }

    /// Exposure against limit, with the papers behind it. Nothing is overdue until receivables exist.
    fileprivate mutating func credit(_ check: CreditCheck, in currency: String) {
        member("credit") { writer in
            writer.member("currency", currency)
            writer.member("rating", check.credit.rating?.rawValue)
            writer.member("limit", check.credit.limit, in: currency)
            writer.member("exposure", check.exposure, in: currency)
            writer.member("held_for", check.reason?.rawValue)
            writer.papers(check.others, in: currency)
        }
    }

    fileprivate mutating func margin(of order: Record<Order>) {
        member("margin") { writer in
            writer.member("currency", order.currency)
            writer.member("net", order.net, in: order.currency)
            writer.member("cost", order.cost, in: order.currency)
            writer.member("margin", order.margin, in: order.currency)
        }
    }

    /// Wanted and promised days, line by line.
    fileprivate mutating func delivery(of order: Record<Order>) {
        member("transport_mode", order.transportMode.rawValue)
        member("lines", order.lines.filter { $0.kind == .product }) { writer, line in
            writer.member("line_id", line.id.integer)
            writer.name("quantity")
            writer.decimal(line.quantity.unscaled, scale: Quantity.scale, asString: true, trimmingZeros: true)
            writer.member("wanted_on", line.wantedOn)
            writer.member("promised_on", line.promisedOn)
        }
    }
}
