// The company in which the policy is walked from end to end, and what each step of the walk is asked by.

import JSON
import Kernel
import TestSupport
import Testing

/// One deal on its way from the market's research to the confirmed order, or an order on its way to the closed ticket, and everybody who has
/// a hand in it.
final class Walk {
    let world: World
    /// List price 18.00, standard cost 12.60.
    let tea: Int64
    /// What every contract has to answer.
    let clause: Int64

    // What the walk has come by, in the order in which it is made.
    var report: Int64 = 0
    var segment: Int64 = 0
    var campaign: Int64 = 0
    var competitor: Int64 = 0
    var lead: Int64 = 0
    var customer: Int64 = 0
    var opportunity: Int64 = 0
    /// The version that counts at present.
    var proposal: Int64 = 0
    var negotiation: Int64 = 0
    var contract: Int64 = 0
    var order: Int64 = 0

    // What comes after the confirmation, in the same way.
    /// The order's line.
    var goods: Int64 = 0
    var plan: Int64 = 0
    /// A draft that is there to be refused.
    var trial: Int64 = 0
    var shipment: Int64 = 0
    /// The shipment of what the first one left.
    var rest: Int64 = 0
    var invoice: Int64 = 0
    var secondInvoice: Int64 = 0
    var receipt: Int64 = 0
    var dunning: Int64 = 0
    var ticket: Int64 = 0
    var action: Int64 = 0

    init() throws {
        world = try World()
        tea = try world.product("TEA")
        clause = try world.created(
            world.post("legal", "/v1/clause-templates", #"{"name":"Liability","text":"Up to the price.","category":"risk"}"#))
        // The rep's two colleagues who will be asked to help past a rule.
        try world.hire("deputy", [.salesRep], under: "manager")
    }

    // MARK: Asking

    func id(_ name: String) -> Int64 { world.person(name).id }

    func post(_ name: String, _ path: String, _ body: String = "{}", _ fields: [(String, String)] = []) throws -> Reply {
        try world.post(name, "/v1/" + path, body, fields: fields)
    }

    func patch(_ name: String, _ path: String, _ body: String) throws -> Reply {
        try world.patch(name, "/v1/" + path, body)
    }

    func put(_ name: String, _ path: String, _ body: String) throws -> Reply {
        try world.send(name, "PUT", "/v1/" + path, body)
    }

    func archive(_ name: String, _ path: String) throws -> Reply {
        try world.send(name, "DELETE", "/v1/" + path)
    }

    func get(_ path: String, by name: String = "auditor") throws -> Reply {
        try world.get(name, "/v1/" + path)
    }

    /// Changes one record by the way of many.
    func batch(_ name: String, _ collection: String, _ items: String...) throws -> Reply {
        try post(name, collection + "/batch", "{\"items\":[\(items.joined(separator: ","))]}")
    }

    /// The id of what was made.
    func made(_ reply: Reply) throws -> Int64 { try world.created(reply) }

    /// What has to succeed, because the walk goes on from it.
    @discardableResult
    func done(_ reply: Reply) throws -> Reply {
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
        return reply
    }

    // MARK: The ways round

    /// A way round is refused with that code, names that clause of the policy, and leaves no trace: no record, no event, no audit.
    ///
    /// - Parameter clause: nil where the answer has to tell nothing (what one may not see), or where no clause is behind it
    func refused(
        _ code: String, _ clause: String?, _ attempt: @autoclosure () throws -> Reply, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try newest()
        let reply = try attempt()
        let text = reply.answer.text
        #expect((400..<500).contains(reply.status), "\(code): \(text)", sourceLocation: location)
        #expect(text.contains("\"code\":\"\(code)\""), "\(code): \(text)", sourceLocation: location)
        if let clause {
            #expect(text.contains("\"clause\":\"\(clause)\""), "\(code) without \(clause): \(text)", sourceLocation: location)
        }
        #expect(try newest() == before, "\(code) left something", sourceLocation: location)
    }

    /// A trial answers as the step would, and leaves no trace.
    func tried(_ reply: @autoclosure () throws -> Reply, location: SourceLocation = #_sourceLocation) throws {
        let before = try newest()
        let trial = try reply()
        #expect(trial.answer.field("Dry-Run") == "true" && trial.status < 300, "\(trial.answer.text)", sourceLocation: location)
        #expect(try newest() == before, "the trial left something", sourceLocation: location)
    }

    /// The place of the newest audit record: whatever is kept leaves one in the same commit.
    private func newest() throws -> Int64? { try get("audit?limit=1").integer("items/0/sequence") }

    /// A paper whose time to be changed is over: nobody changes it, by no way.
    func closed(_ path: String, _ change: String, _ clause: String, owner: String = "rep") throws {
        let parts = path.split(separator: "/").map(String.init)
        for name in [owner, "manager", "admin", "key"] {
            try refused("not_editable", clause, patch(name, path, change))
            try refused("not_editable", clause, patch(name, path + "?dry_run=true", change))
        }
        try refused("not_editable", clause, batch(owner, parts[0], change.replacing("{", with: "{\"id\":\(parts[1]),", maxReplacements: 1)))
        try refused("not_editable", clause, put("key", "\(parts[0])/by-external-id/W-\(parts[0])", change))
        try refused("not_editable", clause, archive(owner, path))
        try refused("not_editable", clause, archive("admin", path))
        try refused("not_archived", nil, post(owner, path + "/restore"))
    }

    /// Nobody else's: whoever may not see it is told that there is nothing.
    func unseen(_ path: String, _ steps: String...) throws {
        for name in ["stranger", "rep2"] {
            #expect(try get(path, by: name).status == 404)
            for step in steps { try refused("not_found", nil, post(name, path + "/" + step)) }
        }
    }

    /// While the rep stands in for the manager, and after having become the owner's manager, he or she still decides on nothing of his or
    /// her own.
    func selfDecision(_ clause: String, of path: String, _ step: String, _ form: String = "{}") throws {
        func attempt(_ code: String) throws { try refused(code, clause, post("rep", "\(path)/\(step)", form)) }
        try attempt("not_allowed")
        let body = """
            {"user_id":\(id("manager")),"delegate_id":\(id("rep")),"starts_on":"2026-11-24","ends_on":"2026-11-24"}
            """
        let absence = try made(post("manager", "absences", body))
        try attempt("own_paper")
        try done(archive("manager", "absences/\(absence)"))
        try done(patch("admin", "users/\(id("rep"))", #"{"roles":["sales_rep","sales_manager"]}"#))
        try world.renewSessions()
        try attempt("not_allowed")
        // The paper becomes somebody's whose manager the author is from then on.
        try done(post("admin", "users/\(id("rep"))/hand-over", "{\"to_id\":\(id("deputy"))}"))
        try done(patch("admin", "users/\(id("deputy"))", "{\"manager_id\":\(id("rep"))}"))
        try attempt("own_paper")
        try done(post("admin", "users/\(id("deputy"))/hand-over", "{\"to_id\":\(id("rep"))}"))
        try done(patch("admin", "users/\(id("deputy"))", "{\"manager_id\":\(id("manager"))}"))
        try done(patch("admin", "users/\(id("rep"))", #"{"roles":["sales_rep"]}"#))
        try world.renewSessions()
    }
}
