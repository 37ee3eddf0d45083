// Turns a refusal into problem+json (RFC 9457): the only place where failures become HTTP.

import HTTP
import JSON

/// What a problem says beside its failure.
struct ProblemContext {
    let language: Language
    let path: String
    let requestID: String
}

extension ProblemContext {
    /// What a request says of it.
    init(_ http: HTTPRequest, _ requestID: String) {
        self.init(language: Language(acceptLanguage: http.field(.acceptLanguage)), path: http.path, requestID: requestID)
    }
}

extension Failure {
    /// The answer to whoever asked.
    func response(_ context: ProblemContext) -> HTTPResponse {
        var fields: ResponseFields = [
            .contentType: "application/problem+json", .contentLanguage: context.language.rawValue, .cacheControl: "no-store",
        ]
        for (name, value) in self.fields { fields.append(FieldName(name), value) }
        return HTTPResponse(HTTPStatus(code.status), fields: fields, body: body(context))
    }

    private func body(_ context: ProblemContext) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("type", "urn:salesd:problem:" + code.name)
        writer.member("title", code.title(in: context.language))
        writer.name("status")
        writer.integer(Int64(code.status))
        writer.member("detail", code.text.filled(details, in: context.language))
        writer.member("instance", context.path)
        writer.member("code", code.name)
        if let clause { writer.member("clause", clause) }
        writer.member("request_id", context.requestID)
        for (name, values) in extensions.sorted(by: { $0.key < $1.key }) {
            writer.name(name)
            writer.beginArray()
            for value in values { writer.string(value) }
            writer.endArray()
        }
        if !faults.isEmpty {
            writer.name("errors")
            writer.beginArray()
            for fault in faults { writer.fault(fault, in: context.language) }
            writer.endArray()
        }
        writer.endObject()
        return writer.finish()
    }
}

extension FailureCode {
    /// The code in words: what stays the same for every occurrence.
    func title(in language: Language) -> String {
        let words = name.replacing("_", with: " ")
        return language == .chinese ? text.chinese.filledBlank : words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension Label {
    /// The text with its placeholders filled. What has no value stays as it is.
    package func filled(_ details: [String: String], in language: Language) -> String {
        var filled = ""
        var rest = text(in: language)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open]
            filled += details[name].map { phrase($0, for: name, in: language) } ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
            // Where a whole sentence was put in, its end is the text's end too.
            if filled.last?.endsSentence == true, rest.first?.endsSentence == true { rest = rest.dropFirst() }
        }
        return filled + rest
    }

    private func phrase(_ value: String, for name: String, in language: Language) -> String {
        language == .chinese && Phrases.places.contains(name) ? Phrases.chinese(value) : value
    }
}

extension Character {
    fileprivate var endsSentence: Bool { ".?!。？！".contains(self) }
}

extension String {
    /// The text up to its first placeholder's clause, for a title that never changes.
    fileprivate var filledBlank: String {
        replacing(/\{[a-z_]+\}/, with: "…")
    }
}

extension JSONWriter {
    fileprivate mutating func fault(_ fault: Fault, in language: Language) {
        beginObject()
        member("pointer", fault.pointer)
        member("code", fault.code.name)
        member("message", fault.code.text.filled(fault.details, in: language))
        if let clause = fault.code.clause { member("clause", clause) }
        endObject()
    }
}
