// P2.5.3: what is made for the order, and that nothing is made, shipped or invoiced before it is confirmed.

import Kernel
import TestSupport
import Testing

extension Walk {
    private var paper: String { "orders/\(order)" }

    /// A hundred boxes of tea at 18.00 and 13 %: 2034.00, a box 20.34.
    private func orderOf(_ quantity: String) -> String {
        """
        {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":0,"transport_mode":"road",
         "delivery_on":"2026-12-24","lines":[{"product_id":\(tea),"quantity":"\(quantity)"}]}
        """
    }

    /// Another order of the walk's customer, submitted.
    func anotherOrder(_ quantity: String) throws -> Int64 {
        let id = try made(post("rep", "orders", orderOf(quantity)))
        try done(post("rep", "orders/\(id)/submit", #"{"no_contract_reason":"By phone"}"#))
        return id
    }

    /// All three departments, each its part.
    func reviewed(_ id: Int64) throws {
        for (name, department) in [("finance", "finance"), ("logistics", "logistics"), ("manager", "sales")] {
            try done(post(name, "orders/\(id)/reviews/\(department)/approve"))
        }
    }

    /// Before the order is confirmed nothing of it is made, shipped, amended or asked money for.
    func nothingBeforeConfirmation() throws {
        for (name, manager) in [("head", "executive"), ("agent", "head"), ("agent2", "head")] {
            try world.hire(name, [.service], under: manager)
        }
        customer = try world.customer("Tea House", limit: "5000.00")
        try done(patch("product", "products/\(tea)", #"{"made_to_order":true}"#))
        order = try anotherOrder("100")
        goods = try get(paper).integer("lines/0/id") ?? 0
        try reviewed(order)
        for name in ["production", "rep"] {
            let code = name == "rep" ? "not_allowed" : "unknown_reference"
            try refused(code, nil, post(name, "production-plans", planOf("100")))
        }
        try refused("order_not_in_production", "P2.5.3", post("key", "production-plans", planOf("100")))
        try refused("order_not_shippable", nil, post("logistics", "shipments", shipmentOf("1")))
        try refused("order_not_invoiceable", "P4.2.5", post("finance", paper + "/invoices"))
        try refused("order_not_amendable", "P2.5.3", post("rep", "order-amendments", amendmentTo("90")))
        try done(post("rep", paper + "/confirm"))
        try done(put("key", paper + "/erp-confirmation", #"{"erp_number":"ERP-7"}"#))
    }

    func planOf(_ quantity: String) -> String {
        """
        {"order_id":\(order),"order_line_id":\(goods),"quantity":"\(quantity)","planned_from_on":"2026-11-25","planned_to_on":"2026-12-10"}
        """
    }

    func shipmentOf(_ quantity: String) -> String {
        "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(goods),\"quantity\":\"\(quantity)\"}]}"
    }

    func amendmentTo(_ quantity: String) -> String {
        """
        {"order_id":\(order),"reason":"They asked","changes":[{"kind":"quantity","order_line_id":\(goods),"quantity":"\(quantity)"}]}
        """
    }

    /// As much as was ordered, by production alone.
    func goodsPlanned() throws {
        for name in ["rep", "manager", "logistics", "finance", "executive"] {
            try refused("not_allowed", nil, post(name, "production-plans", planOf("100")))
        }
        try refused("over_planned", "P2.5.3", post("production", "production-plans", planOf("100.5")))
        try refused("over_planned", "P2.5.3", batch("production", "production-plans", planOf("60"), planOf("60")))
        try refused("over_planned", "P2.5.3", put("key", "production-plans/by-external-id/BIG", planOf("101")))
        plan = try made(post("production", "production-plans", planOf("100")))
        try refused("over_planned", "P2.5.3", post("production", "production-plans", planOf("1")))
        try refused("over_planned", "P2.5.3", patch("production", "production-plans/\(plan)", #"{"quantity":"101"}"#))
        try unseen("production-plans/\(plan)", "start")
        for (step, form) in [("report", #"{"quantity":"1"}"#), ("inspect", #"{"quantity":"1","result":"pass"}"#), ("finish", "{}")] {
            try refused("wrong_state", "P2.5.3", post("production", "production-plans/\(plan)/\(step)", form))
        }
        for name in ["rep", "logistics"] { try refused("not_allowed", "P2.5.3", post(name, "production-plans/\(plan)/start")) }
        try done(post("production", "production-plans/\(plan)/start"))
        for name in ["production", "admin", "key"] {
            try refused("not_editable", nil, patch(name, "production-plans/\(plan)", #"{"quantity":"50"}"#))
        }
        try refused("not_editable", nil, archive("production", "production-plans/\(plan)"))
    }

    /// Reported, looked at, and what failed is made once more and never ships.
    func goodsMade() throws {
        let path = "production-plans/\(plan)"
        func report(_ quantity: String) throws -> Reply { try post("production", path + "/report", "{\"quantity\":\"\(quantity)\"}") }
        func inspect(_ quantity: String, _ result: String, _ more: String = "") throws -> Reply {
            try post("production", path + "/inspect", "{\"quantity\":\"\(quantity)\",\"result\":\"\(result)\"\(more)}")
        }
        try refused("over_reported", "P2.5.3", report("100.5"))
        try done(report("60"))
        try refused("over_inspected", "P2.5.3", inspect("60.5", "pass"))
        try refused("required", "P2.5.3", inspect("10", "fail"))
        try done(inspect("10", "fail", #","finding":"Wet""#))
        try refused("not_inspected", "P2.5.3", post("production", path + "/finish"))
        try unpacked("60")
        try unpacked("0.5")
        try done(inspect("50", "pass"))
        try unpacked("50.5")
        try refused("over_reported", "P2.5.3", report("50.5"))
        try refused("not_editable", "P2.5.3", patch("production", path, #"{"passed_quantity":"100"}"#))
        try done(report("50"))
        try refused("over_inspected", "P2.5.3", inspect("51", "pass"))
        try done(inspect("50", "pass"))
        try refused("over_reported", "P2.5.3", report("1"))
        try done(post("production", path + "/finish"))
        try refused("wrong_state", "P2.5.3", report("1"))
    }

    /// So much is not packed yet: in the draft of a shipment that is there for nothing else.
    private func unpacked(_ quantity: String, location: SourceLocation = #_sourceLocation) throws {
        if trial == 0 { trial = try made(post("logistics", "shipments", shipmentOf("1"))) }
        let line = try get("shipments/\(trial)").integer("lines/0/id") ?? 0
        let lines = "{\"lines\":[{\"id\":\(line),\"order_line_id\":\(goods),\"quantity\":\"\(quantity)\"}]}"
        try done(patch("logistics", "shipments/\(trial)", lines))
        try refused("not_made_yet", "P2.5.3", post("logistics", "shipments/\(trial)/pack"), location: location)
    }
}
