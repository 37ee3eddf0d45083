// What an export has to hold before it is written: every fault at once.

import HTTP

/// An export that is asked for, beside the rules for it.
struct ExportCheck {
    private let draft: Draft<Export>
    private let caller: Caller
    private let reader: RuleReader
    private var export: Record<Export> { draft.record }

    init(_ draft: Draft<Export>, _ caller: Caller, _ reader: RuleReader) {
        self.draft = draft
        self.caller = caller
        self.reader = RuleReader(caller: caller, now: reader.now, registry: reader.registry, connection: reader.connection)
    }

    /// Each at the member of the body that says it. Of a list or a report that the caller may not read nothing more is told.
    func faults() throws -> [Fault] {
        guard draft.knows("collection", "report") else { return [] }
        var faults = subjectFaults
        if let name = export.report {
            faults += try reportFaults(name)
        } else if let name = export.collection {
            faults += try listFaults(name)
        }
        return faults
    }

    /// Where neither a list nor a report is named, or both, or one has what belongs to the other.
    private var subjectFaults: [Fault] {
        var faults: [Fault] = []
        if (export.collection == nil) == (export.report == nil) { faults.append(Fault(.exportSubject, at: "/collection")) }
        if export.report != nil {
            let given = [("filters", export.has(\.filters)), ("sort", export.has(\.sort)), ("fields", export.has(\.fields))]
            faults += given.filter(\.1).map { Fault(.exportListMember, at: "/" + $0.0, ["name": $0.0]) }
        } else if export.has(\.parameters) {
            faults.append(Fault(.exportReportMember, at: "/parameters"))
        }
        return faults
    }

    // MARK: A list

    private func listFaults(_ name: String) throws -> [Fault] {
        guard let resource = ExportQuestion.resource(name, reader.registry) else {
            return [ExportQuestion.unknown(name, reader.registry)]
        }
        guard mayRead(resource) else { return [] }
        let query = ExportQuestion.query(of: resource, caller, reader.registry)
        return try filterFaults(query) + words("sort", export.sort?.split(separator: ",").map(String.init) ?? [], query)
            + words("fields", export.fields?.words ?? [], query) + nestedFaults(query)
    }

    private func mayRead(_ resource: AnyResource) -> Bool {
        (try? caller.requireRight(to: .read, resource)) != nil
    }

    private func filterFaults(_ query: ListQuery) throws -> [Fault] {
        guard let items = HTTPRequest.queryItems(export.filters ?? "") else { return [Fault(.badQuery, at: "/filters")] }
        let strange = items.filter { ExportQuestion.isNoFilter($0.name) }
        let filters = items.filter { !ExportQuestion.isNoFilter($0.name) }
        return strange.map { Fault(.exportNoFilter, at: "/filters", ["name": $0.name]) }
            + (try queryFailures(of: filters) { _ = try query.plan($0) }.map { Fault($0.code, at: "/filters", $0.details) })
    }

    /// Of a parameter that is words between commas.
    private func words(_ name: String, _ words: [String], _ query: ListQuery) throws -> [Fault] {
        guard !words.isEmpty else { return [] }
        return try queryFailures(of: words.map { (name: name, value: $0) }) { items in
            let value = items.map(\.value).joined(separator: ",")
            _ = try query.plan(value.isEmpty ? [] : [(name: name, value: value)])
        }.map { Fault($0.code, at: "/" + name, $0.details) }
    }

    /// Lists that have no place in a table.
    private func nestedFaults(_ query: ListQuery) throws -> [Fault] {
        guard draft.knows("format"), export.format != .ndjson, let fields = export.fields?.words else { return [] }
        return query.resource.schema.children.filter { fields.contains($0.name) }.map {
            Fault(.exportNoList, at: "/fields", ["name": $0.name, "format": export.format.rawValue])
        }
    }

    // MARK: A report

    private func reportFaults(_ name: String) throws -> [Fault] {
        let desk = reader.ask(ReportDesk.self)
        guard desk.list(name) != nil else { return [ExportedReport.unknown(name, among: desk)] }
        guard let items = HTTPRequest.queryItems(export.parameters ?? "") else { return [Fault(.badQuery, at: "/parameters")] }
        let own = items.filter { WantedReport.ownWords.contains($0.name) }
        let rest = items.filter { !WantedReport.ownWords.contains($0.name) }
        return own.map { Fault(.exportNoParameter, at: "/parameters", ["name": $0.name]) }
            + (try desk.faults(WantedReport(name, rest, as: .ndjson), reader))
    }
}
