// Deadlines of one loop in a hashed wheel: adding is constant, and nothing is ever cancelled, only found stale.

/// A wheel of timers. Each carries a token; the owner of the token decides whether it still means anything.
struct TimerWheel {
    /// A timer.
    struct Timer {
        let token: UInt64
        /// When it is due, in milliseconds of the loop's clock.
        let time: UInt64
    }

    /// The width of a slot. Milliseconds.
    private static let tick: UInt64 = 50
    /// How far ahead a connection looks; it looks again then. So what closed connections leave behind is gone soon. Milliseconds.
    static let farthest: UInt64 = 5_000
    /// About 102 seconds a turn; later timers stay for another.
    private static let slotCount = 2048

    private var slots = [[Timer]](repeating: [], count: slotCount)
    private var count = 0
    /// The tick up to which all timers have fired.
    private var current: UInt64
    /// No timer is due before this tick.
    private var earliest = UInt64.max

    init(now: UInt64) {
        current = now / Self.tick
    }

    /// Adds a timer, due not before `time`.
    mutating func add(_ token: UInt64, at time: UInt64) {
        let due = max(Self.tickAfter(time), current &+ 1)
        slots[Int(due % UInt64(Self.slotCount))].append(Timer(token: token, time: time))
        earliest = min(earliest, due)
        count += 1
    }

    /// When the wheel must be advanced next; nil when it is empty.
    var nextTime: UInt64? {
        count == 0 ? nil : earliest &* Self.tick
    }

    /// Takes out the timers that are due.
    mutating func advance(to now: UInt64) -> [Timer] {
        let target = now / Self.tick
        guard count > 0, target >= earliest else {
            current = max(current, target)
            return []
        }
        var due: [Timer] = []
        // Nothing lies before the earliest; one whole turn covers every slot.
        let turn = UInt64(Self.slotCount)
        let first = target - earliest >= turn ? target - turn + 1 : earliest
        for tick in first...target { take(from: Int(tick % turn), now: now, into: &due) }
        current = target
        count -= due.count
        findEarliest()
        return due
    }

    private mutating func take(from slot: Int, now: UInt64, into due: inout [Timer]) {
        guard !slots[slot].isEmpty else { return }
        due.append(contentsOf: slots[slot].filter { $0.time <= now })
        slots[slot].removeAll { $0.time <= now }
    }

    private mutating func findEarliest() {
        earliest = .max
        guard count > 0 else { return }
        for offset in 1...UInt64(Self.slotCount) where !slots[Int((current &+ offset) % UInt64(Self.slotCount))].isEmpty {
            earliest = current &+ offset
            return
        }
    }

    private static func tickAfter(_ time: UInt64) -> UInt64 {
        let (rounded, overflow) = time.addingReportingOverflow(tick - 1)
        return (overflow ? time : rounded) / tick
    }
}
