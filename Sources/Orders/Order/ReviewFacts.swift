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
                if department != .logistics { try rules.note("credit_read", on: rules.require(Customer.self, order.customer)) }
                return try facts(for: department, order, rules)
            }
        }
    }

    private static func facts(for department: ReviewDepartment, _ order: Record<Order>, _ rules: RuleReader) throws -> HTTPResponse {
        let check = department == .logistics ? nil : try CreditCheck(order, in: rules)
        let load = department == .logistics ? try OpenLoad(rules) : nil
        return try HTTPResponse.json { writer in
            writer.beginObject()
            writer.name("order_id")
            writer.integer(order.id.integer)
            writer.member("department", department.rawValue)
            writer.member("status", order.status.rawValue)
            if let check { try writer.creditFacts(check, order, rules) }
            if let load { writer.deliveryFacts(load, order) }
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
    /// Exposure against limit with the papers behind it, and the margin. Nothing is overdue until receivables exist.
    fileprivate mutating func creditFacts(_ check: CreditCheck, _ order: Record<Order>, _ rules: RuleReader) throws {
        let decimals = Currency.decimals(of: rules.registry.companyCurrency) ?? 2
        name("credit")
        beginObject()
        member("currency", rules.registry.companyCurrency)
        name("rating")
        if let rating = check.credit.rating { string(rating.rawValue) } else { null() }
        name("limit")
        decimal(check.credit.limit.minorUnits, scale: decimals, asString: true)
        name("exposure")
        decimal(check.exposure.minorUnits, scale: decimals, asString: true)
        name("held_for")
        if let reason = check.reason { string(reason.rawValue) } else { null() }
        name("papers")
        beginArray()
        for paper in try OpenOrders.of(order.customer.integer, except: order.id.integer, registry: rules.registry, rules.connection) {
            beginObject()
            member("kind", paper.kind)
            name("id")
            integer(paper.id)
            member("number", paper.number)
            name("amount")
            decimal(paper.amount.minorUnits, scale: decimals, asString: true)
            endObject()
        }
        endArray()
        endObject()
        let orderDecimals = Currency.decimals(of: order.currency) ?? 2
        name("margin")
        beginObject()
        member("currency", order.currency)
        for (word, amount) in [("net", order.net), ("cost", order.cost), ("margin", order.margin)] {
            name(word)
            decimal(amount.minorUnits, scale: orderDecimals, asString: true)
        }
        endObject()
    }

    /// Wanted and promised days line by line, and what is to be shipped already.
    fileprivate mutating func deliveryFacts(_ load: OpenLoad, _ order: Record<Order>) {
        member("transport_mode", order.transportMode.rawValue)
        name("lines")
        beginArray()
        for line in order.lines where line.kind == .product {
            beginObject()
            name("line_id")
            integer(line.id.integer)
            name("quantity")
            decimal(line.quantity.unscaled, scale: Quantity.scale, asString: true, trimmingZeros: true)
            for (word, value) in [("wanted_on", line.wantedOn), ("promised_on", line.promisedOn)] {
                name(word)
                if let value { day(daysSince1970: value.daysSince1970) } else { null() }
            }
            endObject()
        }
        endArray()
        name("open_load")
        beginObject()
        name("orders")
        integer(load.orders)
        name("lines")
        integer(load.lines)
        endObject()
    }
}
