// The main job: an order from entry over the departments' reviews to confirmation, delivery and completion.

import Kernel
import TestSupport
import Testing

struct MainJobTests {
    @Test func `an order goes from entry over two departments' reviews to confirmation and to the ERP`() throws {
        let world = try World()
        let customer = try world.customer()
        let product = try world.product("CHAI")
        let body = """
            {"customer_id":\(customer),"currency":"CNY","payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"10","unit_price":"18.00"}]}
            """
        let order = try world.post("rep", "/v1/orders", body)
        #expect(order.status == 201)
        #expect(order.string("status") == "draft")
        #expect(order.string("net") == "180.00")
        #expect(order.string("gross") == "203.40")
        #expect(order.answer.field("Location") == "/v1/orders/\(order.id)")

        let path = "/v1/orders/\(order.id)"
        #expect(try world.post("rep", path + "/submit", #"{"no_contract_reason":"Small order"}"#).string("status") == "in_review")
        #expect(
            try world.post("finance", path + "/reviews/finance/approve", #"{"comment":"30 days net is fine"}"#).string("status")
                == "in_review")
        #expect(try world.post("logistics", path + "/reviews/logistics/approve").string("status") == "in_review")
        #expect(try world.post("manager", path + "/reviews/sales/approve").string("status") == "approved")
        #expect(try world.post("rep", path + "/confirm").string("status") == "confirmed")
        let taken = try world.send("key", "PUT", path + "/erp-confirmation", #"{"erp_number":"ERP-1"}"#)
        #expect(taken.status == 200)
        #expect(taken.string("erp_number") == "ERP-1")

        let line = order.integer("lines/0/id") ?? 0
        let shipment = try world.post(
            "logistics", "/v1/shipments", "{\"order_id\":\(order.id),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"10\"}]}")
        #expect(shipment.status == 201)
        let goods = "/v1/shipments/\(shipment.id)"
        #expect(try world.post("logistics", goods + "/pack").string("status") == "packed")
        #expect(try world.get("rep", path).string("fulfilment_status") == "ready")
        #expect(try world.post("logistics", goods + "/ship", #"{"carrier":"SF"}"#).string("status") == "shipped")
        world.server.clock.advance(seconds: 3600)
        #expect(
            try world.post("logistics", goods + "/deliver", #"{"received_by":"Wang","delivered_at":"2026-11-24T01:30:00Z"}"#).status == 200)
        #expect(try world.get("rep", path).string("fulfilment_status") == "delivered")
        #expect(try world.post("rep", path + "/complete").code == "not_paid")
        try world.settle(order.id)
        #expect(try world.post("rep", path + "/complete").string("status") == "completed")
    }

    @Test func `the ERP's key changes the drafts that it entered, and nobody else's`() throws {
        let world = try World()
        let customer = try world.customer()
        let body = "{\"customer_id\":\(customer),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"}"
        let own = try world.created(world.post("key", "/v1/orders", body))
        let other = try world.created(world.post("rep", "/v1/orders", body))
        #expect(try world.patch("key", "/v1/orders/\(own)", #"{"notes":"by the ERP"}"#).string("notes") == "by the ERP")
        #expect(try world.patch("key", "/v1/orders/\(other)", #"{"notes":"by the ERP"}"#).code == "not_allowed")
        #expect(try world.get("rep", "/v1/orders/\(own)").integer("owner_id") == world.person("rep").id)
    }
}
