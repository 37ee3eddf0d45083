// Where the tests of reports work: a small company whose figures can be worked out by hand.

import App
import Foundation
import JSON
import Kernel
import SQLite
import Storage
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
        try world.confirmedOrder(customer, by: owner, quantity, of: product ?? tea, more)
    }

    /// All of an order's first line goes out and arrives now.
    func deliver(_ order: Int64, _ quantity: String) throws {
        let id = try world.shipped(order, quantity)
        try world.deliver(id, at: world.server.clock.now)
    }

    @discardableResult
    func must(_ path: String, by name: String, _ body: String = "{}") throws -> Reply { try world.must(path, by: name, body) }
    func move(to moment: String) throws { try world.move(to: moment) }
    func report(_ question: String, by name: String = "executive") throws -> Reply { try world.report(question, by: name) }

    /// Every record of a list, page by page.
    func all(_ path: String, by name: String) throws -> [JSONObject] {
        try listed(path) { try world.get(name, $0) }
    }
}

extension World {
    // MARK: Orders

    /// A draft of one line; what `more` adds begins with a comma.
    func draftOrder(_ customer: Int64, by owner: String, _ quantity: String, of product: Int64, _ more: String = "") throws -> Int64 {
        let price = more.contains("USD") ? ",\"unit_price\":\"10.00\"" : ""
        let wanted = more.contains("delivery_on") ? "" : ",\"delivery_on\":\"2027-06-24\""
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road"\(wanted),\
            "lines":[{"product_id":\(product),"quantity":"\(quantity)"\(price)}]\(more)}
            """
        return try must("orders", by: owner, body).id
    }

    func submit(_ order: Int64, by name: String) throws {
        try must("orders/\(order)/submit", by: name, #"{"no_contract_reason":"Small order"}"#)
    }

    /// By finance, logistics, and whoever reviews for sales.
    func review(_ order: Int64, forSales reviewer: String = "manager") throws {
        try must("orders/\(order)/reviews/finance/approve", by: "finance2")
        try must("orders/\(order)/reviews/logistics/approve", by: "logistics2")
        try must("orders/\(order)/reviews/sales/approve", by: reviewer)
    }

    /// Entered, submitted, reviewed and confirmed now.
    func confirmedOrder(
        _ customer: Int64, by owner: String, _ quantity: String, of product: Int64, _ more: String = "",
        forSales reviewer: String = "manager"
    ) throws -> Int64 {
        let id = try draftOrder(customer, by: owner, quantity, of: product, more)
        try submit(id, by: owner)
        try review(id, forSales: reviewer)
        let reply = try must("orders/\(id)/confirm", by: owner)
        #expect(reply.string("status") == "confirmed")
        return id
    }

    /// A shipment of an order's first line that goes out now.
    func shipped(_ order: Int64, _ quantity: String) throws -> Int64 {
        let line = try get("admin", "/v1/orders/\(order)").integer("lines/0/id") ?? 0
        let body = "{\"order_id\":\(order),\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity)\"}]}"
        let id = try must("shipments", by: "logistics", body).id
        try must("shipments/\(id)/pack", by: "logistics")
        try must("shipments/\(id)/ship", by: "logistics", #"{"carrier":"SF"}"#)
        return id
    }

    func deliver(_ shipment: Int64, at moment: Instant) throws {
        try must("shipments/\(shipment)/deliver", by: "logistics", "{\"received_by\":\"Wang\",\"delivered_at\":\"\(moment)\"}")
    }

    /// An invoice of all that is in the order, issued now; what `more` adds stands alone.
    func invoiced(_ order: Int64, _ more: String = "") throws -> Int64 {
        let id = try must("orders/\(order)/invoices", by: "finance", "{\(more)}").id
        try must("invoices/\(id)/issue", by: "finance")
        return id
    }

    // MARK: Reports

    /// The row of a report of things that are looked for.
    func check(_ name: String, in reply: Reply) throws -> JSONObject {
        try #require(reply.array("items").compactMap(\.object).first { $0["check"]?.string == name }, "\(name)")
    }

    /// What was found is so many, and behind it are exactly these.
    func expect(_ name: String, in reply: Reply, _ ids: [Int64], among: Int? = nil, by reader: String = "executive") throws {
        let row = try check(name, in: reply)
        #expect(row["found"]?.number?.int64 == Int64(ids.count), "\(name)")
        #expect(try self.ids(behind: row["records"]?.object?["found"]?.string, by: reader) == ids.sorted(), "\(name)")
        guard let among else { return }
        #expect(row["among"]?.number?.int64 == Int64(among), "\(name)")
        #expect(try self.ids(behind: row["records"]?.object?["among"]?.string, by: reader).count == among, "\(name)")
    }

    /// Changes the database behind the server's back: what no rule lets happen.
    func force(_ sql: String, _ values: [SQLiteValue] = []) throws {
        try server.application.database.write { try $0.connection.run(sql, values) }
    }

    /// What stands in the database where no request shows it.
    func rows(_ sql: String) throws -> [[SQLiteValue]] { try server.application.database.read { try $0.rows(sql) } }

    /// The answer to a request on which the test rests.
    @discardableResult
    func must(_ path: String, by name: String, _ body: String = "{}", method: String = "POST") throws -> Reply {
        let reply = try send(name, method, "/v1/" + path, body)
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(path + " by " + name + ": " + reply.answer.text) }
        return reply
    }

    /// Moves the clock to that moment in Shanghai, such as `2026-12-01 00:30`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try renewSessions()
    }

    func report(_ question: String, by name: String = "executive") throws -> Reply {
        let reply = try get(name, "/v1/reports/" + question)
        guard reply.status == 200 else { throw ClientError.malformed(question + " " + reply.answer.text) }
        return reply
    }

    /// The ids behind a figure, in order.
    func ids(behind path: String?, by name: String = "executive") throws -> [Int64] {
        try listed(#require(path)) { try get(name, $0) }.compactMap { $0["id"]?.number?.int64 }.sorted()
    }
}

/// The figures of each row and of the total, by its label: `["2026-11": ["2", "540.00"]]`.
func figures(_ reply: Reply, _ names: String...) -> [String: [String]] {
    func word(_ value: JSONValue?) -> String {
        value?.string ?? value?.number?.literal ?? (value?.isNull == true ? "null" : "-")
    }
    let rows = reply.array("items") + (reply["total"].isNull ? [] : [reply["total"]])
    return Dictionary(
        uniqueKeysWithValues: rows.map { row in (row.object?["label"]?.string ?? "?", names.map { word(row.object?[$0]) }) })
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
