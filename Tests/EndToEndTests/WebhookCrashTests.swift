// Kills around the fan-out to webhooks: each event arrives, in the order of its record, whatever happens to the server.

import Foundation
import Glibc
import JSON
import TestSupport
import Testing

struct WebhookCrashTests {
    @Test func `after each kill what happened arrives, and no event is left out`() throws {
        let directory = try DataDirectory()
        let data = ["--data", directory.path]
        #expect(try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one").code == 0)
        #expect(try Salesd.run(["user", "add", "michael", "--roles", "sales_rep"] + data, input: "a long enough one").code == 0)
        let key = String(try Salesd.run(["key", "add", "crash", "--user", "nancy"] + data).output.dropLast())
        let other = try StandIn { _ in .silence }
        var webhooks: [Int64] = []
        var customers: [Int64] = []
        for round in 0..<4 {
            let (child, port) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
            let client = try SystemClient(port: port, key: key)
            if round == 0 {
                let owner = try client.get("/v1/users?username=michael").integer("items/0/id") ?? 0
                customers = try (0..<3).map { try client.post("/v1/customers", "{\"name\":\"K\($0)\",\"owner_id\":\(owner)}") }
                webhooks = try (0..<3).map { number in
                    try client.post(
                        "/v1/webhooks",
                        "{\"name\":\"w\(number)\",\"url\":\"http://127.0.0.1:\(other.port)/\(number)\",\"types\":[\"salesd.customer.*\"]}")
                }
            }
            // Odd rounds: what comes is taken, and the kill falls among answers.
            if round % 2 == 1 { other.react { _ in .answer(204) } } else { other.react { _ in .silence } }
            let before = other.received.count
            for number in 0..<30 {
                _ = try client.patch("/v1/customers/\(customers[number % 3])", "{\"city\":\"R\(round)N\(number)\"}")
            }
            #expect(eventually { other.received.count >= before + 3 })
            child.signal(SIGKILL)
            _ = child.finish()
        }
        other.react { _ in .answer(204) }
        let (child, port) = try directory.serve("--outgoing-networks", "127.0.0.0/8")
        let client = try SystemClient(port: port, key: key)
        let told = try client.get("/v1/events?limit=200&type=salesd.customer.updated").array("items").compactMap(Told.init)
        #expect(told.count == 120)
        for number in webhooks.indices {
            func arrived() -> [Told] {
                other.received.filter { $0.target == "/\(number)" }.compactMap { (try? JSONReader.parse($0.body)).flatMap(Told.init) }
            }
            #expect(eventually { Set(arrived()).count >= told.count }, "webhook \(number)")
            #expect(try eventually { try client.get("/v1/webhooks/\(webhooks[number])/state").integer("waiting") == 0 })
            #expect(Set(arrived()) == Set(told))
            for customer in customers {
                // One that was on its way comes again after the kill; none comes before an earlier one has come.
                let first = arrived().filter { $0.subject == "/v1/customers/\(customer)" }.reduce(into: [Int64]()) {
                    if !$0.contains($1.sequence) { $0.append($1.sequence) }
                }
                #expect(first == first.sorted(), "webhook \(number)")
            }
        }
        #expect(child.stop().code == 0)
        #expect(try Salesd.run(["check"] + data).output == "OK\n")
    }

    /// An event, as it was told.
    private struct Told: Hashable {
        let sequence: Int64
        let subject: String

        init?(_ json: JSONValue) {
            guard let sequence = json.object?["sequence"]?.number?.int64, let subject = json.object?["subject"]?.string else { return nil }
            self.sequence = sequence
            self.subject = subject
        }
    }
}
