// Where the tests of the team work: a company that recruits, teaches and meets.

import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

/// `manager` recruits; `lead` leads in sales below, `boss` somewhere else; `hr2` is a second one of personnel, `trainer` teaches.
final class TeamWorld {
    let world: World

    init(_ server: TestServer? = nil) throws {
        world = try World(server)
        try world.hire("lead", [.salesManager], under: "manager")
        try world.hire("boss", [.salesManager])
        try world.hire("hr2", [.hr])
        try world.hire("trainer", [.product])
    }

    static let everybody = [
        "rep", "rep2", "stranger", "manager", "lead", "boss", "marketing", "product", "trainer", "finance", "logistics", "production",
        "service", "hr", "hr2", "legal", "executive", "auditor", "admin", "key",
    ]

    func id(_ name: String) -> Int64 { world.person(name).id }

    /// The answer, where the test rests on its success.
    @discardableResult
    func must(_ reply: Reply) throws -> Reply {
        guard [200, 201].contains(reply.status) else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    @discardableResult
    func take(_ step: String, _ collection: String, _ id: Int64, by name: String, _ body: String = "{}") throws -> Reply {
        try must(world.post(name, "/v1/\(collection)/\(id)/\(step)", body))
    }

    // MARK: Recruiting

    func plan(_ count: Int = 2, by name: String = "manager", _ more: String = "") throws -> Int64 {
        let body = "{\"position\":\"Rep\",\"head_count\":\(count),\"starts_on\":\"2026-11-01\",\"ends_on\":\"2027-10-31\"\(more)}"
        return try world.created(world.post(name, "/v1/recruitment-plans", body))
    }

    func approvedPlan(_ count: Int = 2, by name: String = "manager", _ more: String = "") throws -> Int64 {
        let id = try plan(count, by: name, more)
        try take("submit", "recruitment-plans", id, by: name)
        try take("approve", "recruitment-plans", id, by: "executive")
        return id
    }

    func candidate(for plan: Int64, _ name: String = "Zhao Min", _ more: String = "") throws -> Int64 {
        try world.created(world.post("hr", "/v1/candidates", "{\"plan_id\":\(plan),\"name\":\"\(name)\",\"channel\":\"campus\"\(more)}"))
    }

    func offered(for plan: Int64, _ name: String = "Zhao Min", _ more: String = "") throws -> Int64 {
        let id = try candidate(for: plan, name, more)
        for step in ["screen", "interview", "test"] { try take(step, "candidates", id, by: "hr", #"{"score":80}"#) }
        try take("offer", "candidates", id, by: "hr")
        return id
    }

    func hiring(under manager: String = "manager", _ more: String = "") -> String {
        "{\"starts_on\":\"2026-12-01\",\"position\":\"Sales representative\",\"manager_id\":\(id(manager))\(more)}"
    }

    func hired(for plan: Int64, _ name: String = "Zhao Min", _ more: String = "") throws -> Reply {
        let id = try offered(for: plan, name, more)
        return try take("hire", "candidates", id, by: "manager", hiring())
    }

    func users() throws -> Int64 { try world.get("admin", "/v1/users?count=true&limit=1").integer("total") ?? -1 }

    // MARK: Time

    /// Moves the clock to that moment in Shanghai, such as `2026-11-27 17:00`.
    func move(to moment: String) throws {
        let parts = moment.split(separator: " ")
        world.server.clock.set(try #require(Instant("\(parts[0])T\(parts[1]):00+08:00")))
        try world.renewSessions()
    }

    /// The same, and lets the jobs run.
    func pass(to moment: String, _ jobs: String...) throws {
        try move(to: moment)
        for job in jobs { try world.server.runJob(job) }
    }

    /// The data of the events of that kind, the oldest first.
    func events(_ word: String, of entity: String, by name: String = "auditor") throws -> [JSONObject] {
        var found: [JSONObject] = []
        var after: Int64 = 0
        while true {
            let reply = try world.get(name, "/v1/events?limit=200&after=\(after)&type=salesd.\(entity).\(word)")
            found += reply.array("items").compactMap { $0.object?["data"]?.object }
            let next = reply.integer("next_after") ?? after
            if next == after { return found }
            after = next
        }
    }

    func ids(_ reply: Reply) -> [Int64] { reply.array("items").compactMap { $0.object?["id"]?.number?.int64 } }
}
