// Every step of an order, from every state, by everybody, against the table.

import JSON
import Kernel
import TestSupport
import Testing

struct OrderStepTests {
    /// The company, and a customer whose credit comes and goes.
    private func makeDesk() throws -> (OrderDesk, swing: Int64) {
        let desk = try OrderDesk()
        let scoped = try desk.world.post("admin", "/v1/api-keys", #"{"name":"reader","roles":["integration"],"scopes":["orders:read"]}"#)
        desk.world.admit("reading key", id: scoped.integer("user_id") ?? 0, token: scoped.string("key") ?? "")
        return (desk, try desk.world.customer("摇摆公司"))
    }

    @Test(arguments: Place.allCases)
    func `whoever may not take a step is refused, and the order stays as it is`(_ place: Place) throws {
        let (desk, swing) = try makeDesk()
        let id = try desk.order(at: place, swing: swing)
        let before = try desk.order(id, by: "auditor")
        #expect(before.string("status") == place.status)
        for name in OrderStepTable.people.keys.sorted() {
            for step in OrderStepTable.steps {
                let expected = OrderStepTable.expectation(step, name, place)
                if case .done = expected { continue }
                let reply = try desk.take(step, id, by: name)
                #expect(outcome(reply) == expected, "\(step) by \(name) from \(place)")
            }
        }
        let after = try desk.order(id, by: "auditor")
        #expect(after.json == before.json, "a refused step left a trace")
    }

    @Test(arguments: Place.allCases)
    func `whoever may take a step gets the order where it leads`(_ place: Place) throws {
        let (desk, swing) = try makeDesk()
        for name in OrderStepTable.people.keys.sorted() {
            for step in OrderStepTable.steps {
                let expected = OrderStepTable.expectation(step, name, place)
                guard case .done = expected else { continue }
                let id = try desk.order(at: place, swing: swing)
                let reply = try desk.take(step, id, by: name)
                #expect(outcome(reply) == expected, "\(step) by \(name) from \(place): \(reply.answer.text)")
            }
        }
    }

    @Test(arguments: Place.allCases)
    func `a record's actions are the steps that its reader may take, guards aside`(_ place: Place) throws {
        let (desk, swing) = try makeDesk()
        let id = try desk.order(at: place, swing: swing)
        for name in OrderStepTable.people.keys.sorted() where OrderStepTable.sees(name, place) && !OrderStepTable.outsiders.contains(name) {
            let expected = OrderStepTable.steps.filter { step in
                switch OrderStepTable.expectation(step, name, place) {
                case .done, .refused(409, _): true
                default: false
                }
            }
            let actions = try desk.order(id, by: name).array("actions").compactMap { $0.object?["step"]?.string }
            #expect(actions.sorted() == expected.sorted(), "\(name) at \(place)")
        }
    }

    @Test func `every refusal of a step names the clause that the step carries out`() throws {
        let desk = try OrderDesk()
        let draft = try desk.draft()
        // By state, by the form, by authorship, by role.
        #expect(try desk.take("confirm", draft, by: "rep").string("clause") == "P2.5.2")
        #expect(try desk.world.post("rep", "/v1/orders/\(draft)/submit", "{}").string("clause") == "P2.5.1")
        #expect(try desk.take("cancel", draft, by: "finance").string("clause") == "P2.5.3")
        #expect(try desk.world.post("rep", "/v1/orders/\(draft)/hold", "{}").string("clause") == "P4.2.2")
        // What is no step cites none.
        #expect(try desk.world.post("rep", "/v1/orders/\(draft)/nothing", "{}")["clause"].isNull)
    }

    private func outcome(_ reply: Reply) -> Expectation {
        if reply.status == 200 { return .done(reply.string("status") ?? "?") }
        if reply.code == "wrong_state", reply.status == 409 {
            return .wrongState(reply.array("possible_from").compactMap(\.string).sorted())
        }
        return .refused(reply.status, reply.code ?? "?")
    }
}
