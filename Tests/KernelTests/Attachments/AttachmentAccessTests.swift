// Who sees, adds and takes away files: whoever sees and changes their record, and nobody else, whichever way is tried.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct AttachmentAccessTests {
    private let world: World
    private let pdf = AttachmentTests.pdf

    init() throws { world = try World() }

    private func attach(_ name: String, _ collection: String, _ id: Int64, _ query: String = "") throws -> Reply {
        try world.upload(name, "/v1/\(collection)/\(id)/attachments\(query)", pdf)
    }

    private func order(_ customer: Int64) throws -> Int64 {
        let product = try world.product("CHAI")
        return try world.created(
            world.post(
                "rep", "/v1/orders",
                """
                {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
                 "lines":[{"product_id":\(product),"quantity":"10"}]}
                """))
    }

    @Test func `every role sees and changes the files of those customers that it sees and changes`() throws {
        let customers = try ["rep", "rep2", "stranger"].map { try world.customer("Customer of \($0)", owner: $0, limit: nil) }
        let files = try customers.map { try attach("admin", "customers", $0).id }
        for name in roleHolders {
            let list = try world.get(name, "/v1/attachments?limit=200")
            let listed = list.array("items").compactMap { $0.object?["id"]?.number?.int64 }
            for (customer, file) in zip(customers, files) {
                let seen = try world.get(name, "/v1/customers/\(customer)").status == 200
                #expect(listed.contains(file) == seen, "\(name)")
                #expect(try world.get(name, "/v1/attachments/\(file)").status == (seen ? 200 : 404), "\(name)")
                #expect(try world.get(name, "/v1/attachments/\(file)/content").status == (seen ? 200 : 404), "\(name)")
                let ofRecord = try world.get(name, "/v1/customers/\(customer)/attachments").status
                #expect(seen ? ofRecord == 200 : [403, 404].contains(ofRecord), "\(name)")
                let changes = try world.patch(name, "/v1/customers/\(customer)", "{}").status == 200
                #expect((try attach(name, "customers", customer, "?dry_run=true").status == 201) == changes, "\(name)")
                let removal = try world.send(name, "DELETE", "/v1/attachments/\(file)?dry_run=true").status
                #expect(changes ? removal == 200 : [403, 404].contains(removal), "\(name) \(removal)")
            }
        }
    }

    @Test func `a key needs the scopes of the file and of its record`() throws {
        let customer = try world.customer(limit: nil)
        let file = try attach("rep", "customers", customer).id
        for (number, (scopes, reads, adds)) in [
            (#""attachments:read""#, false, false), (#""customers:read""#, false, false),
            (#""customers:read","attachments:read""#, true, false),
            (#""customers:write","attachments:read""#, true, false), (#""customers:read","attachments:write""#, true, false),
            (#""customers:write","attachments:write""#, true, true),
        ].enumerated() {
            let key = try world.post(
                "admin", "/v1/api-keys", "{\"name\":\"k\(number)\",\"roles\":[\"integration\"],\"scopes\":[\(scopes)]}")
            world.admit("k\(number)", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
            let name = "k\(number)"
            #expect((try world.get(name, "/v1/attachments/\(file)").status == 200) == reads, "\(scopes)")
            #expect((try world.get(name, "/v1/attachments/\(file)/content").status == 200) == reads, "\(scopes)")
            #expect((try world.get(name, "/v1/customers/\(customer)/attachments").status == 200) == reads, "\(scopes)")
            #expect(try world.get(name, "/v1/attachments").answer.text.contains("sha256") == reads, "\(scopes)")
            #expect(
                try world.get(name, "/v1/attachments", fields: [("Accept", "text/csv")]).answer.text.contains("customer") == reads,
                "\(scopes)")
            #expect((try attach(name, "customers", customer, "?dry_run=true").status == 201) == adds, "\(scopes)")
            #expect((try world.send(name, "DELETE", "/v1/attachments/\(file)?dry_run=true").status == 200) == adds, "\(scopes)")
        }
    }

    @Test func `evidence is added to a paper that is no draft, and taken away from none`() throws {
        let customer = try world.customer()
        let order = try order(customer)
        let early = try attach("rep", "orders", order).id
        let draft = try attach("rep", "orders", order).id
        #expect(try world.send("rep", "DELETE", "/v1/attachments/\(draft)").status == 200)
        #expect(try world.post("rep", "/v1/attachments/\(draft)/restore").status == 200)
        #expect(try world.send("rep", "DELETE", "/v1/attachments/\(draft)").status == 200)
        #expect(try world.post("rep", "/v1/orders/\(order)/submit", #"{"no_contract_reason":"Small"}"#).status == 200)
        let late = try attach("rep", "orders", order)
        #expect(late.status == 201)
        for id in [early, late.id] {
            for name in ["rep", "admin"] {
                #expect(try world.send(name, "DELETE", "/v1/attachments/\(id)").code == "not_editable", "\(name)")
            }
        }
        // A paper is its owner's: who only reads it adds nothing.
        for name in ["manager", "finance", "logistics"] { #expect(try attach(name, "orders", order).status == 403, "\(name)") }
        #expect(try world.post("rep", "/v1/attachments/\(early)/restore").code == "not_archived")
    }

    @Test func `an archived record takes no more, and keeps what it has`() throws {
        let customer = try world.customer(limit: nil)
        let file = try attach("rep", "customers", customer).id
        #expect(try world.send("manager", "DELETE", "/v1/customers/\(customer)").status == 200)
        #expect(try attach("rep", "customers", customer).code == "archived")
        #expect(try world.send("rep", "DELETE", "/v1/attachments/\(file)").code == "archived")
        #expect(try world.get("rep", "/v1/attachments/\(file)/content").status == 200)
    }

    @Test func `the files of a merged customer go along`() throws {
        let (winner, loser) = (try world.customer("Kept", limit: nil), try world.customer("Gone", limit: nil))
        let file = try attach("rep", "customers", loser).id
        #expect(try world.post("manager", "/v1/customers/\(loser)/merge", "{\"into_id\":\(winner)}").status == 200)
        let moved = try world.get("rep", "/v1/attachments/\(file)")
        #expect(moved.integer("entity_id") == winner && moved.string("entity") == "customer")
        let old = try world.get("rep", "/v1/customers/\(loser)/attachments")
        #expect(old.status == 308 && old.answer.field("Location") == "/v1/customers/\(winner)/attachments")
    }

    @Test func `a file follows its customer to another owner`() throws {
        let customer = try world.customer(limit: nil)
        let file = try attach("rep", "customers", customer).id
        #expect(try world.patch("admin", "/v1/customers/\(customer)", "{\"owner_id\":\(world.person("stranger").id)}").status == 200)
        #expect(try world.get("rep", "/v1/attachments/\(file)/content").status == 404)
        #expect(try world.get("stranger", "/v1/attachments/\(file)/content").status == 200)
    }

    @Test func `the files of an erased person are erased with their content, and with nothing left of their names`() throws {
        let customer = try world.customer(limit: nil)
        let contact = try world.created(world.post("rep", "/v1/contacts", "{\"customer_id\":\(customer),\"name\":\"Wang\"}"))
        let file = try world.upload("rep", "/v1/contacts/\(contact)/attachments?name=Wang%20passport.pdf", pdf)
        #expect(try world.post("manager", "/v1/contacts/\(contact)/erase", #"{"reason":"requested"}"#).status == 200)
        #expect(try world.get("rep", "/v1/attachments/\(file.id)/content").status == 404)
        #expect(try !world.get("rep", "/v1/attachments/\(file.id)").answer.text.contains("passport"))
        #expect(try world.post("rep", "/v1/attachments/\(file.id)/restore").code == "erased")
        #expect(try !world.get("auditor", "/v1/audit?entity=attachment").answer.text.contains("passport"))
        let digest = file.string("sha256") ?? ""
        let path = "\(world.server.directory)/blobs/\(digest.prefix(2))/\(digest.dropFirst(2))"
        #expect(FileManager.default.fileExists(atPath: path))
        // The file's time is the machine's, not that of the clock.
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1_795_482_000)], ofItemAtPath: path)
        world.server.clock.advance(seconds: 4 * 86_400)
        try world.server.runJob("remove-unused-blobs")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `the cleaning leaves what a record names, and what came within a day`() throws {
        let customer = try world.customer(limit: nil)
        let kept = try attach("rep", "customers", customer)
        let digest = kept.string("sha256") ?? ""
        let blobs = "\(world.server.directory)/blobs"
        let stray = "\(blobs)/\(digest.prefix(2))/\(String(repeating: "0", count: 62))"
        #expect(FileManager.default.createFile(atPath: stray, contents: Data([1])))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1_795_482_000)], ofItemAtPath: stray)
        try world.server.runJob("remove-unused-blobs")
        #expect(FileManager.default.fileExists(atPath: stray))
        world.server.clock.advance(seconds: 86_500)
        try world.server.runJob("remove-unused-blobs")
        #expect(!FileManager.default.fileExists(atPath: stray))
        #expect(FileManager.default.fileExists(atPath: "\(blobs)/\(digest.prefix(2))/\(digest.dropFirst(2))"))
    }
}
