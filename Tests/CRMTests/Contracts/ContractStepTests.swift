// Every step of a contract, from every state, by everybody, against the table (P2.4.3, P4.2.4).

import JSON
import Kernel
import TestSupport
import Testing

struct ContractStepTests {
    private func contract(at place: ContractPlace, _ desk: ContractDesk) throws -> Int64 {
        switch place {
        case .draft: return try desk.draft()
        case .legalReview: return try desk.inReview()
        case .signing: return try desk.inSigning()
        case .signed: return try desk.signed()
        case .inExecution: return try desk.inExecution()
        case .terminated:
            let id = try desk.signed()
            try desk.must("terminate", id, by: "executive")
            return id
        case .completed:
            let id = try desk.inExecution()
            for place in 0..<3 { try desk.must("lines/\(desk.line(place, of: id))/waive", id, by: "manager") }
            try desk.must("complete", id, by: "rep")
            return id
        case .expired:
            let id = try desk.signed(desk.terms.replacing("2027-11-30", with: "2026-12-01"))
            try desk.pass(to: "2026-12-02")
            return id
        }
    }

    private func outcome(_ reply: Reply) -> String {
        reply.status == 200 ? "200" : "\(reply.status) \(reply.code ?? "?")"
    }

    private static let names = ContractStepTable.people.keys.sorted()

    @Test(arguments: ContractPlace.allCases)
    func `whoever may not take a step is refused, and the contract stays as it is`(_ place: ContractPlace) throws {
        let desk = try ContractDesk()
        let id = try contract(at: place, desk)
        let before = try desk.contract(id, by: "auditor")
        #expect(before.string("status") == place.rawValue)
        for name in Self.names {
            for row in ContractStepTable.rows {
                let expected = ContractStepTable.expectation(row, name, place)
                guard expected != "200" else { continue }
                #expect(outcome(try desk.take(row.step, id, by: name)) == expected, "\(row.step) by \(name) from \(place)")
            }
        }
        #expect(try desk.contract(id, by: "auditor").json == before.json, "a refused step left a trace")
    }

    @Test(arguments: ContractPlace.allCases)
    func `whoever may take a step takes it`(_ place: ContractPlace) throws {
        let desk = try ContractDesk()
        for name in Self.names {
            for row in ContractStepTable.rows where ContractStepTable.expectation(row, name, place) == "200" {
                let id = try contract(at: place, desk)
                let reply = try desk.take(row.step, id, by: name)
                #expect(outcome(reply) == "200", "\(row.step) by \(name) from \(place): \(reply.answer.text)")
            }
        }
    }

    @Test(arguments: ContractPlace.allCases)
    func `a contract's actions are the steps that its reader may take, guards aside`(_ place: ContractPlace) throws {
        let desk = try ContractDesk()
        let id = try contract(at: place, desk)
        for name in ["rep", "manager", "executive", "legal", "finance", "auditor", "key"] {
            let expected = ContractStepTable.rows.filter { row in
                let outcome = ContractStepTable.expectation(row, name, place)
                return outcome == "200" || row.guarded.map { "409 " + $0 == outcome } ?? false
            }
            let actions = try desk.contract(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
            let lines = actions.filter { $0.hasPrefix("lines/") }
            let mayWaive = [.signed, .inExecution].contains(place) && ["manager", "executive"].contains(name)
            #expect(actions.filter { !lines.contains($0) }.sorted() == expected.map(\.step).sorted(), "\(name) at \(place)")
            #expect(lines.count == (mayWaive ? 3 : 0), "\(name) at \(place)")
        }
    }
}
