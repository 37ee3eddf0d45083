// Who gave wrong passwords how often: bounded, and hard to empty from outside.

import Kernel

/// Failures by user name, or by address.
struct WrongTries {
    private struct Entry {
        var failures: Int
        var latest: Instant
    }

    private let freeFailures: Int
    private let limits: SignInLimits
    private var entries: [String: Entry] = [:]

    init(freeFailures: Int, _ limits: SignInLimits) {
        self.freeFailures = freeFailures
        self.limits = limits
    }

    /// How long the key has to wait for its next try; 0 for not at all. Milliseconds.
    mutating func wait(of key: String, at now: Instant) -> Int64 {
        guard var entry = entries[key] else { return 0 }
        if now < entry.latest {
            // A clock that was set back must not prolong the wait.
            entry.latest = now
            entries[key] = entry
        }
        let since = now.milliseconds &- entry.latest.milliseconds
        if since >= limits.memory &* 1000 {
            entries[key] = nil
            return 0
        }
        return max(0, waitSeconds(after: entry.failures) &* 1000 &- since)
    }

    /// Counts a failure of the key.
    mutating func add(_ key: String, at now: Instant) {
        if entries[key] == nil, entries.count >= limits.rememberedKeys { forgetLeast() }
        entries[key] = Entry(failures: min((entries[key]?.failures ?? 0) + 1, 1_000_000), latest: now)
    }

    /// Takes one failure of the key back.
    mutating func takeBack(_ key: String) {
        guard let entry = entries[key] else { return }
        entries[key] = entry.failures > 1 ? Entry(failures: entry.failures - 1, latest: entry.latest) : nil
    }

    /// Forgets the failures of the key.
    mutating func remove(_ key: String) {
        entries[key] = nil
    }

    private func waitSeconds(after failures: Int) -> Int64 {
        guard failures >= freeFailures else { return 0 }
        let doublings = failures - freeFailures
        return doublings < 32 ? min(limits.firstWait << Int64(doublings), limits.longestWait) : limits.longestWait
    }

    /// Forgets the key with the fewest failures, of those the stalest: a flood of new keys pushes out its own, not those that wait.
    private mutating func forgetLeast() {
        let least = entries.min { ($0.value.failures, $0.value.latest) < ($1.value.failures, $1.value.latest) }
        if let least { entries[least.key] = nil }
    }
}
