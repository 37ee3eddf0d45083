// `POST /v1/users/{id}/erase`: nothing of who has left is in any table, and what he or she did stands under the id.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct UserErasureTests {
    private let world: World
    private let traces: Traces

    /// Everything by which the person is known.
    private static let person = ["王小明", "wang.xiaoming", "Xiaoming.Wang@example.cn", "+86 139 1234 5678", "E-4711"]
    private static let body = """
        "username":"wang.xiaoming","display_name":"王小明","email":"Xiaoming.Wang@example.cn","phone":"+86 139 1234 5678",\
        "employee_number":"E-4711","hired_on":"2020-03-01","roles":["sales_rep"]
        """

    init() throws {
        world = try World()
        traces = Traces(world: world)
    }

    /// Somebody who works here, and can make requests as `wang`.
    private func hire(_ fields: [(String, String)] = []) throws -> Int64 {
        let manager = world.person("manager").id
        let id = try world.created(world.post("admin", "/v1/users", "{\(Self.body),\"manager_id\":\(manager)}", fields: fields))
        world.admit("wang", id: id, token: try world.server.session(of: id))
        return id
    }

    private func leave(_ id: Int64) throws {
        #expect(try world.patch("admin", "/v1/users/\(id)", #"{"active":false}"#).status == 200)
    }

    private func erase(_ id: Int64, by name: String = "admin", fields: [(String, String)] = []) throws -> Reply {
        try world.post(name, "/v1/users/\(id)/erase", #"{"reason":"purpose_fulfilled"}"#, fields: fields)
    }

    @Test func `nothing of the person is left in any table`() throws {
        let id = try hire([("Idempotency-Key", "k1")])
        #expect(try world.post("admin", "/v1/users/\(id)/password", #"{"password":"correct horse battery"}"#).status == 204)
        // A new password ends all sessions.
        world.admit("wang", id: id, token: try world.server.session(of: id))
        let batch =
            "{\"items\":[{\"id\":\(id),\"position\":\"Seller\"},{\"username\":\"other\",\"display_name\":\"Other\",\"roles\":[\"hr\"]}]}"
        #expect(try world.post("admin", "/v1/users/batch", batch, fields: [("Idempotency-Key", "k2")]).status == 200)
        #expect(try world.patch("hr", "/v1/users/\(id)", #"{"phone":"010-8888 7777"}"#, fields: [("Idempotency-Key", "k3")]).status == 200)
        #expect(try world.patch("hr", "/v1/users/\(id)", #"{"phone":"+86 139 1234 5678"}"#).status == 200)
        let absence = #"{"starts_on":"2026-12-01","ends_on":"2026-12-02","note":"感冒发烧"}"#
        let away = try world.created(world.post("wang", "/v1/absences", absence, fields: [("Idempotency-Key", "k4")]))
        #expect(try world.patch("wang", "/v1/absences/\(away)", #"{"note":"腰疼"}"#).status == 200)
        #expect(try world.get("hr", "/v1/users?username=wang.xiaoming", fields: [("Accept", "text/csv")]).status == 200)
        #expect(try world.post("admin", "/v1/api-keys", "{\"name\":\"laptop\",\"user_id\":\(id)}").status == 201)
        let words = Self.person + ["010-8888 7777", "感冒发烧", "腰疼"]
        #expect(
            Set(try traces.places(of: words)).isSuperset(of: ["users.display_name", "audit.content", "idempotency.body", "absences.note"]))

        try leave(id)
        let erased = try erase(id)
        #expect(erased.status == 200, "\(erased.answer.text)")
        #expect(erased.string("username") == "erased-\(id)" && erased.string("display_name") == "erased")
        for name in ["email", "phone", "employee_number", "hired_on"] { #expect(erased[name].isNull, "\(name)") }
        #expect(erased.string("erased_at") == "2026-11-24T01:00:00.000Z" && erased.string("archived_at") == "2026-11-24T01:00:00.000Z")
        #expect(try traces.places(of: words) == [])
        #expect(try !traces.fileHolds(["王小明", "wang.xiaoming", "E-4711", "感冒发烧", "腰疼"]))
        #expect(Set(try traces.verify()) == ["user.erase:purpose_fulfilled"])
        #expect(try Reply(world.server.operatorClient().send("GET", "/control/check")).array("faults") == [])
        let left = try world.server.application.database.read { connection in
            try ["session", "user_password", "api_keys"].map { table in
                let condition = table == "api_keys" ? "AND revoked_at IS NULL" : ""
                return try connection.first("SELECT count(*) FROM \(table) WHERE user_id = \(id) \(condition)")?.first?.integer
            }
        }
        #expect(left == [0, 0, 0])
    }

    @Test func `what the person did stands, under the id`() throws {
        let id = try hire()
        let customer = try world.created(world.post("wang", "/v1/customers", #"{"name":"Blue Water"}"#))
        try leave(id)
        #expect(try erase(id).status == 200)
        let reply = try world.get("manager", "/v1/customers/\(customer)?expand=owner")
        #expect(reply.integer("owner_id") == id && reply.string("owner/display_name") == "erased")
        #expect(try world.patch("manager", "/v1/customers/\(customer)", #"{"city":"Fuzhou"}"#).status == 200)
        let made = try world.get("auditor", "/v1/audit?entity=customer&entity_id=\(customer)").array("items").compactMap(\.object)
        #expect(made.last?["user_id"]?.number?.int64 == id && made.last?["user"]?.string == "erased" && made.last?["set"] != nil)
        let trail = try world.get("auditor", "/v1/audit?entity=user&entity_id=\(id)").array("items").compactMap(\.object)
        #expect(trail.first?["action"]?.string == "erased")
        #expect(trail.first?["user_id"]?.number?.int64 == world.person("admin").id)
        #expect(trail.last?["action"]?.string == "created" && trail.last?["erased"] == .bool(true))
        // What told of no person is still in the trail.
        #expect(trail.contains { $0["changed"]?.object?["active"] != nil })
    }

    @Test func `who works here is not erased, and who was erased does not come back`() throws {
        let id = try hire()
        #expect(try erase(id).code == "user_active")
        try leave(id)
        #expect(try world.post("admin", "/v1/users/\(id)/erase").faults == ["/reason: required"])
        #expect(try erase(id, fields: [("If-Match", "\"1\"")]).status == 412)
        let tried = try world.post("admin", "/v1/users/\(id)/erase?dry_run=true", #"{"reason":"requested"}"#)
        #expect(tried.string("display_name") == "erased")
        #expect(try world.get("admin", "/v1/users/\(id)").string("display_name") == "王小明")
        #expect(try erase(id).status == 200)
        #expect(try erase(id).code == "erased")
        #expect(try world.post("admin", "/v1/users/\(id)/restore").code == "erased")
        #expect(try world.patch("admin", "/v1/users/\(id)", #"{"active":true}"#).code == "archived")
        #expect(try world.post("admin", "/v1/users/\(id)/password", #"{"password":"correct horse battery"}"#).status == 404)
        #expect(try world.get("wang", "/v1/sessions/current").status == 401)
        // The name is free for somebody else, and another one who is erased has a name of his or her own.
        let next = try hire()
        try leave(next)
        #expect(try erase(next).string("username") == "erased-\(next)")
    }

    @Test func `administrators erase who has left, and nobody else does, nor a key`() throws {
        let id = try hire()
        try leave(id)
        for name in ["hr", "manager", "rep", "executive", "auditor", "key"] { #expect(try erase(id, by: name).status == 403, "\(name)") }
        #expect(try world.post(nil, "/v1/users/\(id)/erase", #"{"reason":"requested"}"#).status == 401)
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"root\",\"user_id\":\(world.person("admin").id)}")
        world.admit("root", id: world.person("admin").id, token: key.string("key") ?? "")
        #expect(try erase(id, by: "root").code == "decided_by_people")
        #expect(try erase(id).status == 200)
    }
}
