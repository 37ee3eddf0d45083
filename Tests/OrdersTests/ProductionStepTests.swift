// Every step of a production plan, from every state, by everybody, against the table (states.md, P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

/// Where a plan can stand, and what leads there.
enum PlanPlace: String, CaseIterable, Sendable {
    case planned, inProgress = "in_progress", finished, cancelled
}

struct ProductionStepTests {
    private static let rows: [(step: String, from: [PlanPlace], to: PlanPlace?)] = [
        ("start", [.planned], .inProgress), ("report", [.inProgress], nil), ("inspect", [.inProgress], nil),
        ("finish", [.inProgress], .finished), ("cancel", [.planned, .inProgress], .cancelled),
    ]
    private static let makers = ["production", "key"]
    /// Who reads a plan for the rep's customer; those above cancel as well.
    private static let readers = ["rep", "logistics", "auditor", "admin"]
    private static let above = ["manager"]
    private static let hiddenFrom = ["rep2", "stranger"]
    private static let outsiders = ["finance", "service", "hr", "legal", "marketing", "product"]
    private static let forms = [
        "report": #"{"quantity":"1"}"#, "inspect": #"{"quantity":"1","result":"pass"}"#, "cancel": #"{"reason":"Not wanted"}"#,
    ]

    private func plan(at place: PlanPlace, of order: Int64, _ desk: OrderDesk) throws -> Int64 {
        let id = try desk.world.created(desk.enterPlan(of: order, "2"))
        guard place != .planned else { return id }
        if place == .cancelled {
            try desk.mustMake("cancel", id, #"{"reason":"Not wanted"}"#)
            return id
        }
        try desk.mustMake("start", id)
        _ = try desk.report(id, "1")
        guard place == .finished else { return id }
        _ = try desk.inspect(id, "1")
        try desk.mustMake("finish", id)
        return id
    }

    @Test(arguments: PlanPlace.allCases)
    func `whoever may not take a step is refused, and the plan stays as it is`(_ place: PlanPlace) throws {
        let desk = try OrderDesk()
        let id = try plan(at: place, of: desk.confirmed(), desk)
        let before = try desk.plan(id, by: "auditor").json
        for row in Self.rows {
            let form = Self.forms[row.step] ?? "{}"
            let refused = Self.readers + Self.outsiders + (row.step == "cancel" ? [] : Self.above)
            for name in refused {
                let reply = try desk.make(row.step, id, by: name, form)
                #expect(reply.status == 403 && reply.code == "not_allowed", "\(row.step) by \(name) from \(place)")
            }
            for name in Self.hiddenFrom {
                #expect(try desk.make(row.step, id, by: name, form).status == 404, "\(row.step) by \(name) from \(place)")
            }
            for name in Self.makers where !row.from.contains(place) {
                let reply = try desk.make(row.step, id, by: name, form)
                #expect(reply.code == "wrong_state" && reply.string("clause") == "P2.5.3", "\(row.step) by \(name) from \(place)")
                #expect(reply.array("possible_from").compactMap(\.string) == row.from.map(\.rawValue))
            }
        }
        #expect(try desk.plan(id, by: "auditor").json == before)
    }

    @Test(arguments: PlanPlace.allCases)
    func `whoever may take a step gets the plan where it leads`(_ place: PlanPlace) throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed(lines: desk.line(quantity: "1000"))
        for row in Self.rows where row.from.contains(place) {
            for name in Self.makers + (row.step == "cancel" ? Self.above : []) {
                let id = try plan(at: place, of: order, desk)
                // What was reported has to be inspected before the end.
                if row.step == "finish" { _ = try desk.inspect(id, "1") }
                let reply = try desk.make(row.step, id, by: name, Self.forms[row.step] ?? "{}")
                #expect(reply.status == 200, "\(row.step) by \(name) from \(place): \(reply.answer.text)")
                #expect(reply.string("status") == (row.to ?? place).rawValue)
            }
        }
    }

    @Test(arguments: PlanPlace.allCases)
    func `a plan's actions are the steps that its reader may take`(_ place: PlanPlace) throws {
        let desk = try OrderDesk()
        let id = try plan(at: place, of: desk.confirmed(), desk)
        let possible = Self.rows.filter { $0.from.contains(place) }.map(\.step)
        for name in Self.makers + Self.readers + Self.above {
            let actions = try desk.plan(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
            let expected = Self.makers.contains(name) ? possible : Self.above.contains(name) ? possible.filter { $0 == "cancel" } : []
            #expect(actions == expected, "\(name)")
        }
    }

    @Test func `a batch, a key for reading and another's place are no way round`() throws {
        let desk = try OrderDesk()
        let order = try desk.confirmed()
        let id = try desk.world.created(desk.enterPlan(of: order, "2"))
        let scopes = #"{"name":"mes","roles":["integration"],"scopes":["production-plans:read"]}"#
        let scoped = try desk.world.post("admin", "/v1/api-keys", scopes)
        desk.world.admit("reading key", id: scoped.integer("user_id") ?? 0, token: scoped.string("key") ?? "")
        #expect(try desk.make("start", id, by: "reading key").code == "outside_scope")
        #expect(try desk.world.get("reading key", "/v1/production-plans/\(id)").status == 200)
        #expect(try desk.world.get("production", "/v1/production-plans?expand=order").answer.text.contains("unit_price") == false)
    }
}
