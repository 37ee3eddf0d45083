// Every role tries every operation on every resource, on its own rows, its team's and a stranger's (access.md).

import App
import JSON
import Kernel
import TestSupport
import Testing

struct AccessTests {
    private func right(_ collection: String, _ name: String) -> Right {
        let rights = accessTable[collection] ?? [:]
        return rights[name] ?? rights["*"] ?? .nothing
    }

    /// Which of the three records the rows hold.
    private func covers(_ rows: Right.Rows) -> [Bool] {
        switch rows {
        case .none, .others: [false, false, false]
        case .own: [true, false, false]
        case .team: [true, true, false]
        case .all: [true, true, true]
        }
    }

    private static let collections = accessTable.keys.sorted()

    @Test func `the table leaves no kind of record out`() throws {
        let declared = try Application.describe(Configuration()).resources.map(\.schema.collection)
        // Keys and settings have tests of their own (OtherAccessTests), and so have attachments, which nobody enters by a body.
        let others = declared.filter { ["api-keys", "attachments"].contains($0) || $0.hasPrefix("settings/") }
        #expect(Set(declared).subtracting(others) == Set(Self.collections))
    }

    @Test(arguments: collections)
    func `lists and reads hold the rows that the role may see, and no others`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let ids = try company.records(of: collection)
        for name in roleHolders {
            let right = right(collection, name)
            let list = try company.world.get(name, "/v1/\(collection)?limit=200")
            let refused = right.reads == .none
            #expect(list.status == (refused ? 403 : 200), "\(name) lists \(collection)")
            let listed = list.array("items").compactMap { $0.object?["id"]?.number?.int64 }
            for (id, isSeen) in zip(ids, covers(right.reads)) {
                #expect(listed.contains(id) == isSeen, "\(name) finds \(collection)/\(id) in the list")
                let read = try company.world.get(name, "/v1/\(collection)/\(id)")
                #expect(read.status == (isSeen ? 200 : refused ? 403 : 404), "\(name) reads \(collection)/\(id)")
            }
        }
    }

    /// Where somebody can write at all.
    private static let writable = collections.filter { !unwritableCollections.contains($0) }

    @Test(arguments: writable)
    func `records are created by the roles that may, for the rows that they may`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        for (number, name) in roleHolders.enumerated() {
            let right = right(collection, name)
            let concerns = ![
                "departments", "users", "categories", "products", "exchange-rates", "customers", "leads", "campaigns", "assignment-rules",
                "calendar-exceptions", "market-reports", "competitors", "target-segments", "clause-templates", "routing-rules",
                "sla-policies", "exports",
            ].contains(collection)
            for (index, isCovered) in covers(right.creates).enumerated() where concerns || index == 0 {
                var body = company.body(for: collection, at: index, "\(number)x\(index)")
                // Who is not in sales has to say who looks after the customer.
                if collection == "customers", ["admin", "key"].contains(name) {
                    body = "{\"owner_id\":\(company.world.person("rep").id)," + body.dropFirst()
                }
                let reply = try company.world.post(name, "/v1/" + collection, body)
                // Who sees a record without changing it is told that an activity about it is not for him or her.
                let isSeen = collection == "activities" && covers(self.right("customers", name).reads)[index]
                let expected = right.creates == .none || isSeen && !isCovered ? 403 : isCovered ? 201 : 422
                #expect(reply.status == expected, "\(name) creates \(collection) for \(index): \(reply.answer.text)")
            }
        }
    }

    /// Where somebody can change what was entered.
    private static let changeable = writable.filter { !unchangeableCollections.contains($0) }

    @Test(arguments: changeable)
    func `records are changed by the roles that may`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let ids = try company.records(of: collection)
        for name in roleHolders {
            let right = right(collection, name)
            for (index, id) in ids.enumerated() {
                let reply = try company.world.patch(name, "/v1/\(collection)/\(id)", "{}")
                // A paper is changed by its owner or creator alone, and the key has created none of these.
                let isOthersPaper = ["orders", "proposals", "contracts", "order-amendments"].contains(collection) && name == "key"
                let expected = isOthersPaper ? [403] : expectation(right.changes, right.reads, at: index)
                #expect(expected.contains(reply.status), "\(name) changes \(collection)/\(id): \(reply.answer.text)")
            }
        }
    }

    @Test(arguments: changeable.filter { $0 != "users" && !unarchivableCollections.contains($0) })
    func `records are archived and restored by the roles that may`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let ids = try company.records(of: collection)
        for name in roleHolders {
            let right = right(collection, name)
            for (index, id) in ids.enumerated() {
                let path = "/v1/\(collection)/\(id)"
                let reply = try company.world.send(name, "DELETE", path)
                let expected = expectation(right.archives, right.reads, at: index)
                #expect(expected.contains(reply.status), "\(name) archives \(path): \(reply.answer.text)")
                let keeper = keeper(of: collection)
                if reply.status != 200 { #expect(try company.world.send(keeper, "DELETE", path).status == 200) }
                let restored = try company.world.post(name, path + "/restore")
                #expect(expected.contains(restored.status), "\(name) restores \(path): \(restored.answer.text)")
                if restored.status != 200 { #expect(try company.world.post(keeper, path + "/restore").status == 200) }
            }
        }
    }

    /// The statuses that a change of one record may have: done, refused, or not there for the caller.
    private func expectation(_ rows: Right.Rows, _ reads: Right.Rows, at index: Int) -> [Int] {
        if covers(rows)[index] { return [200] }
        // Who sees a record is told that it is not his or hers to change; of others nothing is told.
        if covers(reads)[index] { return [403] }
        return rows == .none ? [403, 404] : [404]
    }

    @Test func `users are archived and restored by administrators alone`() throws {
        let company = try AccessCompany("users")
        let path = "/v1/users/\(company.world.person("legal").id)"
        for name in roleHolders where name != "admin" && name != "legal" {
            #expect(try company.world.send(name, "DELETE", path).status == 403, "\(name)")
        }
        #expect(try company.world.send("admin", "DELETE", path).status == 200)
        #expect(try company.world.get("legal", "/v1/products").status == 401)
        for name in roleHolders where name != "admin" && name != "legal" {
            #expect(try company.world.post(name, path + "/restore").status == 403, "\(name)")
        }
        #expect(try company.world.post("admin", path + "/restore").status == 200)
        // The old session is gone for good; who comes back signs in anew.
        #expect(try company.world.get("legal", "/v1/products").status == 401)
        try company.world.renewSessions()
        #expect(try company.world.get("legal", "/v1/products").status == 200)
    }

    @Test(arguments: unwritableCollections.sorted())
    func `what the server alone writes, nobody does`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let id = try company.records(of: collection)[0]
        for name in roleHolders {
            for (method, path) in [("POST", ""), ("PATCH", "/\(id)"), ("DELETE", "/\(id)")] {
                let reply = try company.world.send(name, method, "/v1/\(collection)\(path)", method == "DELETE" ? nil : "{}")
                #expect(reply.status == 405, "\(name) \(method) \(path)")
            }
            for path in ["/\(id)/restore", "/batch"] {
                #expect([404, 405].contains(try company.world.post(name, "/v1/\(collection)\(path)", "{}").status), "\(name) \(path)")
            }
        }
    }

    @Test(arguments: unchangeableCollections.sorted())
    func `what stays as it was entered, nobody changes or archives`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let id = try company.records(of: collection)[0]
        for name in roleHolders {
            // To delete an export is to cancel it, or to remove its file: that has tests of its own.
            for method in collection == "exports" ? ["PATCH"] : ["PATCH", "DELETE"] {
                let reply = try company.world.send(name, method, "/v1/\(collection)/\(id)", method == "DELETE" ? nil : "{}")
                #expect(reply.status == 405, "\(name) \(method)")
            }
            #expect([404, 405].contains(try company.world.post(name, "/v1/\(collection)/\(id)/restore", "{}").status), "\(name)")
        }
    }

    @Test func `nobody who has not signed in does anything`() throws {
        let world = try World()
        for collection in Self.changeable {
            for (method, path) in [
                ("GET", ""), ("POST", ""), ("GET", "/1"), ("PATCH", "/1"), ("DELETE", "/1"), ("POST", "/1/restore"),
            ] where !(unarchivableCollections.contains(collection) && (method == "DELETE" || path.hasSuffix("restore"))) {
                let reply = try world.send(nil, method, "/v1/\(collection)\(path)", method == "POST" || method == "PATCH" ? "{}" : nil)
                #expect(reply.status == 401, "\(method) \(collection)\(path)")
                #expect(reply.answer.field("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test func `logistics sees orders from their review on, production from their confirmation on`() throws {
        let company = try AccessCompany("orders")
        let world = company.world
        let draft = try world.created(world.post("rep", "/v1/orders", company.body(for: "orders", at: 0, "")))
        let inReview = try world.created(world.post("rep", "/v1/orders", company.body(for: "orders", at: 0, "")))
        #expect(try world.post("rep", "/v1/orders/\(inReview)/submit", #"{"no_contract_reason":"Small"}"#).status == 200)
        let confirmed = try AccessCompany.confirmed(company.customers[2], world).order
        for (name, seen) in [
            ("logistics", [inReview, confirmed]), ("production", [confirmed]), ("finance", [draft, inReview, confirmed]),
        ] {
            let listed = try world.get(name, "/v1/orders?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
            #expect(listed == seen, "\(name)")
            for id in [draft, inReview, confirmed] {
                #expect(try world.get(name, "/v1/orders/\(id)").status == (seen.contains(id) ? 200 : 404), "\(name) \(id)")
            }
            #expect(try world.get(name, "/v1/orders?count=true").integer("total") == Int64(seen.count), "\(name)")
        }
    }
}
