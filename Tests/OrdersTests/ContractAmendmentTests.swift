// Amending an order that was made from a contract: never more than was contracted, at its prices (P2.5.1, P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractAmendmentTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func step(_ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        let reply = try world.post(name, "/v1/" + path, body)
        guard reply.status == 200 else { throw ClientError.malformed("\(path): \(reply.answer.text)") }
        return reply
    }

    /// A confirmed order of 60 of the 100 boxes of tea.
    private func confirmed(_ contract: Int64) throws -> Reply {
        try world.credit(of: desk.customer, limit: "1000000.00")
        let body = try """
        {"delivery_on":"2026-12-24","lines":[{"contract_line_id":\(desk.line(0, of: contract)),"quantity":"60"}]}
        """
        let id = try world.created(desk.order(contract, by: "rep", body))
        _ = try step("orders/\(id)/submit", by: "rep")
        _ = try step("orders/\(id)/reviews/finance/approve", by: "finance")
        _ = try step("orders/\(id)/reviews/logistics/approve", by: "logistics")
        return try step("orders/\(id)/confirm", by: "rep")
    }

    private func amend(_ order: Reply, _ changes: String) throws -> Reply {
        try world.post("rep", "/v1/order-amendments", "{\"order_id\":\(order.id),\"reason\":\"Asked\",\"changes\":[\(changes)]}")
    }

    @Test func `an amendment takes no more than is open of the contract, and sales is not asked`() throws {
        let contract = try desk.signed()
        let order = try confirmed(contract)
        let line = order.integer("lines/0/id") ?? 0
        func quantity(_ text: String) -> String { "{\"kind\":\"quantity\",\"order_line_id\":\(line),\"quantity\":\"\(text)\"}" }
        #expect(try amend(order, quantity("100.5")).faults == ["/changes/0/quantity: over_contracted"])
        let id = try world.created(amend(order, quantity("100")))
        let asked = try step("order-amendments/\(id)/submit", by: "rep").array("reviews").compactMap { $0.object?["department"]?.string }
        #expect(asked == ["finance", "logistics"])
        // Another order takes ten of them meanwhile.
        let body = try
            "{\"lines\":[{\"contract_line_id\":\(desk.line(0, of: contract)),\"quantity\":\"10\"}],\"delivery_on\":\"2026-12-24\"}"
        let other = try world.created(desk.order(contract, by: "rep", body))
        for department in asked { _ = try step("order-amendments/\(id)/reviews/\(department)/approve", by: department) }
        let late = try world.post("rep", "/v1/order-amendments/\(id)/apply", "{}")
        #expect(late.faults == ["/changes/0/quantity: over_contracted"])
        _ = try step("orders/\(other)/cancel", by: "rep", #"{"reason":"Not wanted"}"#)
        _ = try step("order-amendments/\(id)/apply", by: "rep")
        #expect(try desk.quantities(contract).first == "100 0 0", "the contract counts what the order takes now")
    }

    @Test func `a line that is added is one of the contract's, at its price`() throws {
        let contract = try desk.signed()
        let order = try confirmed(contract)
        let pots = try desk.line(1, of: contract)
        #expect(
            try amend(order, "{\"kind\":\"line_added\",\"product_id\":\(desk.pot),\"quantity\":\"1\"}").faults == [
                "/changes/0/contract_line_id: required"
            ])
        let dear = "{\"kind\":\"line_added\",\"contract_line_id\":\(pots),\"quantity\":\"1\",\"unit_price\":\"60\"}"
        #expect(try amend(order, dear).faults == ["/changes/0/unit_price: not_as_contracted"])
        let paper = try amend(order, "{\"kind\":\"line_added\",\"contract_line_id\":\(pots),\"quantity\":\"4\"}")
        #expect(paper.string("changes/0/unit_price") == "50.00", "\(paper.answer.text)")
        #expect(try amend(order, "{\"kind\":\"line_added\",\"contract_line_id\":\(pots),\"quantity\":\"5\"}").status == 422)
    }

    @Test func `of a contract that was terminated nothing more is taken`() throws {
        let contract = try desk.signed()
        let order = try confirmed(contract)
        try desk.must("terminate", contract, by: "legal")
        let line = order.integer("lines/0/id") ?? 0
        let more = "{\"kind\":\"quantity\",\"order_line_id\":\(line),\"quantity\":\"61\"}"
        #expect(try amend(order, more).faults == ["/changes/0/quantity: over_contracted"])
        #expect(try amend(order, more.replacing("61", with: "59")).status == 201)
    }
}
