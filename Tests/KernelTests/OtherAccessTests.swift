// Who does what beside the records: settings, keys, passwords, audit, and what is told to everybody (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct OtherAccessTests {
    private let world: World

    init() throws { world = try World() }

    private func allow(_ allowed: Set<String>, _ done: Int = 200, _ request: (String) throws -> Reply) throws {
        for name in roleHolders {
            let reply = try request(name)
            #expect(reply.status == (allowed.contains(name) ? done : 403), "\(name): \(reply.answer.text)")
        }
    }

    @Test(arguments: ["attachments", "calendar", "company", "contracts", "crm", "orders", "receivables", "retention", "team", "webhooks"])
    func `settings are set by administrators, and seen by those who see everything`(_ name: String) throws {
        let path = "/v1/settings/" + name
        try allow(["admin", "executive", "auditor"]) { try world.get($0, path) }
        try allow(["admin"]) { try world.patch($0, path, "{}") }
        try allow(["admin", "executive", "auditor"]) { try world.get($0, "/v1/settings") }
        #expect(try world.get(nil, path).status == 401)
    }

    @Test func `keys are an administrator's, and seen by those who see everything`() throws {
        var number = 0
        func newKey(_ by: String) throws -> Reply {
            number += 1
            return try world.post(by, "/v1/api-keys", "{\"name\":\"k\(number)\",\"roles\":[\"integration\"]}")
        }
        try allow(["admin", "executive", "auditor"]) { try world.get($0, "/v1/api-keys") }
        try allow(["admin", "executive", "auditor"]) { try world.get($0, "/v1/api-keys/1") }
        try allow(["admin"], 201) { try newKey($0) }
        let made = try newKey("admin").id
        try allow(["admin"]) { try world.patch($0, "/v1/api-keys/\(made)", #"{"name":"other"}"#) }
        try allow(["admin"], 201) { try world.post($0, "/v1/api-keys/\(made)/rotate") }
        try allow(["admin"], 204) { try world.send($0, "DELETE", "/v1/api-keys/\(made)") }
        for field in ["scopes", "user_id", "last_used_at", "revoked_at", "replaces_id", "id", "version"] {
            #expect(try world.patch("admin", "/v1/api-keys/1", "{\"\(field)\":null}").faults == ["/\(field): read_only_field"], "\(field)")
        }
    }

    @Test func `another's password is set by administrators alone`() throws {
        let path = "/v1/users/\(world.person("rep2").id)/password"
        try allow(["admin"], 204) { try world.post($0, path, #"{"password":"correct horse battery"}"#) }
    }

    @Test func `a person is erased by who may archive contacts, and never by a key`() throws {
        let customer = try world.customer(limit: nil)
        try allow(["manager", "admin"]) { name in
            let contact = try world.created(world.post("admin", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Wang\"}"))
            return try world.post(name, "/v1/contacts/\(contact)/erase", #"{"reason":"requested"}"#)
        }
    }

    @Test func `somebody who has left is erased by administrators alone`() throws {
        var number = 0
        try allow(["admin"]) { name in
            number += 1
            let user = try world.hire("leaver\(number)", [.salesRep]).id
            #expect(try world.patch("admin", "/v1/users/\(user)", #"{"active":false}"#).status == 200)
            return try world.post(name, "/v1/users/\(user)/erase", #"{"reason":"requested"}"#)
        }
    }

    @Test func `a candidate is erased by personnel alone`() throws {
        let team = try TeamRecords("candidates", world)
        try allow(["hr"]) { name in
            let candidate = try world.created(world.post("hr", "/v1/candidates", team.body(for: "candidates", at: 0) ?? ""))
            return try world.post(name, "/v1/candidates/\(candidate)/erase", #"{"reason":"requested"}"#)
        }
    }

    @Test func `the audit is for those who see everything`() throws {
        try allow(["admin", "executive", "auditor"]) { try world.get($0, "/v1/audit") }
    }

    @Test func `process, events and the own session are for everybody who has signed in`() throws {
        for path in ["/v1/process", "/v1/events", "/v1/sessions/current"] {
            try allow(Set(roleHolders)) { try world.get($0, path) }
            #expect(try world.get(nil, path).status == 401, "\(path)")
        }
    }

    @Test func `foreign rows and hidden fields are in no list of any form`() throws {
        let product = try world.product("CHAI")
        let mine = try world.customer("Mine", limit: nil)
        let foreign = try world.customer("Foreign", owner: "stranger", limit: nil)
        for (owner, customer) in [("rep", mine), ("stranger", foreign)] {
            let about = "{\"entity\":\"customer\",\"entity_id\":\(customer),\"kind\":\"call\",\"summary\":\"Of \(owner)\"}"
            _ = try world.created(world.post(owner, "/v1/activities", about))
            _ = try world.created(world.post(owner, "/v1/leads", "{\"company\":\"Lead of \(owner)\",\"channel\":\"other\"}"))
            _ = try world.created(world.post(owner, "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Contact of \(owner)\"}"))
            _ = try world.created(
                world.post(
                    owner, "/v1/orders",
                    """
                    {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","notes":"of \(owner)",
                     "lines":[{"product_id":\(product),"quantity":"1"}]}
                    """))
        }
        for form in ["text/csv", "application/x-ndjson", "application/json"] {
            for (collection, secret) in [
                ("customers", "Foreign"), ("activities", "Of stranger"), ("leads", "Lead of stranger"), ("contacts", "Contact of stranger"),
                ("orders", "of stranger"),
            ] {
                let reply = try world.get("rep", "/v1/" + collection, fields: [("Accept", form)])
                #expect(reply.status == 200, "\(collection) as \(form)")
                #expect(reply.answer.text.contains(secret == "Foreign" ? "Mine" : secret.replacing("stranger", with: "rep")))
                #expect(!reply.answer.text.contains(secret), "\(collection) as \(form)")
            }
            for (name, collection, hidden) in [
                ("rep", "products", "standard_cost"), ("rep", "orders", "margin"), ("key", "orders", "cost"),
                ("rep", "leads", "company_key"), ("rep", "customers", "name_key"),
            ] {
                let reply = try world.get(name, "/v1/" + collection, fields: [("Accept", form)])
                #expect(!reply.answer.text.contains(hidden), "\(name) reads \(collection) as \(form)")
                let named = try world.get(name, "/v1/\(collection)?fields=\(hidden)", fields: [("Accept", form)])
                #expect(named.status == 400, "\(name) names \(hidden) as \(form)")
            }
        }
    }

    @Test func `a refusal about a foreign record tells whom to ask, and neither id nor content`() throws {
        let code = "91350100M000100Y43"
        let body = "{\"name\":\"Secret Ltd\",\"unified_social_credit_code\":\"\(code)\",\"owner_id\":\(world.person("stranger").id)}"
        let foreign = try world.created(world.post("admin", "/v1/customers", body))
        _ = try world.created(world.post("stranger", "/v1/leads", #"{"company":"Hidden Trading","channel":"other","phone":"13800000001"}"#))
        for (path, body) in [
            ("/v1/customers", "{\"name\":\"Mine\",\"unified_social_credit_code\":\"\(code)\"}"),
            ("/v1/leads", #"{"company":"Other","channel":"other","phone":"13800000001"}"#),
            ("/v1/leads", #"{"company":"Secret Ltd","channel":"other"}"#),
        ] {
            for path in [path, path + "?dry_run=true"] {
                let reply = try world.post("rep", path, body)
                #expect(reply.status == 409, "\(path) \(body)")
                #expect(reply.string("detail")?.contains("stranger") == true, "\(reply.answer.text)")
                #expect(!reply.answer.text.contains("Hidden Trading"))
                #expect(body.contains("Secret Ltd") || !reply.answer.text.contains("Secret Ltd"))
                #expect(!reply.answer.text.contains("/\(foreign)"))
            }
        }
    }
}
