// What the tests of receivables have in common: orders that are confirmed, invoices, credit notes and receipts over HTTP.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

/// A company whose customer buys a product at 18.00 with 13 % tax.
final class ReceivablesDesk {
    let world: World
    let customer: Int64
    let product: Int64

    init(limit: String? = "1000000.00") throws {
        world = try World()
        customer = try world.customer(limit: limit)
        product = try world.product("CHAI")
    }

    // MARK: Orders

    /// A line of the product.
    func line(_ quantity: String, _ extra: String = "") -> String {
        "{\"product_id\":\(product),\"quantity\":\"\(quantity)\"\(extra)}"
    }

    /// A draft of 10 boxes unless lines are given: net 180.00, tax 23.40, gross 203.40.
    func draft(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let body = """
            {"customer_id":\(customer ?? self.customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",\
            "delivery_on":"2026-12-24","lines":[\(lines ?? line("10"))]\(extra)}
            """
        return try world.created(world.post("rep", "/v1/orders", body))
    }

    func submitted(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try draft(customer: customer, lines: lines, extra)
        try must("submit", "orders/\(id)", by: "rep", #"{"no_contract_reason":"Small order"}"#)
        return id
    }

    func approved(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try submitted(customer: customer, lines: lines, extra)
        try review(id)
        return id
    }

    func review(_ id: Int64) throws {
        try must("reviews/finance/approve", "orders/\(id)", by: "finance2")
        try must("reviews/logistics/approve", "orders/\(id)", by: "logistics2")
        try must("reviews/sales/approve", "orders/\(id)", by: "manager")
    }

    func confirmed(customer: Int64? = nil, lines: String? = nil, _ extra: String = "") throws -> Int64 {
        let id = try approved(customer: customer, lines: lines, extra)
        try must("confirm", "orders/\(id)", by: "rep")
        return id
    }

    /// A shipment of the first line that has been shipped.
    func shipped(_ order: Int64, _ quantity: String = "10", deliver: Bool = false) throws -> Int64 {
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(try orderLine(order)),\"quantity\":\"\(quantity)\"}]}"
        let id = try world.created(world.post("logistics", "/v1/shipments", body))
        try must("pack", "shipments/\(id)", by: "logistics")
        try must("ship", "shipments/\(id)", by: "logistics", #"{"carrier":"SF"}"#)
        if deliver {
            let form = "{\"received_by\":\"Wang\",\"delivered_at\":\"\(world.server.clock.now)\"}"
            try must("deliver", "shipments/\(id)", by: "logistics", form)
        }
        return id
    }

    func orderLine(_ order: Int64, _ place: Int = 0) throws -> Int64 {
        try get("orders/\(order)").integer("lines/\(place)/id") ?? 0
    }

    /// The state, and from where and why it is held.
    func state(_ order: Int64) throws -> String {
        let order = try get("orders/\(order)")
        return [order.string("status"), order.string("held_from"), order.string("hold_reason")].compactMap { $0 }.joined(separator: " ")
    }

    func invoicing(_ order: Int64) throws -> String? { try get("orders/\(order)").string("invoicing_status") }

    /// Amends the quantity of a line, with all the reviews that it takes.
    func amend(_ order: Int64, _ place: Int, to quantity: String) throws {
        let change = "{\"kind\":\"quantity\",\"order_line_id\":\(try orderLine(order, place)),\"quantity\":\"\(quantity)\"}"
        let body = "{\"order_id\":\(order),\"reason\":\"The customer asked\",\"changes\":[\(change)]}"
        let id = try world.created(world.post("rep", "/v1/order-amendments", body))
        let reviews = try must("submit", "order-amendments/\(id)", by: "rep").array("reviews")
        let reviewers = ["finance": "finance2", "logistics": "logistics2", "sales": "manager"]
        for department in reviews.compactMap({ $0.object?["department"]?.string }) {
            try must("reviews/\(department)/approve", "order-amendments/\(id)", by: reviewers[department] ?? "")
        }
        try must("apply", "order-amendments/\(id)", by: "rep")
    }

    // MARK: Papers

    /// Asks for an invoice of an order; quantities by the places of the order's lines, all that is open where none are given.
    func invoice(_ order: Int64, _ quantities: [Int: String] = [:], _ extra: String = "", by name: String = "finance") throws -> Reply {
        let lines = try quantities.sorted { $0.key < $1.key }.map { place, quantity in
            "{\"order_line_id\":\(try orderLine(order, place)),\"quantity\":\"\(quantity)\"}"
        }
        let named = lines.isEmpty ? "" : ",\"lines\":[\(lines.joined(separator: ","))]"
        return try world.post(name, "/v1/invoices", "{\"order_id\":\(order)\(named)\(extra)}")
    }

    /// An invoice that has been issued.
    func issued(_ order: Int64, _ quantities: [Int: String] = [:], _ extra: String = "") throws -> Int64 {
        let id = try world.created(invoice(order, quantities, extra))
        try must("issue", "invoices/\(id)", by: "finance")
        return id
    }

    func receipt(_ amount: String, _ extra: String = "", customer: Int64? = nil, by name: String = "finance") throws -> Reply {
        let day = extra.contains("received_on") ? "" : ",\"received_on\":\"\(today)\""
        let body = "{\"customer_id\":\(customer ?? self.customer),\"amount\":\"\(amount)\",\"method\":\"bank_transfer\"\(day)\(extra)}"
        return try world.post(name, "/v1/receipts", body)
    }

    func received(_ amount: String, _ extra: String = "", customer: Int64? = nil) throws -> Int64 {
        try world.created(receipt(amount, extra, customer: customer))
    }

    /// A receipt that pays the invoice as far as it goes.
    @discardableResult
    func paid(_ invoice: Int64, _ amount: String, _ extra: String = "") throws -> Int64 {
        let id = try received(amount, extra)
        try must("allocate", "receipts/\(id)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)}]}")
        return id
    }

    /// Asks for a credit note; quantities by the places of the invoice's lines.
    func credit(_ invoice: Int64, _ quantities: [Int: String] = [:], _ extra: String = "", by name: String = "finance") throws -> Reply {
        let held = try get("invoices/\(invoice)")
        let lines = quantities.sorted { $0.key < $1.key }.map { place, quantity in
            "{\"invoice_line_id\":\(held.integer("lines/\(place)/id") ?? 0),\"quantity\":\"\(quantity)\"}"
        }
        let named = lines.isEmpty ? "" : ",\"lines\":[\(lines.joined(separator: ","))]"
        return try world.post(name, "/v1/credit-notes", "{\"invoice_id\":\(invoice),\"reason\":\"Broken\"\(named)\(extra)}")
    }

    func credited(_ invoice: Int64, _ quantities: [Int: String] = [:]) throws -> Int64 {
        let id = try world.created(credit(invoice, quantities))
        try must("issue", "credit-notes/\(id)", by: "finance")
        return id
    }

    // MARK: Requests

    func take(_ step: String, _ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        try world.send(name, ["tax-invoice-number", "erp-confirmation"].contains(step) ? "PUT" : "POST", "/v1/\(path)/\(step)", body)
    }

    @discardableResult
    func must(_ step: String, _ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        let reply = try take(step, path, by: name, body)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) of \(path) by \(name): \(reply.answer.text)") }
        return reply
    }

    /// As somebody sees it who sees everything.
    func get(_ path: String) throws -> Reply { try world.get("auditor", "/v1/" + path) }

    /// Gross, paid, credited, open and settlement of an invoice: `203.40 100.00 0.00 103.40 partly_paid`.
    func figures(_ invoice: Int64) throws -> String {
        let invoice = try get("invoices/\(invoice)")
        let names = ["gross", "paid", "credited", "open_amount", "settlement"]
        return names.map { invoice.string($0) ?? "-" }.joined(separator: " ")
    }

    /// Amount, allocated, open and allocation of a receipt.
    func money(_ receipt: Int64) throws -> String {
        let receipt = try get("receipts/\(receipt)")
        return ["amount", "allocated", "open_amount", "allocation"].map { receipt.string($0) ?? "-" }.joined(separator: " ")
    }

    /// The customer's exposure, and each paper with what it adds: `306.80 = invoice 203.40, order 203.40, receipt -100.00`.
    func exposure(_ customer: Int64? = nil) throws -> String {
        let credit = try world.get("finance", "/v1/customers/\(customer ?? self.customer)/credit")
        let papers = credit.array("exposure/papers").map { "\($0.object?["kind"]?.string ?? "") \($0.object?["amount"]?.string ?? "")" }
        return (credit.string("exposure/amount") ?? "") + " = " + papers.joined(separator: ", ")
    }

    // MARK: Days

    var today: String { CompanyCalendar(timeZone: "Asia/Shanghai")?.day(of: world.server.clock.now).description ?? "" }

    /// Goes on by so many days, and has the job look for what is overdue.
    func pass(days: Int64) throws {
        world.server.clock.advance(seconds: days * 86_400)
        try world.renewSessions()
        try lookForOverdue()
    }

    func lookForOverdue() throws { try world.server.runJob("overdue-invoices") }

    func close(until day: String?) throws -> Reply {
        try world.patch("admin", "/v1/settings/receivables", "{\"closed_until_on\":\(day.map { "\"\($0)\"" } ?? "null")}")
    }

    /// What the derived columns say otherwise than a fresh computation.
    func differences() throws -> [String] {
        let registry = try Application.describe(Configuration())
        return try world.server.application.database.read { try DerivationCheck.differences(registry, at: world.server.clock.now, on: $0) }
    }
}
