// How numbers are shown: the formats of a workbook.

/// A format of cells.
enum SpreadsheetFormat: Hashable {
    case text
    case head
    case integer
    case decimal(places: Int)
    case money(decimals: Int)
    case ratio
    case day
    case instant

    /// In the code of spreadsheets (ECMA-376 part 1, 18.8.31); nil for what is no number.
    var code: String? {
        switch self {
        case .text, .head: nil
        case .integer: "#,##0"
        case .decimal(let places): places > 0 ? "0." + String(repeating: "#", count: places) : "0"
        case .money(let decimals): decimals > 0 ? "#,##0." + String(repeating: "0", count: decimals) : "#,##0"
        case .ratio: "0.0%"
        case .day: "yyyy-mm-dd"
        case .instant: "yyyy-mm-dd hh:mm:ss"
        }
    }
}
