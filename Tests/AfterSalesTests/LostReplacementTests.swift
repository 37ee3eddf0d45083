// A replacement that does not arrive is still owed: its exchange goes on (P2.6.2).

import JSON
import Kernel
import TestSupport
import Testing

struct LostReplacementTests {
    private let desk: ServiceDesk
    private let ticket: Int64
    private let goods: (order: Int64, line: Int64)
    private var world: World { desk.world }

    init() throws {
        desk = try ServiceDesk()
        goods = try desk.delivered("10")
        ticket = try desk.inProgress(",\"order_id\":\(goods.order)")
    }

    private func action(_ id: Int64) throws -> Reply { try world.get("service", "/v1/service-actions/\(id)") }

    private func replacement(of action: Int64) throws -> Int64 {
        try #require(try self.action(action).integer("replacement_shipment_id"))
    }

    private func move(_ shipment: Int64, _ steps: String...) throws {
        let now = world.server.clock.now.description
        let forms = [
            "ship": #"{"carrier":"SF"}"#, "deliver": "{\"received_by\":\"Wang\",\"delivered_at\":\"\(now)\"}",
            "return-to-sender": #"{"reason":"Nobody there"}"#,
        ]
        for step in steps { try desk.take(step, shipment, by: "logistics", forms[step] ?? "{}", in: "shipments") }
    }

    private func finish(_ action: Int64) throws -> Reply {
        try desk.tried("finish", action, by: "agent", #"{"result":"Sent"}"#, in: "service-actions")
    }

    @Test(arguments: [["cancel"], ["pack", "cancel"], ["pack", "ship", "return-to-sender"]])
    func `an exchange whose replacement is lost goes on, and ships another one`(_ steps: [String]) throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "2")
        let first = try replacement(of: exchange)
        for step in steps { try move(first, step) }
        #expect(try action(exchange).string("status") == "in_progress")
        let trail = try world.get("auditor", "/v1/audit?entity=service_action&entity_id=\(exchange)&limit=50").array("items")
        #expect(trail.contains { $0.object?["action"]?.string == "reopen-by-shipment" })
        #expect(try world.post("service", "/v1/service-actions/\(exchange)/reopen-by-shipment").status == 404)
        #expect(try finish(exchange).status == 200)
        let second = try replacement(of: exchange)
        #expect(second != first)
        try move(second, "pack", "ship", "deliver")
        #expect(try action(exchange).string("status") == "finished")
    }

    @Test func `a shipment of the order that is cancelled reopens nothing`() throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "2")
        let lines = "[{\"order_line_id\":\(goods.line),\"quantity\":\"1\"}]"
        let other = try world.created(world.post("logistics", "/v1/shipments", "{\"order_id\":\(goods.order),\"lines\":\(lines)}"))
        try move(other, "cancel")
        #expect(try action(exchange).string("status") == "finished")
    }

    @Test func `goods are not returned for money as long as their replacement is on its way`() throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "8")
        let back = { try desk.action("return", on: ticket, line: goods.line, "3") }
        #expect(try back().faults == ["/lines/0/quantity: goods_not_there"])
        let shipment = try replacement(of: exchange)
        try move(shipment, "pack", "ship")
        #expect(try back().faults == ["/lines/0/quantity: goods_not_there"])
        try move(shipment, "deliver")
        #expect(try back().status == 201)
    }

    @Test func `who wants the money instead gets it once the exchange is given up`() throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "10")
        let cancel = #"{"reason":"Wants the money"}"#
        #expect(try desk.tried("cancel", exchange, by: "agent", cancel, in: "service-actions").code == "wrong_state")
        try move(replacement(of: exchange), "cancel")
        #expect(try desk.action("return", on: ticket, line: goods.line, "10").faults == ["/lines/0/quantity: goods_not_there"])
        try desk.take("cancel", exchange, by: "agent", cancel, in: "service-actions")
        _ = try desk.finished("return", on: ticket, line: goods.line, "10")
        #expect(try finish(exchange).code == "wrong_state")
    }

    @Test func `a replacement is not laid aside in the archive`() throws {
        let shipment = try replacement(of: desk.finished("exchange", on: ticket, line: goods.line, "2"))
        for name in ["logistics", "admin"] {
            #expect(try world.send(name, "DELETE", "/v1/shipments/\(shipment)").code == "replacement_not_archived")
        }
    }

    @Test(arguments: [false, true])
    func `a ticket that was resolved or closed goes on with its exchange, and has time anew`(_ closes: Bool) throws {
        let exchange = try desk.finished("exchange", on: ticket, line: goods.line, "2")
        try desk.take("resolve", ticket, by: "agent")
        if closes { try desk.take("close", ticket, by: "agent2") }
        let due = try desk.ticket(ticket).string("resolve_due_at")
        try desk.move(to: "2026-12-01 10:00")
        try move(replacement(of: exchange), "cancel")
        let again = try desk.ticket(ticket)
        #expect(again.string("status") == "in_progress" && again["resolved_at"].isNull && again["closed_at"].isNull)
        #expect(again.string("resolve_due_at").map { $0 > due ?? "" } == true)
        #expect(again.string("reopen_reason")?.contains("replacement") == true)
        let last = again.array("assignments").last?.object
        #expect(last?["reason"]?.string == "reopened" && last?["assignee_id"]?.number?.int64 == world.person("agent").id)
        #expect(try desk.events("reopen-by-shipment").count == 1)
        #expect(try world.post("service", "/v1/tickets/\(ticket)/reopen-by-shipment").status == 404)
        #expect(try desk.tried("resolve", ticket, by: "agent").code == "actions_open")
        #expect(try finish(exchange).status == 200)
        try desk.take("resolve", ticket, by: "agent")
        try desk.pass(to: "2026-12-28 12:00")
        #expect(try desk.ticket(ticket).string("status") == "closed")
    }

    @Test func `of two replacements that are lost the second reopens nothing more`() throws {
        let exchanges = try ["2", "3"].map { try desk.finished("exchange", on: ticket, line: goods.line, $0) }
        try desk.take("resolve", ticket, by: "agent")
        for exchange in exchanges { try move(replacement(of: exchange), "cancel") }
        #expect(try desk.events("reopen-by-shipment").count == 1)
        for exchange in exchanges { #expect(try action(exchange).string("status") == "in_progress") }
    }
}
