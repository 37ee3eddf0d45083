// What stands in a cell: a value with its kind, so that a spreadsheet can calculate with numbers and days.

/// A value in a cell.
package enum SpreadsheetCell: Sendable, Equatable {
    case empty
    /// Never taken for a formula, whatever it begins with.
    case text(String)
    case integer(Int64)
    /// `units` in steps of the last of so many decimals: 12345 with 4 decimals is 1.2345, shown with as many as it needs.
    case decimal(Int64, places: Int)
    /// In the smallest unit of its currency, shown with all of the currency's decimals.
    case money(Int64, decimals: Int)
    /// A fraction, `units` as with `decimal`, shown as a percentage with one decimal.
    case ratio(Int64, places: Int)
    /// Days since 1970-01-01.
    case day(Int)
    /// Milliseconds since 1970-01-01 00:00 on the clock on the wall: a spreadsheet knows no time zones.
    case instant(Int64)
    case boolean(Bool)
}

extension SpreadsheetCell {
    /// How it is written: a number with its format, or something else.
    enum Content {
        case nothing
        case text(String)
        case number(Double, SpreadsheetFormat)
        case boolean(Bool)
    }

    var content: Content {
        switch self {
        case .empty: .nothing
        case .text(let text): .text(text)
        case .integer(let number): SpreadsheetCell.number(number, places: 0, .integer)
        case .decimal(let units, let places): SpreadsheetCell.number(units, places: places, .decimal(places: places))
        case .money(let units, let decimals): SpreadsheetCell.number(units, places: decimals, .money(decimals: decimals))
        case .ratio(let units, let places): SpreadsheetCell.number(units, places: places, .ratio)
        case .day(let days):
            SpreadsheetCell.serial(days: days).map { .number(Double($0), .day) } ?? .text("day \(days) since 1970-01-01")
        case .instant(let milliseconds): SpreadsheetCell.moment(milliseconds)
        case .boolean(let value): .boolean(value)
        }
    }

    /// Spreadsheets keep 15 digits; a number with more is written as a text, so that no fen is lost.
    private static func number(_ units: Int64, places: Int, _ format: SpreadsheetFormat) -> Content {
        guard units.magnitude < 1_000_000_000_000_000, (0...15).contains(places) else { return .text(decimalText(units, places: places)) }
        let divisor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        return .number(Double(units) / divisor, format)
    }

    /// Days as spreadsheets count them; nil before 1900-03-01, where they count a day that never was, and after the year 9999.
    private static func serial(days: Int) -> Int? {
        let serial = days.addingReportingOverflow(25_569).partialValue
        return (61...2_958_465).contains(serial) ? serial : nil
    }

    private static func moment(_ milliseconds: Int64) -> Content {
        let (day, rest) = floorDivided(milliseconds, by: 86_400_000)
        guard let serial = serial(days: Int(day)) else { return .text("\(milliseconds) ms since 1970-01-01") }
        return .number(Double(serial) + Double(rest) / 86_400_000, .instant)
    }

    /// How many characters wide it is when it is shown.
    var width: Int {
        switch self {
        case .empty: 0
        case .text(let text): shownWidth(text)
        case .integer(let number): grouped(digits: decimalText(number, places: 0).count)
        case .decimal(let units, let places): decimalText(units, places: places).count
        case .money(let units, let decimals): grouped(digits: decimalText(units, places: decimals).count)
        case .ratio: 9
        case .day: 10
        case .instant: 19
        case .boolean: 5
        }
    }

    private func grouped(digits: Int) -> Int { digits + digits / 3 }
}

/// Quotient and rest, where the rest is never negative.
private func floorDivided(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
}

/// Such as `-12.05` for -1205 with two places.
func decimalText(_ units: Int64, places: Int) -> String {
    guard places > 0 else { return String(units) }
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (units < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
}
