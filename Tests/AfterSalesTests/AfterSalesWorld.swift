// Where the tests of after-sales work: a company with a service department, a customer, and goods that were delivered.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

/// A company in which tickets are entered and worked on over HTTP.
///
/// `head` leads service; `agent` and `agent2` are below; `service` stands in nobody's line. Quality is a department of its own, with
/// `inspector`, who has the role production, below `chief`.
final class ServiceDesk {
    let world: World
    /// A customer of the rep's.
    let customer: Int64
    let product: Int64
    private(set) var service: Int64 = 0
    private(set) var quality: Int64 = 0

    init() throws {
        world = try World()
        customer = try world.customer("天源茶行")
        product = try world.product("CHAI")
        service = try department("helpdesk", "Help desk")
        quality = try department("qc", "Quality control")
        try world.hire("head", [.service], under: "executive")
        try world.hire("chief", [.production])
        for (name, role, manager, department) in [
            ("agent", Role.service, "head", service), ("agent2", .service, "head", service), ("inspector", .production, "chief", quality),
        ] {
            let person = try world.hire(name, [role], under: manager)
            try must(world.patch("admin", "/v1/users/\(person.id)", "{\"department_id\":\(department)}"))
        }
    }

    private func department(_ code: String, _ name: String) throws -> Int64 {
        try world.created(world.post("admin", "/v1/departments", "{\"code\":\"\(code)\",\"name\":\"\(name)\"}"))
    }

