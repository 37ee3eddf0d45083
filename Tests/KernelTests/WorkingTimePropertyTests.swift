// What holds for every working calendar: hours add up, a deadline moves only forward and never falls in closed time.

import Foundation
import Kernel
import TestSupport
import Testing

struct WorkingTimePropertyTests {
    /// A calendar, and a second judge of its hours: Foundation's own calendar.
    private struct Case: CustomStringConvertible {
        let zone: String
        let hours: [WorkingHours]
        let weekdays: Set<Weekday>
        let exceptions: [Day: Bool]
        let calendar: WorkingCalendar
        private let judge: Calendar

        init(_ random: inout SeededRandom) throws {
            zone = random.pick(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
            var marks: Set<Int> = []
            while marks.count < 2 * Int(random.integer(1...3)) { marks.insert(Int(random.integer(0...96)) * 15) }
            let sorted = marks.sorted()
            hours = stride(from: 0, to: sorted.count - 1, by: 2).compactMap { WorkingHours(start: sorted[$0], end: sorted[$0 + 1]) }
            let days = Weekday.allCases.filter { _ in random.oneIn(2) }
            weekdays = Set(days.isEmpty ? [.monday] : days)
            let first = try #require(Day("2026-01-01"))
            exceptions = Dictionary(
                (0..<random.integer(0...60)).map { _ in (first.adding(days: Int(random.integer(0...700))), random.oneIn(3)) },
                uniquingKeysWith: { $1 })
            let civil = try #require(CompanyCalendar(timeZone: zone))
            calendar = WorkingCalendar(civil: civil, hours: hours, weekdays: weekdays, exceptions: exceptions)
            var judge = Calendar(identifier: .gregorian)
            judge.timeZone = try #require(TimeZone(identifier: zone))
            self.judge = judge
        }

        /// Whether people work at that moment, by the clock on the wall.
        func isOpen(_ moment: Instant) -> Bool {
            let parts = judge.dateComponents(
                [.year, .month, .day, .hour, .minute, .weekday], from: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
            guard let year = parts.year, let month = parts.month, let number = parts.day, let hour = parts.hour, let minute = parts.minute,
                let index = parts.weekday, let day = Day(year: year, month: month, day: number)
            else { return false }
            let isWorked = exceptions[day] ?? weekdays.contains(Weekday.allCases[(index + 5) % 7])
            return isWorked && hours.contains { ($0.start..<$0.end).contains(hour * 60 + minute) }
        }

        /// Whether the clock is set back between the two: then it shows some minutes twice, of which the calendar counts the first.
        func setsBack(from start: Instant, to end: Instant) -> Bool {
            let offsets = [start, end].map {
                judge.timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0.milliseconds) / 1000))
            }
            return offsets[1] < offsets[0]
        }

        var description: String {
            "\(zone), \(hours.map { "\($0.start)-\($0.end)" }), \(weekdays.map(\.rawValue).sorted()), \(exceptions.map { "\($0.key) \($0.value)" }.sorted())"
        }
    }

    /// A whole minute of 2026 or 2027.
    private func moment(_ random: inout SeededRandom) -> Instant {
        Instant(milliseconds: 1_767_225_600_000).adding(seconds: random.integer(0...700 * 1440) * 60)
    }

    @Test func `a deadline moves only forward, adds up, and never falls in closed time`() throws {
        let seed = SeededRandom.seed(standard: 21)
        var random = SeededRandom(seed: seed)
        for _ in 0..<(SeededRandom.rounds(standard: 1_500) / 10) {
            let made = try Case(&random)
            for _ in 0..<10 {
                let start = moment(&random)
                let minutes = random.pick([1, 7, 60, 480, Int(random.integer(1...6000))])
                let place: Testing.Comment = "seed \(seed): \(minutes) from \(start) in \(made)"
                guard let due = made.calendar.adding(minutes: minutes, to: start) else { continue }
                #expect(due > start, place)
                #expect(made.isOpen(due.adding(milliseconds: -1)), "falls in closed time, \(place)")
                #expect(made.calendar.minutes(from: start, to: due) == minutes, place)
                // One minute more, or a later start, is never earlier.
                #expect(made.calendar.adding(minutes: minutes + 1, to: start).map { $0 > due } ?? true, place)
                #expect(made.calendar.adding(minutes: minutes, to: start.adding(seconds: 60)).map { $0 >= due } ?? true, place)
                // In two parts it is the same.
                let part = Int(random.integer(0...Int64(minutes)))
                let middle = made.calendar.adding(minutes: part, to: start)
                #expect(middle.flatMap { made.calendar.adding(minutes: minutes - part, to: $0) } == due, "in parts, \(place)")
            }
        }
    }

    @Test func `the work of two spans is that of both together, and what a minute count over the wall clock gives`() throws {
        let seed = SeededRandom.seed(standard: 22)
        var random = SeededRandom(seed: seed)
        for _ in 0..<(SeededRandom.rounds(standard: 300) / 10) {
            let made = try Case(&random)
            let moments = [moment(&random), moment(&random), moment(&random)].sorted()
            let place: Testing.Comment = "seed \(seed): \(moments) in \(made)"
            let parts = made.calendar.minutes(from: moments[0], to: moments[1]) + made.calendar.minutes(from: moments[1], to: moments[2])
            #expect(made.calendar.minutes(from: moments[0], to: moments[2]) == parts, place)
            let end = moments[0].adding(seconds: 5 * 86_400)
            guard !made.setsBack(from: moments[0], to: end) else { continue }
            let counted = (0..<(5 * 1440)).count { made.isOpen(moments[0].adding(seconds: Int64($0) * 60)) }
            #expect(made.calendar.minutes(from: moments[0], to: end) == counted, place)
        }
    }
}
