// Where production plans are entered and moved on: what the tests of making goods share.

import JSON
import Kernel
import TestSupport

extension OrderDesk {
    /// Has the product be made to order from now on.
    func makeToOrder() throws {
        let reply = try world.patch("product", "/v1/products/\(product)", #"{"made_to_order":true}"#)
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    /// The body of a plan for one of an order's lines.
    func planBody(
        of order: Int64, _ quantity: String, line: Int = 0, from: String = "2026-12-01", to: String = "2026-12-10"
    ) throws -> String {
        let id = try self.order(order, by: "auditor").integer("lines/\(line)/id") ?? 0
        return """
            {"order_id":\(order),"order_line_id":\(id),"quantity":"\(quantity)","planned_from_on":"\(from)","planned_to_on":"\(to)"}
            """
    }

    func enterPlan(of order: Int64, _ quantity: String, line: Int = 0, by name: String = "production") throws -> Reply {
        try world.post(name, "/v1/production-plans", planBody(of: order, quantity, line: line))
    }

    /// Takes a step of a plan.
    @discardableResult
    func make(_ step: String, _ plan: Int64, by name: String = "production", _ body: String = "{}") throws -> Reply {
        try world.post(name, "/v1/production-plans/\(plan)/\(step)", body)
    }

    @discardableResult
    func mustMake(_ step: String, _ plan: Int64, by name: String = "production", _ body: String = "{}") throws -> Reply {
        let reply = try make(step, plan, by: name, body)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    func report(_ plan: Int64, _ quantity: String) throws -> Reply { try make("report", plan, "{\"quantity\":\"\(quantity)\"}") }

    func inspect(_ plan: Int64, _ quantity: String, _ result: String = "pass", finding: String? = nil) throws -> Reply {
        let finding = finding ?? (result == "fail" ? "Scratched" : nil)
        let more = finding.map { ",\"finding\":\"\($0)\"" } ?? ""
        return try make("inspect", plan, "{\"quantity\":\"\(quantity)\",\"result\":\"\(result)\"\(more)}")
    }

    /// A plan under way, of which so much was made, passed and failed.
    func made(of order: Int64, _ quantity: String, line: Int = 0, passed: String? = nil, failed: String? = nil) throws -> Int64 {
        let plan = try world.created(enterPlan(of: order, quantity, line: line))
        try mustMake("start", plan)
        for (amount, result) in [(passed, "pass"), (failed, "fail")] {
            guard let amount else { continue }
            for reply in [try report(plan, amount), try inspect(plan, amount, result)] where reply.status != 200 {
                throw ClientError.malformed(reply.answer.text)
            }
        }
        return plan
    }

    func plan(_ id: Int64, by name: String = "production") throws -> Reply { try world.get(name, "/v1/production-plans/\(id)") }

    /// Why a shipment of so much is not packed; nil where it is.
    func packing(_ order: Int64, _ quantity: String, line: Int = 0) throws -> String? {
        let id = try world.created(shipment(of: order, [line: quantity]))
        let reply = try take("pack", id, by: "logistics", in: "shipments")
        return reply.status == 200 ? nil : reply.faults.first
    }
}
