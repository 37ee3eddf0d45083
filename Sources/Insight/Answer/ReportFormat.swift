// The forms in which a report is given.

import HTTP
import Kernel

/// A form of a report.
enum ReportFormat: String, CaseIterable, Sendable {
    // In the order in which they are preferred where the request does not care.
    case json, csv, xlsx, svg

    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .svg: "image/svg+xml"
        }
    }
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
