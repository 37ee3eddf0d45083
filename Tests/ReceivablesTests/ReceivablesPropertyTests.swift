// Whatever finance does in whatever order, the papers add up to the fen (P4.2.5).
//
// SALESD_FUZZ_REQUESTS=10000 SALESD_FUZZ_SEED=7 scripts/test --filter ReceivablesPropertyTests

import JSON
import Kernel
import TestSupport
import Testing

struct ReceivablesPropertyTests {
    @Test func `after each of many random steps everything adds up`() throws {
        let seed = SeededRandom.seed(standard: 20_261_126)
        var play = try Play(seed: seed)
        for step in 0..<SeededRandom.rounds(standard: 300) {
            let (did, reply) = try play.step()
            let told = "seed \(seed), step \(step): \(did) → \(reply.status) \(reply.code ?? "")"
            #expect(reply.status < 500, "\(told): \(reply.answer.text)")
            let broken = try ReceivablesLaws.violations(play.desk)
            #expect(broken.isEmpty, "\(told): \(broken)")
            for customer in play.customers {
                let credit = try play.desk.world.get("finance", "/v1/customers/\(customer)/credit")
                let papers = credit.array("exposure/papers").compactMap { Play.fen($0.object?["amount"]?.string) }.reduce(0, +)
                let total = Play.fen(credit.string("exposure/amount"))
                #expect(try total == ReceivablesLaws.exposure(of: customer, play.desk) && total == papers, "\(told)")
            }
            guard reply.status < 500, broken.isEmpty else { return }
        }
        #expect(try play.desk.differences() == [])
        #expect(play.done.count == Play.acts.count, "something was never done: \(play.done.sorted())")
    }
}

/// Somebody who does at random what finance does.
private struct Play {
    let desk: ReceivablesDesk
    let customers: [Int64]
    private var random: SeededRandom
    private var orders: [Int64] = []
    private var passed: Int64 = 0
    /// The acts that have succeeded at least once.
    private(set) var done: Set<String> = []

    private static let odds = [
        "order", "ship", "invoice", "invoice", "invoice", "invoice shipment", "patch", "issue", "issue", "issue", "void", "write off",
        "receive", "receive", "allocate", "allocate", "allocate", "reverse", "credit", "credit", "issue credit", "issue credit",
        "void credit", "drop", "days",
    ]

    static let acts = Set(odds)

