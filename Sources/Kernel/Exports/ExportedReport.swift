// The report behind an export: checked when it is asked for, and again when it is made.

import HTTP

/// What an export of a report asks for.
struct ExportedReport {
    let wanted: WantedReport
    /// The list on which it rests.
    let resource: AnyResource

    /// Throws `invalid_body` with `unknown_report`, and with what cannot be read of the parameters or has no place there.
    init(_ name: String, _ export: Record<Export>, _ registry: Registry) throws {
        let desk = registry.answers(ReportDesk.self)
        guard let list = desk.list(name) else {
            throw Failure.invalid([ExportedReport.unknown(name, among: desk)])
        }
        wanted = WantedReport(
            name, try ExportedReport.items(of: export), as: export.format, heads: export.heads, bom: export.bom)
        resource = registry.resource(list)
    }

    static func unknown(_ name: String, among desk: ReportDesk) -> Fault {
        Fault(.unknownReport, at: "/report", NearestName.hints(for: name, among: desk.names))
    }

    /// Throws what the report would refuse the reader's caller.
    func check(_ reader: RuleReader) throws {
        try reader.ask(ReportDesk.self).check(wanted, reader)
    }

    /// The parameters. Throws `bad_query` and `export_no_parameter`.
    private static func items(of export: Record<Export>) throws -> [(name: String, value: String)] {
        guard let items = HTTPRequest.queryItems(export.parameters ?? "") else { throw Failure.invalid(.badQuery, at: "/parameters") }
        let own = items.filter { WantedReport.ownWords.contains($0.name) }
        guard own.isEmpty else {
            throw Failure.invalid(own.map { Fault(.exportNoParameter, at: "/parameters", ["name": $0.name]) })
        }
        return items
    }
}

/// What an export is of.
enum ExportSubject {
    case list(ExportQuestion)
    case report(ExportedReport)

    /// Throws every fault of what is asked for, each at the member of the body that says it, and then what the list or the report refuses.
    init(_ export: Record<Export>, _ caller: Caller, _ reader: RuleReader) throws {
        let faults = try ExportCheck(Draft(export, from: nil), caller, reader).faults()
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        guard let name = export.report else {
            self = .list(try ExportQuestion(export, caller, reader.registry))
            return
        }
        let report = try ExportedReport(name, export, reader.registry)
        try report.check(RuleReader(caller: caller, now: reader.now, registry: reader.registry, connection: reader.connection))
        self = .report(report)
    }

    /// The list of which rows are given out, or on which the report rests.
    var resource: AnyResource {
        switch self {
        case .list(let question): question.resource
        case .report(let report): report.resource
        }
    }
}
