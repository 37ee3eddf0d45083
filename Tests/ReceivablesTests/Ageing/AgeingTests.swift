// What customers owe by age: the borders of each age, past days, whose rows, and what stands behind a figure (P4.2.5).

import JSON
import Kernel
import TestSupport
import Testing

struct AgeingTests {
    private static let buckets = ["not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"]

    /// The figures of an object, in the order of the ages, and their total.
    private func figures(_ value: JSONValue) -> [String] {
        (Self.buckets + ["total"]).map { value.object?[$0]?.string ?? "-" }
    }

    private func ageing(_ desk: ReceivablesDesk, _ query: String = "", by name: String = "finance") throws -> Reply {
        try desk.world.get(name, "/v1/reports/ageing" + query)
    }

    @Test func `each age begins and ends on its day, and behind each figure are its invoices`() throws {
        let desk = try ReceivablesDesk()
        let order = try desk.confirmed()
        try desk.world.backdate(order)
        // Today is 24 November.
        for due in ["2026-11-24", "2026-11-23", "2026-10-25", "2026-10-24", "2026-09-25", "2026-09-24", "2026-08-26", "2026-08-25"] {
            _ = try desk.issued(order, [0: "1"], ",\"dated_on\":\"2026-08-01\",\"due_on\":\"\(due)\"")
        }
        _ = try desk.world.created(desk.invoice(order, [0: "1"]))
        let reply = try ageing(desk)
        #expect(figures(reply["items/0"]) == ["20.34", "40.68", "40.68", "40.68", "20.34", "162.72"])
        #expect(figures(reply["total"]) == figures(reply["items/0"]))
        #expect(reply.integer("items/0/customer_id") == desk.customer && reply.integer("items/0/invoices") == 8)
        #expect(reply.string("as_of") == "2026-11-24" && reply.string("currency") == "CNY" && reply.integer("groups") == 1)
        for place in ["items/0", "total"] {
            for name in Self.buckets + ["total"] {
                let path = try #require(reply.string("\(place)/records/\(name)"))
                let listed = try desk.world.get("finance", path)
                let open = listed.array("items").compactMap { $0.object?["open_amount"]?.string.flatMap(Double.init) }
                #expect(open.reduce(0, +) == reply.string("\(place)/\(name)").flatMap(Double.init) ?? -1, "\(path)")
            }
        }
    }

