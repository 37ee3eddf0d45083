// The example ERP (scripts/erp): whenever it or the server is killed, nothing is done twice and nothing is left undone.
//
// For two hundred kills: SALESD_CRASH_ROUNDS=200 scripts/test --filter ERPTests

import App
import Foundation
import Glibc
import Kernel
import SQLite
import TestSupport
import Testing

struct ERPTests {
    private static let kills = ProcessInfo.processInfo.environment["SALESD_CRASH_ROUNDS"].flatMap { Int($0) } ?? 20

    @Test func `killed again and again, it gives each order one number, ships it once and reports its payment once`() throws {
        let office = try ERPOffice()
        var random = SeededRandom(seed: SeededRandom.seed(standard: 20_261_126))
        var atWork = 0
        for round in 0..<Self.kills {
            for _ in 0..<3 { try office.confirmOrder() }
            let erp = try ERPRun(office.words(["--every", "0.01"]), key: office.key)
            // These orders and invoices have it say eighteen things; somewhere within the request after one of them it ends.
            for place in [random.integer(0...8), random.integer(9...17)] {
                #expect(eventually { erp.errors.count(where: \.isNewline) >= place })
                usleep(UInt32(random.integer(0...8000)))
                if place < 9, random.oneIn(3) { try office.restart(by: SIGKILL) }
            }
            erp.signal(SIGKILL)
            #expect(erp.finish() == SIGKILL, "round \(round): \(erp.errors)")
            if try office.ordersUnderWay() ?? 0 > 0 { atWork += 1 }
        }
        #expect(atWork > Self.kills / 2, "the kills do not meet it at work")
        let last = try ERPRun(office.words(["--once"]), key: office.key)
        #expect(last.finish() == 0, "\(last.errors)")
        #expect(try office.ordersUnderWay() == 0)
        try expectEachOnce(office, Self.kills * 3)
    }

    @Test func `sent the events by webhook, it does each once as well, whoever is killed`() throws {
        let office = try ERPOffice(["--outgoing-networks", "127.0.0.0/8"])
        let words = office.words(["--every", "0.2", "--webhook", "127.0.0.1:0", "--setup-key-file", try office.setupKey()])
        var random = SeededRandom(seed: SeededRandom.seed(standard: 20_261_127))
        let rounds = 4
        for round in 0..<rounds {
            // Some happens while it is not there.
            try office.confirmOrder()
            let erp = try ERPRun(words, key: office.key)
            #expect(eventually { erp.errors.contains(": it arrives") }, "\(erp.errors)")
            try office.confirmOrder()
            let place = random.integer(1...12)
            #expect(eventually { erp.errors.count(where: \.isNewline) >= place }, "round \(round): \(erp.errors)")
            if round % 2 == 0 { try office.restart(by: SIGKILL) }
            erp.signal(SIGKILL)
            #expect(erp.finish() == SIGKILL, "round \(round): \(erp.errors)")
        }
        let last = try ERPRun(words, key: office.key)
        #expect(try eventually { try office.isQuiet() && last.errors.contains(": it arrives") }, "\(last.errors)")
        last.signal(SIGKILL)
        _ = last.finish()
        try expectEachOnce(office, rounds * 2)
    }

