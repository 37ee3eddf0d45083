// The forms in which a list is given, and which of them `Accept` asks for (RFC 9110 §12.5.1).

import HTTP

/// A form of a list.
enum ListForm: String, CaseIterable {
    // In the order in which they are preferred where the request does not care.
    case json = "application/json"
    case csv = "text/csv"
    case ndjson = "application/x-ndjson"

    /// What the form is called in file names and in the audit.
    var word: String {
        switch self {
        case .json: "json"
        case .csv: "csv"
        case .ndjson: "ndjson"
        }
    }

    /// The form that the request likes best. Throws `not_acceptable`.
    init(of request: APIRequest) throws {
        switch request.http.field(.accept) {
        case nil, "", "*/*", ListForm.json.rawValue: self = .json
        default: self = try request.preferred(among: ListForm.allCases)
        }
    }
}

extension APIRequest {
    /// Which of the media types, in the order in which they are given where nobody cares, `Accept` likes best. Throws `not_acceptable`.
    package func preferred<Form: RawRepresentable<String>>(among forms: [Form]) throws -> Form {
        let accept = http.field(.accept) ?? ""
        let ranges = accept.isEmpty ? [MediaRange("*/*")] : accept.split(separator: ",").map(MediaRange.init)
        var best: (form: Form, quality: Double)?
        for form in forms {
            let quality = MediaRange.quality(of: form.rawValue, in: ranges)
            if quality > best?.quality ?? 0 { best = (form, quality) }
        }
        guard let best else {
            let types = forms.map(\.rawValue).joined(separator: ", ")
            throw Failure(.notAcceptable, ["types": types], fields: [("Vary", "Accept")])
        }
        return best.form
    }
}

/// One element of `Accept`.
private struct MediaRange {
    let name: String
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        name = parts.first ?? ""
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
        // What is no number from 0 to 1 counts as if it were not there.
        quality = weight.flatMap { Double($0.dropFirst(2)) }.flatMap { (0...1).contains($0) ? $0 : nil } ?? 1
    }

    /// What the most precise of the ranges that fit says of a media type; 0 where none does.
    static func quality(of type: String, in ranges: [MediaRange]) -> Double {
        let group = type.prefix { $0 != "/" } + "/*"
        for name in [type, String(group), "*/*"] {
            if let quality = ranges.filter({ $0.name == name }).map(\.quality).max() { return quality }
        }
        return 0
    }
}
