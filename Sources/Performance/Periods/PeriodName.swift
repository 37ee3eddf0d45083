// What a period is called, and which days it has: `2026-11`, `2026-Q4`, `2026`.

package import Kernel

/// A month, quarter or year of the calendar.
package struct PeriodName: Hashable, Sendable {
    package let word: String
    package let cycle: ReviewCycle
    /// In the company's time zone.
    package let days: ClosedRange<Day>

    /// Nil for what is called otherwise.
    package init?(_ word: String) {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts[0].utf8.count == 4, parts[0].utf8.allSatisfy({ 48...57 ~= $0 }), let year = Int(parts[0]),
            let (cycle, month) = PeriodName.part(parts.dropFirst().first)
        else { return nil }
        self.init(cycle, year: year, month: month)
    }

    /// Nil for days that are no whole month, quarter or year.
    package init?(_ days: ClosedRange<Day>) {
        let (year, month, _) = days.lowerBound.civil
        let beginning = ReviewCycle.allCases.filter { (month - 1) % $0.months == 0 }
        guard let name = beginning.compactMap({ PeriodName($0, year: year, month: month) }).first(where: { $0.days == days }) else {
            return nil
        }
        self = name
    }

    private init?(_ cycle: ReviewCycle, year: Int, month: Int) {
        guard (1900...2999).contains(year), let first = Day(year: year, month: month, day: 1) else { return nil }
        self.cycle = cycle
        days = first...first.adding(months: cycle.months).adding(days: -1)
        let name = padded(year, 4)
        switch cycle {
        case .month: word = name + "-" + padded(month, 2)
        case .quarter: word = name + "-Q" + String((month + 2) / 3)
        case .year: word = name
        }
    }

    private static func part(_ text: String?) -> (ReviewCycle, Int)? {
        guard let text else { return (.year, 1) }
        if text.utf8.count == 2, text.hasPrefix("Q"), let quarter = Int(text.dropFirst()), (1...4).contains(quarter) {
            return (.quarter, quarter * 3 - 2)
        }
        guard text.utf8.count == 2, text.utf8.allSatisfy({ 48...57 ~= $0 }), let month = Int(text), (1...12).contains(month) else {
            return nil
        }
        return (.month, month)
    }

    /// The same part of the year before.
    var yearBefore: PeriodName? {
        let (year, month, _) = days.lowerBound.civil
        return PeriodName(cycle, year: year - 1, month: month)
    }

    /// Its months, the first one first.
    var months: [PeriodName] {
        let (year, month, _) = days.lowerBound.civil
        return (0..<cycle.months).compactMap { PeriodName(.month, year: year, month: month + $0) }
    }

    /// The year in which it lies.
    var year: PeriodName? { PeriodName(.year, year: days.lowerBound.civil.year, month: 1) }

    /// The places of its months in the year, from 0.
    var placesInYear: Range<Int> {
        let first = days.lowerBound.civil.month - 1
        return first..<first + cycle.months
    }
}
