// Two at once: whoever comes second sees what the first has done.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct OrderRaceTests {
    @Test func `of two changes of the same version one is refused`() throws {
        let desk = try OrderDesk()
        let id = try desk.draft()
        let tag = try desk.order(id).answer.field("ETag") ?? ""
        let path = "/v1/orders/\(id)"
        #expect(try desk.world.patch("rep", path, #"{"notes":"first"}"#, fields: [("If-Match", tag)]).status == 200)
        let second = try desk.world.patch("rep", path, #"{"notes":"second"}"#, fields: [("If-Match", tag)])
        #expect(second.status == 412 && second.code == "stale_version")
        let step = try desk.world.post("rep", path + "/submit", #"{"no_contract_reason":"x"}"#, fields: [("If-Match", tag)])
        #expect(step.status == 412)
        #expect(try desk.world.send("rep", "DELETE", path, fields: [("If-Match", tag)]).status == 412)
        #expect(try desk.order(id).string("notes") == "first")
    }

    @Test func `of two changes at the same moment one is refused`() throws {
        let desk = try OrderDesk()
        for _ in 0..<10 {
            let id = try desk.draft()
            let tag = try desk.order(id).answer.field("ETag") ?? ""
            let requests = ["a", "b", "c"].map { note in
                Race.Request(
                    token: desk.world.person("rep").token, method: "PATCH", path: "/v1/orders/\(id)", body: "{\"notes\":\"\(note)\"}",
                    fields: [("If-Match", tag)])
            }
            let replies = try Race.run(requests, port: desk.world.server.port)
            #expect(replies.map(\.status).sorted() == [200, 412, 412])
            let winner = replies.first { $0.status == 200 }
            #expect(try desk.order(id).string("notes") == winner?.string("notes"))
        }
    }

    @Test func `two orders confirmed at the same moment do not slip under the limit together`() throws {
        let desk = try OrderDesk()
        for round in 0..<5 {
            let customer = try desk.world.customer("公司\(round)", limit: "300.00")
            let orders = try (0..<2).map { _ in try desk.approved(customer: customer) }
            let requests = orders.map {
                Race.Request(token: desk.world.person("rep").token, method: "POST", path: "/v1/orders/\($0)/confirm", body: "{}")
            }
            let replies = try Race.run(requests, port: desk.world.server.port)
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(try orders.map { try desk.state($0) }.sorted() == ["confirmed", "on_hold approved over_limit"])
        }
    }

    @Test func `two orders submitted at the same moment are both asked again when they are confirmed`() throws {
        let desk = try OrderDesk(limit: "300.00")
        let orders = try (0..<2).map { _ in try desk.draft() }
        let requests = orders.map {
            Race.Request(
                token: desk.world.person("rep").token, method: "POST", path: "/v1/orders/\($0)/submit", body: #"{"no_contract_reason":"x"}"#
            )
        }
        #expect(try Race.run(requests, port: desk.world.server.port).allSatisfy { $0.string("status") == "in_review" })
        for id in orders {
            try desk.review(id)
            try desk.must("confirm", id, by: "rep")
        }
        #expect(try orders.map { try desk.state($0) } == ["confirmed", "on_hold approved over_limit"])
    }

    @Test func `a department that approves twice at the same moment has approved once`() throws {
        let desk = try OrderDesk()
        for _ in 0..<5 {
            let id = try desk.inReview()
            let requests = ["finance", "finance2"].map {
                Race.Request(
                    token: desk.world.person($0).token, method: "POST", path: "/v1/orders/\(id)/reviews/finance/approve", body: "{}")
            }
            let replies = try Race.run(requests, port: desk.world.server.port)
            #expect(replies.map(\.status).sorted() == [200, 409])
            #expect(replies.compactMap(\.code) == ["already_reviewed"])
        }
    }

    @Test func `two shipments packed at the same moment do not hold more than was ordered`() throws {
        let desk = try OrderDesk()
        for _ in 0..<5 {
            let order = try desk.confirmed()
            let shipments = try (0..<2).map { _ in try desk.world.created(desk.shipment(of: order, [0: "6"])) }
            let requests = shipments.map {
                Race.Request(token: desk.world.person("logistics").token, method: "POST", path: "/v1/shipments/\($0)/pack", body: "{}")
            }
            #expect(try Race.run(requests, port: desk.world.server.port).map(\.status).sorted() == [200, 422])
        }
    }
}
