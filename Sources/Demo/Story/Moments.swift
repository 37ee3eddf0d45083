// When things happen: working hours on the days of the files, moved by whole weeks.

import Kernel

/// A minute of a day of the files.
struct Moment: Sendable, Comparable {
    let day: Day
    /// Since midnight.
    let minute: Int

    init(_ day: Day, _ hour: Int, _ minute: Int) {
        self.day = day
        self.minute = hour * 60 + minute
    }

    func adding(minutes: Int) -> Moment {
        Moment(day, 0, minute + minutes)
    }

    static func < (left: Moment, right: Moment) -> Bool {
        (left.day, left.minute) < (right.day, right.minute)
    }
}

/// Brings the files' days to the present.
struct Shift: Sendable {
    let weeks: Int
    let calendar: CompanyCalendar

    /// By as many whole weeks as bring `newest` to one of the seven days before `asOf`.
    init(newest: Day, before asOf: Day, calendar: CompanyCalendar) {
        let days = asOf.daysSince1970 - 1 - newest.daysSince1970
        weeks = days >= 0 ? days / 7 : -((6 - days) / 7)
        self.calendar = calendar
    }

    func day(_ day: Day) -> Day {
        day.adding(days: weeks * 7)
    }

    /// The files' day that is brought to this one.
    func fileDay(of day: Day) -> Day {
        day.adding(days: -weeks * 7)
    }

    func instant(_ moment: Moment, second: Int = 0) -> Instant {
        calendar.start(of: day(moment.day)).adding(seconds: Int64(moment.minute * 60 + second))
    }
}

extension Day {
    /// 0 for Monday.
    var weekday: Int { ((daysSince1970 + 3) % 7 + 7) % 7 }

    /// The day itself from Monday to Friday, else the Monday after it.
    var nextWorkday: Day { weekday > 4 ? adding(days: 7 - weekday) : self }

    /// So many days from Monday to Friday later; holidays are not counted, because the files know other ones.
    func adding(workdays: Int) -> Day {
        var day = self
        for _ in 0..<workdays { day = day.adding(days: day.weekday >= 4 ? 7 - day.weekday : 1) }
        return day
    }
}

/// Numbers that look like chance and are the same at every run (SplitMix64).
struct Dice: Sendable {
    private var state: UInt64

    init(seed: some StringProtocol) {
        state = seed.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    mutating func roll(_ range: ClosedRange<Int>) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return range.lowerBound + Int((word ^ (word >> 31)) % UInt64(range.count))
    }
}
