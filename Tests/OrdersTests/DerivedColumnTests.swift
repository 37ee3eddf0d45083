// What follows from other records is compared with a fresh computation, as `salesd check` does it.

import App
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct DerivedColumnTests {
    @Test func `a derived column that was tampered with is found and named`() throws {
        let world = try World()
        let customer = try world.customer()
        let product = try world.product("CHAI")
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","lines":[{"product_id":\(product),"quantity":"1"}]}
            """
        let order = try world.created(world.post("rep", "/v1/orders", body))
        #expect(try differences(world) == [])
        try world.server.application.database.write {
            try $0.connection.run("UPDATE orders SET fulfilment_status = 'delivered' WHERE id = ?", [.integer(order)])
        }
        #expect(try differences(world) == ["order \(order): fulfilment_status is not what it follows from"])
    }

    private func differences(_ world: World) throws -> [String] {
        let registry = try Application.describe(Configuration())
        return try world.server.application.database.read { try DerivationCheck.differences(registry, at: world.server.clock.now, on: $0) }
    }
}
