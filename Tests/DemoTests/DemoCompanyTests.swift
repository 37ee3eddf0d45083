// The demo company around its orders: people, catalogue, customers, credit, audit, and the command itself.

import App
import Foundation
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct DemoCompanyTests {
    // MARK: The command

    @Test func `the command fills an empty directory, once`() throws {
        let demo = try DemoServer.shared()
        #expect(demo.exitCode == CommandLineTool.ExitCode.done)
        #expect(DemoServer.runCommand(demo.directory) == CommandLineTool.ExitCode.failed)
        let orders = try demo.server.application.database.read { try $0.first("SELECT count(*) FROM orders WHERE id <= 830") }
        #expect(orders == [.integer(830)])
    }

    @Test func `a directory that holds anything is left as it is`() throws {
        let directory = NSTemporaryDirectory() + "salesd-demo-\(UUID())"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: directory + "/notes.txt"))
        #expect(DemoServer.runCommand(directory) == CommandLineTool.ExitCode.failed)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["notes.txt"])
    }

    @Test(arguments: ["yesterday", "2025-02-30", "1979-12-31", "9999-12-31"])
    func `a day that cannot be is a wrong use`(day: String) {
        let directory = NSTemporaryDirectory() + "salesd-demo-\(UUID())"
        #expect(DemoServer.runCommand(directory, asOf: day) == CommandLineTool.ExitCode.wrongUsage)
        #expect(!FileManager.default.fileExists(atPath: directory))
    }

    @Test func `a weak password is refused, and nothing stays`() throws {
        let directory = NSTemporaryDirectory() + "salesd-demo-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for password in ["short", "i-am-nancy-and-i-know-it"] {
            let code = CommandLineTool.run(["demo", "--data", directory, "--password", password], environment: [:])
            #expect(code == CommandLineTool.ExitCode.failed)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    // MARK: People

    @Test func `everybody signs in with the password`() throws {
        let client = try DemoServer.shared().server.client()
        for name in ["nancy", "andrew", "finance1", "admin"] {
            let body = "{\"username\":\"\(name)\",\"password\":\"\(DemoServer.password)\"}"
            let reply = Reply(try client.send("POST", "/v1/sessions", fields: [("Content-Type", "application/json")], body: body))
            #expect(reply.status == 201)
            #expect(reply.string("user/username") == name)
        }
    }

    @Test func `the nine have their ids and their reporting line`() throws {
        let auditor = try Visitor.auditor()
        for row in try NorthwindTable("employees").rows {
            let user = try auditor.get("/v1/users/\(row["employeeID"] ?? "")")
            #expect(user.string("username") == row["firstName"]?.lowercased())
            #expect(user.integer("manager_id") == row["reportsTo"].flatMap { Int64($0) })
            let roles = user.array("roles").compactMap(\.string)
            #expect(roles == [["2", "5"].contains(row["employeeID"]) ? "sales_manager" : "sales_rep"])
        }
    }

    @Test func `there is somebody of every role, and two who decide on each other's papers`() throws {
        let users = try Visitor.auditor().all("/v1/users")
        let roles = users.flatMap { $0["roles"]?.array?.compactMap(\.string) ?? [] }
        for role in Role.allCases { #expect(roles.contains(role.rawValue), "nobody is \(role.rawValue)") }
        for role in ["finance", "logistics", "service", "hr"] { #expect(roles.count { $0 == role } == 2) }
    }

    // MARK: Catalogue and customers

    @Test func `products are the files', in their order`() throws {
        let products = try Visitor.auditor().all("/v1/products?sort=id")
        for (product, row) in zip(products, try NorthwindTable("products").rows) {
            #expect(product.integer("id").map(String.init) == row["productID"])
            #expect(product.text("external_id") == row["productID"])
            #expect(product.text("name") == row["productName"])
            #expect(product.text("unit") == row["quantityPerUnit"])
            #expect(product.integer("category_id").map(String.init) == row["categoryID"])
            #expect(Decimal(text: product.text("list_price")) == Decimal(text: row["unitPrice"]))
            #expect(Decimal(text: product.text("standard_cost")) == Decimal(text: row["unitPrice"]) * Decimal(7) / 10)
            #expect(Decimal(text: product.text("tax_rate")) == Decimal(text: "0.13"))
            #expect(product["active"] == .bool(row["discontinued"] == "0"))
        }
        #expect(products.count == 77)
        #expect([1, 2, 14].map { products[$0 - 1].text("name") } == ["Chai", "Chang", "Tofu"])
        #expect(try Visitor.auditor().all("/v1/categories").count == 8)
    }

    @Test func `customers are the files', each owned by whoever served it last`() throws {
        let customers = try Visitor.auditor().all("/v1/customers?sort=id")
        var owners: [String: String] = [:]
        for row in try NorthwindTable("orders").rows { owners[row["customerID"] ?? ""] = row["employeeID"] }
        for (index, row) in try NorthwindTable("customers").rows.enumerated() {
            let customer = customers[index]
            let code = row["customerID"] ?? ""
            #expect(customer.integer("id") == Int64(index + 1))
            #expect(customer.text("external_id") == code)
            #expect(customer.text("name") == row["companyName"])
            #expect(customer.integer("owner_id").map(String.init) == owners[code] ?? "2")
            #expect(customer.text("status") == (owners[code] == nil ? "prospect" : "active"))
        }
        // Leads have become customers beside them.
        #expect(customers.dropFirst(91).allSatisfy { $0.integer("lead_id") != nil })
        #expect(customers[6].text("external_id") == "BLONP")
        let idle = customers.filter { ["FISSA", "PARIS"].contains($0.text("external_id")) }
        #expect(idle.map { $0.integer("owner_id") } == [2, 2])
    }

    @Test func `each customer has a contact and an approved credit above what it owes`() throws {
        let finance = try Visitor(11)
        let contacts = try finance.all("/v1/contacts?sort=customer_id")
        #expect(contacts.prefix(91).map { $0.text("name") } == (try NorthwindTable("customers").rows.map { $0["contactName"] }))
        for id in 1...91 {
            let credit = try finance.get("/v1/customers/\(id)/credit")
            #expect(credit["is_poor"] == .bool(false))
            #expect(Decimal(text: credit.string("exposure/amount")) < Decimal(text: credit.string("limit")))
        }
        let investigations = try finance.all("/v1/credit-investigations?sort=customer_id")
        #expect(investigations.map { $0.text("status") } == Array(repeating: "approved", count: 91))
    }

    @Test func `the next order of customer 7 goes to review`() throws {
        let michael = try Visitor(6)
        let order = try michael.post(
            "/v1/orders",
            """
            {"customer_id": 7, "currency": "CNY", "payment_method": "bank_transfer", "payment_terms_days": 30, "transport_mode": "road",
             "delivery_on": "2025-12-24", "lines": [{"product_id": 1, "quantity": "10", "unit_price": "18.00"},
             {"product_id": 2, "quantity": "3", "unit_price": "19.00"}, {"product_id": 14, "quantity": "40", "unit_price": "23.25"}]}
            """)
        #expect(order.status == 201)
        #expect(order.id > 830)
        #expect(order.string("net") == "1167.00")
        let submitted = try michael.post("/v1/orders/\(order.id)/submit", #"{"no_contract_reason": "a trial"}"#)
        #expect(submitted.string("status") == "in_review")
    }

    // MARK: Audit

    @Test func `the audit's chain holds`() throws {
        let directory = try DemoServer.shared().directory
        #expect(CommandLineTool.run(["audit", "verify", "--data", directory], environment: [:]) == CommandLineTool.ExitCode.done)
    }

    @Test func `everything happened one after the other, at hours in which people work`() throws {
        let rows = try query("SELECT at FROM audit WHERE origin = 'demo' ORDER BY sequence").compactMap { $0[0].number }
        #expect(rows.count > 13_000)
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 <= $1 })
        let minutes = rows.map { ($0 / 60_000 + 8 * 60) % (24 * 60) }
        #expect(minutes.allSatisfy { (9 * 60..<12 * 60).contains($0) || (13 * 60..<18 * 60).contains($0) })
        // 1 January 1970 was a Thursday.
        #expect(rows.allSatisfy { (($0 + 8 * 3_600_000) / 86_400_000 + 3) % 7 < 5 })
    }

    @Test func `no paper was decided by one of its authors`() throws {
        // 825 each of finance and logistics, 91 of credit, and of sales those 826 that rest on no contract.
        let decisions = try query(
            "SELECT count(*) FROM audit WHERE action LIKE '%approve' AND origin = 'demo' AND entity IN ('order', 'credit_investigation')")
        let contracted = try query("SELECT count(*) FROM orders WHERE contract_id IS NOT NULL").first?[0].number ?? 0
        #expect(contracted > 10)
        #expect(decisions.first?[0].number == 2567 - contracted)
        let own = try query(
            """
            SELECT d.sequence FROM audit d JOIN audit a ON a.entity = d.entity AND a.entity_id = d.entity_id AND a.user_id = d.user_id
            WHERE (d.action LIKE '%approve' OR d.action IN ('sign-ours', 'request-changes', 'legal-reject', 'terminate')) AND a.action IN ('created', 'updated', 'submit')
            """)
        #expect(own.isEmpty)
    }

    @Test func `the history of an order is that of one entered by hand`() throws {
        let actions = try query(
            "SELECT action FROM audit WHERE entity = 'order' AND entity_id = 1 AND action <> 'derived' ORDER BY sequence"
        ).compactMap { $0[0].word }
        let reviews = ["finance", "logistics", "sales"].map { "reviews/\($0)/approve" }
        #expect(actions.first == "created" && actions.dropFirst().first == "submit")
        #expect(actions.dropFirst(2).prefix(3).sorted() == reviews)
        #expect(actions.suffix(3) == ["confirm", "erp-confirmation", "complete"])
    }

    private func query(_ sql: String) throws -> [[SQLiteValue]] {
        try DemoServer.shared().server.application.database.read { try $0.rows(sql) }
    }
}

extension SQLiteValue {
    fileprivate var number: Int64? { if case .integer(let number) = self { number } else { nil } }
    fileprivate var word: String? { if case .text(let word) = self { word } else { nil } }
}
