// Whatever people and systems do in whichever order, what must hold of an opportunity holds after each request (P2.2, P2.3.1).

import JSON
import TestSupport
import Testing

struct OpportunityCourseTests {
    @Test(arguments: [21, 22])
    func `after each request of a long random course the rules hold`(_ number: UInt64) throws {
        var course = try RandomCourse(seed: SeededRandom.seed(standard: number))
        for _ in 0..<SeededRandom.rounds(standard: 600) { try course.go() }
        // The course got somewhere: else it would prove nothing.
        #expect(course.stagesSeen.isSuperset(of: ["needs_analysis", "evaluated", "proposal", "lost"]), "\(course.stagesSeen)")
    }
}

/// Random requests about one opportunity.
private struct RandomCourse {
    private let desk: OpportunityDesk
    private let id: Int64
    private let second: Int64
    private var random: SeededRandom
    /// What the last evaluation was made of.
    private var basis: JSONValue = .null
    private(set) var stagesSeen: Set<String> = []

    init(seed: UInt64) throws {
        desk = try OpportunityDesk()
        second = try desk.world.created(desk.world.post("product", "/v1/competitors", #"{"name":"Root"}"#))
        random = SeededRandom(seed: seed)
        id = try desk.world.created(desk.enter(by: "rep", #","external_id":"E1""#))
    }

    mutating func go() throws {
        let reply: Reply
        switch random.integer(0...9) {
        case 0...4: reply = try takeStep()
        case 5...7: reply = try change()
        case 8: reply = try desk.world.send(random.pick(["manager", "rep", "admin"]), "DELETE", "/v1/opportunities/\(id)" + trial())
        default: reply = try desk.world.post(random.pick(["manager", "rep", "admin"]), "/v1/opportunities/\(id)/restore" + trial())
        }
        #expect(reply.status < 500, "\(reply.answer.text)")
        if try desk.opportunity(id, by: "auditor")["archived_at"].isNull == false {
            _ = try desk.world.post("manager", "/v1/opportunities/\(id)/restore")
        }
        try check(after: reply.answer.text)
    }

    private mutating func trial() -> String { random.oneIn(6) ? "?dry_run=true" : "" }

    private mutating func takeStep() throws -> Reply {
        let step = random.pick(["evaluate", "evaluate", "start-proposal", "start-proposal", "negotiate", "win", "lose", "reopen"])
        let forms = [
            "evaluate": "{\"feasibility\":\(random.integer(1...6)),\"value\":\(random.integer(2...5)),\"worthwhile\":\(!random.oneIn(5))}",
            "lose": "{\"reason\":\"x\",\"no_competitor\":\(random.oneIn(2))}", "reopen": #"{"reason":"y"}"#,
        ]
        let trial = trial()
        let name = random.pick(["rep", "rep", "rep", "manager", "manager", "key", "admin", "rep2"])
        let reply = try desk.world.post(name, "/v1/opportunities/\(id)/\(step)\(trial)", forms[step] ?? "{}")
        if step == "evaluate", reply.status == 200, trial.isEmpty { basis = Self.basis(of: reply) }
        return reply
    }

    private mutating func change() throws -> Reply {
        let whole = "\"needs\":[\(OpportunityDesk.need)],\"competition\":[],\"no_competition\":true"
        let members = [
            whole, whole, whole, "\"needs\":[\(needs())]", "\"competition\":[\(competition())]", "\"no_competition\":\(random.oneIn(2))",
            "\"amount\":\"\(random.integer(0...9)).00\"", "\"probability\":\"0.\(random.integer(0...9))\"",
            #""probability":null"#, #""name":"Other""#, #""status":"won""#, #""grade":"high""#, #""stages":[]"#,
        ]
        let body = random.pick(members) + (random.oneIn(3) ? "" : ",\"description\":\"\(random.integer(1...9))\"")
        let name = random.pick(["rep", "manager", "admin", "key"])
        let trial = trial()
        switch random.integer(0...3) {
        case 0: return try desk.world.send(name, "PUT", "/v1/opportunities/by-external-id/E1\(trial)", "{\(body)}")
        case 1:
            let mode = random.pick(["atomic", "independent"])
            let items = "{\"items\":[{\"id\":\(id),\(body)},{\"id\":\(id),\"needs\":[\(needs())]}]}"
            return try desk.world.post(name, "/v1/opportunities/batch?mode=\(mode)" + trial.replacing("?", with: "&"), items)
        default: return try desk.world.patch(name, "/v1/opportunities/\(id)\(trial)", "{\(body)}")
        }
    }

    private mutating func needs() -> String {
        (0..<random.integer(0...2)).map { _ in
            "{\"dimension\":\"\(random.pick(["price", "quality"]))\",\"urgency\":\(random.integer(1...2)),\"importance\":3}"
        }.joined(separator: ",")
    }

    private mutating func competition() -> String {
        let competitors = random.pick([[], [desk.competitor], [second], [desk.competitor, second]])
        return competitors.map { "{\"competitor_id\":\($0),\"price_seen\":\"5.00\"}" }.joined(separator: ",")
    }

    // MARK: What must hold

    private mutating func check(after answer: String) throws {
        let record = try desk.opportunity(id, by: "auditor")
        let stage = try #require(record.string("status"))
        stagesSeen.insert(stage)
        let grade = record.string("grade")
        #expect(!["negotiation", "won"].contains(stage), "there are no papers: \(answer)")
        #expect(stage != "needs_analysis" || grade == nil, "\(answer)")
        if ["evaluated", "proposal"].contains(stage) {
            #expect(Self.basis(of: record) == basis, "changed behind the evaluation: \(answer)")
            let score = (record.integer("feasibility") ?? 0) * (record.integer("value") ?? 0)
            #expect(grade == (score >= 15 ? "high" : score >= 8 ? "medium" : "low"), "\(answer)")
            #expect(!record.array("needs").isEmpty && record.array("competition").isEmpty == (record["no_competition"] == .bool(true)))
        }
        #expect(stage != "proposal" || (grade != "low" && record["worthwhile"] == .bool(true)), "\(answer)")
        checkHistory(record.array("stages").compactMap(\.object), ends: stage)
    }

    /// Each stay ends where the next begins, and the last one lasts.
    private func checkHistory(_ stages: [JSONObject], ends stage: String) {
        #expect(stages.last?["stage"]?.string == stage)
        #expect(stages.last?["left_at"]?.isNull == true)
        for (former, next) in zip(stages, stages.dropFirst()) {
            #expect(former["left_at"] == next["entered_at"])
            #expect(former["stage"] != next["stage"])
        }
    }

    /// Needs and competition as they read, without the ids of their lines.
    private static func basis(of record: Reply) -> JSONValue {
        let items = (record.array("needs") + record.array("competition")).map { item in
            JSONValue.object(JSONObject((item.object?.members ?? []).filter { $0.name != "id" }.map { ($0.name, $0.value) }))
        }
        return .array(items + [record["no_competition"]])
    }
}
