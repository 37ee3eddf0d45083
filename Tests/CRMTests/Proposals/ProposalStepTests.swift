// Every step of a proposal, from every state, by everybody, against the table (states.md, P2.3).

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct ProposalStepTests {
    /// One row of the table, written down by hand.
    private struct StepRow {
        let step: String
        let from: Set<String>
        let to: String
        let by: Set<String>
    }

    private static let states = ["draft", "in_review", "changes_requested", "approved", "superseded", "expired", "withdrawn"]

    private static let rows = [
        StepRow(step: "submit", from: ["draft"], to: "in_review", by: ["rep", "key"]),
        StepRow(step: "approve", from: ["in_review"], to: "approved", by: ["manager", "executive"]),
        StepRow(step: "request-changes", from: ["in_review"], to: "changes_requested", by: ["manager", "executive"]),
        StepRow(
            step: "revise", from: ["changes_requested", "approved", "expired", "withdrawn"], to: "superseded", by: ["rep", "key"]),
        StepRow(
            step: "withdraw", from: ["draft", "in_review", "approved"], to: "withdrawn", by: ["rep", "manager", "executive", "key"]),
    ]

    private static let people = [
        "rep", "manager", "executive", "key", "rep2", "stranger", "auditor", "admin", "finance", "legal", "logistics",
    ]

    private func proposal(at state: String, _ desk: ProposalDesk) throws -> Int64 {
        switch state {
        case "draft": return try desk.draft()
        case "in_review": return try desk.submitted()
        case "approved": return try desk.approved()
        default:
            let id = try state == "withdrawn" ? desk.draft() : state == "changes_requested" ? desk.submitted() : desk.approved()
            switch state {
            case "changes_requested": try desk.must("request-changes", id, by: "manager")
            case "superseded": try desk.must("revise", id)
            case "withdrawn": try desk.must("withdraw", id)
            default: try desk.desk.change("UPDATE proposals SET status = 'expired' WHERE id = ?", [.integer(id)])
            }
            return id
        }
    }

    @Test(arguments: states)
    func `each step is taken by whom the table names, from where it says, and by nobody else`(_ state: String) throws {
        let desk = try ProposalDesk()
        let kept = try proposal(at: state, desk)
        let before = try desk.proposal(kept)
        #expect(before.string("status") == state)
        for name in Self.people {
            for row in Self.rows {
                let mayTake = row.by.contains(name)
                let isPossible = row.from.contains(state)
                if mayTake && isPossible {
                    let id = try proposal(at: state, desk)
                    let reply = try desk.take(row.step, id, by: name)
                    #expect(reply.status == 200 && reply.string("status") == row.to, "\(row.step) by \(name): \(reply.answer.text)")
                    continue
                }
                let reply = try desk.take(row.step, kept, by: name)
                if mayTake {
                    #expect(reply.status == 409 && reply.code == "wrong_state", "\(row.step) by \(name): \(reply.answer.text)")
                    #expect(Set(reply.array("possible_from").compactMap(\.string)) == row.from, "\(row.step)")
                } else {
                    #expect([403, 404].contains(reply.status), "\(row.step) by \(name) from \(state): \(reply.answer.text)")
                }
            }
        }
        #expect(try desk.proposal(kept).json == before.json, "a refused step left a trace")
    }

    @Test(arguments: states)
    func `a record's actions are the steps that its reader may take`(_ state: String) throws {
        let desk = try ProposalDesk()
        let id = try proposal(at: state, desk)
        for name in ["rep", "manager", "executive", "key", "auditor", "admin"] {
            let expected = Self.rows.filter { $0.by.contains(name) && $0.from.contains(state) }.map(\.step)
            #expect(try desk.actions(id, by: name).sorted() == expected.sorted(), "\(name) at \(state)")
        }
    }

    @Test func `the process tells of each step its clause and who takes it`() throws {
        let desk = try ProposalDesk()
        let resource = try desk.world.get("rep", "/v1/process").array("items").compactMap(\.object).first {
            $0["collection"]?.string == "proposals"
        }
        let steps = resource?["steps"]?.array?.compactMap(\.object) ?? []
        let approvals = steps.filter { $0["step"]?.string == "approve" }
        #expect(approvals.compactMap { $0["by"]?.array?.compactMap(\.string) } == [["manager's manager"], ["manager"]])
        #expect(approvals.allSatisfy { $0["decision"] == .bool(true) && $0["clause"]?.string == "P2.3.2" })
        #expect(steps.first { $0["step"]?.string == "expire" }?["path"] == .null)
    }
}
