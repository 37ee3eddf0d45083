// A moment in time, and where it comes from.

import Synchronization

/// A moment in UTC to the millisecond, `2026-11-24T08:48:48.123Z` on the wire (RFC 3339), milliseconds since 1970 in the database.
package struct Instant: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    /// Since 1970 in UTC.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads RFC 3339 with any zone offset and up to nine decimals of a second; nil for anything else.
    /// A bare day is its first moment in UTC, so that `created_at.lt=2026-12-01` works.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = Day(text.prefix(10)) else { return nil }
        let midnight = Int64(day.daysSince1970) * Instant.millisecondsPerDay
        if bytes.count == 10 {
            self.init(milliseconds: midnight)
            return
        }
        guard let time = TimeOfDay(bytes[10...]) else { return nil }
        self.init(milliseconds: midnight + time.milliseconds)
    }

    package static let millisecondsPerDay: Int64 = 86_400_000
    package static let millisecondsPerMinute: Int64 = 60_000

    /// So much later; earlier where negative.
    package func adding(milliseconds: Int64) -> Instant {
        Instant(milliseconds: self.milliseconds &+ milliseconds)
    }

    /// So much later; earlier where negative.
    package func adding(seconds: Int64) -> Instant {
        adding(milliseconds: seconds &* 1000)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    package var description: String {
        let days =
            milliseconds >= 0
            ? milliseconds / Instant.millisecondsPerDay : (milliseconds - Instant.millisecondsPerDay + 1) / Instant.millisecondsPerDay
        let rest = Int(milliseconds - days * Instant.millisecondsPerDay)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(Day(daysSince1970: Int(days)))T\(time).\(padded(rest % 1000, 3))Z"
    }
}

/// The part of an RFC 3339 timestamp after the day, with its offset already taken off.
private struct TimeOfDay {
    let milliseconds: Int64

    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        func take(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        func number(_ digits: Int) -> Int64? {
            guard rest.count >= digits else { return nil }
            var number: Int64 = 0
            for _ in 0..<digits {
                let digit = rest.removeFirst()
                guard digit >= 48, digit <= 57 else { return nil }
                number = number * 10 + Int64(digit - 48)
            }
            return number
        }
        guard take("Tt "), let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60,
            take(":"), let second = number(2), second < 61
        else { return nil }
        var fraction: Int64 = 0
        if take(".") {
            var places = 0
            while let digit = rest.first, digit >= 48, digit <= 57, places < 9 {
                if places < 3 { fraction = fraction * 10 + Int64(digit - 48) }
                places += 1
                rest.removeFirst()
            }
            guard places > 0 else { return nil }
            for _ in places..<max(places, 3) { fraction *= 10 }
        }
        var offset: Int64 = 0
        if !take("Zz") {
            let west = rest.first == UInt8(ascii: "-")
            guard take("+-"), let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (west ? -1 : 1)
        }
        guard rest.isEmpty else { return nil }
        milliseconds = ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
    }
}

/// Where the time comes from. Nothing below the application reads the system's clock; tests move a clock of their own.
package protocol Clock: Sendable {
    var now: Instant { get }
}

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock {
    private let current: Mutex<Instant>

    /// Stands still until it is moved.
    package init(_ start: Instant) {
        current = Mutex(start)
    }

    package var now: Instant { current.withLock { $0 } }

    /// Moves on.
    package func advance(seconds: Int64) {
        current.withLock { $0 = $0.adding(seconds: seconds) }
    }

    /// Jumps to that moment.
    package func set(_ instant: Instant) {
        current.withLock { $0 = instant }
    }
}
