// Where the tests of opportunities enter them and move them on: a small company with a customer and a competitor.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

/// A company in which opportunities are entered and moved on over HTTP.
final class OpportunityDesk {
    let world: World
    /// A customer of the rep's.
    let customer: Int64
    let competitor: Int64

    init() throws {
        world = try World()
        customer = try world.customer("Sea Tea", limit: nil)
        competitor = try world.created(world.post("marketing", "/v1/competitors", #"{"name":"Leaf Ltd"}"#))
    }

    static let need = #"{"dimension":"price","urgency":3,"importance":4,"description":"Cheaper than now"}"#
    var rival: String { "{\"competitor_id\":\(competitor),\"advantage\":\"Near\",\"price_seen\":\"90.00\"}" }

    /// The body of one; what `more` adds begins with a comma.
    func body(_ more: String = "", customer: Int64? = nil) -> String {
        "{\"customer_id\":\(customer ?? self.customer),\"name\":\"Tea for a year\"\(more)}"
    }

    func enter(by name: String = "rep", _ more: String = "") throws -> Reply {
        try world.post(name, "/v1/opportunities", body(more))
    }

    /// One whose needs and competition are recorded.
    func analysed() throws -> Int64 {
        try world.created(enter(by: "rep", ",\"amount\":\"1000.00\",\"needs\":[\(Self.need)],\"competition\":[\(rival)]"))
    }

    // MARK: Steps

    /// What a step needs at least.
    var forms: [String: String] {
        [
            "evaluate": #"{"feasibility":4,"value":4,"worthwhile":true}"#, "lose": #"{"reason":"Too dear","no_competitor":true}"#,
            "reopen": #"{"reason":"They called"}"#,
        ]
    }

    @discardableResult
    func take(_ step: String, _ id: Int64, by name: String = "rep", _ form: String? = nil, dryRun: Bool = false) throws -> Reply {
        try world.post(name, "/v1/opportunities/\(id)/\(step)" + (dryRun ? "?dry_run=true" : ""), form ?? forms[step] ?? "{}")
    }

    /// The same, where the test rests on its success.
    @discardableResult
    func must(_ step: String, _ id: Int64, by name: String = "rep", _ form: String? = nil) throws -> Reply {
        let reply = try take(step, id, by: name, form)
        guard reply.status == 200 else { throw ClientError.malformed("\(step) by \(name): \(reply.answer.text)") }
        return reply
    }

    func evaluated(feasibility: Int = 4, value: Int = 4) throws -> Int64 {
        let id = try analysed()
        try must("evaluate", id, "{\"feasibility\":\(feasibility),\"value\":\(value),\"worthwhile\":true}")
        return id
    }

    func inProposal() throws -> Int64 {
        let id = try evaluated()
        try must("start-proposal", id)
        return id
    }

    func opportunity(_ id: Int64, by name: String = "rep") throws -> Reply {
        try world.get(name, "/v1/opportunities/\(id)")
    }

    /// Runs a periodic job to its end.
    func run(_ job: String) throws {
        let reply = Reply(try world.server.operatorClient().send("POST", "/control/jobs/run", body: "{\"name\":\"\(job)\"}"))
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    /// Puts one where no step leads yet: behind the server's back.
    func put(_ id: Int64, into stage: String) throws {
        try change("UPDATE opportunities SET status = ? WHERE id = ?", [.text(stage), .integer(id)])
        let sql = """
            INSERT INTO opportunity_stages (id, opportunity_id, position, stage, entered_at)
            SELECT max(id) + 1, ?2, (SELECT max(position) + 1 FROM opportunity_stages WHERE opportunity_id = ?2), ?1, ?3
            FROM opportunity_stages
            """
        try change(sql, [.text(stage), .integer(id), world.server.clock.now.stored])
    }

    /// Changes the database behind the server's back.
    func change(_ sql: String, _ values: [SQLiteValue] = []) throws {
        try world.server.application.database.write { try $0.connection.run(sql, values) }
    }
}
