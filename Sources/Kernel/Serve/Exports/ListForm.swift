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
        let accept = request.http.field(.accept) ?? ""
        if accept.isEmpty || accept == "*/*" || accept == ListForm.json.rawValue {
            self = .json
            return
        }
        let ranges = accept.split(separator: ",").map(MediaRange.init)
        let best = ListForm.allCases.reduce(into: (form: ListForm.json, quality: 0.0)) { best, form in
            let quality = form.quality(in: ranges)
            if quality > best.quality { best = (form, quality) }
        }
        guard best.quality > 0 else {
            let types = ListForm.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.notAcceptable, ["types": types], fields: [("Vary", "Accept")])
        }
        self = best.form
    }

    /// What the most precise of the ranges that fit says; 0 where none does.
    private func quality(in ranges: [MediaRange]) -> Double {
        let group = rawValue.prefix { $0 != "/" } + "/*"
        for name in [rawValue, String(group), "*/*"] {
            if let quality = ranges.filter({ $0.name == name }).map(\.quality).max() { return quality }
        }
        return 0
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
}
