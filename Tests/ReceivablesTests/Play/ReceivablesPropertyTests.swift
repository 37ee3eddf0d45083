// Whatever people do with orders, goods, money and tickets in whatever order, the papers add up to the fen (P2.5, P2.6, P4.2.5).
//
// SALESD_FUZZ_REQUESTS=10000 SALESD_FUZZ_SEED=7 scripts/test --filter ReceivablesPropertyTests

import JSON
import Kernel
import TestSupport
import Testing

struct ReceivablesPropertyTests {
    /// After so many steps a new company begins: the laws look at all papers each time.
    private static let stepsOfCompany = 500

    @Test func `after each of many random steps everything adds up`() throws {
        let seed = SeededRandom.seed(standard: 20_261_126)
        let rounds = SeededRandom.rounds(standard: 150)
        var tally = Tally()
        let start = ContinuousClock.now
        for first in stride(from: 0, to: rounds, by: Self.stepsOfCompany) {
            let steps = min(Self.stepsOfCompany, rounds - first)
            guard try run(steps, seed: seed &+ UInt64(first), &tally) else { return }
        }
        // What needs a long way, such as the completion of an order, is done in long runs alone.
        guard rounds > Self.stepsOfCompany else { return }
        print("seed \(seed): \(rounds) steps in \(ContinuousClock.now - start)\n\(tally.text)")
        let never = Play.acts.filter { tally.accepted[$0] == nil }
        #expect(rounds < 10_000 || never.isEmpty, "seed \(seed): never done: \(never.sorted())")
    }

    /// Whether all has held.
    private func run(_ steps: Int, seed: UInt64, _ tally: inout Tally) throws -> Bool {
        var play = try Play(seed: seed)
        var trail: [String] = []
        for step in 0..<steps {
            let (did, reply) = try play.step()
            tally.count(did, isAccepted: reply.status < 300)
            trail.append("\(did) → \(reply.status) \(reply.code ?? "")")
            var broken = try ReceivablesLaws.violations(play.desk) + OrderLaws.violations(play.desk)
            broken += try exposureFaults(play)
            if reply.status >= 500 { broken.append(reply.answer.text) }
            let told = "seed \(seed), step \(step): \(trail.suffix(12).joined(separator: "; "))"
            #expect(broken.isEmpty, "\(told): \(broken)")
            guard broken.isEmpty else { return false }
        }
        let differences = try play.desk.differences()
        #expect(differences == [], "seed \(seed)")
        return differences.isEmpty
    }

    /// Customers whose exposure is not what its definition says, or not what its papers come to.
    private func exposureFaults(_ play: Play) throws -> [String] {
        try play.customers.compactMap { customer in
            let credit = try play.desk.world.get("finance", "/v1/customers/\(customer)/credit")
            let papers = credit.array("exposure/papers").compactMap { Play.fen($0.object?["amount"]?.string) }.reduce(0, +)
            let total = Play.fen(credit.string("exposure/amount"))
            let fresh = try ReceivablesLaws.exposure(of: customer, play.desk)
            return total == fresh && total == papers ? nil : "the exposure of \(customer) is \(total ?? -1), not \(fresh); papers \(papers)"
        }
    }
}

/// How often each act was tried and went through.
private struct Tally {
    private(set) var accepted: [String: Int] = [:]
    private var tried: [String: Int] = [:]

    mutating func count(_ act: String, isAccepted: Bool) {
        tried[act, default: 0] += 1
        if isAccepted { accepted[act, default: 0] += 1 }
    }

    var text: String {
        let (all, done) = (tried.values.reduce(0, +), accepted.values.reduce(0, +))
        let acts = tried.sorted { $0.key < $1.key }.map { "\($0.key) \(accepted[$0.key] ?? 0)/\($0.value)" }
        return "accepted \(done) of \(all): \(acts.joined(separator: ", "))"
    }
}
