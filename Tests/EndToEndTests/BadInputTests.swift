// Every way in which input can be bad: the right status and code, the place, how to mend it in both languages, and nothing written.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct BadInputTests {
    /// Made once: no row changes anything, which is what the test is about.
    private static let made = Result { Company(world: try company()) }

    /// `@unchecked Sendable`: rows use the addresses and tokens in it, which are constant, and connections of their own.
    private struct Company: @unchecked Sendable {
        let world: World
    }

    private static func company() throws -> World {
        let world = try World()
        _ = try world.product("CHAI")
        let archived = try world.product("OLD")
        let customer = try world.customer(limit: nil)
        _ = try world.customer("Foreign", owner: "stranger", limit: nil)
        for _ in 0..<2 {
            let body = "{\"customer_id\":\(customer),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"}"
            _ = try world.created(world.post("rep", "/v1/orders", body))
        }
        let replies = [
            try world.send("admin", "DELETE", "/v1/products/\(archived)"), try world.post("rep", "/v1/orders/2/cancel", #"{"reason":"x"}"#),
            try world.post("rep", "/v1/customers", #"{"name":"First"}"#, fields: [("Idempotency-Key", "used")]),
        ]
        for reply in replies where reply.status >= 300 { throw ClientError.malformed(reply.answer.text) }
        return world
    }

    private func send(_ input: BadInput, _ language: String, to world: World) throws -> Reply {
        var head = "\(input.method) \(input.target) HTTP/1.1\r\nHost: localhost\r\nAccept-Language: \(language)\r\n"
        head += "Authorization: Bearer \(world.person("rep").token)\r\n"
        for (name, value) in input.fields { head += "\(name): \(value)\r\n" }
        if let body = input.body { head += "Content-Length: \(body.count)\r\n" }
        let client = try world.server.client()
        try? client.write(Array((head + "\r\n").utf8) + (input.body ?? []))
        return Reply(try client.readAnswer())
    }

    private func written(_ world: World) throws -> [Int64?] {
        try world.server.application.database.read { connection in
            try ["audit", "event", "idempotency", "customers", "orders", "order_lines", "contacts"].map {
                try connection.first("SELECT count(*) FROM \($0)")?.first?.integer
            }
        }
    }

    @Test(arguments: badInputs)
    func `it is refused with the place and how to mend it, in both languages, and nothing is written`(_ input: BadInput) throws {
        let world = try Self.made.get().world
        let before = try written(world)
        for language in ["en", "zh-CN"] {
            let reply = try send(input, language, to: world)
            #expect(reply.status == input.status && reply.code == input.code, "\(reply.answer.text)")
            #expect(reply.answer.field("Content-Type") == "application/problem+json")
            if !input.faults.isEmpty { #expect(reply.faults == input.faults, "\(reply.answer.text)") }
            let texts = [reply.string("detail") ?? ""] + reply.array("errors").compactMap { $0.object?["message"]?.string }
            if language == "en" {
                #expect(texts.contains { $0.contains(input.advice) }, "\(texts)")
            } else {
                for text in texts {
                    #expect(text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(text)")
                    #expect(text.firstMatch(of: /expected|there is|did you|must be|more than|such as|used before|nested/) == nil, "\(text)")
                }
            }
        }
        #expect(try written(world) == before)
    }

    @Test func `of a body with thousands of faults a hundred are told`() throws {
        let world = try World()
        let members = (0..<900).map { "\"nmae\($0)\":1" }.joined(separator: ",")
        let reply = try world.post("rep", "/v1/customers", "{\(members)}")
        #expect(reply.status == 422 && reply.faults.count == 100)
        let items = Array(repeating: "{\(members)}", count: 80).joined(separator: ",")
        let batch = try world.post("rep", "/v1/customers/batch", "{\"items\":[\(items)]}")
        #expect(batch.status == 422 && batch.faults.count == 100, "\(batch.status)")
    }
}
