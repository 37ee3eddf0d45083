// A small company for tests: somebody of every role, customers with credit, products with prices.

package import Kernel

/// Somebody who can make requests.
package struct Person: Sendable {
    package let name: String
    package let id: Int64
    package let token: String
}

/// A server with a company in it.
package final class World {
    package let server: TestServer
    private let client: HTTPClient
    private var people: [String: Person] = [:]

    /// Reporting line: rep and rep2 → manager → executive. Two each of finance and logistics. `key` is the ERP's key.
    package init(_ server: TestServer? = nil) throws {
        let server = try server ?? TestServer()
        self.server = server
        client = try server.client()
        try hire("admin", [.admin], by: nil)
        try hire("executive", [.executive])
        try hire("manager", [.salesManager], under: "executive")
        try hire("rep", [.salesRep], under: "manager")
        try hire("rep2", [.salesRep], under: "manager")
        try hire("stranger", [.salesRep])
        try hire("finance", [.finance])
        try hire("finance2", [.finance])
        try hire("logistics", [.logistics])
        try hire("logistics2", [.logistics])
        for role in [Role.marketing, .product, .production, .service, .hr, .legal, .auditor] { try hire(role.rawValue, [role]) }
        let key = try post("admin", "/v1/api-keys", #"{"name":"erp","roles":["integration"]}"#)
        people["key"] = Person(name: "key", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
    }

    package func person(_ name: String) -> Person {
        guard let person = people[name] else { preconditionFailure("nobody here is called \(name)") }
        return person
    }

    /// Lets somebody whom the test itself has made, such as a key, make requests under a name.
    package func admit(_ name: String, id: Int64, token: String) {
        people[name] = Person(name: name, id: id, token: token)
    }

    /// Hires somebody. The first administrator is made over the database, as the operator would over the control socket.
    @discardableResult
    package func hire(_ name: String, _ roles: [Role], under manager: String? = nil, by admin: String? = "admin") throws -> Person {
        let id: Int64
        if let admin {
            let words = roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
            let above = manager.map { ",\"manager_id\":\(person($0).id)" } ?? ""
            let reply = try post(admin, "/v1/users", "{\"username\":\"\(name)\",\"display_name\":\"\(name)\",\"roles\":[\(words)]\(above)}")
            guard reply.status == 201 else { throw ClientError.malformed(reply.answer.text) }
            id = reply.id
        } else {
            id = try server.makeAdministrator(name)
        }
        let hired = Person(name: name, id: id, token: try server.session(of: id))
        people[name] = hired
        return hired
    }

    /// Has everybody sign in again, after the clock was moved beyond the life of a session.
    package func renewSessions() throws {
        for (name, person) in people where name != "key" {
            people[name] = Person(name: name, id: person.id, token: try server.session(of: person.id))
        }
    }

    // MARK: Requests

    package func send(_ name: String?, _ method: String, _ path: String, _ body: String? = nil, fields: [(String, String)] = []) throws
        -> Reply
    {
        var fields = fields
        if let name { fields.append(("Authorization", "Bearer \(person(name).token)")) }
        if body != nil, !fields.contains(where: { $0.0 == "Content-Type" }) { fields.append(("Content-Type", "application/json")) }
        return Reply(try client.send(method, path, fields: fields, body: body))
    }

    package func get(_ name: String?, _ path: String, fields: [(String, String)] = []) throws -> Reply {
        try send(name, "GET", path, fields: fields)
    }

    package func post(_ name: String?, _ path: String, _ body: String? = nil, fields: [(String, String)] = []) throws -> Reply {
        try send(name, "POST", path, body, fields: fields)
    }

    package func patch(_ name: String?, _ path: String, _ body: String, fields: [(String, String)] = []) throws -> Reply {
        try send(name, "PATCH", path, body, fields: fields)
    }

    /// Sends bytes as they are.
    package func upload(_ name: String, _ path: String, _ bytes: [UInt8], method: String = "POST", fields: [(String, String)] = []) throws
        -> Reply
    {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(person(name).token)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        try client.write(Array((head + "Content-Length: \(bytes.count)\r\n\r\n").utf8) + bytes)
        return Reply(try client.readAnswer())
    }

    // MARK: Records

    /// Somebody is away today, and another one stands in.
    package func standIn(_ delegate: String, for name: String) throws {
        let body = """
            {"user_id":\(person(name).id),"delegate_id":\(person(delegate).id),"starts_on":"2026-11-24","ends_on":"2026-11-24"}
            """
        _ = try created(post(name, "/v1/absences", body))
    }

    /// A product with list price and standard cost.
    package func product(_ sku: String, price: String = "18.00", cost: String = "12.60") throws -> Int64 {
        let body =
            "{\"sku\":\"\(sku)\",\"name\":\"Product \(sku)\",\"unit\":\"box\",\"list_price\":\"\(price)\",\"standard_cost\":\"\(cost)\"}"
        return try created(post("admin", "/v1/products", body))
    }

    /// A customer of the rep's, with an approved credit of that limit; nil: without credit.
    package func customer(_ name: String = "公司", owner: String = "rep", limit: String? = "1000000.00") throws -> Int64 {
        let id = try created(post("admin", "/v1/customers", "{\"name\":\"\(name)\",\"owner_id\":\(person(owner).id)}"))
        if let limit { try credit(of: id, limit: limit) }
        return id
    }

    /// An investigation entered by one of finance and approved by the other.
    package func credit(of customer: Int64, rating: String = "A", limit: String) throws {
        let body = """
            {"customer_id":\(customer),"findings":"Pays on time","rating":"\(rating)","limit":"\(limit)","payment_terms_days":30,"valid_until_on":"2027-11-24"}
            """
        let id = try created(post("finance", "/v1/credit-investigations", body))
        for (name, step) in [("finance", "submit"), ("finance2", "approve")] {
            let reply = try post(name, "/v1/credit-investigations/\(id)/\(step)")
            guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        }
    }

    /// The id of what was created. Throws the answer where it was not.
    package func created(_ reply: Reply) throws -> Int64 {
        guard reply.status == 201 else { throw ClientError.malformed(reply.answer.text) }
        return reply.id
    }
}
