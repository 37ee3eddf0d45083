// Where the tests of reports work: a small company whose figures can be worked out by hand.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

/// `rep` sells to `first` (华东, food), `rep2` to `second` (no region); tea costs 12.60 and sells at 18.00, with 13 % tax.
final class InsightDesk {
    let world: World
    let first: Int64
    let second: Int64
    let tea: Int64
    let pot: Int64

    init(_ world: World? = nil) throws {
        let world = try world ?? World()
        self.world = world
        first = try world.customer("First", owner: "rep")
        second = try world.customer("Second", owner: "rep2")
        _ = try world.patch("admin", "/v1/customers/\(first)", #"{"region":"华东","industry":"Food & drink"}"#)
        tea = try world.product("TEA")
        pot = try world.product("POT", price: "50.00", cost: "20.00")
    }

    // MARK: Orders

    /// A confirmed order of the owner's, confirmed now.
    @discardableResult
    func order(_ customer: Int64, by owner: String, _ quantity: String, of product: Int64? = nil, _ more: String = "") throws -> Int64 {
        let line =
            "{\"product_id\":\(product ?? tea),\"quantity\":\"\(quantity)\"\(more.contains("USD") ? ",\"unit_price\":\"10.00\"" : "")}"
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",\
            "delivery_on":"2027-06-24","lines":[\(line)]\(more)}
            """
        let id = try world.created(world.post(owner, "/v1/orders", body))
        try must("orders/\(id)/submit", by: owner, #"{"no_contract_reason":"Small order"}"#)
        try must("orders/\(id)/reviews/finance/approve", by: "finance2")
        try must("orders/\(id)/reviews/logistics/approve", by: "logistics2")
        try must("orders/\(id)/reviews/sales/approve", by: "manager")
        let reply = try must("orders/\(id)/confirm", by: owner)
        #expect(reply.string("status") == "confirmed")
        return id
    }

    /// All of an order's first line goes out and arrives now.
    func deliver(_ order: Int64, _ quantity: String) throws {
        let line = try world.get("admin", "/v1/orders/\(order)").integer("lines/0/id") ?? 0
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}"
        let id = try world.created(world.post("logistics", "/v1/shipments", body))
        try must("shipments/\(id)/pack", by: "logistics")
        try must("shipments/\(id)/ship", by: "logistics", #"{"carrier":"SF"}"#)
        try must("shipments/\(id)/deliver", by: "logistics", "{\"received_by\":\"Wang\",\"delivered_at\":\"\(world.server.clock.now)\"}")
    }

    @discardableResult
    func must(_ path: String, by name: String, _ body: String = "{}") throws -> Reply {
        let reply = try world.post(name, "/v1/" + path, body)
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(path + " " + reply.answer.text) }
        return reply
    }

    /// Moves the clock to that moment in Shanghai, such as `2026-12-01 00:30`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        world.server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try world.renewSessions()
    }

    // MARK: Reports

    func report(_ question: String, by name: String = "executive") throws -> Reply {
        let reply = try world.get(name, "/v1/reports/" + question)
        guard reply.status == 200 else { throw ClientError.malformed(question + " " + reply.answer.text) }
        return reply
    }

    /// The figures of each row, by its label: `["2026-11": ["2", "540.00"]]`.
    func figures(_ reply: Reply, _ names: String...) -> [String: [String]] {
        let rows = reply.array("items") + (reply["total"].isNull ? [] : [reply["total"]])
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in (row.object?["label"]?.string ?? "?", names.map { word(row.object?[$0]) }) })
    }

    private func word(_ value: JSONValue?) -> String {
        value?.string ?? value?.number?.literal ?? (value?.isNull == true ? "null" : "-")
    }

    /// Every record of a list, page by page.
    func all(_ path: String, by name: String) throws -> [JSONObject] {
        try listed(path) { try world.get(name, $0) }
    }
}

/// Every record behind a path, page by page.
func listed(_ path: String, _ get: (String) throws -> Reply) throws -> [JSONObject] {
    var items: [JSONObject] = []
    var next: String?
    repeat {
        let page = try get(path + (path.contains("?") ? "&" : "?") + "limit=200" + (next.map { "&" + $0 } ?? ""))
        guard page.status == 200 else { throw ClientError.malformed(path + ": " + page.answer.text) }
        items += page.array("items").compactMap(\.object)
        next = page.string("next_cursor").map { "cursor=" + $0 } ?? page.integer("next_before").map { "before=\($0)" }
    } while next != nil
    return items
}

// MARK: Files

extension InsightDesk {
    /// Waits until the export has ended. Throws how, where it has no file.
    func waitForExport(_ id: Int64) throws {
        func status() throws -> String { try world.get("admin", "/v1/exports/\(id)").string("status") ?? "" }
        _ = try eventually { !["queued", "running"].contains(try status()) }
        let end = try world.get("admin", "/v1/exports/\(id)")
        guard end.string("status") == "finished" else { throw ClientError.malformed(end.answer.text) }
    }

    /// The sheets of a workbook that was given out.
    func sheets(_ answer: Answer) throws -> [JSONValue] {
        guard answer.status == 200 else { throw ClientError.malformed(answer.text) }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString.prefix(8)).xlsx")
        try Data(answer.body).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try readSpreadsheet(file.path)
    }
}
