// Writes that share a commit: each sees what those before it have done, and nothing of what was undone.

import App
import JSON
import Kernel
import Storage
import TestSupport
import Testing

struct SharedCommitTests {
    private let desk: OrderDesk

    init() throws { desk = try OrderDesk() }

    private func order(key: String) -> WrittenRequest {
        WrittenRequest(
            token: desk.world.person("rep").token, "POST", "/v1/orders", desk.body(), fields: [("Idempotency-Key", key)])
    }

    private func asAdmin(_ method: String, _ path: String, _ body: String) -> WrittenRequest {
        WrittenRequest(token: desk.world.person("admin").token, method, path, body)
    }

    /// A batch that changes the price and then fails, so that the change is undone.
    private var undonePrice: WrittenRequest {
        asAdmin(
            "POST", "/v1/products/batch",
            #"{"items":[{"id":\#(desk.product),"list_price":"99.00"},{"id":\#(desk.product),"unit":null}]}"#)
    }

    private func price(_ order: Reply) -> String? { order.string("lines/0/unit_price") }

    @Test func `an order takes the price that was changed before it in the same commit`() throws {
        let answers = try desk.world.together([
            order(key: "a"), asAdmin("PATCH", "/v1/products/\(desk.product)", #"{"list_price":"20.00"}"#), order(key: "b"),
        ])
        #expect(answers.map(\.status) == [201, 200, 201])
        #expect(price(answers[0]) == "18.00" && price(answers[2]) == "20.00")
    }

    @Test func `what was undone counts for nobody, and the others are there once`() throws {
        let before = try desk.world.get("admin", "/v1/orders?count=true").integer("total")
        let answers = try desk.world.together([order(key: "a"), undonePrice, order(key: "b"), order(key: "a")])
        #expect(answers.map(\.status) == [201, 422, 201, 201])
        #expect(price(answers[2]) == "18.00")
        #expect(answers[3].id == answers[0].id && answers[2].id == answers[0].id + 1)
        #expect(answers[3].answer.field("Idempotency-Replayed") == "true")
        let numbers = [answers[0], answers[2]].compactMap { $0.string("number")?.suffix(4) }
        #expect(numbers == ["0001", "0002"])
        #expect(try desk.world.get("admin", "/v1/orders?count=true").integer("total") == (before ?? 0) + 2)
        #expect(try desk.world.get("admin", "/v1/products/\(desk.product)").string("list_price") == "18.00")
        let records = try desk.world.get("auditor", "/v1/audit?entity=order").array("items")
        #expect(records.count { $0.object?["action"]?.string == "created" } == 2)
        let fault = try desk.world.server.application.database.read { connection in
            var walk = try AuditVerification(on: connection)
            while !walk.isOver { try walk.verifyNext(100, on: connection) }
            return walk.fault
        }
        #expect(fault == nil)
    }
}
