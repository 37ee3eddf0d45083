// Whether the process was kept: each departure from it is found, with its records and no others (P6).

import JSON
import Kernel
import SQLite
import TestSupport
import Testing

struct ComplianceReportTests {
    @Test func `orders without a contract, late reviews, holds and steps of delegates are found`() throws {
        let desk = try InsightDesk()
        let world = desk.world
        let usual = try desk.order(desk.first, by: "rep", "1")
        // Finance has two working days: a week is late.
        let late = try world.draftOrder(desk.first, by: "rep", "2", of: desk.tea)
        try world.standIn("rep2", for: "rep")
        try world.submit(late, by: "rep2")
        let waiting = try world.draftOrder(desk.second, by: "rep2", "3", of: desk.tea)
        try world.submit(waiting, by: "rep2")
        try world.move(to: "2026-12-01 09:00")
        try world.review(late)
        try world.must("orders/\(late)/hold", by: "finance", #"{"reason":"They do not pay"}"#)
        let reply = try world.report("compliance?from=2026-11-01&to=2026-12-31")
        try world.expect("orders_without_contract", in: reply, [usual, late, waiting], among: 3)
        try world.expect("reviews_late", in: reply, [late], among: 3)
        try world.expect("reviews_overdue", in: reply, [waiting])
        try world.expect("orders_on_hold", in: reply, [late], among: 3)
        #expect(try world.check("reviews_late", in: reply)["share"]?.string == "0.3333")
        let delegated = try world.check("steps_by_delegates", in: reply)
        let entries = try listed(#require(delegated["records"]?.object?["found"]?.string)) { try world.get("executive", $0) }
        #expect(delegated["found"]?.number?.int64 == 1 && entries.count == 1)
        #expect(entries.first?["action"]?.string == "submit" && entries.first?["entity_id"]?.number?.int64 == late)
        // Nothing was submitted in December.
        let december = try world.report("compliance?from=2026-12-01&to=2026-12-31")
        try world.expect("orders_without_contract", in: december, [], among: 0)
        #expect(try world.check("orders_without_contract", in: december)["share"]?.isNull == true)
    }

    /// No rule lets an author decide: the trail is changed behind the server's back.
    @Test func `a decision of an author, or in an author's place, is found in the trail`() throws {
        let desk = try DealDesk()
        let world = desk.world
        let (customer, tea) = (desk.contracts.customer, desk.contracts.tea)
        let free = try world.confirmedOrder(customer, by: "rep", "1", of: tea)
        let own = try world.confirmedOrder(customer, by: "rep", "2", of: tea)
        let inPlace = try world.confirmedOrder(customer, by: "rep", "3", of: tea)
        let before = try world.report("compliance?from=2026-11-01&to=2026-11-30")
        for row in before.array("items").compactMap(\.object) where row["check"]?.string?.hasSuffix("approved_by_themselves") == true {
            #expect(row["found"]?.number?.int64 == 0, "\(row["check"]?.string ?? "")")
        }
        let rep = world.person("rep").id
        try world.force(
            "UPDATE audit SET user_id = \(rep) WHERE entity = 'order' AND entity_id = \(own) AND action = 'reviews/sales/approve'")
        try world.force(
            "UPDATE audit SET on_behalf_of_id = \(rep) WHERE entity = 'order' AND entity_id = \(inPlace) AND action = 'reviews/finance/approve'"
        )
        // Legal has changed the draft that it then approves; of another contract it changes something afterwards.
        let contract = try desk.contracts.signed()
        let other = try desk.contracts.signed()
        let legal = world.person("legal").id
        try world.force("UPDATE audit SET user_id = \(legal) WHERE entity = 'contract' AND entity_id = \(contract) AND action = 'created'")
        try world.force(
            """
            UPDATE audit SET action = 'updated', user_id = \(legal) WHERE entity = 'contract' AND entity_id = \(other) AND action = 'sign-theirs'
            """)
        // Whoever wrote the version before is an author of the one that was made from it.
        let version = try desk.contracts.draftProposal(of: desk.contracts.opportunity())
        try world.must("proposals/\(version)/withdraw", by: "rep", #"{"reason":"Anew"}"#)
        let next = try world.must("proposals/\(version)/revise", by: "rep").integer("superseded_by_id") ?? 0
        try world.must("proposals/\(next)/submit", by: "rep")
        try world.must("proposals/\(next)/request-changes", by: "manager", #"{"comment":"Cheaper"}"#)
        let manager = world.person("manager").id
        try world.force("UPDATE audit SET user_id = \(manager) WHERE entity = 'proposal' AND entity_id = \(version) AND action = 'created'")
        // An investigation is approved by somebody in the place of who entered it.
        let investigation = try world.get("finance", "/v1/credit-investigations").array("items").first?.object?["id"]?.number?.int64 ?? 0
        try world.force(
            """
            UPDATE audit SET on_behalf_of_id = \(world.person("finance").id)
            WHERE entity = 'credit_investigation' AND entity_id = \(investigation) AND action = 'approve'
            """)
        // As if nothing had been read of the trail before it was changed.
        try world.force("UPDATE self_decision_reached SET sequence = 0")
        let reply = try world.report("compliance?from=2026-11-01&to=2026-11-30")
        try world.expect("orders_approved_by_themselves", in: reply, [own, inPlace], among: 3)
        try world.expect("contracts_approved_by_themselves", in: reply, [contract], among: 2)
        try world.expect("proposals_approved_by_themselves", in: reply, [next])
        try world.expect("credit_investigations_approved_by_themselves", in: reply, [investigation])
        #expect(free < own)
        // A representative sees it of the own papers alone, and nothing of what he or she may not read.
        let view = try world.report("compliance?from=2026-11-01&to=2026-11-30", by: "rep2")
        try world.expect("orders_approved_by_themselves", in: view, [], among: 0, by: "rep2")
        #expect(!view.array("items").contains { $0.object?["check"]?.string == "credit_investigations_approved_by_themselves" })
    }

    /// Each record of the trail is looked at once, by a job; what came after its last run is read with the question.
    @Test func `decisions by authors are kept where the trail was read, and found where it was not`() throws {
        let desk = try DealDesk()
        let world = desk.world
        let rep = world.person("rep").id
        func confirmedByAuthor() throws -> Int64 {
            let order = try world.confirmedOrder(desk.contracts.customer, by: "rep", "1", of: desk.contracts.tea)
            try world.force(
                "UPDATE audit SET user_id = \(rep) WHERE entity = 'order' AND entity_id = \(order) AND action = 'reviews/sales/approve'")
            return order
        }
        let first = try confirmedByAuthor()
        try world.force("UPDATE self_decision_reached SET sequence = 0")
        try world.server.runJob("find-self-decisions")
        let second = try confirmedByAuthor()
        // Of what the job has read the trail says nothing any more: the finding does.
        try world.force("UPDATE audit SET user_id = NULL WHERE entity = 'order' AND entity_id = \(first)")
        let path = "compliance?from=2026-11-01&to=2026-11-30"
        try world.expect("orders_approved_by_themselves", in: world.report(path), [first, second], among: 2)
        try world.server.runJob("find-self-decisions")
        try world.force("UPDATE audit SET user_id = NULL WHERE entity = 'order'")
        try world.expect("orders_approved_by_themselves", in: world.report(path), [first, second], among: 2)
    }

    /// In slices: each begins where the last one ended, and the job ends with the trail.
    @Test func `the whole trail is read in slices, and found again from its beginning`() throws {
        let desk = try DealDesk()
        let world = desk.world
        let order = try world.confirmedOrder(desk.contracts.customer, by: "rep", "1", of: desk.contracts.tea)
        try world.force(
            "UPDATE audit SET user_id = \(world.person("rep").id) WHERE entity_id = \(order) AND action = 'reviews/sales/approve'")
        // Over three slices of 1,000 before what was there, of an entity on which nobody decides.
        try world.force(
            """
            INSERT INTO audit (sequence, at, origin, request_id, action, entity, entity_id, content_hash, hash)
            WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < 3500)
            SELECT -n, 0, '', '', 'approve', 'nothing', n, x'', x'' FROM series
            """)
        try world.force("DELETE FROM self_decision")
        try world.force("UPDATE self_decision_reached SET sequence = -10000")
        try world.server.runJob("find-self-decisions")
        func found() throws -> [[SQLiteValue]] {
            try world.rows("SELECT entity, entity_id FROM self_decision")
        }
        #expect(try found() == [[.text("order"), .integer(order)]])
        let behind = try world.rows("SELECT sequence - (SELECT max(sequence) FROM audit) FROM self_decision_reached")
        #expect(behind == [[.integer(0)]])
        let finding = try world.rows("SELECT sequence FROM self_decision").first?.first?.integer
        try world.force("UPDATE self_decision SET entity_id = entity_id + 1")
        let faults = try Reply(world.server.operatorClient().send("GET", "/control/check")).array("faults").compactMap(\.string)
        let surplus = "order \(order + 1) is kept as decided on by an author, which audit record \(finding ?? 0) does not say"
        let missing = "order \(order) is not kept as decided on by an author, as audit record \(finding ?? 0) says"
        #expect(faults.suffix(2) == [surplus, missing], "\(faults)")
        // What another version has found is found anew.
        try world.force("UPDATE self_decision_reached SET rule = 'another'")
        try world.server.runJob("find-self-decisions")
        #expect(try found() == [[.text("order"), .integer(order)]])
    }

    /// The check is made for every list that can be asked for such decisions, and every decision can be asked for.
    @Test func `everything on which somebody decides is looked at`() throws {
        let world = try World()
        try world.hire("everybody", [.executive, .salesManager, .hr, .finance, .service, .legal])
        let paths = try world.get("admin", "/v1/openapi.json")["paths"].object?.members ?? []
        let lists = paths.filter { _, path in
            path.object?["get"]?.object?["parameters"]?.array?.contains { $0.object?["name"]?.string == "self_decided" } == true
        }.map { String($0.name.dropFirst("/v1/".count)) }
        let steps = try world.get("admin", "/v1/process").array("items").flatMap { $0.object?["steps"]?.array ?? [] }.compactMap(\.object)
        let decided = steps.filter { $0["decision"]?.bool == true }.compactMap { $0["path"]?.string }
        let collections = Set(decided.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
        #expect(Set(lists).isSuperset(of: collections), "\(collections.subtracting(lists))")
        #expect(collections.count > 10, "\(collections)")
        let checks = try world.report("compliance", by: "everybody").array("items").compactMap { $0.object?["check"]?.string }
        let wanted = Set(lists.filter { !$0.contains("/") }.map { $0.replacing("-", with: "_") + "_approved_by_themselves" })
        #expect(Set(checks.filter { $0.hasSuffix("_approved_by_themselves") }) == wanted)
    }

    @Test func `what says an earlier day than that of its entry is found, beyond what is usual`() throws {
        let desk = try DealDesk()
        let world = desk.world
        let (customer, tea) = (desk.contracts.customer, desk.contracts.tea)
        let order = try world.confirmedOrder(customer, by: "rep", "10", of: tea)
        let shipment = try world.shipped(order, "10")
        let arrived = world.server.clock.now
        let contract = try desk.contracts.inSigning()
        let prompt = try desk.contracts.signed()
        try world.move(to: "2026-12-10 09:00")
        // Wanted on the 8th, and on the 9th, of which two days of UTC have not passed.
        let past = try world.draftOrder(customer, by: "rep", "1", of: tea, ",\"delivery_on\":\"2026-12-08\"")
        let yesterday = try world.draftOrder(customer, by: "rep", "1", of: tea, ",\"delivery_on\":\"2026-12-09\"")
        for id in [past, yesterday] { try world.submit(id, by: "rep") }
        try desk.contracts.must("sign-ours", contract, by: "manager", #"{"signed_on":"2026-11-30","signatory":"Ms Wang"}"#)
        try desk.contracts.must("sign-theirs", contract, by: "rep", #"{"signed_on":"2026-12-10","signatory":"Mr Li"}"#)
        try world.deliver(shipment, at: arrived)
        let back = try world.invoiced(order, #""dated_on":"2026-12-08""#)
        let note = try world.must(
            "credit-notes", by: "finance", "{\"invoice_id\":\(back),\"reason\":\"Broken\",\"dated_on\":\"2026-12-08\"}"
        ).id
        try world.must("credit-notes/\(note)/issue", by: "finance")
        func receipt(_ day: String) throws -> Int64 {
            let body = "{\"customer_id\":\(customer),\"amount\":\"1.00\",\"method\":\"bank_transfer\",\"received_on\":\"\(day)\"}"
            return try world.must("receipts", by: "finance", body).id
        }
        let (old, usual) = (try receipt("2026-12-02"), try receipt("2026-12-03"))
        func activity(_ moment: String) throws -> Int64 {
            let body = """
                {"entity":"customer","entity_id":\(customer),"kind":"call","summary":"Call","happened_at":"\(moment)"}
                """
            return try world.must("activities", by: "rep", body).id
        }
        let (former, recent) = (try activity("2026-12-03T01:00:00Z"), try activity("2026-12-03T01:00:01Z"))
        let reply = try world.report("compliance?from=2026-11-01&to=2026-12-31")
        try world.expect("orders_backdated", in: reply, [past], among: 3)
        try world.expect("contracts_backdated", in: reply, [contract], among: 2)
        try world.expect("shipments_backdated", in: reply, [shipment], among: 1)
        try world.expect("invoices_backdated", in: reply, [back], among: 1)
        try world.expect("credit_notes_backdated", in: reply, [note], among: 1)
        try world.expect("receipts_backdated", in: reply, [old], among: 2)
        try world.expect("activities_backdated", in: reply, [former], among: 2)
        #expect([prompt, yesterday, usual, recent].allSatisfy { $0 > 0 })
    }
}
