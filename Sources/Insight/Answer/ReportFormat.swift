// The forms in which a report is given.

import HTTP
import Kernel

/// A form of a report.
enum ReportFormat: String, CaseIterable, Sendable {
    // In the order in which they are preferred where the request does not care.
    case json, csv, xlsx, ndjson, svg

    /// Whether the figures leave as a file: that is audited.
    var isFile: Bool { self == .csv || self == .xlsx || self == .ndjson }

    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .ndjson: "application/x-ndjson"
        case .svg: "image/svg+xml"
        }
    }
}

/// How a report is written down, whatever is asked of it.
struct ReportForm: Sendable {
    let format: ReportFormat
    let language: Language
    /// Whether the columns of a file are headed by their names, and choices stand there as their words.
    var isForPrograms = false
    /// Whether CSV begins with a byte order mark.
    var marksCSV = false
}

extension HTTPResponse {
    /// A report in a form other than JSON, with a name under which a browser keeps it.
    static func report(_ body: [UInt8], as format: ReportFormat, _ question: ReportQuestion) -> HTTPResponse {
        let type = format == .csv ? format.mediaType + "; charset=utf-8" : format.mediaType
        let place = format == .svg ? "inline" : "attachment"
        var response = HTTPResponse(
            .ok,
            fields: [
                .contentType: type, .cacheControl: "no-store", .vary: "Accept, Accept-Language",
                "Content-Language": question.language.rawValue,
                "Content-Disposition": "\(place); filename=\"\(question.report.name)-\(question.today).\(format.rawValue)\"",
            ], body: body)
        response.mayBeCoded = format != .xlsx
        return response
    }
}
