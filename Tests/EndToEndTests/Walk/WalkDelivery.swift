// P2.5.3: what was made is packed, shipped and delivered, no more than was ordered; an amendment changes nothing behind anybody's back.

import TestSupport
import Testing

extension Walk {
    private var paper: String { "orders/\(order)" }

    /// An amendment goes its way, and below what is made nobody goes.
    func lessIsNotAgreedUpon() throws {
        try refused("below_taken", "P2.5.3", post("rep", "order-amendments", amendmentTo("99")))
        try refused("below_taken", "P2.5.3", put("key", "order-amendments/by-external-id/LESS", amendmentTo("99")))
        try refused("not_editable", "P2.5.2", patch("rep", paper, "{\"lines\":[{\"id\":\(goods),\"quantity\":\"99\"}]}"))
        for name in ["rep2", "stranger"] { try refused("unknown_reference", nil, post(name, "order-amendments", amendmentTo("110"))) }
        let amendment = try made(post("rep", "order-amendments", amendmentTo("110")))
        let path = "order-amendments/\(amendment)"
        try refused("wrong_state", "P2.5.3", post("rep", path + "/apply"))
        try done(post("rep", path + "/submit"))
        for department in ["finance", "logistics", "sales"] {
            try refused("not_allowed", "P2.5.3", post("rep", path + "/reviews/\(department)/approve"))
            try refused("decided_by_people", "P2.5.3", post("key", path + "/reviews/\(department)/approve"))
        }
        try done(post("finance", path + "/reviews/finance/approve"))
        try done(post("logistics", path + "/reviews/logistics/approve"))
        try refused("wrong_state", "P2.5.3", post("rep", path + "/apply"))
        try refused("not_editable", nil, patch("rep", path, #"{"reason":"More"}"#))
        try done(post("manager", path + "/reviews/sales/reject", #"{"comment":"Not at this price"}"#))
        try refused("wrong_state", "P2.5.3", post("rep", path + "/apply"))
        #expect(try get(paper).integer("revision") == 1, "nothing of it was carried out")
    }

    /// Two shipments take no more than there is, and only logistics packs.
    func goodsPacked() throws {
        try refused("over_ordered", nil, post("logistics", "shipments", shipmentOf("100.5")))
        for name in ["rep", "production", "finance", "executive"] {
            try refused("not_allowed", nil, post(name, "shipments", shipmentOf("1")))
        }
        let twoTimes = "{\"order_id\":\(order),\"lines\":[\(line("60")),\(line("60"))]}"
        try refused("repeated", nil, post("logistics", "shipments", twoTimes))
        shipment = try made(post("logistics", "shipments", shipmentOf("60")))
        let second = try made(post("logistics", "shipments", shipmentOf("60")))
        for name in ["rep", "finance"] { try refused("not_allowed", "P2.5.3", post(name, "shipments/\(shipment)/pack")) }
        try refused("wrong_state", "P2.5.3", post("logistics", "shipments/\(shipment)/ship", #"{"carrier":"SF"}"#))
        // Both at once: one of them is too much.
        let requests = [shipment, second].map {
            Race.Request(token: world.person("logistics").token, method: "POST", path: "/v1/shipments/\($0)/pack", body: "{}")
        }
        let statuses = try Race.run(requests, port: world.server.port).map(\.status)
        #expect(statuses.sorted() == [200, 422])
        (shipment, rest) = statuses[0] == 200 ? (shipment, second) : (second, shipment)
        try refused("over_ordered", "P2.5.3", post("logistics", "shipments/\(rest)/pack"))
        try refused("not_editable", nil, patch("logistics", "shipments/\(shipment)", "{\"lines\":[\(line("100"))]}"))
        try refused("not_editable", nil, archive("logistics", "shipments/\(shipment)"))
    }

    private func line(_ quantity: String) -> String { "{\"order_line_id\":\(goods),\"quantity\":\"\(quantity)\"}" }

    /// P4.2.2: what is held does not leave, and nobody but who may releases it.
    func heldGoodsStay() throws {
        for name in ["rep", "logistics"] { try refused("not_allowed", "P4.2.2", post(name, paper + "/hold", #"{"reason":"x"}"#)) }
        try done(post("finance", paper + "/hold", #"{"reason":"Rumours"}"#))
        try refused("order_not_shippable", "P2.5.3", post("logistics", "shipments/\(shipment)/ship", #"{"carrier":"SF"}"#))
        try refused("order_not_shippable", "P2.5.3", post("key", "shipments/\(shipment)/ship", #"{"carrier":"SF"}"#))
        try refused("order_not_invoiceable", "P4.2.5", post("finance", paper + "/invoices"))
        try refused("order_not_amendable", "P2.5.3", post("rep", "order-amendments", amendmentTo("110")))
        for name in ["rep", "logistics", "admin"] { try refused("not_allowed", "P4.2.2", post(name, paper + "/release", Self.fine)) }
        try refused("decided_by_people", "P4.2.2", post("key", paper + "/release", Self.fine))
        try refused("required", "P4.2.2", post("finance2", paper + "/release"))
        try refused("not_editable", "P4.2.2", patch("admin", paper, #"{"status":"confirmed"}"#))
        try done(post("finance2", paper + "/release", Self.fine))
    }

    static let fine = #"{"comment":"They are well"}"#

    /// Delivered when it is said to have been, after it left and not tomorrow; what came back is shipped anew.
    func goodsDelivered() throws {
        func deliver(_ id: Int64, _ at: String, by name: String = "logistics") throws -> Reply {
            try post(name, "shipments/\(id)/deliver", "{\"received_by\":\"Wang\",\"delivered_at\":\"\(at)\"}")
        }
        try refused("wrong_state", "P2.5.3", deliver(shipment, "2026-11-24T01:00:00Z"))
        try done(post("logistics", "shipments/\(shipment)/ship", #"{"carrier":"SF"}"#))
        try refused("delivered_before_shipped", "P2.5.3", deliver(shipment, "2026-11-23T01:00:00Z"))
        try refused("delivered_before_shipped", "P2.5.3", deliver(shipment, "2026-11-25T01:00:00Z"))
        try refused("not_allowed", "P2.5.3", deliver(shipment, "2026-11-24T01:00:00Z", by: "rep"))
        try refused("already_shipped", "P2.5.3", post("manager", paper + "/cancel", #"{"reason":"They are late"}"#))
        try done(deliver(shipment, "2026-11-24T01:00:00Z"))
        try refused("wrong_state", "P2.5.3", post("logistics", "shipments/\(shipment)/return-to-sender", #"{"reason":"x"}"#))
        try refused("not_delivered", "P2.5.3", post("rep", paper + "/complete"))
        let lineID = try get("shipments/\(rest)").integer("lines/0/id") ?? 0
        try done(patch("logistics", "shipments/\(rest)", "{\"lines\":[{\"id\":\(lineID),\"order_line_id\":\(goods),\"quantity\":\"40\"}]}"))
        try done(post("logistics", "shipments/\(rest)/pack"))
        try done(post("key", "shipments/\(rest)/ship", #"{"carrier":"SF"}"#))
        try done(post("logistics", "shipments/\(rest)/return-to-sender", #"{"reason":"Nobody there"}"#))
        try refused("wrong_state", "P2.5.3", deliver(rest, "2026-11-24T01:00:00Z"))
        rest = try made(post("logistics", "shipments", shipmentOf("40")))
        try done(post("logistics", "shipments/\(rest)/pack"))
        try done(post("logistics", "shipments/\(rest)/ship", #"{"carrier":"SF"}"#))
        try done(deliver(rest, "2026-11-24T01:00:00Z", by: "key"))
        #expect(try get(paper).string("fulfilment_status") == "delivered")
        try refused("not_editable", "P2.5.2", patch("rep", paper, #"{"fulfilment_status":"delivered"}"#))
    }
}
