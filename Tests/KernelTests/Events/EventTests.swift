// Events: in the order of commit, gapless, page by page (api.md, events).

import JSON
import Kernel
import TestSupport
import Testing

struct EventTests {
    private let world: World

    init() throws { world = try World() }

    private func events(_ name: String, _ query: String) throws -> Reply { try world.get(name, "/v1/events?" + query) }

    @Test func `an event is a CloudEvent that names the record and what changed`() throws {
        let id = try world.customer(limit: nil)
        _ = try world.patch("rep", "/v1/customers/\(id)", #"{"city":"Wuxi"}"#)
        let event = try events("rep", "type=salesd.customer.updated").array("items").first?.object
        #expect(event?["specversion"]?.string == "1.0")
        #expect(event?["id"]?.string == event?["sequence"]?.number?.literal)
        #expect(event?["source"]?.string == "/v1/customers")
        #expect(event?["subject"]?.string == "/v1/customers/\(id)")
        #expect(event?["type"]?.string == "salesd.customer.updated")
        #expect(event?["time"]?.string == "2026-11-24T01:00:00.000Z")
        #expect(event?["datacontenttype"]?.string == "application/json")
        let data = event?["data"]?.object
        #expect(data?["id"]?.number?.int64 == id)
        #expect(data?["version"]?.number?.int64 == 2)
        #expect(data?["changed"]?.array?.compactMap(\.string) == ["city"])
        #expect(data?["city"] == nil)
    }

    @Test func `pages of any length, put together, are all events in order and without a gap`() throws {
        for number in 0..<4 { _ = try world.customer("K\(number)", limit: nil) }
        let whole = try events("admin", "limit=200").array("items").compactMap { $0.object?["sequence"]?.number?.int64 }
        #expect(whole == Array(1...Int64(whole.count)))
        for limit in [1, 2, 3, 7, 50] {
            var found: [Int64] = []
            var after: Int64 = 0
            while true {
                let page = try events("admin", "after=\(after)&limit=\(limit)")
                let items = page.array("items").compactMap { $0.object?["sequence"]?.number?.int64 }
                guard !items.isEmpty else {
                    #expect(page.integer("next_after") == after)
                    break
                }
                found += items
                after = page.integer("next_after") ?? 0
            }
            #expect(found == whole, "limit \(limit)")
        }
    }

    @Test func `who may see few reads on past what he or she may not see`() throws {
        let mine = try world.customer("Mine", limit: nil)
        for number in 0..<5 { _ = try world.customer("K\(number)", owner: "stranger", limit: nil) }
        let last = try world.customer("Last", limit: nil)
        var found: [String] = []
        var after: Int64 = 0
        for _ in 0..<100 {
            let page = try events("rep", "type=salesd.customer.created&limit=1&after=\(after)")
            found += page.array("items").compactMap { $0.object?["subject"]?.string }
            guard let next = page.integer("next_after"), next > after else { break }
            after = next
        }
        #expect(found == ["/v1/customers/\(mine)", "/v1/customers/\(last)"])
    }

    @Test func `steps and types are told apart`() throws {
        let customer = try world.customer()
        let types = try events("finance", "type=salesd.credit_investigation.submit,salesd.credit_investigation.approve").array("items")
            .compactMap { $0.object?["type"]?.string }
        #expect(types == ["salesd.credit_investigation.submit", "salesd.credit_investigation.approve"])
        #expect(try events("finance", "type=nothing").code == "bad_parameter")
        #expect(customer == 1)
    }

    @Test(arguments: ["after=-1", "after=x", "limit=0", "limit=201", "after="])
    func `a value that a parameter cannot have is a 400`(_ query: String) throws {
        #expect(try events("admin", query).code == "bad_parameter")
    }

    @Test func `an unknown parameter is a 400 that names the nearest right one`() throws {
        let reply = try events("admin", "aftr=1")
        #expect(reply.code == "unknown_parameter")
        #expect(reply.string("detail")?.contains("“after”") == true)
    }
}
