// The connections of one loop by token: a slot number and the generation of its use, so that a late event finds nobody.

/// The table; a free slot is used again with the next generation.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []

    var isEmpty: Bool { free.count == slots.count }
    var all: [Connection] { slots.compactMap { $0 } }

    /// Adds what `make` makes for a new token.
    mutating func add(_ make: (UInt64) -> Connection) -> Connection {
        let slot = free.popLast() ?? grow()
        // 31 bits, so that no token is one of the loop's own.
        generations[slot] = (generations[slot] &+ 1) & 0x7FFF_FFFF
        let connection = make(UInt64(generations[slot]) << 32 | UInt64(slot))
        slots[slot] = connection
        return connection
    }

    mutating func remove(_ connection: Connection) {
        let slot = Int(connection.token & 0xFFFF_FFFF)
        guard slot < slots.count, slots[slot] === connection else { return }
        slots[slot] = nil
        free.append(slot)
    }

    /// The connection of that token, nil when it is gone.
    subscript(token: UInt64) -> Connection? {
        let slot = Int(token & 0xFFFF_FFFF)
        guard slot < slots.count, generations[slot] == UInt32(truncatingIfNeeded: token >> 32) else { return nil }
        return slots[slot]
    }

    private mutating func grow() -> Int {
        slots.append(nil)
        generations.append(0)
        return slots.count - 1
    }
}