    /// Looks at the database once the server has stopped.
    private func expectEachOnce(_ office: ERPOffice, _ orders: Int) throws {
        #expect(try office.check() == "OK\n")
        let connection = try Connection(path: office.path + "/salesd.db", mode: .readWrite)
        defer { connection.close() }
        func count(_ question: String) throws -> Int64? { try connection.first("SELECT count(*) FROM \(question)")?.first?.integer }
        let confirmed = try count("orders WHERE id > 830 AND status = 'confirmed'") ?? 0
        #expect(confirmed >= orders)
        let unfinished = "orders WHERE id > 830 AND status = 'confirmed' AND (erp_number IS NULL OR fulfilment_status <> 'delivered')"
        #expect(try count(unfinished) == 0)
        #expect(try count("(SELECT 1 FROM orders WHERE erp_number IS NOT NULL GROUP BY erp_number HAVING count(*) > 1)") == 0)
        let ours = "shipments WHERE external_id LIKE 'erp-order-%'"
        #expect(try count(ours) == confirmed)
        #expect(try count(ours + " AND status <> 'delivered'") == 0)
        #expect(try count("(SELECT 1 FROM \(ours) GROUP BY order_id HAVING count(*) > 1)") == 0)
        let payments = "receipts WHERE external_id LIKE 'erp-invoice-%'"
        #expect(try count(payments) ?? 0 >= orders)
        #expect(try count(payments + " AND allocation <> 'fully'") == 0)
        #expect(try count("invoices WHERE order_id > 830 AND status = 'issued' AND open_amount > 0") == 0)
        #expect(
            try count("(SELECT 1 FROM receipt_allocations WHERE undone_on IS NULL GROUP BY invoice_id, receipt_id HAVING count(*) > 1)")
                == 0)
        let uneven = """
            order_lines l JOIN orders o ON o.id = l.order_id
            WHERE o.id > 830 AND o.status = 'confirmed' AND l.kind = 'product' AND l.delivered_quantity <> l.quantity
            """
        #expect(try count(uneven) == 0)
        for (entity, action) in [
            ("order", "erp-confirmation"), ("shipment", "pack"), ("shipment", "ship"), ("shipment", "deliver"), ("receipt", "allocate"),
        ] {
            let twice = "SELECT 1 FROM audit WHERE entity = '\(entity)' AND action = '\(action)' GROUP BY entity_id HAVING count(*) > 1"
            #expect(try count("(\(twice))") == 0, "\(action)")
        }
    }

    @Test func `where it asks too often, it waits as long as it is told`() throws {
        let world = try World(TestServer(changing: { $0.service.requestsPerMinute = 40 }))
        let shop = try ERPShop(world)
        for _ in 0..<8 { try shop.confirmOrder() }
        let erp = try ERPRun(shop.words(["--once"]), key: world.person("key").token)
        for _ in 0..<2 {
            let before = erp.errors.count
            #expect(eventually { erp.errors.dropFirst(before).contains("429 too_many_requests; again in") })
            world.server.clock.advance(seconds: 60)
        }
        #expect(erp.finish() == 0, "\(erp.errors)")
        #expect(try world.get("auditor", "/v1/orders?erp_number.null=true&count=true").integer("total") == 0)
        #expect(try world.get("auditor", "/v1/shipments?count=true&status.not=draft,packed").integer("total") == 8)
    }

    @Test func `what is refused holds up no other order, and is tried again`() throws {
        let world = try World()
        let shop = try ERPShop(world)
        let (held, free) = (try shop.confirmOrder(), try shop.confirmOrder())
        #expect(try world.post("finance", "/v1/orders/\(held)/hold", #"{"reason":"Rumours"}"#).status == 200)
        func run() throws -> ERPRun {
            let erp = try ERPRun(shop.words(["--once"]), key: world.person("key").token)
            #expect(erp.finish() == 0, "\(erp.errors)")
            return erp
        }
        #expect(try run().errors.contains("/v1/orders/\(held) waits: 409 on_hold"))
        #expect(try shop.number(held) == nil)
        #expect(try shop.number(free) == "ERP-000002")
        #expect(try world.post("finance2", "/v1/orders/\(held)/release", #"{"comment":"All is well"}"#).status == 200)
        _ = try run()
        #expect(try shop.number(held) == "ERP-000001")
        _ = try run()
        #expect(try world.get("auditor", "/v1/shipments?count=true").integer("total") == 2)
    }

    @Test func `it needs two scopes of the role integration, and says which one is missing`() throws {
        let world = try World()
        let shop = try ERPShop(world)
        let order = try shop.confirmOrder()
        func run(_ scopes: String) throws -> ERPRun {
            let name = scopes.filter(\.isLetter)
            let body = "{\"name\":\"\(name)\",\"roles\":[\"integration\"],\"scopes\":[\(scopes)]}"
            let key = try world.post("admin", "/v1/api-keys", body)
            let erp = try ERPRun(shop.words(["--once"]), key: key.string("key") ?? "")
            #expect(erp.finish() == 0, "\(erp.errors)")
            return erp
        }
        #expect(try run(#""orders:read""#).errors.contains("403 outside_scope"))
        #expect(try shop.number(order) == nil)
        #expect(try run(#""orders:write""#).errors.contains("shipments:read"))
        #expect(try !run(#""orders:write","shipments:write""#).errors.contains("403"))
        #expect(try world.get("auditor", "/v1/shipments?count=true&status.not=draft,packed").integer("total") == 1)
    }

    @Test func `two with the same memory do not run at once, and a key that does not count ends it`() throws {
        let office = try ERPOffice()
        let first = try ERPRun(office.words([]), key: office.key)
        try office.confirmOrder()
        #expect(eventually { !first.errors.isEmpty })
        let second = try ERPRun(office.words(["--once"]), key: office.key)
        #expect(second.finish() == 1)
        #expect(second.errors.contains("another one works with"))
        first.signal(SIGKILL)
        #expect(first.finish() == SIGKILL)
        let stranger = try ERPRun(office.words(["--once"]), key: "sk_wrong")
        #expect(stranger.finish() == 1)
        #expect(stranger.errors.contains("401 invalid_token"))
    }
}
