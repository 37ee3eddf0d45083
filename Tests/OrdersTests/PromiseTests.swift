// Promised days, what is late against them, and what was on time and in full (P2.5.3).

import JSON
import Kernel
import TestSupport
import Testing

struct PromiseTests {
    private let desk: OrderDesk
    private var world: World { desk.world }

    init() throws { desk = try OrderDesk() }

    private func lines(_ order: Int64, _ name: String) throws -> [String?] {
        try desk.order(order, by: "auditor").array("lines").map { $0.object?[name]?.string }
    }

    private func lineID(_ order: Int64, _ place: Int) throws -> Int64 {
        try desk.order(order, by: "auditor").integer("lines/\(place)/id") ?? 0
    }

    private var twoLines: String { desk.line(quantity: "10") + "," + desk.line(quantity: "2") }

    /// An order of two lines that logistics has reviewed with these days.
    private func confirmed(_ review: String) throws -> Int64 {
        let id = try desk.inReview(lines: twoLines)
        try desk.must("reviews/logistics/approve", id, by: "logistics", review)
        try desk.must("reviews/finance/approve", id, by: "finance")
        try desk.must("reviews/sales/approve", id, by: "manager")
        try desk.must("confirm", id, by: "rep")
        return id
    }

    private func pass(to moment: String) throws {
        world.server.clock.set(try #require(Instant(moment)))
        try world.renewSessions()
        try world.server.runJob("late-goods")
    }

    private func events(_ kind: String) throws -> [JSONValue] {
        try world.get("auditor", "/v1/events?limit=200&type=salesd.\(kind)").array("items")
    }

    // MARK: Promising

    @Test func `logistics promises with its review: one day for all, others for single lines, else the wanted day`() throws {
        #expect(try lines(confirmed("{}"), "promised_on") == ["2026-12-24", "2026-12-24"])
        #expect(try lines(confirmed(#"{"promised_on":"2026-12-20"}"#), "promised_on") == ["2026-12-20", "2026-12-20"])
        let id = try desk.inReview(lines: twoLines)
        let body = try "{\"promised_on\":\"2026-12-20\",\"promised\":[{\"line_id\":\(lineID(id, 1)),\"promised_on\":\"2026-12-28\"}]}"
        try desk.must("reviews/logistics/approve", id, by: "logistics", body)
        #expect(try lines(id, "promised_on") == ["2026-12-20", "2026-12-28"])
        #expect(try lines(id, "first_promised_on") == ["2026-12-20", "2026-12-28"])
        try desk.must("revise", id, by: "rep")
        #expect(try lines(id, "first_promised_on") == [nil, nil])
    }

    @Test func `a promise for the past, for another's line or twice for one is refused, each by its pointer`() throws {
        let id = try desk.inReview(lines: twoLines)
        let line = try lineID(id, 0)
        let body = """
            {"promised_on":"2026-11-23","promised":[{"line_id":\(line),"promised_on":"2026-12-01"},{"line_id":\(line),"promised_on":"2026-12-02"},
             {"line_id":999999,"promised_on":"2026-11-01"}]}
            """
        let reply = try desk.take("reviews/logistics/approve", id, by: "logistics", body)
        #expect(
            reply.faults.sorted() == [
                "/promised/1/line_id: repeated", "/promised/2/line_id: unknown_child", "/promised/2/promised_on: promised_in_past",
                "/promised_on: promised_in_past",
            ])
        #expect(try lines(id, "promised_on") == [nil, nil])
    }

