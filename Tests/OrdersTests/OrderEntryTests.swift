// Entering and changing an order: what is refused, and what cannot be got round.

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct OrderEntryTests {
    // MARK: The customer's order number

    @Test func `a customer's order number is entered once, and the refusal says whom to ask and nothing else`() throws {
        let desk = try OrderDesk()
        let first = try desk.order(desk.draft(by: "manager", #","customer_po_number":"PO-4711""#), by: "manager")
        let again = try desk.enter(#","customer_po_number":"PO-4711""#)
        #expect(again.status == 409)
        #expect(again.code == "customer_order_repeated")
        #expect(again.string("detail")?.contains("manager") == true)
        #expect(again["order_id"].isNull && again["id"].isNull)
        #expect(!again.answer.text.contains(first.string("number") ?? "SO-"))
    }

    @Test func `a repeated number does not slip in by a change, by blanks, or by an archived order that comes back`() throws {
        let desk = try OrderDesk()
        let first = try desk.draft(#","customer_po_number":"PO-1""#)
        let second = try desk.draft(#","customer_po_number":"PO-2""#)
        #expect(try desk.world.patch("rep", "/v1/orders/\(second)", #"{"customer_po_number":"PO-1"}"#).code == "customer_order_repeated")
        let blank = try desk.enter(#","customer_po_number":"PO-1 ""#)
        #expect(blank.status != 201, "\(blank.answer.text)")

        #expect(try desk.world.send("rep", "DELETE", "/v1/orders/\(first)").status == 200)
        _ = try desk.draft(#","customer_po_number":"PO-1""#)
        let back = try desk.world.post("rep", "/v1/orders/\(first)/restore")
        #expect(back.status == 409)
        #expect(back.code == "customer_order_repeated")
    }

    @Test func `another customer may use the same number, and so may whoever cancelled`() throws {
        let desk = try OrderDesk()
        let other = try desk.world.customer("另一家")
        let first = try desk.draft(#","customer_po_number":"PO-1""#)
        #expect(try desk.enter(customer: other, #","customer_po_number":"PO-1""#).status == 201)
        try desk.must("cancel", first, by: "rep")
        #expect(try desk.enter(#","customer_po_number":"PO-1""#).status == 201)
    }

    // MARK: Customers and products

    @Test(arguments: ["blocked", "merged"])
    func `a customer that is not open gets no order, none goes on and none comes back`(_ status: String) throws {
        let desk = try OrderDesk()
        let draft = try desk.draft()
        let approved = try desk.approved()
        let archived = try desk.draft()
        #expect(try desk.world.send("rep", "DELETE", "/v1/orders/\(archived)").status == 200)
        try desk.change("UPDATE customers SET status = ? WHERE id = ?", [.text(status), .integer(desk.customer)])
        let replies = try [
            desk.enter(), desk.world.patch("rep", "/v1/orders/\(draft)", #"{"notes":"x"}"#), desk.take("submit", draft, by: "rep"),
            desk.take("confirm", approved, by: "rep"), desk.world.post("rep", "/v1/orders/\(archived)/restore"),
        ]
        for reply in replies {
            #expect(reply.status == 409 && reply.code == "customer_not_open", "\(reply.answer.text)")
            #expect(reply.string("detail")?.contains(status) == true)
        }
        #expect(try desk.take("cancel", draft, by: "rep").status == 200)
    }

    @Test func `what is no longer sold cannot be ordered, but stays where it was entered before`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        let line = try desk.order(id).integer("lines/0/id") ?? 0
        #expect(try desk.world.patch("product", "/v1/products/\(desk.product)", #"{"active":false}"#).status == 200)
        let reply = try desk.enter(lines: desk.freight("10.00") + "," + desk.line(quantity: "1"))
        #expect(reply.faults == ["/lines/1/product_id: product_inactive"])
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", "{\"lines\":[{\"id\":\(line),\"quantity\":\"11\"}]}").status == 200)
        let added = try desk.world.patch("rep", "/v1/orders/\(id)", "{\"lines\":[{\"id\":\(line)},\(desk.line(quantity: "1"))]}")
        #expect(added.faults == ["/lines/1/product_id: product_inactive"])
    }

    // MARK: What only the server sets

    static let computed = [
        "status", "number", "id", "version", "created_at", "created_by_id", "updated_at", "archived_at", "net", "tax", "gross", "cost",
        "margin", "exchange_rate", "held_from", "hold_reason", "hold_comment", "released_exposure", "fulfilment_status", "invoicing_status",
        "returned_gross", "submitted_at", "confirmed_at", "completed_at", "cancel_reason", "erp_number", "erp_confirmed_at",
        "no_contract_reason",
    ]
    static let computedInLines = [
        "promised_on", "net", "tax", "gross", "unit_cost", "cost", "margin", "shipped_quantity", "delivered_quantity", "returned_quantity",
    ]

    @Test(arguments: ["rep", "manager", "admin", "key"])
    func `nobody sets what the server computes, neither at entry nor by a change`(_ name: String) throws {
        let desk = try OrderDesk()
        let members = OrderEntryTests.computed.map { "\"\($0)\":\"1\"" }.joined(separator: ",")
        let inLines = OrderEntryTests.computedInLines.map { "\"\($0)\":\"1\"" }.joined(separator: ",")
        let pointers = OrderEntryTests.computed.map { "/" + $0 } + OrderEntryTests.computedInLines.map { "/lines/0/" + $0 } + ["/reviews"]
        let entry = try desk.enter(by: name, lines: desk.line(quantity: "1", "," + inLines), "," + members + #","reviews":[]"#)
        #expect(entry.status == 422)
        #expect(pointersOf(entry) == pointers.sorted())
        let id = try desk.draft(by: name)
        let before = try desk.order(id, by: "auditor").json
        let change = try desk.world.patch(
            name, "/v1/orders/\(id)", "{\(members),\"reviews\":[],\"lines\":[\(desk.line(quantity: "1", "," + inLines))]}")
        #expect(change.status == 422)
        #expect(pointersOf(change) == pointers.sorted())
        #expect(try desk.order(id, by: "auditor").json == before)
    }

    private func pointersOf(_ reply: Reply) -> [String] {
        reply.array("errors").compactMap { $0.object?["pointer"]?.string }.sorted()
    }

    @Test func `an order stays the customer's`() throws {
        let desk = try OrderDesk()
        let other = try desk.world.customer("另一家")
        let reply = try desk.world.patch("rep", "/v1/orders/\(desk.draft())", "{\"customer_id\":\(other)}")
        #expect(reply.faults == ["/customer_id: read_only_field"])
    }

    @Test func `all faults of a body are told at once, each at its place`() throws {
        let desk = try OrderDesk()
        let body = """
            {"customer_id":999999,"payment_method":"gold","payment_terms_days":-1,"transport_mode":"road","delivery_on":"24.12.2026","colour":"red",
             "lines":[{"product_id":888888,"quantity":"-1"},{"quantity":"1","discount":"1.5"},{"product_id":\(desk.product),"quantity":"1.23456"}]}
            """
        let reply = try desk.world.post("rep", "/v1/orders", body)
        #expect(reply.status == 422)
        #expect(
            Set(reply.faults) == [
                "/customer_id: unknown_reference", "/payment_method: not_a_choice", "/payment_terms_days: out_of_range",
                "/delivery_on: bad_format", "/colour: unknown_field", "/lines/0/product_id: unknown_reference",
                "/lines/0/quantity: out_of_range",
                "/lines/1/discount: out_of_range", "/lines/2/quantity: too_many_places",
            ])
    }

    @Test func `all faults that the rules find are told at once`() throws {
        let desk = try OrderDesk()
        let lines = [
            #"{"quantity":"1","unit_price":"1"}"#, "{\"product_id\":\(desk.product)}",
            "{\"kind\":\"freight\",\"product_id\":\(desk.product),\"quantity\":\"2\"}",
        ]
        let reply = try desk.enter(lines: lines.joined(separator: ","))
        #expect(
            Set(reply.faults) == [
                "/lines/0/product_id: required", "/lines/1/quantity: required", "/lines/2/product_id: freight_with_product",
                "/lines/2/quantity: freight_quantity", "/lines/2/unit_price: required", "/lines/2/tax_rate: required",
            ])
    }

    // MARK: Lines in a change

    @Test func `a change replaces the lines, and those that carry their id stay what they are`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft(lines: (1...3).map { desk.line(quantity: "\($0)", #","unit_price":"10.00""#) }.joined(separator: ","))
        let ids = try desk.order(id).array("lines").compactMap { $0.object?["id"]?.number?.int64 }
        let change = "{\"lines\":[{\"id\":\(ids[2]),\"quantity\":\"5\"},\(desk.line(quantity: "7")),{\"id\":\(ids[0])}]}"
        let changed = try desk.world.patch("rep", "/v1/orders/\(id)", change)
        let after = changed.array("lines").compactMap { $0.object?["id"]?.number?.int64 }
        #expect(after.count == 3 && after[0] == ids[2] && after[2] == ids[0] && !ids.contains(after[1]))
        #expect((0..<3).map { changed.string("lines/\($0)/net") } == ["50.00", "126.00", "10.00"])
        #expect(changed.string("net") == "186.00")
        #expect(try desk.order(id).json == changed.json)
    }

    @Test func `a line's id is neither taken from another order, nor made up, nor used twice`() throws {
        let desk = try OrderDesk()
        let others = try desk.order(desk.draft()).integer("lines/0/id") ?? 0
        let id = try desk.draft()
        let own = try desk.order(id).integer("lines/0/id") ?? 0
        let path = "/v1/orders/\(id)"
        #expect(
            try desk.world.patch("rep", path, "{\"lines\":[{\"id\":\(others),\"quantity\":\"1\"}]}").faults == [
                "/lines/0/id: unknown_child"
            ])
        #expect(try desk.world.patch("rep", path, #"{"lines":[{"id":987654,"quantity":"1"}]}"#).faults == ["/lines/0/id: unknown_child"])
        #expect(try desk.world.patch("rep", path, "{\"lines\":[{\"id\":\(own)},{\"id\":\(own)}]}").faults == ["/lines/1/id: repeated"])
        #expect(try desk.enter(lines: desk.line(quantity: "1", ",\"id\":\(others)")).status == 422)
    }

    // MARK: Who changes what, when

    @Test(arguments: [Place.inReview, .approved, .confirmed, .cancelled, .heldInReviewByHand, .completed])
    func `what was submitted is no longer changed or archived, by nobody`(_ place: Place) throws {
        let desk = try OrderDesk()
        let id = try desk.order(at: place, swing: desk.customer)
        let before = try desk.order(id, by: "auditor").json
        for name in ["rep", "manager", "admin"] {
            let change = try desk.world.patch(name, "/v1/orders/\(id)", #"{"lines":[]}"#)
            #expect(change.status == 409 && change.code == "not_editable", "\(name): \(change.answer.text)")
            #expect(try desk.world.send(name, "DELETE", "/v1/orders/\(id)").code == "not_editable")
        }
        #expect(try desk.world.patch("key", "/v1/orders/\(id)", #"{"notes":"x"}"#).code == "not_editable")
        #expect(try desk.order(id, by: "auditor").json == before)
    }

    @Test func `a draft is changed by its owner or creator, not by the manager above`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        #expect(try desk.world.patch("manager", "/v1/orders/\(id)", #"{"notes":"x"}"#).status == 403)
        #expect(try desk.world.patch("finance", "/v1/orders/\(id)", #"{"notes":"x"}"#).status == 403)
        #expect(try desk.world.patch("stranger", "/v1/orders/\(id)", #"{"notes":"x"}"#).status == 404)
        let managers = try desk.draft(by: "manager", ",\"owner_id\":\(desk.world.person("rep").id)")
        #expect(try desk.world.patch("manager", "/v1/orders/\(managers)", #"{"notes":"x"}"#).status == 200)
        #expect(try desk.world.patch("rep", "/v1/orders/\(managers)", #"{"notes":"y"}"#).status == 200)
    }

    @Test func `an archived draft takes no step and no change until it is restored`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        #expect(try desk.world.send("rep", "DELETE", "/v1/orders/\(id)").status == 200)
        #expect(try desk.take("submit", id, by: "rep").code == "archived")
        #expect(try desk.take("cancel", id, by: "rep").code == "archived")
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", #"{"notes":"x"}"#).code == "archived")
        #expect(try desk.order(id).array("actions").isEmpty)
        #expect(try desk.world.get("rep", "/v1/orders").array("items").isEmpty)
        #expect(try desk.world.post("rep", "/v1/orders/\(id)/restore").status == 200)
        #expect(try desk.take("submit", id, by: "rep").status == 200)
    }

    @Test(arguments: ["copy", "reopen", "clone", "duplicate", "approve", "reject", "reviews/hr/approve", "reviews/finance", "ship"])
    func `there is no other way on than the steps of the process`(_ step: String) throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        let reply = try desk.world.post("rep", "/v1/orders/\(id)/\(step)", "{}")
        #expect(reply.status == 404 || reply.status == 405, "\(step): \(reply.answer.text)")
    }

    @Test func `an order without lines, without days or without a reason is not submitted`() throws {
        let desk = try OrderDesk()
        let empty = try desk.draft(lines: "")
        #expect(try desk.take("submit", empty, by: "rep").code == "order_without_lines")
        let id = try desk.draft()
        #expect(try desk.world.patch("rep", "/v1/orders/\(id)", #"{"delivery_on":null}"#).status == 200)
        #expect(try desk.take("submit", id, by: "rep").code == "order_without_dates")
        let unreasoned = try desk.draft()
        #expect(try desk.take("submit", unreasoned, by: "rep", "{}").faults == ["/no_contract_reason: contract_reason_required"])
        #expect(try desk.take("submit", unreasoned, by: "rep", #"{"no_contract_reason":"  "}"#).status == 422)
        #expect(
            try desk.take("submit", unreasoned, by: "rep", #"{"no_contract_reason":"Small order"}"#).string("no_contract_reason")
                == "Small order")
    }

    @Test(arguments: ["prospect", "dormant"])
    func `a confirmed order makes its customer active`(_ status: String) throws {
        let desk = try OrderDesk()
        let id = try desk.approved()
        try desk.change("UPDATE customers SET status = ? WHERE id = ?", [.text(status), .integer(desk.customer)])
        try desk.must("confirm", id, by: "rep")
        #expect(try desk.world.get("rep", "/v1/customers/\(desk.customer)").string("status") == "active")
    }

    @Test func `a customer who orders and is not called does not fall asleep`() throws {
        let desk = try OrderDesk()
        func customer() throws -> Reply { try desk.world.get("rep", "/v1/customers/\(desk.customer)") }
        try desk.must("confirm", desk.approved(), by: "rep")
        #expect(try customer().string("status") == "active")
        let nearlyAYear = Instant(milliseconds: desk.world.server.clock.now.milliseconds - 364 * 86_400_000)
        try desk.change("UPDATE customers SET last_activity_at = ? WHERE id = ?", [nearlyAYear.stored, .integer(desk.customer)])
        try desk.must("confirm", desk.approved(), by: "rep")
        #expect(try customer().string("last_activity_at") == desk.world.server.clock.now.description)
        desk.world.server.clock.advance(seconds: 2 * 86_400)
        try desk.world.renewSessions()
        try desk.world.server.runJob("customers-at-rest")
        #expect(try customer().string("status") == "active")
    }

    @Test func `the ERP's number is taken over once; the same again changes nothing, another one is refused`() throws {
        let desk = try OrderDesk()
        let id = try desk.confirmed()
        let first = try desk.take("erp-confirmation", id, by: "key", #"{"erp_number":"ERP-1","confirmed_at":"2026-11-24T00:30:00Z"}"#)
        #expect(first.string("erp_confirmed_at") == "2026-11-24T00:30:00.000Z")
        let again = try desk.take("erp-confirmation", id, by: "logistics", #"{"erp_number":"ERP-1","confirmed_at":"2026-11-24T00:45:00Z"}"#)
        #expect(again.status == 200)
        #expect(again.integer("version") == first.integer("version"))
        #expect(again.string("erp_confirmed_at") == first.string("erp_confirmed_at"))
        let other = try desk.take("erp-confirmation", id, by: "key", #"{"erp_number":"ERP-2"}"#)
        #expect(other.status == 409 && other.code == "other_erp_number")
        #expect(try desk.order(id).string("erp_number") == "ERP-1")
        #expect(try desk.take("erp-confirmation", id, by: "key", "{}").faults == ["/erp_number: required"])
    }
}
