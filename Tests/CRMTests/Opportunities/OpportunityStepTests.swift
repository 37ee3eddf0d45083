// Every step of an opportunity, from every stage, by everybody, against the table (P2.2 – P2.4).

import JSON
import Kernel
import TestSupport
import Testing

struct OpportunityStepTests {
    private func makeDesk() throws -> OpportunityDesk {
        let desk = try OpportunityDesk()
        let keys = [
            ("reading key", #"{"name":"reader","roles":["integration"],"scopes":["opportunities:read"]}"#),
            ("rep's key", "{\"name\":\"of-rep\",\"user_id\":\(desk.world.person("rep").id)}"),
        ]
        for (name, body) in keys {
            let key = try desk.world.post("admin", "/v1/api-keys", body)
            desk.world.admit(name, id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        }
        return desk
    }

    /// One of the rep's in that stage.
    private func opportunity(at stage: Stage, _ desk: OpportunityDesk) throws -> Int64 {
        switch stage {
        case .needsAnalysis: return try desk.analysed()
        case .evaluated: return try desk.evaluated()
        case .proposal: return try desk.inProposal()
        case .negotiation, .won:
            let id = try desk.inProposal()
            try desk.put(id, into: stage.rawValue)
            return id
        case .lost:
            let id = try desk.evaluated()
            try desk.must("lose", id)
            return id
        }
    }

    private func outcome(_ reply: Reply) -> Expectation {
        if reply.status == 200 { return .done(reply.string("status") ?? "?") }
        if reply.code == "wrong_state", reply.status == 409 {
            return .wrongState(reply.array("possible_from").compactMap(\.string).sorted())
        }
        return .refused(reply.status, reply.code ?? "?")
    }

    private static let steps = OpportunityStepTable.rows.map(\.step)

    @Test(arguments: Stage.allCases)
    func `whoever may not take a step is refused, and the opportunity stays as it is`(_ stage: Stage) throws {
        let desk = try makeDesk()
        let id = try opportunity(at: stage, desk)
        let before = try desk.opportunity(id, by: "auditor")
        #expect(before.string("status") == stage.rawValue)
        for name in OpportunityStepTable.people.keys.sorted() {
            for step in Self.steps {
                let expected = OpportunityStepTable.expectation(step, name, stage)
                if case .done = expected { continue }
                let reply = try desk.take(step, id, by: name)
                #expect(outcome(reply) == expected, "\(step) by \(name) from \(stage)")
            }
        }
        #expect(try desk.opportunity(id, by: "auditor").json == before.json, "a refused step left a trace")
    }

    @Test(arguments: Stage.allCases)
    func `whoever may take a step gets the opportunity where it leads, and the move is kept`(_ stage: Stage) throws {
        let desk = try makeDesk()
        for name in OpportunityStepTable.people.keys.sorted() {
            for step in Self.steps {
                let expected = OpportunityStepTable.expectation(step, name, stage)
                guard case .done(let end) = expected else { continue }
                let id = try opportunity(at: stage, desk)
                let before = try desk.opportunity(id).array("stages").count
                let reply = try desk.take(step, id, by: name)
                #expect(outcome(reply) == expected, "\(step) by \(name) from \(stage): \(reply.answer.text)")
                let stages = reply.array("stages")
                #expect(stages.last?.object?["stage"]?.string == end, "\(step) from \(stage)")
                #expect(stages.count == before + (end == stage.rawValue ? 0 : 1), "\(step) from \(stage)")
            }
        }
    }

    @Test(arguments: Stage.allCases)
    func `a record's actions are the steps that its reader may take, guards aside`(_ stage: Stage) throws {
        let desk = try makeDesk()
        let id = try opportunity(at: stage, desk)
        for name in OpportunityStepTable.people.keys.sorted() where !OpportunityStepTable.outsiders.contains(name) {
            let expected = Self.steps.filter { step in
                switch OpportunityStepTable.expectation(step, name, stage) {
                case .done, .refused(409, _): true
                default: false
                }
            }
            let actions = try desk.opportunity(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
            #expect(actions.sorted() == expected.sorted(), "\(name) at \(stage)")
        }
    }
}
