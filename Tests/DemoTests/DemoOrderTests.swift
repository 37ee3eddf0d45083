// The orders of the demo company, held against the files.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoOrderTests {
    /// Every order as the server gives it, in the order of the ids.
    private static let orders = Result {
        let auditor = try Visitor.auditor()
        return try (1...830).map { try #require(auditor.get("/v1/orders/\($0)").json.object) }
    }

    private func rows() throws -> [[String: String]] { try NorthwindTable("orders").rows }

    @Test func `each order comes to what the files say, line by line`() throws {
        let details = Dictionary(grouping: try NorthwindTable("order-details").rows) { $0["orderID"] ?? "" }
        for (order, row) in zip(try Self.orders.get(), try rows()) {
            let goods = (details[row["orderID"] ?? ""] ?? []).map {
                Figures(
                    quantity: Decimal(text: $0["quantity"]), price: Decimal(text: $0["unitPrice"]), discount: Decimal(text: $0["discount"]))
            }
            let freight = Figures(quantity: 1, price: Decimal(text: row["freight"]), discount: 0)
            let total = goods.reduce(freight, +)
            #expect(order.text("external_id") == row["orderID"])
            #expect(order.objects("lines").map { Decimal(text: $0.text("net")) } == (goods + [freight]).map(\.net))
            #expect(Decimal(text: order.text("net")) == total.net)
            #expect(Decimal(text: order.text("tax")) == total.tax)
            #expect(Decimal(text: order.text("gross")) == total.gross)
        }
    }

    @Test func `all orders together come to the known sums`() throws {
        let lines = try Self.orders.get().flatMap { $0.objects("lines") }
        func sum(_ kind: String) -> (count: Int, net: Decimal) {
            let nets = lines.filter { $0.text("kind") == kind }.map { Decimal(text: $0.text("net")) }
            return (nets.count, nets.reduce(0, +))
        }
        #expect(sum("product").count == 2155)
        #expect(sum("product").net == Decimal(text: "1265793.29"))
        #expect(sum("freight").count == 830)
        #expect(sum("freight").net == Decimal(text: "64942.69"))
        #expect(try Self.orders.get().reduce(Decimal(0)) { $0 + Decimal(text: $1.text("net")) } == Decimal(text: "1330735.98"))
    }

    @Test func `products, customers, sellers and conditions are the files'`() throws {
        let codes = try NorthwindTable("customers").rows.compactMap { $0["customerID"] }
        let details = Dictionary(grouping: try NorthwindTable("order-details").rows) { $0["orderID"] ?? "" }
        for (order, row) in zip(try Self.orders.get(), try rows()) {
            let products = order.objects("lines").compactMap { $0.integer("product_id") }.map(String.init)
            #expect(products == (details[row["orderID"] ?? ""] ?? []).compactMap { $0["productID"] })
            #expect(order.integer("customer_id").map { codes[Int($0) - 1] } == row["customerID"])
            #expect(order.integer("owner_id").map(String.init) == row["employeeID"])
            #expect(order.integer("created_by_id") == order.integer("owner_id"))
            #expect(order.text("currency") == "CNY")
            #expect(order["prices_include_tax"] == .bool(false))
            #expect(order.text("payment_method") == "bank_transfer")
            #expect(order.integer("payment_terms_days") == 30)
            #expect(order.text("transport_mode") == "road")
            #expect(order.text("ship_to")?.hasPrefix(row["shipName"] ?? "?") == true)
        }
    }

    @Test func `all dates are moved by the same whole number of weeks`() throws {
        let shift = try #require(Day("2025-05-28")?.daysSince1970) - (try #require(Day("1998-05-06")?.daysSince1970))
        #expect(shift % 7 == 0)
        for (order, row) in zip(try Self.orders.get(), try rows()) {
            func expected(_ column: String) -> Day? { Day((row[column] ?? "").prefix(10))?.adding(days: shift) }
            let created = try #require(Instant(order.text("created_at") ?? ""))
            #expect(Day(daysSince1970: Int((created.milliseconds + 8 * 3_600_000) / Instant.millisecondsPerDay)) == expected("orderDate"))
            #expect(order.text("number")?.contains(expected("orderDate")?.description.filter { $0 != "-" } ?? "?") == true)
            #expect(order.text("delivery_on") == expected("requiredDate")?.description)
        }
    }

    @Test func `orders stand where their dates put them`() throws {
        var counts: [String: Int] = [:]
        for (order, row) in zip(try Self.orders.get(), try rows()) {
            let status = order.text("status") ?? ""
            counts[status, default: 0] += 1
            let hasLeft = row["shippedDate"] != ""
            // Who has not paid yet, has an order that is not complete.
            #expect((status == "completed") == (order.text("invoicing_status") == "paid") && (hasLeft || status != "completed"))
            #expect((order.text("fulfilment_status") == "delivered") == hasLeft)
            #expect((order.text("erp_number") != nil) == ["confirmed", "completed"].contains(status))
        }
        #expect(counts["completed", default: 0] > 600)
        #expect(counts["completed", default: 0] + counts["confirmed", default: 0] == 818)
        #expect(counts["approved"] == 4 && counts["in_review"] == 8)
    }

    @Test func `reviews on their way are given in part`() throws {
        let given = try Self.orders.get().filter { $0.text("status") == "in_review" }.map { order in
            order.objects("reviews").count { $0.text("verdict") == "approved" }
        }
        #expect(given == [2, 2, 2, 2, 1, 0, 1, 0])
    }

    @Test func `each department reviews its own, and nobody what he or she has entered`() throws {
        let managers = Dictionary(
            uniqueKeysWithValues: try NorthwindTable("employees").rows.map { ($0["employeeID"] ?? "", $0["reportsTo"] ?? "") })
        for order in try Self.orders.get() {
            let owner = String(order.integer("owner_id") ?? 0)
            let manager = managers[owner].flatMap { Int64($0) }
            for review in order.objects("reviews") where review.text("verdict") == "approved" {
                let reviewer = try #require(review.integer("reviewer_id"))
                #expect(reviewer != order.integer("created_by_id"))
                switch review.text("department") {
                case "finance": #expect([11, 12].contains(reviewer))
                case "logistics": #expect([13, 14].contains(reviewer))
                default: #expect(reviewer == manager ?? 10)
                }
            }
        }
    }

    @Test func `what was shipped has its shipment, by the carrier of the files and on its day`() throws {
        let carriers = Dictionary(
            uniqueKeysWithValues: try NorthwindTable("shippers").rows.map { ($0["shipperID"] ?? "", $0["companyName"] ?? "") })
        let shipments = try Visitor.auditor().all("/v1/shipments?sort=id&purpose=order")
        #expect(shipments.count == 809)
        let byOrder = Dictionary(uniqueKeysWithValues: shipments.map { ($0.integer("order_id") ?? 0, $0) })
        for (index, row) in try rows().enumerated() where row["shippedDate"] != "" {
            let shipment = try #require(byOrder[Int64(index + 1)])
            #expect(shipment.text("status") == "delivered")
            #expect(shipment.text("carrier") == carriers[row["shipVia"] ?? ""])
            let expected = Day((row["shippedDate"] ?? "").prefix(10)).map { $0.adding(days: 1412 * 7).description }
            #expect(shipment.text("shipped_at")?.prefix(10).description == expected)
        }
    }
}
