// Decimals as text: what is written is read again as the same number, and reading agrees with a second reader.

import Foundation
import JSON
import TestSupport
import Testing

@testable import Kernel

struct DecimalPropertyTests {
    private static let rounds = SeededRandom.rounds(standard: 10_000)

    @Test func `what is written is read again as the same number, by whichever writer`() throws {
        let seed = SeededRandom.seed(standard: 11)
        var random = SeededRandom(seed: seed)
        for _ in 0..<Self.rounds {
            let digits = random.integer(0...18)
            let large = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
            let number = random.oneIn(50) ? random.pick([Int64.max, Int64.min + 1, 0]) : random.integer(-large...large)
            let scale = Int(random.integer(0...8))
            let shown = Int(random.integer(0...Int64(scale)))
            let text = DecimalText.write(number, scale: scale, shownPlaces: shown)
            let place: Testing.Comment = "seed \(seed): \(number) of scale \(scale) as \(text)"
            #expect(try DecimalText.read(text, scale: scale).get() == number, place)
            #expect(JSONNumber(parsing: text)?.scaled(places: scale) == .exact(number), place)
            // Fewer places than the number needs are refused, never rounded.
            let needed = text.split(separator: ".").dropFirst().first.map { $0.reversed().drop { $0 == "0" }.count } ?? 0
            if needed > 0 { #expect(throws: DecimalText.Fault.tooManyPlaces) { try DecimalText.read(text, scale: needed - 1).get() } }
            var writer = JSONWriter()
            writer.decimal(number, scale: scale, asString: false)
            let json = String(decoding: writer.finish(), as: UTF8.self)
            #expect(try DecimalText.read(json, scale: scale).get() == number, place)
            #expect(json == DecimalText.write(number, scale: scale, shownPlaces: scale), place)
        }
    }

    @Test func `every literal is read as Foundation reads it, or refused for a reason that holds`() {
        let seed = SeededRandom.seed(standard: 12)
        var random = SeededRandom(seed: seed)
        for _ in 0..<Self.rounds {
            let literal = literal(&random)
            let scale = Int(random.integer(0...8))
            let place: Testing.Comment = "seed \(seed): \(literal) of scale \(scale)"
            guard let value = Decimal(string: literal, locale: nil) else {
                Issue.record(place)
                continue
            }
            let exact = value * Decimal(sign: .plus, exponent: scale, significand: 1)
            var (copy, whole) = (exact, Decimal())
            NSDecimalRound(&whole, &copy, 0, .plain)
            switch DecimalText.read(literal, scale: scale) {
            case .success(let number): #expect(Decimal(number) == exact, place)
            case .failure(.tooManyPlaces): #expect(whole != exact, place)
            case .failure(.tooLarge): #expect(exact.magnitude > Decimal(Int64.max), place)
            case .failure(.malformed): Issue.record(place)
            }
        }
    }

    /// Of at most 30 digits, which both readers hold exactly.
    private func literal(_ random: inout SeededRandom) -> String {
        func digits(_ count: ClosedRange<Int64>) -> String {
            (0..<random.integer(count)).map { _ in String(random.oneIn(3) ? 0 : random.integer(0...9)) }.joined()
        }
        let whole = random.oneIn(4) ? "0" : String(random.integer(1...9)) + digits(0...random.pick([2, 8, 18]))
        let fraction = random.oneIn(3) ? "" : "." + digits(1...8)
        let exponent = random.oneIn(3) ? random.pick(["e", "E"]) + random.pick(["", "+", "-"]) + String(random.integer(0...6)) : ""
        return (random.oneIn(4) ? "-" : "") + whole + fraction + exponent
    }

    @Test func `random text is refused or read, and never anything else`() {
        let seed = SeededRandom.seed(standard: 13)
        var random = SeededRandom(seed: seed)
        let alphabet = Array("0123456789.-+eE ,_xX\u{0}１٣é")
        for _ in 0..<Self.rounds {
            let text = String((0..<random.integer(0...45)).map { _ in random.pick(alphabet) })
            guard case .success(let number) = DecimalText.read(text, scale: 4) else { continue }
            #expect(text.utf8.allSatisfy { "0123456789.-+eE".utf8.contains($0) }, "seed \(seed): \(text)")
            #expect((try? DecimalText.read(DecimalText.write(number, scale: 4, shownPlaces: 0), scale: 4).get()) == number)
        }
    }
}
