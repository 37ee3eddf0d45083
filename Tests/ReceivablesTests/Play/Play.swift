// A company in which people do at random what they may, and now and then what they may not.

import JSON
import Kernel
import TestSupport

/// Somebody who does at random what all of them do.
struct Play {
    let desk: ReceivablesDesk
    /// The last one has little credit.
    let customers: [Int64]
    /// From stock, and made to order.
    let products: [Int64]
    var random: SeededRandom
    var orders: [Int64] = []
    private var passed: Int64 = 0

    private static let timeActs: Acts = [("days", 2, { try $0.goOn() })]
    private static let all = orderActs + goodsActs + serviceActs + moneyActs + timeActs
    private static let odds = all.indices.flatMap { Array(repeating: $0, count: all[$0].odds) }

    static var acts: Set<String> { Set(all.map(\.name)) }

    typealias Acts = [(name: String, odds: Int, perform: @Sendable (inout Play) throws -> Reply)]

    init(seed: UInt64) throws {
        desk = try ReceivablesDesk(limit: "50000000.00")
        let world = desk.world
        customers = [desk.customer, try world.customer("另一家", limit: "50000000.00"), try world.customer("Small", limit: "3000.00")]
        products = [desk.product, try world.product("MADE")]
        random = SeededRandom(seed: seed)
        guard try world.patch("product", "/v1/products/\(products[1])", #"{"made_to_order":true}"#).status == 200 else {
            throw ClientError.malformed("the product is not made to order")
        }
        try world.hire("head", [.service], under: "executive")
        try world.hire("agent", [.service], under: "head")
        _ = try world.created(
            world.post("finance", "/v1/exchange-rates", #"{"currency":"USD","starts_on":"2026-01-01","rate":"7.1234567"}"#))
        for _ in 0..<4 { _ = try enterConfirmed() }
    }

    static func fen(_ text: String?) -> Int64? {
        guard let text, case .success(let fen) = DecimalText.read(text, scale: 2) else { return nil }
        return fen
    }

    /// Does one thing; what it was, and the answer.
    mutating func step() throws -> (String, Reply) {
        let act = Play.all[random.pick(Play.odds)]
        return (act.name, try act.perform(&self))
    }

    private mutating func goOn() throws -> Reply {
        // The customers' credit is good for a year.
        let days = passed < 300 ? random.integer(1...20) : 0
        passed += days
        try desk.pass(days: days)
        try desk.world.server.runJob("late-goods")
        return try desk.get("settings/receivables")
    }

    // MARK: Chance

    mutating func quantity() -> String { random.pick(["1", "2", "3", "7", "10", "0.3333", "1.5", "12"]) }

    /// One of the latest records; 0 where there is none.
    mutating func some(_ collection: String, _ filter: String) throws -> Int64 {
        let found = try desk.get("\(collection)?limit=20&fields=id&\(filter)").array("items")
        let ids = found.compactMap { $0.object?["id"]?.number?.int64 }
        return ids.isEmpty ? 0 : random.pick(ids)
    }

    /// A step of one of the latest records in these states.
    mutating func take(_ step: String, some collection: String, _ filter: String, by name: String, _ form: String = "{}") throws -> Reply {
        try desk.take(step, "\(collection)/\(some(collection, filter))", by: name, form)
    }

    /// Takes the steps one after the other, until one is refused; the last answer.
    func take(_ steps: [(step: String, by: String)], _ path: String) throws -> Reply {
        var reply = try desk.get(path)
        for (step, name) in steps {
            reply = try desk.take(step, path, by: name)
            guard reply.status == 200 else { return reply }
        }
        return reply
    }
}
