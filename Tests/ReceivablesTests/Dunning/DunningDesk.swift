// Where the tests of dunning let invoices become overdue and days go by.

import JSON
import Kernel
import TestSupport

extension ReceivablesDesk {
    /// An invoice of 203.40 that was due so many days ago.
    func overdue(days: Int, customer: Int64? = nil, quantity: String = "10") throws -> Int64 {
        let calendar = CompanyCalendar(timeZone: "Asia/Shanghai")
        let due = calendar?.day(of: world.server.clock.now).adding(days: -days).description ?? ""
        let order = try confirmed(customer: customer, lines: line(quantity))
        try world.backdate(order)
        return try issued(order, [:], ",\"dated_on\":\"2026-01-05\",\"due_on\":\"\(due)\"")
    }

    /// Goes on by so many days, and has the job of dunning run.
    func dun(after days: Int64 = 0) throws {
        try pass(days: days)
        try world.server.runJob("dunning")
    }

    /// The ids of all cases.
    func cases() throws -> [Int64] {
        try get("dunning-cases?sort=id").array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    /// A case of one invoice of 203.40, opened by the job.
    func dunned() throws -> (id: Int64, invoice: Int64) {
        let invoice = try overdue(days: 20)
        try dun()
        guard let id = try cases().last else { throw ClientError.malformed("no case was opened") }
        return (id, invoice)
    }

    /// State, overdue and disputed amount: `open 203.40 0.00`.
    func standing(_ id: Int64) throws -> String {
        let reply = try get("dunning-cases/\(id)")
        return ["status", "overdue_amount", "disputed_amount"].map { reply.string($0) ?? "-" }.joined(separator: " ")
    }

    /// What was done, in order.
    func measures(_ id: Int64) throws -> [String] {
        try get("dunning-cases/\(id)").array("measures").compactMap { $0.object?["kind"]?.string }
    }

    func dunning(_ step: String, _ id: Int64, by name: String, _ form: String? = nil) throws -> Reply {
        try take(step, "dunning-cases/\(id)", by: name, form ?? ReceivablesDesk.dunningForms[step] ?? "{}")
    }

    /// What a step needs at least.
    private static let dunningForms = [
        "visit": #"{"outcome":"Met Mr Li, who asks for time"}"#, "lawsuit": #"{"outcome":"Filed in Shanghai"}"#,
        "promise": #"{"on":"2026-11-27","amount":"100.00"}"#, "hold": #"{"reason":"Talks"}"#,
    ]

    /// The events of that kind of cases.
    func dunningEvents(_ word: String) throws -> [JSONValue] {
        try get("events?limit=200&type=salesd.dunning_case.\(word)").array("items")
    }
}