    /// The answer, where the test rests on its success.
    @discardableResult
    func must(_ reply: Reply) throws -> Reply {
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    // MARK: Tickets

    /// The body of a ticket; `extra` begins with a comma.
    func body(_ extra: String = "", customer: Int64? = nil, type: String = "quality") -> String {
        "{\"customer_id\":\(customer ?? self.customer),\"channel\":\"phone\",\"type\":\"\(type)\",\"subject\":\"Boxes are wet\"\(extra)}"
    }

    func enter(by name: String = "service", _ extra: String = "", customer: Int64? = nil, type: String = "quality") throws -> Reply {
        try world.post(name, "/v1/tickets", body(extra, customer: customer, type: type))
    }

    /// A ticket that agent has.
    func assigned(to name: String = "agent", _ extra: String = "", type: String = "quality") throws -> Int64 {
        try world.created(enter(",\"assignee_id\":\(world.person(name).id)\(extra)", type: type))
    }

    func inProgress(by name: String = "agent", _ extra: String = "") throws -> Int64 {
        let id = try assigned(to: name, extra)
        try take("start", id, by: name)
        return id
    }

    func waiting() throws -> Int64 {
        let id = try inProgress()
        try take("wait-for-customer", id, by: "agent")
        return id
    }

    func resolved(by name: String = "agent", _ extra: String = "") throws -> Int64 {
        let id = try inProgress(by: name, extra)
        try take("resolve", id, by: name)
        return id
    }

    func closed() throws -> Int64 {
        let id = try resolved()
        try take("close", id, by: "agent2")
        return id
    }

    /// What a step needs at least.
    static let forms: [String: String] = [
        "wait-for-customer": #"{"question":"Which box?"}"#, "resolve": #"{"solution":"Dry boxes"}"#,
        "satisfaction": #"{"score":5,"channel":"phone"}"#, "close": #"{"no_satisfaction_reason":"Does not answer"}"#,
        "reopen": #"{"reason":"Wet again"}"#, "escalate": #"{"reason":"Angry"}"#,
    ]

    func tried(_ step: String, _ id: Int64, by name: String, _ body: String? = nil, in collection: String = "tickets") throws -> Reply {
        try world.post(name, "/v1/\(collection)/\(id)/\(step)", body ?? ServiceDesk.forms[step.prefix { $0 != "?" }.description] ?? "{}")
    }

    @discardableResult
    func take(_ step: String, _ id: Int64, by name: String, _ body: String? = nil, in collection: String = "tickets") throws -> Reply {
        let reply = try tried(step, id, by: name, body, in: collection)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    func ticket(_ id: Int64, by name: String = "service") throws -> Reply { try world.get(name, "/v1/tickets/\(id)") }

    // MARK: Goods

    /// An order of ten boxes, confirmed; so many of them delivered.
    func delivered(_ quantity: String = "10", customer: Int64? = nil, by name: String = "rep") throws -> (order: Int64, line: Int64) {
        let body = """
            {"customer_id":\(customer ?? self.customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let order = try must(world.post(name, "/v1/orders", body))
        for (name, step, form) in [
            (name, "submit", #"{"no_contract_reason":"Small"}"#), ("finance", "reviews/finance/approve", "{}"),
            ("logistics", "reviews/logistics/approve", "{}"), ("manager", "reviews/sales/approve", "{}"), (name, "confirm", "{}"),
        ] { try take(step, order.id, by: name, form, in: "orders") }
        let line = order.integer("lines/0/id") ?? 0
        let lines = "[{\"order_line_id\":\(line),\"quantity\":\"\(quantity)\"}]"
        let shipment = try world.created(world.post("logistics", "/v1/shipments", "{\"order_id\":\(order.id),\"lines\":\(lines)}"))
        let now = world.server.clock.now.description
        for (step, form) in [
            ("pack", "{}"), ("ship", #"{"carrier":"SF"}"#), ("deliver", "{\"received_by\":\"Wang\",\"delivered_at\":\"\(now)\"}"),
        ] { try take(step, shipment, by: "logistics", form, in: "shipments") }
        return (order.id, line)
    }

    /// An issued invoice of all that is in the order.
    func invoiced(_ order: Int64) throws -> Int64 {
        let id = try world.created(world.post("finance", "/v1/orders/\(order)/invoices"))
        try take("issue", id, by: "finance", "{}", in: "invoices")
        return id
    }

    func action(_ kind: String, on ticket: Int64, line: Int64, _ quantity: String = "1", by name: String = "agent2") throws -> Reply {
        try world.post(
            name, "/v1/service-actions",
            "{\"ticket_id\":\(ticket),\"kind\":\"\(kind)\",\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}")
    }

    /// An action that all who have to have approved.
    func approved(_ kind: String, on ticket: Int64, line: Int64, _ quantity: String = "1") throws -> Int64 {
        let id = try world.created(action(kind, on: ticket, line: line, quantity))
        try take("approve", id, by: "head", in: "service-actions")
        if kind == "return" { try take("approve", id, by: "finance", in: "service-actions") }
        return id
    }

    func finished(_ kind: String, on ticket: Int64, line: Int64, _ quantity: String = "1") throws -> Int64 {
        let id = try approved(kind, on: ticket, line: line, quantity)
        try take("perform", id, by: "agent", in: "service-actions")
        try take("finish", id, by: "agent", #"{"result":"Done"}"#, in: "service-actions")
        return id
    }

    // MARK: Time

    /// Moves the clock to that moment in Shanghai, such as `2026-11-27 17:00`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        world.server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try world.renewSessions()
    }

    /// Moves the clock and lets the jobs run.
    func pass(to moment: String) throws {
        try move(to: moment)
        for job in ["ticket-deadlines", "close-tickets"] { try world.server.runJob(job) }
    }

    /// A moment in Shanghai as answers write it.
    func utc(_ moment: String) -> String? {
        let parts = moment.split(separator: " ")
        return Instant("\(parts[0])T\(parts[1]):00+08:00")?.description
    }

    /// The data of the events of that kind, the oldest first.
    func events(_ word: String, of entity: String = "ticket") throws -> [JSONObject] {
        try world.get("auditor", "/v1/events?limit=200&type=salesd.\(entity).\(word)").array("items").compactMap {
            $0.object?["data"]?.object
        }
    }

    func name(_ id: Int64?) -> String {
        let names = ["executive", "head", "chief", "agent", "agent2", "service", "inspector", "rep", "manager", "product", "finance"]
        return names.first { world.person($0).id == id } ?? "nobody"
    }

    /// The names of those whom an event concerns.
    func concerned(_ event: JSONObject?) -> [String] {
        event?["concerned_ids"]?.array?.map { name($0.number?.int64) } ?? []
    }
}
