// What production and logistics do: plans, packing, shipping and what comes of it.

import JSON
import Kernel
import TestSupport

extension Play {
    static let goodsActs: Acts = [
        ("plan", 3, { try $0.plan() }),
        ("start", 2, { try $0.take("start", some: "production-plans", "status=planned", by: "production") }),
        ("report", 3, { try $0.take("report", some: "production-plans", "status=in_progress", by: "production", $0.amount()) }),
        ("inspect", 3, { try $0.inspect() }),
        ("finish", 1, { try $0.take("finish", some: "production-plans", "status=in_progress", by: "production") }),
        (
            "drop plan", 1,
            { try $0.take("cancel", some: "production-plans", "status=planned,in_progress", by: "production", #"{"reason":"No room"}"#) }
        ),
        ("make", 3, { try $0.make() }), ("pack", 4, { try $0.pack() }),
        ("ship", 4, { try $0.take("ship", some: "shipments", "status=packed", by: "logistics", #"{"carrier":"SF"}"#) }),
        ("deliver", 4, { try $0.deliver() }),
        (
            "send back", 1,
            { try $0.take("return-to-sender", some: "shipments", "status=shipped", by: "logistics", #"{"reason":"Nobody there"}"#) }
        ),
        ("drop shipment", 1, { try $0.take("cancel", some: "shipments", "status=draft,packed&purpose=order", by: "logistics") }),
    ]

    fileprivate mutating func amount() -> String { "{\"quantity\":\"\(quantity())\"}" }

    private mutating func line(of order: Int64) throws -> (id: Int64, quantity: String) {
        let lines = try desk.get("orders/\(order)").array("lines").compactMap(\.object)
        guard !lines.isEmpty else { return (0, "1") }
        let line = random.pick(lines)
        return (line["id"]?.number?.int64 ?? 0, line["quantity"]?.string ?? "1")
    }

    private mutating func plan(whole: Bool = false) throws -> Reply {
        let order = try some("orders", "status=confirmed")
        let line = try line(of: order)
        let quantity = whole ? line.quantity : self.quantity()
        let body = """
            {"order_id":\(order),"order_line_id":\(line.id),"quantity":"\(quantity)","planned_from_on":"\(desk.today)",\
            "planned_to_on":"2027-12-31"}
            """
        return try desk.world.post("production", "/v1/production-plans", body)
    }

    /// All of a line in one go, so that something is made to order and leaves.
    private mutating func make() throws -> Reply {
        let plan = try self.plan(whole: true)
        guard plan.status == 201, let quantity = plan.string("quantity") else { return plan }
        let path = "production-plans/\(plan.id)"
        let forms = [
            ("start", "{}"), ("report", "{\"quantity\":\"\(quantity)\"}"),
            ("inspect", "{\"quantity\":\"\(quantity)\",\"result\":\"pass\"}"),
        ]
        var reply = plan
        for (step, form) in forms where reply.status < 300 { reply = try desk.take(step, path, by: "production", form) }
        return reply
    }

    private mutating func inspect() throws -> Reply {
        let result = random.oneIn(3) ? #""fail","finding":"Scratched""# : #""pass""#
        return try take(
            "inspect", some: "production-plans", "status=in_progress", by: "production",
            "{\"quantity\":\"\(quantity())\",\"result\":\(result)}")
    }

    /// A part of one line, or all of the order.
    private mutating func pack() throws -> Reply {
        let order = try some("orders", "status=confirmed")
        var lines: [String] = []
        if random.oneIn(3) {
            lines = try desk.get("orders/\(order)").array("lines").compactMap { line in
                "{\"order_line_id\":\(line.object?["id"]?.number?.literal ?? "0"),\"quantity\":\"\(line.object?["quantity"]?.string ?? "")\"}"
            }
        } else {
            lines = ["{\"order_line_id\":\(try line(of: order).id),\"quantity\":\"\(quantity())\"}"]
        }
        let body = "{\"order_id\":\(order),\"lines\":[\(lines.joined(separator: ","))]}"
        let entered = try desk.world.post("logistics", "/v1/shipments", body)
        guard entered.status == 201 else { return entered }
        return try desk.take("pack", "shipments/\(entered.id)", by: "logistics")
    }

    private mutating func deliver() throws -> Reply {
        let form = "{\"received_by\":\"Wang\",\"delivered_at\":\"\(desk.world.server.clock.now)\"}"
        return try take("deliver", some: "shipments", "status=shipped", by: "logistics", form)
    }
}
