// The acts of one story, each so many working days after the one before; where the whole lies is decided in the end.

import Kernel

/// What people do in one story, one after the other.
struct Agenda: Sendable {
    private struct Entry: Sendable {
        /// Working days after the act before; 0 for minutes after it.
        let gap: Int
        let by: Doer
        let work: @Sendable (RuleContext) throws -> Void
    }

    private var entries: [Entry] = []
    private var anchor: Int?

    mutating func add(_ gap: Int, _ by: Doer, _ work: @escaping @Sendable (RuleContext) throws -> Void) {
        entries.append(Entry(gap: gap, by: by, work: work))
    }

    /// The act that was added last is the one whose day is given; else the last one of all is.
    mutating func setAnchor() {
        anchor = entries.indices.last
    }

    /// Working days from the first act to the anchor.
    var length: Int { entries.prefix((anchor ?? entries.count - 1) + 1).dropFirst().reduce(0) { $0 + $1.gap } }

    /// Everything that has happened until the end of the last day.
    ///
    /// - Parameter day: of the anchor
    func happenings(anchoredOn day: Day, until lastDay: Day, _ dice: inout Dice, _ shift: Shift) -> [Happening] {
        var day = day.subtracting(workdays: length)
        var minute = 0
        var happenings: [Happening] = []
        for (index, entry) in entries.enumerated() {
            if index == 0 || entry.gap > 0 {
                if index > 0 { day = day.adding(workdays: entry.gap) }
                minute = Agenda.beginning(&dice)
            } else {
                minute += dice.roll(3...9)
            }
            guard day <= lastDay else { break }
            let at = shift.instant(Moment(day, 0, minute), second: dice.roll(0...59))
            happenings.append(Happening(at: at, by: entry.by, work: entry.work))
        }
        return happenings
    }

    /// Early enough for what follows in the same half of the day.
    private static func beginning(_ dice: inout Dice) -> Int {
        dice.roll(1...2) == 1 ? 9 * 60 + dice.roll(5...100) : 13 * 60 + dice.roll(5...210)
    }
}

extension Day {
    /// So many days from Monday to Friday before.
    func subtracting(workdays: Int) -> Day {
        var day = self
        for _ in 0..<max(0, workdays) { day = day.adding(days: day.weekday == 0 ? -3 : day.weekday == 6 ? -2 : -1) }
        return day
    }

    /// How many days from Monday to Friday lie between this one and a later one.
    func workdays(until day: Day) -> Int {
        var (count, current) = (0, self)
        while current < day {
            current = current.adding(workdays: 1)
            count += 1
        }
        return count
    }
}

extension Dice {
    /// One of them.
    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[roll(0...(choices.count - 1))]
    }

    /// In another order.
    mutating func shuffle<Element>(_ elements: [Element]) -> [Element] {
        var shuffled = elements
        for index in shuffled.indices.dropLast() { shuffled.swapAt(index, roll(index...(shuffled.count - 1))) }
        return shuffled
    }
}
