// The calendar: days counted since 1970 to year, month and day.

/// A day of the proleptic Gregorian calendar in the years 0001 to 9999.
struct CivilDate {
    let year: UInt32
    let month: UInt32
    let day: UInt32

    /// Day 0 is 1970-01-01; `nil` outside of the years 0001 to 9999.
    ///
    /// Years are counted from 1 March, so that the leap day is a year's last and months follow one rule.
    init?(daysSince1970: Int) {
        guard (-719_162...2_932_896).contains(daysSince1970) else { return nil }
        // From 0000-03-01 on; never negative within the bounds.
        let days = UInt32(daysSince1970 + 719_468)
        let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }
}
