// Ids of lines: a line that has gone leaves its id to nobody.

import JSON
import TestSupport
import Testing

struct LineIDTests {
    private let desk: OrderDesk

    init() throws { desk = try OrderDesk() }

    private func ids(_ reply: Reply) -> [Int64] {
        reply.array("lines").compactMap { $0.object?["id"]?.number?.int64 }
    }

    private func change(_ order: Int64, _ lines: String) throws -> [Int64] {
        let reply = try desk.world.patch("rep", "/v1/orders/\(order)", "{\"lines\":[\(lines)]}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        return ids(reply)
    }

    @Test func `a line that came later never has the id of one that has gone`() throws {
        let line = desk.line(quantity: "1")
        let order = try desk.enter(lines: "\(line),\(line)")
        var lines = ids(order)
        var given = Set(lines)
        // The newest line of all goes, in a change of its own, with one that comes, and all at once.
        for kept in [["{\"id\":\(lines[0])}"], ["{\"id\":\(lines[0])}", line], ["{\"id\":\(lines[0])}", line], [line], [line, line]] {
            let before = Set(lines)
            lines = try change(order.id, kept.joined(separator: ","))
            #expect(given.isDisjoint(with: Set(lines).subtracting(before)), "\(lines) of \(given)")
            given.formUnion(lines)
        }
        // Another order's lines as well.
        #expect(given.isDisjoint(with: ids(try desk.enter())))
    }

    @Test func `nor within one commit`() throws {
        let line = desk.line(quantity: "1")
        let orders = try [desk.enter(lines: "\(line),\(line)"), desk.enter(lines: "\(line),\(line)")]
        let lines = orders.map(ids)
        let items = [
            "{\"id\":\(orders[1].id),\"lines\":[{\"id\":\(lines[1][0])}]}",
            "{\"id\":\(orders[0].id),\"lines\":[{\"id\":\(lines[0][0])},\(line)]}",
        ]
        let reply = try desk.world.post("rep", "/v1/orders/batch", "{\"items\":[\(items.joined(separator: ","))]}")
        #expect(reply.status == 200, "\(reply.answer.text)")
        let new = try #require(reply.integer("items/1/record/lines/1/id"))
        #expect(!lines.joined().contains(new))
    }

    @Test func `a change that fails or is only tried takes no line's id away`() throws {
        let line = desk.line(quantity: "1")
        let order = try desk.enter(lines: "\(line),\(line)")
        let lines = ids(order)
        let path = "/v1/orders/\(order.id)"
        let shorter = "{\"lines\":[{\"id\":\(lines[0])}]}"
        #expect(try desk.world.patch("rep", path + "?dry_run=true", shorter).status == 200)
        #expect(try desk.world.patch("rep", path, shorter, fields: [("If-Match", "\"9\"")]).status == 412)
        #expect(ids(try desk.world.get("rep", path)) == lines)
        #expect(try change(order.id, "{\"id\":\(lines[1])}") == [lines[1]])
    }
}
