// An order from a contract in one call: the contract's lines at the contract's prices, and never more than was contracted (P2.5.1).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractOrderTests {
    private let desk: ContractDesk
    private var world: World { desk.world }

    init() throws { desk = try ContractDesk() }

    private func line(_ place: Int, _ quantity: String, of contract: Int64, _ more: String = "") throws -> String {
        "{\"contract_line_id\":\(try desk.line(place, of: contract)),\"quantity\":\"\(quantity)\"\(more)}"
    }

    /// The body of an order that names the contract itself.
    private func body(_ contract: Int64, _ lines: String, _ more: String = "", customer: Int64? = nil) -> String {
        """
        {"customer_id":\(customer ?? desk.customer),"contract_id":\(contract),"payment_method":"bank_transfer","payment_terms_days":30,
         "transport_mode":"road","delivery_on":"2026-12-24","lines":[\(lines)]\(more)}
        """
    }

    private func enter(_ contract: Int64, _ lines: String, _ more: String = "", by name: String = "rep") throws -> Reply {
        try world.post(name, "/v1/orders", body(contract, lines, more))
    }

    // MARK: In one call

    @Test func `an empty call orders all that is open, as the contract has it`() throws {
        let id = try desk.signed(desk.terms + #","payment_method":"letter_of_credit","transport_mode":"sea","ship_to":"Quay 1""#)
        let reply = try desk.order(id, nil)
        #expect(reply.status == 201, "\(reply.answer.text)")
        #expect(reply.answer.field("Location") == "/v1/orders/\(reply.id)")
        let contract = try desk.contract(id)
        for name in ["customer_id", "owner_id", "currency", "payment_method", "transport_mode", "ship_to", "payment_terms_days", "gross"] {
            #expect(reply[name] == contract[name], "\(name)")
        }
        #expect(reply.integer("contract_id") == id && reply.string("status") == "draft")
        for place in 0..<3 {
            for name in ["kind", "product_id", "quantity", "unit_price", "discount", "tax_rate", "gross"] {
                #expect(reply["lines/\(place)/\(name)"] == contract["lines/\(place)/\(name)"], "\(place) \(name)")
            }
            #expect(reply["lines/\(place)/contract_line_id"] == contract["lines/\(place)/id"])
        }
        #expect(try desk.quantities(id) == ["100 0 0", "4 0 0", "1 0 0"])
        #expect(try desk.order(id, nil).code == "nothing_open")
        let listed = try world.get("rep", "/v1/orders?contract_id=\(id)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        #expect(listed == [reply.id])
    }

    @Test func `a call names lines, quantities, days and the customer's number`() throws {
        let id = try desk.inExecution()
        let lines = try [line(0, "30", of: id, #","wanted_on":"2027-01-31","note":"First""#), line(0, "10", of: id)].joined(separator: ",")
        let whole = "{\"contract_line_id\":\(try desk.line(1, of: id))}"
        let reply = try desk.order(
            id, "{\"lines\":[\(lines),\(whole)],\"delivery_on\":\"2026-12-24\",\"customer_po_number\":\"PO-1\",\"transport_mode\":\"air\"}")
        #expect(reply.status == 201, "\(reply.answer.text)")
        #expect(reply.string("lines/0/wanted_on") == "2027-01-31" && reply.string("lines/1/wanted_on") == "2026-12-24")
        #expect(reply.string("lines/2/quantity") == "4" && reply.string("transport_mode") == "air")
        #expect(try desk.quantities(id) == ["40 0 60", "4 0 0", "0 0 1"])
        #expect(try desk.order(id, #"{"customer_po_number":"PO-1"}"#).code == "customer_order_repeated")
        #expect(try desk.quantities(id) == ["40 0 60", "4 0 0", "0 0 1"], "a refused order took something")
    }

    @Test func `a call takes nothing that is the contract's own to say`() throws {
        let id = try desk.signed()
        for member in ["unit_price", "discount", "product_id"] {
            let reply = try desk.order(id, "{\"lines\":[\(line(0, "1", of: id, ",\"\(member)\":\"1\""))]}")
            #expect(reply.faults == ["/lines/0/\(member): unknown_field"], "\(member): \(reply.answer.text)")
        }
        #expect(try desk.order(id, #"{"customer_id":1}"#).faults == ["/customer_id: unknown_field"])
        #expect(try desk.order(id, #"{"owner_id":1}"#).faults == ["/owner_id: unknown_field"])
    }

    @Test func `the same call with the same key orders once, and a trial orders nothing`() throws {
        let id = try desk.signed()
        let trial = try world.post("rep", "/v1/contracts/\(id)/orders?dry_run=true", "{}")
        #expect(trial.status == 201 && trial.answer.field("Dry-Run") == "true")
        #expect(try desk.quantities(id) == ["0 0 100", "0 0 4", "0 0 1"])
        let fields = [("Idempotency-Key", "once")]
        let first = try world.post("rep", "/v1/contracts/\(id)/orders", "{}", fields: fields)
        let second = try world.post("rep", "/v1/contracts/\(id)/orders", "{}", fields: fields)
        #expect(first.status == 201 && second.status == 201 && first.id == second.id)
        #expect(second.answer.field("Location") == "/v1/orders/\(first.id)")
        #expect(try world.get("auditor", "/v1/orders?count=true").integer("total") == 1)
    }

    @Test func `orders are made of a contract in force by whoever enters its owner's orders`() throws {
        let draft = try desk.draft()
        let reply = try desk.order(draft)
        #expect(reply.code == "wrong_state" && reply.array("possible_from") == ["signed", "in_execution"])
        try desk.must("submit-legal", draft, by: "rep")
        #expect(try desk.order(draft).code == "wrong_state")
        try desk.must("legal-approve", draft, by: "legal")
        #expect(try desk.order(draft).code == "wrong_state")
        try desk.attachSignedCopy(to: draft)
        try desk.must("sign-theirs", draft, by: "rep")
        #expect(try desk.order(draft).code == "wrong_state")
        #expect(try enter(draft, line(0, "1", of: draft)).code == "contract_not_in_force")
        try desk.must("sign-ours", draft, by: "manager")
        for name in ["rep2", "stranger"] { #expect(try desk.order(draft, by: name).status == 404, "\(name)") }
        for name in ["legal", "finance", "executive", "auditor", "logistics"] {
            #expect(try desk.order(draft, by: name).status == 403, "\(name)")
        }
        for name in ["rep", "manager", "key", "admin"] {
            let made = try desk.order(draft, by: name, "{\"lines\":[\(line(0, "1", of: draft))]}")
            #expect(made.status == 201 && made.integer("owner_id") == world.person("rep").id, "\(name): \(made.answer.text)")
        }
        try desk.must("terminate", draft, by: "legal")
        #expect(try desk.order(draft).code == "wrong_state")
        #expect(try enter(draft, line(0, "1", of: draft)).code == "contract_not_in_force")
    }

    @Test func `a blocked customer gets no order from a contract either`() throws {
        let id = try desk.signed()
        #expect(try world.post("finance", "/v1/customers/\(desk.customer)/block", #"{"reason":"Fraud"}"#).status == 200)
        #expect(try desk.order(id).code == "customer_not_open")
    }

    // MARK: Not more than was contracted

    @Test func `no way leads beyond what was contracted`() throws {
        let id = try desk.signed()
        let first = try world.created(desk.order(id, "{\"lines\":[\(line(0, "60", of: id))]}"))
        let over = try line(0, "40.0001", of: id)
        #expect(try desk.order(id, "{\"lines\":[\(over)]}").faults == ["/lines/0/quantity: over_contracted"])
        let refused = try enter(id, over)
        #expect(refused.faults == ["/lines/0/quantity: over_contracted"])
        #expect(refused.string("clause") == "P2.5.1" && refused.string("errors/0/clause") == "P2.5.1")
        let twice = try [line(0, "20", of: id), line(0, "20.1", of: id)].joined(separator: ",")
        #expect(try enter(id, twice).faults == ["/lines/1/quantity: over_contracted"])
        let put = try world.send("key", "PUT", "/v1/orders/by-external-id/E-1", body(id, over))
        #expect(put.faults == ["/lines/0/quantity: over_contracted"], "\(put.answer.text)")
        let item = body(id, try line(0, "30", of: id))
        let batch = try world.post("rep", "/v1/orders/batch", "{\"items\":[\(item),\(item)]}")
        #expect(batch.status == 422 && batch.answer.text.contains("over_contracted"), "\(batch.answer.text)")
        let independent = try world.post("rep", "/v1/orders/batch?mode=independent", "{\"items\":[\(item),\(item)]}")
        #expect(independent.array("items").compactMap { $0.object?["status"]?.number?.int64 } == [201, 422])
        #expect(try desk.quantities(id)[0] == "90 0 10")
        let kept = try world.get("rep", "/v1/orders/\(first)").integer("lines/0/id") ?? 0
        func change(_ quantity: String) throws -> Reply {
            try world.patch("rep", "/v1/orders/\(first)", "{\"lines\":[{\"id\":\(kept),\"quantity\":\"\(quantity)\"}]}")
        }
        #expect(try change("70.5").faults == ["/lines/0/quantity: over_contracted"])
        #expect(try change("70").status == 200)
        #expect(try desk.quantities(id)[0] == "100 0 0")
        #expect(try change("5").status == 200)
        #expect(try desk.quantities(id)[0] == "35 0 65")
    }

    @Test func `two at once get together no more than there is`() throws {
        let id = try desk.signed()
        let body = "{\"lines\":[\(try line(0, "60", of: id))]}"
        let request = Race.Request(
            token: world.person("rep").token, method: "POST", path: "/v1/contracts/\(id)/orders", body: body)
        let replies = try Race.run([request, request, request], port: world.server.port)
        #expect(replies.map(\.status).sorted() == [201, 422, 422])
        #expect(try desk.quantities(id)[0] == "60 0 40")
    }

    @Test func `what is cancelled or archived is open again, and comes back only where there is room`() throws {
        let id = try desk.signed()
        let first = try world.created(desk.order(id, "{\"lines\":[\(line(0, "60", of: id))]}"))
        let second = try world.created(desk.order(id, "{\"lines\":[\(line(0, "40", of: id))]}"))
        #expect(try world.post("rep", "/v1/orders/\(first)/cancel", #"{"reason":"Not wanted"}"#).status == 200)
        #expect(try desk.quantities(id)[0] == "40 0 60")
        #expect(try world.send("rep", "DELETE", "/v1/orders/\(second)").status == 200)
        #expect(try desk.quantities(id)[0] == "0 0 100")
        let third = try world.created(desk.order(id, "{\"lines\":[\(line(0, "61", of: id))]}"))
        #expect(try world.post("rep", "/v1/orders/\(second)/restore").faults == ["/lines/0/quantity: over_contracted"])
        #expect(try world.send("rep", "DELETE", "/v1/orders/\(third)").status == 200)
        #expect(try world.post("rep", "/v1/orders/\(second)/restore").status == 200)
        #expect(try desk.quantities(id)[0] == "40 0 60")
    }

    @Test func `what is tolerated beyond is set by the company, and nothing is of what was waived`() throws {
        #expect(try world.patch("admin", "/v1/settings/orders", #"{"contract_tolerance":"0.05"}"#).status == 200)
        let id = try desk.signed()
        #expect(try enter(id, line(0, "105.1", of: id)).faults == ["/lines/0/quantity: over_contracted"])
        let order = try world.created(enter(id, line(0, "105", of: id)))
        #expect(try desk.quantities(id)[0] == "105 0 0")
        #expect(try world.send("rep", "DELETE", "/v1/orders/\(order)").status == 200)
        #expect(try world.created(enter(id, line(0, "90", of: id))) > 0)
        try desk.must("lines/\(try desk.line(0, of: id))/waive", id, by: "manager")
        #expect(try desk.quantities(id)[0] == "90 10 0")
        #expect(try enter(id, line(0, "0.1", of: id)).faults == ["/lines/0/quantity: over_contracted"])
    }

    @Test func `of a contract that ended, an order in draft keeps what it has and gets no more`() throws {
        let id = try desk.signed()
        let order = try world.created(desk.order(id, "{\"lines\":[\(line(0, "60", of: id))],\"delivery_on\":\"2026-12-24\"}"))
        try desk.must("terminate", id, by: "legal")
        let kept = try world.get("rep", "/v1/orders/\(order)").integer("lines/0/id") ?? 0
        func change(_ quantity: String) throws -> Reply {
            try world.patch("rep", "/v1/orders/\(order)", "{\"lines\":[{\"id\":\(kept),\"quantity\":\"\(quantity)\"}]}")
        }
        #expect(try change("61").faults == ["/lines/0/quantity: over_contracted"])
        #expect(try change("50").status == 200)
        #expect(try world.send("rep", "DELETE", "/v1/orders/\(order)").status == 200)
        #expect(try world.post("rep", "/v1/orders/\(order)/restore").code == "contract_not_in_force")
    }

    // MARK: The contract's terms

    @Test(arguments: [
        ("unit_price", "\"17.99\""), ("unit_price", "\"18.01\""), ("discount", "\"0.06\""), ("tax_rate", "\"0.09\""), ("product_id", "2"),
    ])
    func `a line says what the contract's line says`(_ name: String, _ value: String) throws {
        let id = try desk.signed()
        let other = name == "product_id" ? String(desk.pot) : value
        let reply = try enter(id, line(0, "1", of: id, ",\"\(name)\":\(other)"))
        #expect(reply.faults == ["/lines/0/\(name): not_as_contracted"], "\(reply.answer.text)")
        let made = try enter(id, line(0, "1", of: id))
        let kept = made.integer("lines/0/id") ?? 0
        let patch = "{\"lines\":[{\"id\":\(kept),\"quantity\":\"1\",\"\(name)\":\(other)}]}"
        let changed = try world.patch("rep", "/v1/orders/\(made.id)", patch)
        #expect(changed.faults == ["/lines/0/\(name): not_as_contracted"], "\(changed.answer.text)")
    }

    @Test func `every line of such an order is one of its contract's, and of no other order`() throws {
        let (id, other) = (try desk.signed(), try desk.signed())
        let plain = "{\"product_id\":\(desk.tea),\"quantity\":\"1\",\"unit_price\":\"1.00\"}"
        #expect(try enter(id, plain).faults == ["/lines/0/contract_line_id: required"])
        #expect(try enter(id, line(0, "1", of: other)).faults == ["/lines/0/contract_line_id: line_not_in_contract"])
        #expect(try enter(id, "{\"contract_line_id\":99999,\"quantity\":\"1\"}").faults == ["/lines/0/contract_line_id: unknown_reference"])
        let alone = body(id, try line(0, "1", of: id)).replacing("\"contract_id\":\(id),", with: "")
        let reply = try world.post("rep", "/v1/orders", alone)
        #expect(reply.faults.contains("/lines/0/contract_line_id: line_not_in_contract"), "\(reply.answer.text)")
        let made = try world.created(enter(id, line(0, "1", of: id)))
        #expect(try world.patch("rep", "/v1/orders/\(made)", "{\"contract_id\":\(other)}").status == 422)
        #expect(try world.patch("rep", "/v1/orders/\(made)", #"{"contract_id":null}"#).status == 422)
    }

    @Test func `an order is for the contract's customer, in its currency`() throws {
        let id = try desk.signed()
        let stranger = try world.customer("Other", limit: nil)
        let reply = try world.post("rep", "/v1/orders", body(id, line(0, "1", of: id), customer: stranger))
        #expect(reply.faults == ["/contract_id: contract_of_other_customer"])
        _ = try world.created(world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7"}"#))
        #expect(try enter(id, line(0, "1", of: id), #","currency":"USD""#).faults == ["/currency: not_as_contracted"])
        #expect(try enter(id, line(0, "1", of: id), #","prices_include_tax":true"#).faults == ["/prices_include_tax: not_as_contracted"])
        let lines = "{\"product_id\":\(desk.tea),\"quantity\":\"10\",\"unit_price\":\"3.00\"}"
        let proposal = try desk.proposal(lines, #","currency":"USD","prices_include_tax":true"#)
        let dollars = try world.created(desk.enter(proposal))
        try desk.must("submit-legal", dollars, by: "rep")
        try desk.must("legal-approve", dollars, by: "legal")
        try desk.must("sign-ours", dollars, by: "manager")
        try desk.attachSignedCopy(to: dollars)
        try desk.must("sign-theirs", dollars, by: "rep")
        let order = try desk.order(dollars)
        #expect(order.string("currency") == "USD" && order["prices_include_tax"].bool == true, "\(order.answer.text)")
        #expect(order.string("gross") == "30.00" && order.string("exchange_rate") == "7")
        #expect(try world.patch("rep", "/v1/orders/\(order.id)", #"{"currency":"CNY"}"#).faults == ["/currency: not_as_contracted"])
    }

    @Test func `nobody gets more days to pay than the contract says`() throws {
        let id = try desk.signed()
        #expect(try desk.contract(id).integer("payment_terms_days") == 30)
        func order(_ days: Int) throws -> String {
            body(id, try line(0, "1", of: id)).replacing("\"payment_terms_days\":30", with: "\"payment_terms_days\":\(days)")
        }
        let refused = try world.post("rep", "/v1/orders", order(31))
        #expect(refused.status == 422 && refused.faults == ["/payment_terms_days: not_as_contracted"], "\(refused.answer.text)")
        #expect(refused.answer.text.contains("payment_terms_days") && refused.answer.text.contains("is 30 in the contract"))
        #expect(try world.post("admin", "/v1/orders", order(31)).faults == ["/payment_terms_days: not_as_contracted"])
        #expect(
            try world.send("key", "PUT", "/v1/orders/by-external-id/D-1", order(31)).faults == ["/payment_terms_days: not_as_contracted"])
        // Fewer are the customer's to offer.
        for days in [0, 30] { #expect(try world.post("rep", "/v1/orders", order(days)).integer("payment_terms_days") == Int64(days)) }
        let made = try world.created(world.post("rep", "/v1/orders", order(10)))
        let longer = try world.patch("rep", "/v1/orders/\(made)", #"{"payment_terms_days":31}"#)
        #expect(longer.faults == ["/payment_terms_days: not_as_contracted"])
        #expect(try world.patch("rep", "/v1/orders/\(made)", #"{"payment_terms_days":30}"#).integer("payment_terms_days") == 30)
    }

    @Test func `what was contracted is ordered though it is no longer sold`() throws {
        let id = try desk.signed()
        #expect(try world.patch("product", "/v1/products/\(desk.tea)", #"{"active":false,"list_price":"99.00"}"#).status == 200)
        let reply = try desk.order(id)
        #expect(reply.status == 201 && reply.string("lines/0/unit_price") == "18.00", "\(reply.answer.text)")
    }
}
