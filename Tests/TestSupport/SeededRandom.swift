// Random numbers that come again: a failure is seen once more with the seed that it has printed.

import Foundation

/// SplitMix64.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameter seed: the same one gives the same numbers
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    package mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &self) == 0
    }

    /// One of the elements, which are not none.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// An integer of the range.
    package mutating func integer(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &self)
    }
}

extension SeededRandom {
    /// The seeds of a test: the one that is always used, and with `SALESD_FUZZ_SEED` the one asked for instead.
    package static func seed(standard: UInt64) -> UInt64 {
        number("SALESD_FUZZ_SEED") ?? standard
    }

    /// How many rounds a test makes: `SALESD_FUZZ_REQUESTS` where that is set.
    package static func rounds(standard: Int) -> Int {
        number("SALESD_FUZZ_REQUESTS").map { Int(clamping: $0) } ?? standard
    }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }
}
