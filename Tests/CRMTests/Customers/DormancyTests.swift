// An active customer with whom nothing happens falls asleep by a job, and wakes by an order (states.md).

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct DormancyTests {
    @Test func `a year without activity, and not a day less`() throws {
        let world = try World()
        let customer = try world.customer("Quiet", limit: nil)
        try world.server.application.database.write { transaction in
            try transaction.connection.run("UPDATE customers SET status = 'active' WHERE id = \(customer)")
        }
        func status() throws -> String? { try world.get("rep", "/v1/customers/\(customer)").string("status") }
        world.server.clock.advance(seconds: 364 * 86_400)
        try world.renewSessions()
        try world.server.runJob("customers-at-rest")
        #expect(try status() == "active")
        // What is done about it counts from when it was done.
        let call = "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"call\",\"summary\":\"Call\"}"
        #expect(try world.post("rep", "/v1/activities", call).status == 201)
        world.server.clock.advance(seconds: 2 * 86_400)
        try world.renewSessions()
        try world.server.runJob("customers-at-rest")
        #expect(try status() == "active")
        let settings = try world.get("admin", "/v1/settings/crm")
        #expect(settings.integer("dormant_days") == 365)
        #expect(try world.patch("admin", "/v1/settings/crm", #"{"dormant_days":2}"#).status == 200)
        try world.server.runJob("customers-at-rest")
        #expect(try status() == "dormant")
        #expect(try world.post("rep", "/v1/customers/\(customer)/rest").status == 404)
        #expect(try world.post("manager", "/v1/customers/\(customer)/activate").status == 404)
    }
}
