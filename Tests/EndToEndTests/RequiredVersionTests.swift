// Where the administrator demands it, every change says which version it means (RFC 6585 §3), by whichever way it comes.

import App
import JSON
import Kernel
import TestSupport
import Testing

struct RequiredVersionTests {
    private let world: World

    init() throws {
        world = try World(TestServer(changing: { $0.service.demandsVersions = true }))
    }

    private func customer() throws -> Int64 {
        try world.created(world.post("rep", "/v1/customers", #"{"name":"Round"}"#))
    }

    @Test func `a change, a step and an archiving without a version are a 428, and nothing is done`() throws {
        let path = "/v1/customers/\(try customer())"
        let body =
            "{\"customer_id\":\(path.split(separator: "/").last ?? ""),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"}"
        let order = "/v1/orders/\(try world.created(world.post("rep", "/v1/orders", body)))"
        for (method, target, body) in [
            ("PATCH", path, #"{"city":"Wuxi"}"#), ("PATCH", order, "{}"), ("DELETE", order, nil),
            ("POST", order + "/cancel", #"{"reason":"x"}"#),
            ("PATCH", "/v1/settings/orders", "{}"), ("PATCH", "/v1/users/\(world.person("rep").id)", #"{"phone":"123"}"#),
        ] {
            let reply = try world.send("admin", method, target, body)
            #expect(reply.status == 428 && reply.code == "version_required", "\(method) \(target): \(reply.answer.text)")
        }
        // A condition that the operation does not heed is none.
        #expect(try world.patch("rep", path, #"{"city":"Wuxi"}"#, fields: [("If-None-Match", "*")]).status == 428)
        #expect(try world.get("rep", path).integer("version") == 1)
        #expect(try world.get("rep", order).string("status") == "draft")
    }

    @Test func `with the version it is done, and with an old one it is a 412`() throws {
        let path = "/v1/customers/\(try customer())"
        let seen = [("If-Match", try world.get("rep", path).answer.field("ETag") ?? "")]
        #expect(try world.patch("rep", path, #"{"city":"Wuxi"}"#, fields: seen).status == 200)
        #expect(try world.patch("rep", path, #"{"city":"Suzhou"}"#, fields: seen).status == 412)
    }

    @Test func `neither the batch nor another system's key is a way around it`() throws {
        let id = try customer()
        let batch = try world.post("rep", "/v1/customers/batch", "{\"items\":[{\"id\":\(id),\"city\":\"Wuxi\"}]}")
        #expect(batch.status == 422 && batch.faults == ["/items/0: version_required"])
        #expect(try world.post("rep", "/v1/customers/batch", #"{"items":[{"name":"New"}]}"#).status == 200)
        let path = "/v1/customers/by-external-id/7"
        let body = "{\"name\":\"A\",\"owner_id\":\(world.person("rep").id)}"
        #expect(try world.send("key", "PUT", path, body).status == 428)
        #expect(try world.send("key", "PUT", path, body, fields: [("If-None-Match", "*")]).status == 201)
        #expect(try world.send("key", "PUT", path, #"{"name":"B"}"#, fields: [("If-None-Match", "*")]).code == "external_id_exists")
        #expect(try world.send("key", "PUT", path, #"{"name":"B"}"#, fields: [("If-Match", "*")]).status == 200)
        #expect(try world.get("rep", "/v1/customers/\(id)").integer("version") == 1)
    }

    @Test func `what does not demand a version is free of it`() throws {
        let plain = try World()
        let id = try plain.created(plain.post("rep", "/v1/customers", #"{"name":"Round"}"#))
        #expect(try plain.patch("rep", "/v1/customers/\(id)", #"{"city":"Wuxi"}"#).status == 200)
    }
}
