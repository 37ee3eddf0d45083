// How many connections there are, in all and by address; asked when one comes and when it goes, never between.

import Synchronization

/// The count that all loops share.
final class ConnectionBudget: Sendable {
    private struct Counts {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let total: Int
    private let perAddress: Int

    init(_ limits: ServerLimits) {
        total = limits.connections
        perAddress = limits.connectionsPerAddress
    }

    /// Counts a connection; false when there is no room for it. Unix sockets have no address and count in all only.
    func admit(_ address: String) -> Bool {
        counts.withLock { counts in
            let held = counts.byAddress[address, default: 0]
            guard counts.total < total, address.isEmpty || held < perAddress else { return false }
            counts.total += 1
            if !address.isEmpty { counts.byAddress[address] = held + 1 }
            return true
        }
    }

    /// Counts a connection off.
    func release(_ address: String) {
        counts.withLock { counts in
            counts.total -= 1
            guard let held = counts.byAddress[address] else { return }
            counts.byAddress[address] = held > 1 ? held - 1 : nil
        }
    }

    /// Connections now.
    var current: Int { counts.withLock { $0.total } }
}
