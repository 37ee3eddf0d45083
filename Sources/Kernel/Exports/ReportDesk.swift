// What exports ask of reports, which a later module makes: the door through which they become files.

import SQLite

/// A report as somebody wants it in a file.
package struct WantedReport: Sendable {
    package let name: String
    /// As in the query string of the report, decoded.
    package let parameters: [(name: String, value: String)]
    package let format: ExportFormat
    /// What stands above the columns, and in which language the words are.
    package let heads: ExportHeads
    /// Whether CSV begins with a byte order mark.
    package let bom: Bool
    /// Words of a report's query string that have members of their own here.
    package static let ownWords = ["format", "lang", "bom", "pretty"]

    /// The same as an export asks for.
    package init(
        _ name: String, _ parameters: [(name: String, value: String)], as format: ExportFormat, heads: ExportHeads = .names,
        bom: Bool = false
    ) {
        self.name = name
        self.parameters = parameters
        self.format = format
        self.heads = heads
        self.bom = bom
    }
}

/// Who makes reports, as exports know it.
package struct ReportDesk: Question {
    /// The names of all reports.
    package let names: [String]
    /// The list on which a report rests: whose readers may ask for the report, and under whose name it stands in the audit. Nil for no
    /// report.
    package let list: @Sendable (_ report: String) -> AnySchema?
    /// The kinds of records whose names can stand in a report, or by which it can be filtered, as collections.
    package let named: @Sendable (_ report: String) -> [String]
    /// Forgets what is kept of parameters in which somebody is named who is being erased: asked after each query string of a report that
    /// can name such a record. The rule is that under which the audit says that its contents were erased.
    package let forget: @Sendable (_ collection: String, _ isNaming: (_ query: String) -> Bool, _ rule: String, RuleContext) throws -> Void
    /// All that is wrong with the parameters, at `/parameters`; nothing where the reader's caller may not read the report at all.
    package let faults: @Sendable (WantedReport, RuleReader) throws -> [Fault]
    /// Throws what the report would refuse the reader's caller: `not_allowed`, `outside_scope`, and all that is wrong with the parameters
    /// as `invalid_body` at `/parameters`.
    package let check: @Sendable (WantedReport, RuleReader) throws -> Void
    /// Makes the report as the reader's caller sees it a file at the path, which is on the disk then, and gives its rows. What is needed
    /// meanwhile lies in the folder. Throws what `check` throws, `FileError` and `SpreadsheetError`.
    package let write: @Sendable (WantedReport, RuleReader, _ path: String, _ folder: String) throws -> Int64

    /// The answers of the module that makes reports.
    package init(
        names: [String], list: @escaping @Sendable (_ report: String) -> AnySchema?,
        named: @escaping @Sendable (_ report: String) -> [String],
        forget:
            @escaping @Sendable (_ collection: String, _ isNaming: (_ query: String) -> Bool, _ rule: String, RuleContext) throws ->
            Void,
        faults: @escaping @Sendable (WantedReport, RuleReader) throws -> [Fault],
        check: @escaping @Sendable (WantedReport, RuleReader) throws -> Void,
        write: @escaping @Sendable (WantedReport, RuleReader, _ path: String, _ folder: String) throws -> Int64
    ) {
        self.names = names
        self.list = list
        self.named = named
        self.forget = forget
        self.faults = faults
        self.check = check
        self.write = write
    }

    package static let unanswered = ReportDesk(
        names: [], list: { _ in nil }, named: { _ in [] }, forget: { _, _, _, _ in }, faults: { _, _ in [] }, check: { _, _ in },
        write: { _, _, _, _ in 0 })
}
