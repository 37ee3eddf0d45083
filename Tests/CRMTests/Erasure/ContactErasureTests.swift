// `POST /v1/contacts/{id}/erase`: nothing of the person is left in any table, and the audit's chain is whole.

import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ContactErasureTests {
    private let world: World
    private let traces: Traces
    private let customer: Int64

    /// Everything by which the person is known.
    private static let person = ["王小明", "+86 139 1234 5678", "13912345678", "xiaoming.wang@example.cn", "喜欢喝茶"]
    private static let body = """
        "name":"王小明","title":"采购部长","mobile":"+86 139 1234 5678","email":"Xiaoming.Wang@example.cn","notes":"喜欢喝茶"
        """

    init() throws {
        world = try World()
        traces = Traces(world: world)
        customer = try world.customer(limit: nil)
    }

    private func enter(_ fields: [(String, String)] = []) throws -> String {
        "/v1/contacts/\(try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\(Self.body)}", fields: fields)))"
    }

    private func erase(_ path: String, by name: String = "manager", fields: [(String, String)] = []) throws -> Reply {
        try world.post(name, path + "/erase", #"{"reason":"consent_withdrawn"}"#, fields: fields)
    }

    @Test func `nothing of the person is left in any table`() throws {
        let contact = try enter([("Idempotency-Key", "k1")])
        let id = contact.split(separator: "/")[2]
        let batch = "{\"items\":[{\"id\":\(id),\"title\":\"总监\"},{\"customer_id\":\(customer),\"name\":\"Other\"}]}"
        #expect(try world.post("rep", "/v1/contacts/batch", batch, fields: [("Idempotency-Key", "k2")]).status == 200)
        #expect(try world.patch("rep", contact, #"{"phone":"010-8888 7777","name":"王小明"}"#).status == 200)
        #expect(try world.patch("rep", contact, #"{"phone":null}"#, fields: [("Idempotency-Key", "k3")]).status == 200)
        let export = "/v1/contacts?email=Xiaoming.Wang@example.cn"
        #expect(try world.get("manager", export, fields: [("Accept", "text/csv")]).status == 200)
        let words = Self.person + ["010-8888 7777", "1088887777", "采购部长"]
        #expect(try traces.places(of: words).contains("audit.content"))
        #expect(try traces.places(of: words).contains("idempotency.body"))

        let erased = try erase(contact)
        #expect(erased.status == 200, "\(erased.answer.text)")
        #expect(erased.string("name") == "erased")
        #expect(erased["mobile"].isNull && erased["email"].isNull && erased["title"].isNull && erased["notes"].isNull)
        #expect(erased.string("archived_at") == "2026-11-24T01:00:00.000Z" && erased.string("erased_at") == "2026-11-24T01:00:00.000Z")
        #expect(try traces.places(of: words) == [])
        #expect(try !traces.fileHolds(["王小明", "喜欢喝茶", "13912345678"]))
        #expect(Set(try traces.verify()) == ["contact.erase:consent_withdrawn"])
        #expect(try Reply(world.server.operatorClient().send("GET", "/control/check")).array("faults") == [])
    }

    @Test func `an export that was filtered by the person forgets it, also in its audit`() throws {
        let contact = try enter()
        let body = #"{"collection":"contacts","format":"csv","filters":"email=xiaoming.wang@example.cn"}"#
        let key = [("Idempotency-Key", "export")]
        let export = "/v1/exports/\(try world.created(world.post("manager", "/v1/exports", body, fields: key)))"
        #expect(try eventually { try world.get("manager", export).string("status") == "finished" })
        let places = try traces.places(of: Self.person)
        #expect(places.contains("exports.filters") && places.contains("audit.content"))
        #expect(try erase(contact).status == 200)
        #expect(try traces.places(of: Self.person) == [])
        let kept = try world.get("manager", export)
        #expect(kept.string("status") == "expired" && kept["filters"].isNull)
        let again = try world.post("manager", "/v1/exports", body, fields: key)
        #expect(again.answer.field("Idempotency-Replayed") == "true" && again["filters"].isNull)
        #expect(Set(try traces.verify()) == ["contact.erase:consent_withdrawn"])
    }

    @Test func `an answer about somebody else with the same title or note is kept`() throws {
        let contact = try enter()
        let other = "{\"customer_id\":\(customer),\"name\":\"李小红\",\"title\":\"采购部长\",\"notes\":\"喜欢喝茶\",\"phone\":\"010-8888 7777\"}"
        let key = [("Idempotency-Key", "other")]
        let first = try world.post("rep", "/v1/contacts", other, fields: key)
        #expect(try world.patch("rep", "/v1/contacts/\(first.id)", #"{"fax":"010-8888 7778"}"#).status == 200)
        #expect(try erase(contact).status == 200)
        // Emptied, it would show the record as it is now.
        let again = try world.post("rep", "/v1/contacts", other, fields: key)
        #expect(again.answer.field("Idempotency-Replayed") == "true" && again.answer.body == first.answer.body)
        // A name or a number, on the other hand, is the person's, wherever it stands.
        let third = try world.post(
            "rep", "/v1/contacts", other.replacing("010-8888 7777", with: "+86 139 1234 5678"), fields: [("Idempotency-Key", "third")])
        #expect(try world.patch("rep", "/v1/contacts/\(third.id)", #"{"phone":null}"#).status == 200)
        let last = try enter()
        #expect(try erase(last).status == 200)
        #expect(try traces.places(of: ["+86 139 1234 5678"]).contains("idempotency.body") == false)
    }

    @Test func `the audit tells who erased, and keeps what tells of no person`() throws {
        let contact = try enter()
        let id = Int64(contact.split(separator: "/")[2]) ?? 0
        #expect(try erase(contact).status == 200)
        let records = try world.get("auditor", "/v1/audit?entity=contact&entity_id=\(id)").array("items").compactMap(\.object)
        #expect(records.map { $0["action"]?.string } == ["erased", "created"])
        #expect(records[0]["user_id"]?.number?.int64 == world.person("manager").id)
        #expect(records[0]["erased"] == nil && records[0]["changed"] == nil)
        #expect(records[1]["erased"] == .bool(true))
        #expect(records[1]["user_id"]?.number?.int64 == world.person("rep").id)
        // The customer's own trail is untouched.
        let others = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)").array("items").compactMap(\.object)
        #expect(others.allSatisfy { $0["erased"] == nil })
        let event = try world.get("admin", "/v1/events?type=salesd.contact.erased").array("items").first
        #expect(event?.object?["data"]?.object?["changed"]?.array?.contains(.string("name")) == true)
    }

    @Test func `what is erased does not come back by any way`() throws {
        let made = "{\"customer_id\":\(customer),\"external_id\":\"erp-7\",\(Self.body)}"
        let key = [("Idempotency-Key", "again")]
        let contact = "/v1/contacts/\(try world.created(world.post("rep", "/v1/contacts", made, fields: key)))"
        let id = contact.split(separator: "/")[2]
        #expect(try erase(contact).status == 200)
        #expect(try erase(contact).code == "erased")
        #expect(try world.post("admin", contact + "/restore").code == "erased")
        #expect(try world.patch("admin", contact, #"{"name":"王小明"}"#).code == "archived")
        #expect(try world.post("admin", "/v1/contacts/batch", "{\"items\":[{\"id\":\(id),\"name\":\"王小明\"}]}").status == 422)
        let entry = "{\"customer_id\":\(customer),\(Self.body)}"
        #expect(try world.send("key", "PUT", "/v1/contacts/by-external-id/erp-7", entry).status == 409)
        // A repetition of the entry does nothing, and shows what is there now.
        let repeated = try world.post("rep", "/v1/contacts", made, fields: key)
        #expect(repeated.status == 201)
        #expect(repeated.string("name") == "erased")
        #expect(try world.get("rep", "/v1/contacts?archived=true&name=erased").array("items").count == 1)
        #expect(try traces.places(of: Self.person) == [])
    }

    @Test func `who may archive contacts may erase them, and nobody else`() throws {
        let contact = try enter()
        for (name, status) in [
            ("rep", 403), ("rep2", 403), ("finance", 403), ("auditor", 403), ("executive", 403), ("marketing", 403), ("key", 403),
        ] {
            #expect(try erase(contact, by: name).status == status, "\(name)")
        }
        #expect(try world.post(nil, contact + "/erase", #"{"reason":"requested"}"#).status == 401)
        // A manager of another team sees no such contact.
        try world.hire("manager2", [.salesManager])
        #expect(try erase(contact, by: "manager2").status == 404)
        // It cannot be undone, so a person does it: an administrator's key does not.
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"root\",\"user_id\":\(world.person("admin").id)}")
        world.admit("root", id: world.person("admin").id, token: key.string("key") ?? "")
        #expect(try erase(contact, by: "root").code == "decided_by_people")
        #expect(try world.get("rep", contact).string("name") == "王小明")
        #expect(try erase(contact, by: "admin").status == 200)
    }

    @Test func `the reason is one of the law's, the version is heeded, and a dry run keeps everything`() throws {
        let contact = try enter()
        #expect(try world.post("manager", contact + "/erase").faults == ["/reason: required"])
        #expect(try world.post("manager", contact + "/erase", #"{"reason":"王小明 asked for it"}"#).faults == ["/reason: not_a_choice"])
        #expect(try erase(contact, fields: [("If-Match", "\"9\"")]).status == 412)
        let tried = try world.post("manager", contact + "/erase?dry_run=true", #"{"reason":"unlawful"}"#)
        #expect(tried.string("name") == "erased")
        #expect(try world.get("rep", contact).string("name") == "王小明")
        #expect(try traces.verify() == [])
        #expect(try erase("/v1/contacts/999").status == 404)
        let once = [("Idempotency-Key", "e")]
        #expect(try erase(contact, fields: once).status == 200)
        #expect(try erase(contact, fields: once).status == 200)
    }

    @Test func `a customer that was there before the conversion keeps its own phone, and its trail`() throws {
        #expect(try world.patch("rep", "/v1/customers/\(customer)", #"{"phone":"010-6666 5555"}"#).status == 200)
        world.server.clock.advance(seconds: 60)
        let body = #"{"company":"公司","person":"王小明","phone":"010-6666 5555","channel":"referral","allow_duplicate":true}"#
        let lead = "/v1/leads/\(try world.created(world.post("rep", "/v1/leads", body)))"
        #expect(try world.post("rep", lead + "/contact", #"{"kind":"call","summary":"Spoke"}"#).status == 200)
        #expect(try world.post("rep", lead + "/qualify", #"{"need":"Tea","purchase_intention":"high"}"#).status == 200)
        let converted = try world.post("rep", lead + "/convert", "{\"opportunity_name\":\"Tea\",\"customer_id\":\(customer)}")
        #expect(converted.integer("customer_id") == customer, "\(converted.answer.text)")
        #expect(try erase("/v1/contacts/\(converted.integer("contact_id") ?? 0)").status == 200)
        #expect(try world.get("rep", "/v1/customers/\(customer)").string("phone") == "010-6666 5555")
        let trail = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)").array("items").compactMap(\.object)
        #expect(trail.allSatisfy { $0["erased"] == nil })
    }

    @Test func `a lead that became the contact is emptied, and the customer that took its phone and mail`() throws {
        let body = """
            {"company":"远洋贸易","channel":"exhibition","person":"王小明","title":"采购部长","phone":"+86 139 1234 5678",
             "email":"Xiaoming.Wang@example.cn","notes":"喜欢喝茶"}
            """
        let lead = "/v1/leads/\(try world.created(world.post("rep", "/v1/leads", body, fields: [("Idempotency-Key", "l")])))"
        #expect(try world.post("rep", lead + "/contact", #"{"kind":"call","summary":"Spoke"}"#).status == 200)
        #expect(try world.post("rep", lead + "/qualify", #"{"need":"Tea","purchase_intention":"high"}"#).status == 200)
        let converted = try world.post("rep", lead + "/convert", #"{"opportunity_name":"Tea"}"#, fields: [("Idempotency-Key", "c")])
        let (contact, company) = (converted.integer("contact_id") ?? 0, converted.integer("customer_id") ?? 0)
        #expect(try traces.places(of: Self.person).count > 5)
        #expect(try world.patch("rep", "/v1/customers/\(company)", #"{"city":"Fuzhou"}"#).status == 200)

        #expect(try erase("/v1/contacts/\(contact)").status == 200)
        #expect(try traces.places(of: Self.person + ["采购部长"]) == [])
        let emptied = try world.get("rep", lead)
        #expect(emptied.string("company") == "远洋贸易" && emptied.string("status") == "converted")
        #expect(emptied["person"].isNull && emptied["phone"].isNull && emptied.string("erased_at") != nil)
        let kept = try world.get("rep", "/v1/customers/\(company)")
        #expect(kept.string("name") == "远洋贸易" && kept["phone"].isNull && kept["archived_at"].isNull)
        // What told of no person is still in the trail.
        let trail = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(company)").array("items").compactMap(\.object)
        #expect(trail.contains { $0["changed"]?.object?["city"] != nil })
        _ = try traces.verify()
    }
}
