// Working time: hours, weekends, holidays and worked weekend days.

import Kernel
import Testing

@testable import Identity

struct WorkingCalendarTests {
    private let calendar: WorkingCalendar

    init() throws {
        let civil = try #require(CompanyCalendar(timeZone: "Asia/Shanghai"))
        let hours = try #require(WorkingHours.list("09:00-12:00, 13:00-18:00"))
        calendar = WorkingCalendar(
            civil: civil, hours: hours, weekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
            // The Spring Festival of 2026 by hand, as far as the cases need it.
            exceptions: [
                day("2026-02-14"): true, day("2026-02-16"): false, day("2026-02-17"): false, day("2026-02-18"): false,
                day("2026-02-19"): false, day("2026-02-20"): false, day("2026-02-28"): true,
            ])
    }

    @Test(arguments: [
        ("2026-11-24T01:00:00Z", 60, "2026-11-24T02:00:00.000Z"),
        ("2026-11-24T01:00:00Z", 0, "2026-11-24T01:00:00.000Z"),
        ("2026-11-24T01:00:00Z", 180, "2026-11-24T04:00:00.000Z"),
        ("2026-11-24T01:00:00Z", 181, "2026-11-24T05:01:00.000Z"),
        ("2026-11-24T04:30:00Z", 30, "2026-11-24T05:30:00.000Z"),
        ("2026-11-23T20:00:00Z", 60, "2026-11-24T02:00:00.000Z"),
        ("2026-11-27T09:30:00Z", 60, "2026-11-30T01:30:00.000Z"),
        ("2026-02-13T09:00:00Z", 120, "2026-02-14T02:00:00.000Z"),
        ("2026-02-14T10:00:00Z", 60, "2026-02-23T02:00:00.000Z"),
    ])
    func `minutes of work are counted over lunch, nights, weekends and holidays`(_ start: String, _ minutes: Int, _ due: String) throws {
        #expect(calendar.adding(minutes: minutes, to: try #require(Instant(start)))?.description == due)
    }

    @Test(arguments: [
        ("2026-11-24T01:00:00Z", "2026-11-24T10:00:00Z", 480), ("2026-11-24T03:30:00Z", "2026-11-24T05:30:00Z", 60),
        ("2026-11-27T09:00:00Z", "2026-11-30T02:00:00Z", 120), ("2026-11-24T02:00:00Z", "2026-11-24T01:00:00Z", 0),
        ("2026-02-14T01:00:00Z", "2026-02-23T01:00:00Z", 480),
    ])
    func `the work between two moments is counted the same way`(_ start: String, _ end: String, _ minutes: Int) throws {
        #expect(calendar.minutes(from: try #require(Instant(start)), to: try #require(Instant(end))) == minutes)
    }

    @Test func `what is added is found between, for thousands of moments`() throws {
        let start = try #require(Instant("2026-02-10T00:00:00Z"))
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            let moment = start.adding(seconds: Int64.random(in: 0...40 * 86_400, using: &generator))
            let minutes = Int.random(in: 0...5000, using: &generator)
            let due = try #require(calendar.adding(minutes: minutes, to: moment))
            #expect(calendar.minutes(from: moment, to: due) == minutes)
        }
    }

    @Test(arguments: [
        // Where the clock leaps from 2 to 3, what begins or ends in between does so at the leap.
        ("America/New_York", "01:45-02:00, 02:15-14:15", "2026-03-08T06:45:00Z", 20, "2026-03-08T07:05:00.000Z"),
        ("Europe/Berlin", "02:15-02:45, 09:00-10:00", "2026-03-29T00:00:00Z", 10, "2026-03-29T07:10:00.000Z"),
        // Where it shows an hour twice, the first one counts.
        ("Europe/Berlin", "02:15-02:45, 09:00-10:00", "2026-10-25T00:00:00Z", 40, "2026-10-25T08:10:00.000Z"),
    ])
    func `a day on which the clock changes is as long as its clock says`(
        _ zone: String, _ hours: String, _ start: String, _ minutes: Int, _ due: String
    ) throws {
        let civil = try #require(CompanyCalendar(timeZone: zone))
        let hours = try #require(WorkingHours.list(hours))
        let calendar = WorkingCalendar(civil: civil, hours: hours, weekdays: [.sunday], exceptions: [:])
        #expect(calendar.adding(minutes: minutes, to: try #require(Instant(start)))?.description == due)
    }

    @Test func `a calendar in which nobody works has no deadline, and says so`() throws {
        let civil = try #require(CompanyCalendar(timeZone: "Asia/Shanghai"))
        let empty = WorkingCalendar(civil: civil, hours: [], weekdays: [.monday], exceptions: [:])
        #expect(empty.adding(minutes: 1, to: Instant(milliseconds: 0)) == nil)
    }

    @Test(arguments: ["", "9:00-12:00", "09:00", "12:00-09:00", "09:00-12:00,11:00-13:00", "09:00-24:01", "+9:00-12:00", "09:00-12:00,"])
    func `what is no list of hours is refused`(_ text: String) {
        #expect(WorkingHours.list(text) == nil)
    }

    @Test func `24 January 2026 was a Saturday`() throws {
        #expect(day("2026-01-24").weekday == .saturday)
        #expect(day("1969-12-31").weekday == .wednesday)
    }
}

private func day(_ text: String) -> Day {
    Day(text) ?? Day(daysSince1970: 0)
}

/// The same numbers in every run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
