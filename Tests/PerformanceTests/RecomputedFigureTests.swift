// The figures once more, from exports alone and by the words of Docs/performance-review.md (P3.2.2).

import JSON
import Kernel
import TestSupport
import Testing

struct RecomputedFigureTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws {
        reviews = try ReviewWorld()
        try reviews.demandNothing()
        try reviews.scheme("month", [("revenue", 50), ("profit", 50)])
    }

    /// Two months of two people in two currencies: parts of orders invoiced, credited, paid in parts, and taken back.
    private func trade(_ basis: String) throws {
        try reviews.setBasis(basis)
        try reviews.open("2026-11")
        for (day, rate) in [("2026-01-01", "7.12345"), ("2026-12-01", "6.98765")] {
            let body = "{\"currency\":\"USD\",\"starts_on\":\"\(day)\",\"rate\":\"\(rate)\"}"
            try reviews.must(world.post("finance", "/v1/exchange-rates", body))
        }
        let first = try reviews.confirmed("7")
        let abroad = try reviews.confirmed("3", by: "rep2", #","unit_price":"33.3333""#, #","currency":"USD""#)
        let whole = try reviews.invoiced(first, "5")
        let dollars = try reviews.invoiced(abroad)
        try reviews.paid(whole, "33.33")
        try reviews.paid(dollars, "50.01", #","currency":"USD""#)
        try reviews.move(to: "2026-12-01 00:30")
        try reviews.open("2026-12")
        _ = try reviews.credited(whole, "2")
        let rest = try reviews.paid(whole, "20.00")
        _ = try reviews.invoiced(first, "1", #","dated_on":"2026-11-30""#)
        _ = try reviews.confirmed("11", by: "rep2")
        try reviews.paid(dollars, "49.99", #","currency":"USD""#)
        try reviews.compute()
        try reviews.take("reverse", "receipts/\(rest)", by: "finance2", #"{"reason":"Bounced"}"#)
        _ = try reviews.credited(dollars, "1")
        try reviews.move(to: "2027-01-01 00:30")
        try reviews.compute()
    }

    @Test(arguments: ["confirmed", "invoiced", "received"])
    func `whoever has the exports comes to the same`(_ basis: String) throws {
        try trade(basis)
        let exports = try Exports(world)
        for period in ["2026-11", "2026-12"] {
            let rows = try exports.rows(basis, period)
            for name in ["rep", "rep2"] {
                let own = rows.filter { $0.owner == reviews.id(name) }
                let figures = try ["revenue", "profit"].map { try reviews.actual($0, name, period) }
                let revenue = own.reduce(0) { $0 + $1.amount }
                let profit = own.reduce(0) { $0 + $1.amount - $1.cost }
                #expect(figures == [revenue, profit].map(Exports.text), "\(name) in \(period)")
            }
        }
    }
}

/// What an auditor exports, with figures in minor units.
private struct Exports {
    struct Row {
        let owner: Int64
        let amount: Int64
        let cost: Int64
    }

    private let orders: [String: [String: String]]
    private let invoices: [String: [String: String]]
    private let notes: [[String: String]]
    private let receipts: [JSONObject]

    init(_ world: World) throws {
        func csv(_ collection: String) throws -> [[String: String]] {
            let text = try world.get("auditor", "/v1/\(collection)", fields: [("Accept", "text/csv")]).answer.text
            let lines = text.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
        }
        func byID(_ rows: [[String: String]]) -> [String: [String: String]] {
            Dictionary(rows.map { ($0["id"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        }
        orders = byID(try csv("orders"))
        invoices = byID(try csv("invoices"))
        notes = try csv("credit-notes")
        let lines = try world.get(
            "auditor", "/v1/receipts?expand=allocations", fields: [("Accept", "application/x-ndjson")]
        ).answer.text.split(separator: "\n")
        receipts = lines.compactMap { try? JSONReader.parse(Array($0.utf8)).object }
    }

    static func text(_ minorUnits: Int64) -> String { DecimalText.write(minorUnits, scale: 2, shownPlaces: 2) }

    private func money(_ text: String?) -> Int64 { text.flatMap { Figure($0) }.map { $0.unscaled / 100 } ?? 0 }

    private func worth(_ amount: Int64, at rate: String?) -> Int64 {
        let rate = rate.flatMap { ExchangeRate($0) }?.unscaled ?? 0
        return Int64(roundedQuotient(Int128(amount) * Int128(rate), by: 100_000_000))
    }

    private func share(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
        whole == 0 ? 0 : Int64(roundedQuotient(Int128(amount) * Int128(part), by: Int128(whole)))
    }

    /// A moment's day in Shanghai.
    private func day(_ moment: String?) -> String {
        guard let moment = moment.flatMap({ Instant($0) }) else { return "" }
        return String("\(moment.adding(seconds: 8 * 3600))".prefix(10))
    }

    func rows(_ basis: String, _ period: String) throws -> [Row] {
        switch basis {
        case "confirmed":
            orders.values.filter { day($0["confirmed_at"]).hasPrefix(period) && $0["status"] != "cancelled" }.map { order in
                Row(
                    owner: owner(order), amount: worth(money(order["net"]), at: order["exchange_rate"]),
                    cost: worth(money(order["cost"]), at: order["exchange_rate"]))
            }
        case "invoiced":
            invoices.values.filter { ["issued", "written_off"].contains($0["status"]) && $0["dated_on"]?.hasPrefix(period) == true }
                .map { paper($0, of: $0, sign: 1) }
                + notes.filter { $0["status"] == "issued" && $0["dated_on"]?.hasPrefix(period) == true }
                .map { paper($0, of: invoices[$0["invoice_id"] ?? ""] ?? [:], sign: -1) }
        default: receipts.flatMap { allocations(of: $0, in: period) }
        }
    }

    /// What was paid of an invoice before an allocation.
    private func paid(of invoice: Int64?, before id: Int64) -> Int64 {
        receipts.flatMap { ($0["allocations"]?.array ?? []).compactMap(\.object) }
            .filter { $0["invoice_id"]?.number?.int64 == invoice && $0["id"]?.number?.int64 ?? 0 < id }
            .reduce(0) { $0 + money($1["amount"]?.string) }
    }

    private func owner(_ order: [String: String]) -> Int64 { order["owner_id"].flatMap { Int64($0) } ?? 0 }

    private func order(of invoice: [String: String]) -> [String: String] { orders[invoice["order_id"] ?? ""] ?? [:] }

    private func cost(_ net: Int64, of order: [String: String]) -> Int64 { share(money(order["cost"]), net, of: money(order["net"])) }

    private func paper(_ paper: [String: String], of invoice: [String: String], sign: Int64) -> Row {
        let order = order(of: invoice)
        let net = money(paper["net"])
        return Row(
            owner: owner(order), amount: sign * worth(net, at: paper["exchange_rate"]),
            cost: sign * worth(cost(net, of: order), at: paper["exchange_rate"]))
    }

    private func allocations(of receipt: JSONObject, in period: String) -> [Row] {
        let last = period + "-31"
        return (receipt["allocations"]?.array ?? []).compactMap(\.object).flatMap { allocation -> [Row] in
            let (made, undone) = (allocation["allocated_on"]?.string ?? "", allocation["undone_on"]?.string)
            let isPaid = made.hasPrefix(period) && undone.map { $0 > last } ?? true
            let isTakenBack = made < period && undone?.hasPrefix(period) == true
            guard isPaid || isTakenBack else { return [] }
            let invoice = invoices["\(allocation["invoice_id"]?.number?.int64 ?? 0)"] ?? [:]
            let order = order(of: invoice)
            let (net, gross, amount) = (money(invoice["net"]), money(invoice["gross"]), money(allocation["amount"]?.string))
            let rate = receipt["exchange_rate"]?.string
            let sign: Int64 = isPaid ? 1 : -1
            let before = paid(of: allocation["invoice_id"]?.number?.int64, before: allocation["id"]?.number?.int64 ?? 0)
            func part(_ whole: Int64) -> Int64 { share(before + amount, whole, of: gross) - share(before, whole, of: gross) }
            return [
                Row(
                    owner: owner(order), amount: sign * worth(part(net), at: rate),
                    cost: sign * worth(part(cost(net, of: order)), at: rate))
            ]
        }
    }
}