    init(seed: UInt64) throws {
        desk = try ReceivablesDesk(limit: "50000000.00")
        customers = [desk.customer, try desk.world.customer("另一家", limit: "50000000.00")]
        random = SeededRandom(seed: seed)
        _ = try desk.world.created(
            desk.world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7.1234567"}"#))
        for _ in 0..<4 { try order() }
    }

    static func fen(_ text: String?) -> Int64? {
        guard let text, case .success(let fen) = DecimalText.read(text, scale: 2) else { return nil }
        return fen
    }

    /// Does one thing; what it was, and the answer.
    mutating func step() throws -> (String, Reply) {
        let act = random.pick(Play.odds)
        let reply = try perform(act)
        if reply.status < 300 { done.insert(act) }
        return (act, reply)
    }

    private mutating func perform(_ act: String) throws -> Reply {
        switch act {
        case "order":
            try order()
            return try desk.get("orders/\(orders.last ?? 0)")
        case "ship": return try ship()
        case "invoice": return try desk.invoice(random.pick(orders), random.oneIn(3) ? [:] : [0: quantity()])
        case "invoice shipment":
            return try desk.world.post("finance", "/v1/invoices", "{\"shipment_id\":\(some("shipments", "status=shipped"))}")
        case "patch": return try patch()
        case "issue": return try desk.take("issue", "invoices/\(some("invoices", "status=draft"))", by: "finance")
        case "void": return try decide("void", "invoices/\(some("invoices", "status=issued"))")
        case "write off": return try decide("write-off", "invoices/\(some("invoices", "status=issued"))")
        case "receive": return try receive()
        case "allocate": return try allocate()
        case "reverse": return try decide("reverse", "receipts/\(some("receipts", "status=received"))")
        case "credit": return try desk.credit(some("invoices", "status=issued"), random.oneIn(3) ? [:] : [0: quantity()])
        case "issue credit": return try desk.take("issue", "credit-notes/\(some("credit-notes", "status=draft"))", by: "finance")
        case "void credit": return try decide("void", "credit-notes/\(some("credit-notes", "status=issued"))")
        case "drop": return try desk.world.send("finance", "DELETE", "/v1/invoices/\(some("invoices", "status=draft"))")
        default:
            // The customers' credit is good for a year.
            let days = passed < 300 ? random.integer(1...20) : 0
            passed += days
            try desk.pass(days: days)
            return try desk.get("settings/receivables")
        }
    }

    // MARK: Acts

    /// A confirmed order of awkward lines.
    private mutating func order() throws {
        let lines = (0...random.integer(0...2)).map { _ in
            let price = random.pick(["0.05", "18", "0.0033", "333.3333", "0", "99.99"])
            return desk.line(quantity(), ",\"unit_price\":\"\(price)\",\"discount\":\"\(random.pick(["0", "0.05", "0.3333"]))\"")
        }
        let currency = random.oneIn(3) ? #","currency":"USD""# : ""
        let taxes = random.oneIn(3) ? #","prices_include_tax":true"# : ""
        orders.append(try desk.confirmed(customer: random.pick(customers), lines: lines.joined(separator: ","), currency + taxes))
    }

    private mutating func ship() throws -> Reply {
        let order = random.pick(orders)
        let line = try desk.orderLine(order)
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity())\"}]}"
        let shipment = try desk.world.post("logistics", "/v1/shipments", body)
        guard shipment.status == 201 else { return shipment }
        let packed = try desk.take("pack", "shipments/\(shipment.id)", by: "logistics")
        guard packed.status == 200 else { return packed }
        return try desk.take("ship", "shipments/\(shipment.id)", by: "logistics", #"{"carrier":"SF"}"#)
    }

    private mutating func patch() throws -> Reply {
        let invoice = try some("invoices", "status=draft")
        let line = try desk.get("invoices/\(invoice)").integer("lines/0/id") ?? 0
        return try desk.world.patch("finance", "/v1/invoices/\(invoice)", "{\"lines\":[{\"id\":\(line),\"quantity\":\"\(quantity())\"}]}")
    }

    private mutating func receive() throws -> Reply {
        let amount = random.pick(["0.01", "0.06", "17.77", "203.40", "1000", "\(random.integer(1...5_000))"])
        let currency = random.oneIn(3) ? #","currency":"USD""# : ""
        return try desk.receipt(amount, currency, customer: random.pick(customers))
    }

    private mutating func allocate() throws -> Reply {
        let receipt = try some("receipts", "status=received&allocation=open,partly")
        guard random.oneIn(2) else { return try desk.take("allocate", "receipts/\(receipt)", by: "finance") }
        let invoice = try some("invoices", "status=issued&settlement=open,partly_paid,overdue")
        let amount = random.oneIn(2) ? "" : ",\"amount\":\"\(random.pick(["0.01", "0.03", "5", "100"]))\""
        return try desk.take("allocate", "receipts/\(receipt)", by: "finance", "{\"to\":[{\"invoice_id\":\(invoice)\(amount)}]}")
    }

    private func decide(_ step: String, _ path: String) throws -> Reply {
        try desk.take(step, path, by: "finance2", #"{"reason":"At random"}"#)
    }

    // MARK: Chance

    private mutating func quantity() -> String { random.pick(["1", "2", "3", "7", "10", "0.3333", "1.5", "12"]) }

    /// One of the latest records; 0 where there is none.
    private mutating func some(_ collection: String, _ filter: String) throws -> Int64 {
        let found = try desk.get("\(collection)?limit=20&fields=id&\(filter)").array("items")
        let ids = found.compactMap { $0.object?["id"]?.number?.int64 }
        return ids.isEmpty ? 0 : random.pick(ids)
    }
}
