// Where the tests of this room enter orders and shipments: a small company with one customer and one product.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

/// A company in which orders are entered, moved on and shipped over HTTP.
final class OrderDesk {
    let world: World
    /// A customer of the rep's with an ample credit.
    let customer: Int64
    /// List price 18.00, standard cost 12.60, tax rate 0.13.
    let product: Int64

    init(limit: String? = "1000000.00") throws {
        world = try World()
        customer = try world.customer(limit: limit)
        product = try world.product("CHAI")
    }

    // MARK: Entering

    /// The body of an order; what `extra` names takes the place of nothing, so it begins with a comma.
    func body(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") -> String {
        let lines = lines ?? line(quantity: "10")
        return """
            {"customer_id":\(customer ?? self.customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",\
            "delivery_on":"2026-12-24","lines":[\(lines)]\(extra)}
            """
    }

    /// A line of the product.
    func line(quantity: String, _ extra: String = "") -> String {
        "{\"product_id\":\(product),\"quantity\":\"\(quantity)\"\(extra)}"
    }

    /// A freight line.
    func freight(_ price: String, tax: String = "0.09", _ extra: String = "") -> String {
        "{\"kind\":\"freight\",\"unit_price\":\"\(price)\",\"tax_rate\":\"\(tax)\"\(extra)}"
    }

    func enter(by name: String = "rep", customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Reply {
        try world.post(name, "/v1/orders", body(customer: customer, lines: lines, extra))
    }

    /// A draft of 10 boxes: net 180.00, gross 203.40.
    func draft(by name: String = "rep", customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        try world.created(enter(by: name, customer: customer, lines: lines, extra))
    }

    // MARK: Steps

    /// What a step needs at least.
    static let forms: [String: String] = [
        "submit": #"{"no_contract_reason":"Small order"}"#, "revise": #"{"reason":"Another quantity"}"#,
        "hold": #"{"reason":"Rumours"}"#, "release": #"{"comment":"Has paid"}"#, "cancel": #"{"reason":"Not wanted"}"#,
        "promise": #"{"reason":"The line is full","promised_on":"2026-12-28"}"#,
        "erp-confirmation": #"{"erp_number":"ERP-1"}"#, "ship": #"{"carrier":"SF"}"#, "track": #"{"event":"Left Shanghai"}"#,
        "deliver": #"{"received_by":"Wang","delivered_at":"2026-11-24T01:00:00Z"}"#, "return-to-sender": #"{"reason":"Nobody there"}"#,
    ]

    /// Takes a step of an order, with the least that its form needs.
    @discardableResult
    func take(_ step: String, _ order: Int64, by name: String, _ body: String? = nil, in collection: String = "orders") throws -> Reply {
        let named = collection == "shipments" && step == "cancel" ? nil : OrderDesk.forms[step]
        let form = body ?? named ?? (step.hasSuffix("/reject") ? #"{"comment":"Too dear"}"# : nil)
        let path = "/v1/\(collection)/\(order)/\(step)"
        return try world.send(name, step == "erp-confirmation" ? "PUT" : "POST", path, form ?? "{}")
    }

    /// The same, where the test rests on its success.
    @discardableResult
    func must(_ step: String, _ order: Int64, by name: String, _ body: String? = nil, in collection: String = "orders") throws -> Reply {
        let reply = try take(step, order, by: name, body, in: collection)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    func order(_ id: Int64, by name: String = "rep") throws -> Reply {
        try world.get(name, "/v1/orders/\(id)")
    }

    /// The state, and from where and why it is held: `on_hold in_review over_limit`.
    func state(_ id: Int64) throws -> String {
        let order = try order(id, by: "auditor")
        return [order.string("status"), order.string("held_from"), order.string("hold_reason")].compactMap { $0 }.joined(separator: " ")
    }

    /// All three departments approve.
    func review(_ id: Int64, sales: String = "manager") throws {
        try must("reviews/finance/approve", id, by: "finance2")
        try must("reviews/logistics/approve", id, by: "logistics2")
        try must("reviews/sales/approve", id, by: sales)
    }

    func inReview(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try draft(customer: customer, lines: lines, extra)
        try must("submit", id, by: "rep")
        return id
    }

    func approved(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try inReview(customer: customer, lines: lines, extra)
        try review(id)
        return id
    }

    func confirmed(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try approved(customer: customer, lines: lines, extra)
        try must("confirm", id, by: "rep")
        return id
    }

    // MARK: Shipments

    /// A draft shipment of an order: quantities by the places of the order's lines.
    func shipment(of order: Int64, _ quantities: [Int: String]) throws -> Reply {
        let lines = try self.order(order, by: "auditor").array("lines")
        let items = quantities.sorted { $0.key < $1.key }.map { place, quantity in
            "{\"order_line_id\":\(lines[place].object?["id"]?.number?.literal ?? "0"),\"quantity\":\"\(quantity)\"}"
        }
        return try world.post("logistics", "/v1/shipments", "{\"order_id\":\(order),\"lines\":[\(items.joined(separator: ","))]}")
    }

    /// A shipment moved on through these steps.
    func shipped(of order: Int64, _ quantities: [Int: String], _ steps: [String] = ["pack", "ship"]) throws -> Int64 {
        let id = try world.created(shipment(of: order, quantities))
        for step in steps { try must(step, id, by: "logistics", in: "shipments") }
        return id
    }

    /// The company's day after so many others.
    func day(after days: Int) -> String {
        CompanyCalendar(timeZone: "Asia/Shanghai")?.day(of: world.server.clock.now).adding(days: days).description ?? ""
    }

    func fulfilment(_ order: Int64) throws -> String? {
        try self.order(order, by: "auditor").string("fulfilment_status")
    }

    // MARK: What no step does yet

    /// Changes the database behind the server's back.
    func change(_ sql: String, _ values: [SQLiteValue] = []) throws {
        try world.server.application.database.write { try $0.connection.run(sql, values) }
    }

    /// An investigation with further members, entered by finance and approved by finance2.
    func investigate(
        _ customer: Int64, rating: String = "A", limit: String = "1000000.00", validUntil: String = "2027-11-24", _ extra: String = ""
    )
        throws
    {
        let body = """
            {"customer_id":\(customer),"findings":"Asked the bank","rating":"\(rating)","limit":"\(limit)","payment_terms_days":30,\
            "valid_until_on":"\(validUntil)"\(extra)}
            """
        let id = try world.created(world.post("finance", "/v1/credit-investigations", body))
        try must("submit", id, by: "finance", "{}", in: "credit-investigations")
        try must("approve", id, by: "finance2", "{}", in: "credit-investigations")
    }
}
