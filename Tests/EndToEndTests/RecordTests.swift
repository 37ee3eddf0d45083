// What every resource does alike: create, read, merge-patch, archive and restore, and the shape of the answers (api.md).

import JSON
import Kernel
import TestSupport
import Testing

struct RecordTests {
    private let world: World

    init() throws { world = try World() }

    @Test func `a record that is created says where it is and what it became`() throws {
        let reply = try world.post("admin", "/v1/categories", #"{"name":"Beverages","description":"Drinks"}"#)
        #expect(reply.status == 201)
        #expect(reply.answer.field("Location") == "/v1/categories/\(reply.id)")
        #expect(reply.answer.field("Content-Type") == "application/json")
        #expect(reply.answer.field("Cache-Control") == "no-store")
        #expect(reply.answer.field("ETag")?.hasPrefix("\"1.") == true)
        #expect(reply.string("name") == "Beverages")
        #expect(reply.integer("version") == 1)
        #expect(reply.integer("created_by_id") == world.person("admin").id)
        #expect(reply.string("created_at") == "2026-11-24T01:00:00.000Z")
        #expect(reply.string("updated_at") == "2026-11-24T01:00:00.000Z")
        #expect(reply["archived_at"].isNull)
        let read = try world.get("admin", "/v1/categories/\(reply.id)")
        #expect(read.answer.body == reply.answer.body)
        #expect(read.answer.field("ETag") == reply.answer.field("ETag"))
    }

    @Test func `a merge patch changes what it names, null clears, and the rest stays`() throws {
        let customer = try world.customer(limit: nil)
        let path = "/v1/customers/\(customer)"
        world.server.clock.advance(seconds: 60)
        let changed = try world.patch("rep", path, #"{"region":"East","city":"Shanghai"}"#)
        #expect(changed.status == 200)
        #expect(changed.string("region") == "East")
        #expect(changed.integer("version") == 2)
        #expect(changed.string("updated_at") == "2026-11-24T01:01:00.000Z")
        #expect(changed.string("created_at") == "2026-11-24T01:00:00.000Z")
        let cleared = try world.patch("rep", path, #"{"region":null}"#)
        #expect(cleared["region"].isNull)
        #expect(cleared.string("city") == "Shanghai")
        #expect(cleared.string("name") == "公司")
        #expect(try world.get("rep", path).answer.body == cleared.answer.body)
    }

    @Test func `a patch of the type that RFC 7396 names is taken as well`() throws {
        let id = try world.customer(limit: nil)
        let type = [("Content-Type", "application/merge-patch+json")]
        #expect(try world.patch("rep", "/v1/customers/\(id)", #"{"city":"Suzhou"}"#, fields: type).string("city") == "Suzhou")
    }

    @Test func `a patch that changes nothing leaves the version as it is`() throws {
        let id = try world.customer(limit: nil)
        let before = try world.get("rep", "/v1/customers/\(id)")
        #expect(try world.patch("rep", "/v1/customers/\(id)", "{}").status == 200)
        #expect(try world.patch("rep", "/v1/customers/\(id)", #"{"name":"公司"}"#).answer.body == before.answer.body)
    }

    @Test func `null and absent are the same in answers and at creation`() throws {
        let bare = try world.post("admin", "/v1/categories", #"{"name":"Bare"}"#)
        #expect(bare.json.object?["description"]?.isNull == true)
        let null = try world.post("admin", "/v1/categories", #"{"name":"Null","description":null}"#)
        #expect(null.status == 201)
        #expect(null.json.object?["description"]?.isNull == true)
    }

    @Test func `what is archived is kept, no longer listed, not changed, and comes back`() throws {
        let id = try world.created(world.post("admin", "/v1/categories", #"{"name":"Old"}"#))
        let path = "/v1/categories/\(id)"
        let archived = try world.send("admin", "DELETE", path)
        #expect(archived.status == 200)
        #expect(archived.string("archived_at") == "2026-11-24T01:00:00.000Z")
        #expect(try world.get("admin", path).string("name") == "Old")
        #expect(try world.get("admin", "/v1/categories").array("items").isEmpty)
        #expect(try world.get("admin", "/v1/categories?archived=true").array("items").count == 1)
        #expect(try world.get("admin", "/v1/categories?archived=all").array("items").count == 1)
        #expect(try world.patch("admin", path, #"{"name":"New"}"#).code == "archived")
        #expect(try world.send("admin", "DELETE", path).code == "archived")
        let restored = try world.post("admin", path + "/restore")
        #expect(restored.status == 200)
        #expect(restored["archived_at"].isNull)
        #expect(restored.integer("version") == 3)
        #expect(try world.post("admin", path + "/restore").code == "not_archived")
        #expect(try world.get("admin", "/v1/categories").array("items").count == 1)
    }

    @Test func `what something living refers to is not archived`() throws {
        let customer = try world.customer(limit: nil)
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Wang\"}"))
        let refused = try world.send("manager", "DELETE", "/v1/customers/\(customer)")
        #expect(refused.status == 409)
        #expect(refused.code == "still_referred")
        #expect(try world.send("manager", "DELETE", "/v1/contacts/\(contact)").status == 200)
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(customer)").status == 200)
        let orphan = try world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Li\"}")
        #expect(orphan.faults == ["/customer_id: archived_reference"])
    }

    @Test func `a name that must be unique is free again once its record is archived, and guarded when that comes back`() throws {
        let first = try world.created(world.post("admin", "/v1/categories", #"{"name":"Unique"}"#))
        let twice = try world.post("admin", "/v1/categories", #"{"name":"Unique"}"#)
        #expect(twice.status == 409)
        #expect(twice.code == "duplicate")
        #expect(try world.send("admin", "DELETE", "/v1/categories/\(first)").status == 200)
        #expect(try world.post("admin", "/v1/categories", #"{"name":"Unique"}"#).status == 201)
        #expect(try world.post("admin", "/v1/categories/\(first)/restore").code == "duplicate")
        #expect(try world.get("admin", "/v1/categories?archived=true").array("items").count == 1)
    }

    @Test(arguments: ["0", "-1", "007", "+1", "1.0", "abc", "99999999999999999999", "9223372036854775807"])
    func `an id that nothing has is not found`(_ id: String) throws {
        for (method, body) in [("GET", nil), ("PATCH", "{}"), ("DELETE", nil)] as [(String, String?)] {
            let reply = try world.send("admin", method, "/v1/categories/\(id)", body)
            #expect(reply.status == 404)
            #expect(reply.code == "not_found")
        }
    }

    @Test func `fields picks the members of one record, and never adds others`() throws {
        let id = try world.customer(limit: nil)
        let reply = try world.get("rep", "/v1/customers/\(id)?fields=id,name")
        #expect(reply.json.object?.members.map(\.name) == ["id", "name"])
        let wrong = try world.get("rep", "/v1/customers/\(id)?fields=id,nmae")
        #expect(wrong.status == 400)
        #expect(wrong.string("detail")?.contains("“name”") == true)
        #expect(try world.get("rep", "/v1/customers/\(id)?felds=id").status == 400)
    }

    @Test func `expand puts the referred record into the answer, one level deep`() throws {
        let id = try world.customer(limit: nil)
        let reply = try world.get("rep", "/v1/customers/\(id)?expand=owner")
        #expect(reply.string("owner/username") == "rep")
        #expect(reply.integer("owner_id") == world.person("rep").id)
        #expect(try world.get("rep", "/v1/customers/\(id)?expand=ownr").status == 400)
    }

    @Test func `every single record says what its caller may do now, and lists do not`() throws {
        let id = try world.customer(limit: nil)
        #expect(try world.get("rep", "/v1/customers/\(id)")["actions"].array != nil)
        #expect(try world.get("rep", "/v1/customers").json.object?["items"]?.array?.first?.object?["actions"] == nil)
    }

    @Test func `who may see a record but not change it is told so, and who may not see it is told nothing`() throws {
        let id = try world.customer(limit: nil)
        for (name, status) in [("finance", 403), ("auditor", 403), ("stranger", 404), ("rep2", 404), ("manager", 200), ("admin", 200)] {
            #expect(try world.patch(name, "/v1/customers/\(id)", #"{"city":"Wuxi"}"#).status == status, "\(name)")
        }
    }
}
