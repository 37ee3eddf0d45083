// Why a spreadsheet could not be written.

import CXlsxWriter

/// What kept a spreadsheet from being written.
package enum SpreadsheetError: Error, CustomStringConvertible {
    /// The library's own words.
    case refused(String)
    /// Its temporary files could not be written, most likely because the disk is full.
    case noRoom

    package var description: String {
        switch self {
        case .refused(let words): "the spreadsheet could not be written: \(words)"
        case .noRoom: "the spreadsheet could not be written: there is no room for its temporary files"
        }
    }
}

/// Throws `SpreadsheetError` where the library complains.
func demand(_ code: lxw_error) throws(SpreadsheetError) {
    guard code != LXW_NO_ERROR else { return }
    throw .refused(lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)")
}