    /// Each day's figures are kept and asked for again at the end, when everything has gone on.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a past day says what that day said, whatever has happened since`(seed: UInt64) throws {
        var random = SeededRandom(seed: SeededRandom.seed(standard: seed))
        let desk = try ReceivablesDesk()
        let customers = [desk.customer, try desk.world.customer("Second")]
        var said: [(day: String, total: [String], items: [[String]])] = []
        var invoices: [Int64] = []
        var receipts: [Int64] = []
        for _ in 0..<12 {
            for _ in 0..<3 {
                try act(desk, customers, &invoices, &receipts, &random)
            }
            let reply = try ageing(desk)
            said.append((desk.today, figures(reply["total"]), reply.array("items").map(figures).sorted { $0.joined() < $1.joined() }))
            try desk.pass(days: random.integer(1...25))
        }
        for (day, total, items) in said {
            let reply = try ageing(desk, "?as_of=\(day)")
            #expect(figures(reply["total"]) == total, "\(day)")
            #expect(reply.array("items").map(figures).sorted { $0.joined() < $1.joined() } == items, "\(day)")
            #expect(reply["total/records"].object?.members.isEmpty == true)
        }
        #expect(try desk.differences() == [])
        #expect(said.contains { $0.total.last != "0.00" })
    }

    /// Something that happens to papers; what is refused here is no concern.
    private func act(
        _ desk: ReceivablesDesk, _ customers: [Int64], _ invoices: inout [Int64], _ receipts: inout [Int64], _ random: inout SeededRandom
    ) throws {
        let customer = random.pick(customers)
        switch random.integer(0...9) {
        case 0...2:
            let order = try desk.confirmed(customer: customer, lines: desk.line("\(random.integer(2...9))"))
            invoices.append(try desk.issued(order, [0: "1"]))
            invoices.append(try desk.issued(order))
        case 3...5:
            let receipt = try desk.received("\(random.integer(5...90)).50", customer: customer)
            receipts.append(receipt)
            _ = try desk.take("allocate", "receipts/\(receipt)", by: "finance")
        case 6:
            guard !receipts.isEmpty else { return }
            _ = try desk.take("reverse", "receipts/\(random.pick(receipts))", by: "finance2", #"{"reason":"Bounced"}"#)
        case 7:
            guard !invoices.isEmpty else { return }
            let note = try desk.credit(random.pick(invoices), [0: "1"])
            guard note.status == 201 else { return }
            _ = try desk.take("issue", "credit-notes/\(note.id)", by: "finance")
            if random.oneIn(2) {
                try desk.pass(days: 2)
                _ = try desk.take("void", "credit-notes/\(note.id)", by: "finance2", #"{"reason":"Wrong"}"#)
            }
        case 8:
            guard !invoices.isEmpty else { return }
            _ = try desk.take("void", "invoices/\(random.pick(invoices))", by: "finance2", #"{"reason":"Wrong"}"#)
        default:
            guard !invoices.isEmpty, random.oneIn(2) else { return }
            _ = try desk.take("write-off", "invoices/\(random.pick(invoices))", by: "finance2", #"{"reason":"Gone"}"#)
        }
    }

    @Test func `it is grouped by customer, owner and region, the largest first, and summed over all`() throws {
        let desk = try ReceivablesDesk()
        let north = try desk.world.customer("北方", owner: "rep2")
        #expect(try desk.world.patch("admin", "/v1/customers/\(north)", #"{"region":"华北 & 东"}"#).status == 200)
        _ = try desk.issued(desk.confirmed())
        let other = try desk.world.post(
            "rep2", "/v1/orders",
            """
            {"customer_id":\(north),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[\(desk.line("20"))]}
            """)
        try desk.must("submit", "orders/\(other.id)", by: "rep2", #"{"no_contract_reason":"Small order"}"#)
        try desk.review(other.id)
        try desk.must("confirm", "orders/\(other.id)", by: "rep2")
        _ = try desk.issued(other.id)
        let byOwner = try ageing(desk, "?group_by=owner")
        #expect(byOwner.array("items").compactMap { $0.object?["owner"]?.string } == ["rep2", "rep"])
        #expect(byOwner.array("items").map { figures($0).last ?? "" } == ["406.80", "203.40"])
        let byBoth = try ageing(desk, "?group_by=region,customer")
        #expect(byBoth.string("items/0/region") == "华北 & 东" && byBoth.string("items/0/customer") == "北方")
        let path = try #require(byBoth.string("items/0/records/total"))
        #expect(try desk.world.get("finance", path).array("items").count == 1, "\(path)")
        // Whoever has no region is listed by that.
        let without = try #require(byBoth.string("items/1/records/total"))
        #expect(without.contains("customer_region="))
        #expect(try desk.world.get("finance", without).array("items").count == 1)
        let first = try ageing(desk, "?limit=1")
        #expect(first.array("items").count == 1 && first.integer("groups") == 2 && first.string("total/total") == "610.20")
    }

    @Test func `everybody sees the rows that are his or hers, and who sees no invoice sees nothing`() throws {
        let desk = try ReceivablesDesk()
        _ = try desk.issued(desk.confirmed())
        for (name, total) in [
            ("finance", "203.40"), ("executive", "203.40"), ("auditor", "203.40"), ("admin", "203.40"), ("key", "203.40"),
            ("rep", "203.40"),
            ("manager", "203.40"), ("rep2", "0.00"), ("stranger", "0.00"),
        ] {
            let reply = try ageing(desk, by: name)
            #expect(reply.string("total/total") == total, "\(name)")
            #expect(try ageing(desk, "?as_of=2026-11-23", by: name).string("total/total") == "0.00")
        }
        for name in ["logistics", "production", "service", "hr", "marketing", "product", "legal"] {
            #expect(try ageing(desk, by: name).status == 403, "\(name)")
        }
        #expect(try desk.world.get(nil, "/v1/reports/ageing").status == 401)
        // The day before, seen from a day later, by who sees part of it.
        try desk.pass(days: 40)
        #expect(try ageing(desk, "?as_of=2026-11-24", by: "rep").string("total/not_due") == "203.40")
        #expect(try ageing(desk, "?as_of=2026-11-24", by: "rep2").string("total/total") == "0.00")
        #expect(try ageing(desk, by: "rep").string("total/days_1_30") == "203.40")
        let key = try desk.world.post("admin", "/v1/api-keys", #"{"name":"narrow","roles":["integration"],"scopes":["orders:read"]}"#)
        desk.world.admit("narrow", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        #expect(try ageing(desk, by: "narrow").code == "outside_scope")
    }

    @Test func `a day to come, another group and an unknown word are refused`() throws {
        let desk = try ReceivablesDesk()
        for query in [
            "as_of=2026-11-25", "as_of=yesterday", "group_by=product", "group_by=owner,owner", "group_by=", "limit=0", "limit=1001",
        ] {
            #expect(try ageing(desk, "?" + query).code == "bad_parameter", "\(query)")
        }
        #expect(try ageing(desk, "?asof=2026-11-24").code == "unknown_parameter")
    }
}
