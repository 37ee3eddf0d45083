// The money of the demo company: who has paid, who has not, and what is done about it.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct DemoMoneyTests {
    @Test func `every order that has left is invoiced whole, on the day it left`() throws {
        let auditor = try Visitor.auditor()
        let invoices = try auditor.all("/v1/invoices?sort=id")
        #expect(invoices.count == 809 && invoices.allSatisfy { $0.text("status") == "issued" })
        let orders = Dictionary(uniqueKeysWithValues: try auditor.all("/v1/orders?sort=id").map { ($0.integer("id") ?? 0, $0) })
        for invoice in invoices {
            let order = try #require(orders[invoice.integer("order_id") ?? 0])
            #expect(invoice.text("gross") == order.text("gross"))
            let isPaid = invoice.text("settlement") == "paid"
            #expect(order.text("invoicing_status") == (isPaid ? "paid" : "invoiced"))
            #expect((order.text("status") == "completed") == isPaid)
        }
    }

    @Test func `invoices are paid in time, late, in parts and not at all, and every age is there`() throws {
        let auditor = try Visitor.auditor()
        let settlements = Set(try auditor.all("/v1/invoices").compactMap { $0.text("settlement") })
        #expect(settlements.isSuperset(of: ["open", "paid", "overdue"]))
        let receipts = try auditor.all("/v1/receipts")
        // What was paid for goods that came back later is the customer's again.
        let credited = Set(try auditor.all("/v1/credit-notes").compactMap { $0.integer("customer_id") })
        let free = receipts.filter { $0.text("allocation") != "fully" }
        #expect(receipts.count > 700 && (1...20).contains(free.count))
        #expect(free.allSatisfy { credited.contains($0.integer("customer_id") ?? 0) })
        let total = try #require(auditor.get("/v1/reports/ageing").json.object?["total"]?.object)
        for age in ["not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"] {
            #expect(Decimal(text: total.text(age)) > 0, "\(age): \(total)")
        }
    }

    @Test func `dunning stands at every step`() throws {
        let cases = try Visitor.auditor().all("/v1/dunning-cases")
        let states = Set(cases.compactMap { $0.text("status") })
        #expect(states == ["open", "letter", "visit", "lawsuit", "promised", "on_hold", "settled"])
    }
}
