// A run of scripts/erp, and the companies beside which the tests run it.

import Foundation
import Glibc
import JSON
import SQLite
import TestSupport

/// The script as a process, whose words the test can read while it runs.
final class ERPRun: @unchecked Sendable {
    // @unchecked: a test uses it from one thread.
    private let process = Process()
    private let log: URL

    private static let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../scripts/erp").standardized.path

    init(_ words: [String], key: String) throws {
        log = FileManager.default.temporaryDirectory.appendingPathComponent("erp-\(UUID().uuidString.prefix(8)).log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [ERPRun.script] + words
        process.environment = ["PATH": "/usr/bin:/bin", "SALESD_KEY": key]
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: log)
    }

    /// What it has said so far.
    var errors: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end: the exit code, or the signal that ended it.
    func finish() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// The sample company behind the real program, which is killed and started again on the same port.
final class ERPOffice {
    private let directory: DataDirectory
    private var server: Child
    private let port: UInt16
    private let options: [String]
    private var client: HTTPClient
    private var tokens: [String: String] = [:]
    /// With the scopes that the script's page names.
    let key: String
    var path: String { directory.path }
    private var memory: String { directory.parent + "/erp.json" }

    /// - Parameter options: what the server is started with beside its standard
    init(_ options: [String] = []) throws {
        self.options = options
        directory = try DataDirectory()
        try SampleCompany.copy(to: directory.path)
        // It takes part from today on: what the company has done before is done.
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readOnly)
        let newest = try connection.first("SELECT max(sequence) FROM event")?.first?.integer ?? 0
        connection.close()
        try Data("{\"cursor\":\(newest)}".utf8).write(to: URL(fileURLWithPath: directory.parent + "/erp.json"))
        (server, port) = try directory.serve(options)
        client = try HTTPClient(port: port)
        let scopes = ["--roles", "integration", "--scopes", "orders:write,shipments:write,invoices:read,receipts:write"]
        key = String(try Salesd.run(["key", "add", "example-erp"] + scopes + ["--data", directory.path]).output.dropLast())
    }

    /// How the script is called here.
    func words(_ more: [String]) -> [String] { ["--url", "http://127.0.0.1:\(port)", "--state", memory] + more }

    /// The file with the key that makes the script's webhook.
    func setupKey() throws -> String {
        let scopes = ["--roles", "admin,integration", "--scopes", "webhooks:write,orders:read,invoices:read"]
        let key = try Salesd.run(["key", "add", "setup"] + scopes + ["--data", directory.path]).output
        let file = directory.parent + "/setup.key"
        try Data(key.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Ends the server and starts it on the same port.
    func restart(by signal: Int32) throws {
        server.signal(signal)
        _ = server.finish()
        server = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:\(port)"] + options)
        try server.start()
        guard let line = server.line(), line.hasSuffix(":\(port)") else { throw ClientError.malformed(server.finish().errors) }
        client = try HTTPClient(port: port)
    }

    /// How many orders and invoices the script has under way by its memory; nil before it has one.
    func ordersUnderWay() throws -> Int? {
        guard let bytes = FileManager.default.contents(atPath: memory) else { return nil }
        return try JSONReader.parse(Array(bytes)).object?["under_way"]?.object?.members.count
    }

    /// Whether nothing waits for the script's webhook, and nothing is under way by the script's memory.
    func isQuiet() throws -> Bool {
        guard let id = try webhook(), try ordersUnderWay() == 0 else { return false }
        let state = try get("admin", "webhooks/\(id)/state")
        return try state.integer("waiting") == 0 && ordersLeft() == 0
    }

    private func webhook() throws -> Int64? {
        guard let bytes = FileManager.default.contents(atPath: memory) else { return nil }
        return try JSONReader.parse(Array(bytes)).object?["webhook"]?.object?["id"]?.number?.int64
    }

    /// New orders that have no number of the ERP's yet.
    private func ordersLeft() throws -> Int64? {
        try get("admin", "orders?status=confirmed&erp_number.null=true&id.gt=830&count=true&limit=1").integer("total")
    }

    private func get(_ name: String, _ path: String) throws -> Reply {
        Reply(try client.send("GET", "/v1/" + path, fields: [("Authorization", "Bearer \(try token(of: name))")]))
    }

    /// What `salesd check` says after the server was stopped.
    func check() throws -> String {
        _ = server.stop()
        return try Salesd.run("check", "--data", directory.path).output
    }

    /// A new order of michael's, on its whole way to confirmed, with its invoice.
    func confirmOrder() throws {
        let body = """
            {"customer_id":7,"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road","delivery_on":"2099-12-24",
             "lines":[{"product_id":1,"quantity":"0.5"},{"product_id":3,"quantity":"1"}]}
            """
        let order = try post("michael", "orders", body, 201).id
        try post("michael", "orders/\(order)/submit", #"{"no_contract_reason":"Small order"}"#)
        for (name, department) in [("finance1", "finance"), ("logistics1", "logistics"), ("steven", "sales")] {
            try post(name, "orders/\(order)/reviews/\(department)/approve", "{}")
        }
        try post("michael", "orders/\(order)/confirm", "{}")
        let invoice = try post("finance1", "orders/\(order)/invoices", "{}", 201).id
        try post("finance1", "invoices/\(invoice)/issue", "{}")
    }

    @discardableResult
    private func post(_ name: String, _ path: String, _ body: String, _ wanted: Int = 200) throws -> Reply {
        let fields = [("Content-Type", "application/json"), ("Authorization", "Bearer \(try token(of: name))")]
        let reply = Reply(try client.send("POST", "/v1/" + path, fields: fields, body: body))
        guard reply.status == wanted else { throw ClientError.malformed("\(path): \(reply.answer.text)") }
        return reply
    }

    private func token(of name: String) throws -> String {
        if let token = tokens[name] { return token }
        let body = "{\"username\":\"\(name)\",\"password\":\"\(SampleCompany.password)\"}"
        let reply = Reply(try client.send("POST", "/v1/sessions", fields: [("Content-Type", "application/json")], body: body))
        guard let token = reply.string("token") else { throw ClientError.malformed(reply.answer.text) }
        tokens[name] = token
        return token
    }
}

/// The same in a small company whose clock the test moves.
final class ERPShop {
    private let world: World
    private let customer: Int64
    private let product: Int64
    private let directory: DataDirectory

    init(_ world: World) throws {
        self.world = world
        directory = try DataDirectory()
        customer = try world.customer()
        product = try world.product("CHAI")
    }

    /// How the script is called here.
    func words(_ more: [String]) -> [String] {
        ["--url", "http://127.0.0.1:\(world.server.port)", "--state", directory.parent + "/erp.json"] + more
    }

    /// An order on its whole way to confirmed.
    @discardableResult
    func confirmOrder() throws -> Int64 {
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"10"}]}
            """
        let order = try world.created(world.post("rep", "/v1/orders", body))
        let steps = [
            ("rep", "submit"), ("finance2", "reviews/finance/approve"), ("logistics2", "reviews/logistics/approve"),
            ("manager", "reviews/sales/approve"), ("rep", "confirm"),
        ]
        for (name, step) in steps {
            let form = step == "submit" ? #"{"no_contract_reason":"Small order"}"# : "{}"
            let reply = try world.post(name, "/v1/orders/\(order)/\(step)", form)
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        }
        return order
    }

    /// The ERP's number of an order.
    func number(_ order: Int64) throws -> String? { try world.get("auditor", "/v1/orders/\(order)").string("erp_number") }
}