    @Test func `the days of a confirmed order are moved with a reason; what was promised first stays`() throws {
        let id = try confirmed("{}")
        #expect(try desk.take("promise", id, by: "logistics", #"{"promised_on":"2026-12-30"}"#).faults == ["/reason: required"])
        #expect(try desk.take("promise", id, by: "logistics", #"{"reason":"x"}"#).faults == ["/promised_on: required"])
        let moved = try "{\"reason\":\"Full\",\"promised\":[{\"line_id\":\(lineID(id, 0)),\"promised_on\":\"2026-12-30\"}]}"
        try desk.must("promise", id, by: "logistics", moved)
        #expect(try lines(id, "promised_on") == ["2026-12-30", "2026-12-24"])
        #expect(try lines(id, "first_promised_on") == ["2026-12-24", "2026-12-24"])
        _ = try desk.shipped(of: id, [0: "10"], ["pack", "ship", "deliver"])
        #expect(try desk.take("promise", id, by: "logistics", moved).faults == ["/promised/0/line_id: line_delivered"])
        try desk.must("promise", id, by: "key", #"{"reason":"Full","promised_on":"2027-01-05"}"#)
        #expect(try lines(id, "promised_on") == ["2026-12-30", "2027-01-05"], "what has arrived keeps its day")
        #expect(try world.patch("logistics", "/v1/orders/\(id)", #"{"delivery_on":"2027-01-01"}"#).status == 403)
    }

    // MARK: Late

    @Test func `a line whose day has passed is told once, over a week without the server as well`() throws {
        let id = try confirmed(#"{"promised_on":"2026-12-10"}"#)
        try pass(to: "2026-12-10T15:59:00Z")
        #expect(try events("order.late").isEmpty, "its day lasts until midnight in Shanghai")
        try pass(to: "2026-12-17T16:00:00Z")
        try pass(to: "2026-12-18T16:00:00Z")
        let told = try events("order.late")
        #expect(told.count == 1)
        let late = told.first?.object?["data"]?.object?["lines"]?.array?.compactMap { $0.object?["due_on"]?.string }
        #expect(late == ["2026-12-10", "2026-12-10"])
        #expect(try world.get("rep", "/v1/orders?overdue=true").array("items").count == 1)
        #expect(try desk.order(id)["overdue"] == .bool(true))
        // A new promise is a new day, and late once more when it has passed.
        try desk.must("promise", id, by: "logistics", #"{"reason":"Full","promised_on":"2026-12-20"}"#)
        #expect(try desk.order(id)["overdue"] == .bool(false))
        try pass(to: "2026-12-20T17:00:00Z")
        try pass(to: "2026-12-21T17:00:00Z")
        #expect(try events("order.late").count == 2)
        let now = "{\"received_by\":\"Wang\",\"delivered_at\":\"2026-12-21T17:00:00Z\"}"
        let shipment = try desk.shipped(of: id, [0: "10", 1: "2"])
        try desk.must("deliver", shipment, by: "logistics", now, in: "shipments")
        #expect(try desk.order(id)["overdue"] == .bool(false))
        #expect(try events("order.late").count == 2)
    }

    @Test func `each line is told when its own day has passed, and drafts never`() throws {
        let id = try desk.inReview(lines: twoLines)
        let body = try "{\"promised\":[{\"line_id\":\(lineID(id, 1)),\"promised_on\":\"2026-12-28\"}]}"
        try desk.must("reviews/logistics/approve", id, by: "logistics", body)
        try pass(to: "2027-01-01T00:00:00Z")
        #expect(try events("order.late").isEmpty, "it is not confirmed")
        let other = try confirmedWithTwoDays()
        try pass(to: "2027-01-21T00:00:00Z")
        #expect(try events("order.late").count == 1)
        try pass(to: "2027-02-01T00:00:00Z")
        #expect(try events("order.late").count == 2)
        #expect(try lines(other, "late_at").allSatisfy { $0 != nil })
    }

    private func confirmedWithTwoDays() throws -> Int64 {
        let id = try desk.inReview(lines: twoLines, ",\"customer_po_number\":\"7\"")
        let (first, second) = (try lineID(id, 0), try lineID(id, 1))
        let body = """
            {"promised":[{"line_id":\(first),"promised_on":"2027-01-20"},{"line_id":\(second),"promised_on":"2027-01-25"}]}
            """
        try desk.must("reviews/logistics/approve", id, by: "logistics", body)
        try desk.must("reviews/finance/approve", id, by: "finance")
        try desk.must("reviews/sales/approve", id, by: "manager")
        try desk.must("confirm", id, by: "rep")
        return id
    }

    @Test func `a plan that is not finished in time is told once, by its own day or the promised one`() throws {
        let order = try confirmed(#"{"promised_on":"2026-12-05"}"#)
        let plan = try world.created(desk.enterPlan(of: order, "2"))
        let other = try world.created(world.post("production", "/v1/production-plans", desk.planBody(of: order, "1", to: "2026-12-02")))
        try pass(to: "2026-12-03T00:00:00Z")
        #expect(try events("production_plan.late").count == 1)
        #expect(try desk.plan(other)["overdue"] == .bool(true))
        try pass(to: "2026-12-12T00:00:00Z")
        try pass(to: "2026-12-13T00:00:00Z")
        #expect(try events("production_plan.late").count == 2)
        #expect(try world.get("production", "/v1/production-plans?overdue=true").array("items").count == 2)
        let later = try world.patch("production", "/v1/production-plans/\(plan)", #"{"planned_to_on":"2026-12-31"}"#)
        #expect(later["overdue"] == .bool(false))
        try desk.mustMake("cancel", other, #"{"reason":"Not wanted"}"#)
        #expect(try desk.plan(other)["overdue"] == .bool(false))
    }

    // MARK: On time, in full

    private func measures(_ order: Int64) throws -> [JSONValue] {
        let record = try desk.order(order)
        return ["delivered_on_time", "delivered_as_wanted", "delivered_in_full"].map { record[$0] }
    }

    private func deliver(_ shipment: Int64, at moment: String) throws {
        world.server.clock.set(try #require(Instant(moment)))
        try world.renewSessions()
        let form = "{\"received_by\":\"Wang\",\"delivered_at\":\"\(moment)\"}"
        try desk.must("deliver", shipment, by: "logistics", form, in: "shipments")
    }

    @Test func `on time is by the day first promised, in full is whole with one shipment, both once all has arrived`() throws {
        let whole = try confirmed(#"{"promised_on":"2026-12-10"}"#)
        let parts = try confirmed(#"{"promised_on":"2026-12-28"}"#)
        let late = try confirmed(#"{"promised_on":"2026-12-10"}"#)
        let first = try desk.shipped(of: whole, [0: "10"])
        let second = try desk.shipped(of: whole, [1: "2"])
        let partial = try [desk.shipped(of: parts, [0: "4", 1: "2"]), desk.shipped(of: parts, [0: "6"])]
        let tooLate = try desk.shipped(of: late, [0: "10", 1: "2"])
        try deliver(first, at: "2026-12-01T00:00:00Z")
        #expect(try measures(whole) == [.null, .null, .null])
        // The last minute of the day in Shanghai.
        try deliver(second, at: "2026-12-10T15:59:00Z")
        #expect(try measures(whole) == [.bool(true), .bool(true), .bool(true)])
        #expect(try desk.order(whole).string("delivered_on") == "2026-12-10")
        // Moving the promise makes nothing good.
        try desk.must("promise", late, by: "logistics", #"{"reason":"Full","promised_on":"2026-12-20"}"#)
        try deliver(tooLate, at: "2026-12-10T16:00:00Z")
        #expect(try measures(late) == [.bool(false), .bool(true), .bool(true)])
        try deliver(partial[0], at: "2026-12-20T00:00:00Z")
        try deliver(partial[1], at: "2026-12-25T00:00:00Z")
        #expect(try measures(parts) == [.bool(true), .bool(false), .bool(false)])
        func found(_ query: String) throws -> [Int64] {
            try world.get("rep", "/v1/orders?sort=id&\(query)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
        }
        #expect(try found("delivered_on_time=true&delivered_in_full=true") == [whole])
        #expect(try found("delivered_on_time=false") == [late])
        #expect(try found("delivered_in_full=false") == [parts])
    }

    // MARK: Proof

    @Test func `a delivery is proved by its note and by what is attached to it`() throws {
        let id = try desk.shipped(of: desk.confirmed(), [0: "10"])
        let body = #"{"received_by":"Wang","delivered_at":"2026-11-24T01:00:00Z","delivery_note":"DN-7"}"#
        #expect(try desk.must("deliver", id, by: "logistics", body, in: "shipments").string("delivery_note") == "DN-7")
        let scan = Array("%PDF-1.7\nsigned\n".utf8)
        let path = "/v1/shipments/\(id)/attachments?name=pod.pdf&kind=proof"
        #expect(try world.upload("logistics", path, scan).status == 201)
        #expect(try world.upload("rep2", path, scan).status == 403)
    }

    @Test func `a shipment and a plan stand on their customer's timeline`() throws {
        let order = try desk.confirmed()
        _ = try desk.made(of: order, "2")
        _ = try desk.shipped(of: order, [0: "1"])
        let entities = try world.get("rep", "/v1/customers/\(desk.customer)/timeline?limit=100").array("items").compactMap {
            $0.object?["entity"]?.string
        }
        #expect(Set(entities).isSuperset(of: ["shipment", "production_plan", "order"]))
    }

    @Test func `two who pack the last goods at the same moment do not both`() throws {
        for _ in 0..<5 {
            let order = try desk.confirmed()
            let drafts = try (0..<2).map { _ in try world.created(desk.shipment(of: order, [0: "10"])) }
            let requests = zip(drafts, ["logistics", "logistics2"]).map { id, name in
                Race.Request(token: world.person(name).token, method: "POST", path: "/v1/shipments/\(id)/pack", body: "{}")
            }
            #expect(try Race.run(requests, port: world.server.port).map(\.status).sorted() == [200, 422])
        }
    }
}
