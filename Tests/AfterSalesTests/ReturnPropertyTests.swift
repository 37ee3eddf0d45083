// Whatever finance and service do in whatever order, nobody is asked for more than the customer keeps (P2.6.2, P4.2.5).
//
// SALESD_FUZZ_REQUESTS=10000 SALESD_FUZZ_SEED=7 scripts/test --filter ReturnPropertyTests

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ReturnPropertyTests {
    /// Sentences that no record satisfies, by SQL that shares nothing with the rules.
    private static let broken: [(law: String, sql: String)] = [
        (
            "invoices less credit notes ask for more of a line than the customer keeps",
            """
            WITH asked AS (
                SELECT il.order_line_id line, sum(il.quantity) - ifnull(sum((
                    SELECT sum(cl.quantity) FROM credit_note_lines cl JOIN credit_notes c ON c.id = cl.credit_note_id
                    WHERE cl.invoice_line_id = il.id AND c.status = 'issued')), 0) q
                FROM invoice_lines il JOIN invoices i ON i.id = il.invoice_id WHERE i.status = 'issued' GROUP BY 1),
            back AS (
                SELECT al.order_line_id line, sum(al.quantity) q FROM service_action_lines al
                JOIN service_actions a ON a.id = al.service_action_id WHERE a.kind = 'return' AND a.status = 'finished' GROUP BY 1)
            SELECT l.id FROM order_lines l JOIN asked ON asked.line = l.id LEFT JOIN back ON back.line = l.id
            WHERE asked.q > l.quantity - ifnull(back.q, 0)
            """
        ),
        (
            "an order of which nothing is left to invoice is not what was invoiced and what came back",
            """
            SELECT o.id FROM orders o WHERE o.invoicing_status IN ('invoiced', 'paid') AND o.gross <> o.returned_gross + ifnull((
                SELECT sum(i.gross) FROM invoices i WHERE i.order_id = o.id AND i.status = 'issued'), 0)
            """
        ),
    ]

    @Test func `after each of many random steps no more is asked for than is kept`() throws {
        let seed = SeededRandom.seed(standard: 20_261_127)
        var play = try ReturnPlay(seed: seed)
        let database = play.desk.world.server.application.database
        for step in 0..<SeededRandom.rounds(standard: 150) {
            let (did, reply) = try play.step()
            let told = "seed \(seed), step \(step): \(did) → \(reply.status) \(reply.code ?? "")"
            #expect(reply.status < 500, "\(told): \(reply.answer.text)")
            let found = try database.read { connection in
                try Self.broken.filter { try !connection.rows($0.sql, []).isEmpty }.map(\.law)
            }
            #expect(found.isEmpty, "\(told)")
            guard found.isEmpty else { return }
        }
        let registry = try Application.describe(Configuration())
        let now = play.desk.world.server.clock.now
        #expect(try database.read { try DerivationCheck.differences(registry, at: now, on: $0) } == [])
        #expect(play.done.count == ReturnPlay.acts.count, "something was never done: \(play.done.sorted())")
    }
}

/// Somebody who invoices, credits and takes back at random.
private struct ReturnPlay {
    let desk: ServiceDesk
    private let ticket: Int64
    private var random: SeededRandom
    private var goods: [(order: Int64, line: Int64)] = []
    /// The acts that have succeeded at least once.
    private(set) var done: Set<String> = []

    private static let odds = [
        "order", "order", "invoice", "invoice", "invoice", "issue", "issue", "issue", "void", "credit", "credit", "credit", "issue credit",
        "void credit", "void credit", "drop credit", "return", "return",
    ]

    static let acts = Set(odds)

    init(seed: UInt64) throws {
        desk = try ServiceDesk()
        ticket = try desk.inProgress()
        random = SeededRandom(seed: seed)
        goods = [try desk.delivered()]
    }

    /// Does one thing; what it was, and the answer.
    mutating func step() throws -> (String, Reply) {
        let act = random.pick(ReturnPlay.odds)
        let reply = try perform(act)
        if reply.status < 300 { done.insert(act) }
        return (act, reply)
    }

    private mutating func perform(_ act: String) throws -> Reply {
        let reason = #"{"reason":"At random"}"#
        switch act {
        case "order":
            goods.append(try desk.delivered())
            return try desk.world.get("auditor", "/v1/orders/\(goods.last?.order ?? 0)")
        case "invoice":
            let (order, line) = random.pick(goods)
            let part = random.oneIn(3) ? "" : ",\"lines\":[{\"order_line_id\":\(line),\"quantity\":\"\(quantity())\"}]"
            return try desk.world.post("finance", "/v1/invoices", "{\"order_id\":\(order)\(part)}")
        case "issue": return try desk.tried("issue", some("invoices", "draft"), by: "finance", "{}", in: "invoices")
        case "void": return try desk.tried("void", some("invoices", "issued"), by: "finance2", reason, in: "invoices")
        case "credit": return try credit()
        case "issue credit": return try desk.tried("issue", some("credit-notes", "draft"), by: "finance", "{}", in: "credit-notes")
        case "void credit":
            return try desk.tried(
                // The note of a return is never voided.
                "void", some("credit-notes", random.oneIn(3) ? "issued" : "issued&for_return=false"),
                by: random.oneIn(2) ? "finance" : "finance2", reason, in: "credit-notes")
        case "drop credit": return try desk.world.send("finance", "DELETE", "/v1/credit-notes/\(some("credit-notes", "draft"))")
        default: return try takeBack()
        }
    }

    private mutating func credit() throws -> Reply {
        let invoice = try some("invoices", "issued")
        let line = try desk.world.get("finance", "/v1/invoices/\(invoice)").integer("lines/0/id") ?? 0
        let lines = "[{\"invoice_line_id\":\(line),\"quantity\":\"\(quantity())\"}]"
        return try desk.world.post("finance", "/v1/credit-notes", "{\"invoice_id\":\(invoice),\"reason\":\"x\",\"lines\":\(lines)}")
    }

    /// A return to its end; where that is refused, it is in progress from then on, and somebody tries again later.
    private mutating func takeBack() throws -> Reply {
        let finish = #"{"result":"Back"}"#
        if let waiting = try list("service-actions?status=in_progress").first {
            return try desk.tried("finish", waiting, by: "agent", finish, in: "service-actions")
        }
        let entered = try desk.action("return", on: ticket, line: random.pick(goods).line, quantity())
        guard entered.status == 201 else { return entered }
        for (step, name) in [("approve", "head"), ("approve", "finance"), ("perform", "agent")] {
            let reply = try desk.tried(step, entered.id, by: name, "{}", in: "service-actions")
            guard reply.status == 200 else { return reply }
        }
        return try desk.tried("finish", entered.id, by: "agent", finish, in: "service-actions")
    }

    // MARK: Chance

    private mutating func quantity() -> String { random.pick(["1", "2", "3", "0.3333", "1.5", "6"]) }

    private func list(_ query: String) throws -> [Int64] {
        try desk.world.get("auditor", "/v1/\(query)").array("items").compactMap { $0.object?["id"]?.number?.int64 }
    }

    /// One of the latest records in that state; 0 where there is none.
    private mutating func some(_ collection: String, _ state: String) throws -> Int64 {
        let ids = try list("\(collection)?limit=10&fields=id&status=\(state)")
        return ids.isEmpty ? 0 : random.pick(ids)
    }
}
