// `GET /v1/reports/{name}`: the route of a report, made from its declaration (P5.2).

import HTTP
import Kernel

extension Report {
    /// On the heavy pool: it may look at every record. That somebody took it away as a file is audited, as with lists.
    var route: Route {
        Route(.get, path, description, lane: .heavyExport(answer: answer, keeps: { try exportNote($0) }))
    }

    @Sendable private func answer(_ request: APIRequest, _ context: any ReadContext) throws -> HTTPResponse {
        let caller = try permit(request, context.registry.resource(source.schema), .read)
        let words = ReportWords(self, request.query)
        let form = ReportForm(
            format: try words.format(of: request), language: try words.language(or: request.language), marksCSV: try words.flag("bom"))
        return try context.read { connection in
            let reader = RuleReader(caller: caller, now: request.now, registry: context.registry, connection: connection)
            let question = try ReportQuestion(self, words, as: form, reader)
            return try question.answer(question.table(), in: context.dataDirectory)
        }
    }

    private func exportNote(_ request: APIRequest) throws -> ExportNote? {
        let format = try ReportWords(self, request.query).format(of: request)
        return format.isFile ? ExportNote(of: source.schema, as: "\(name).\(format.rawValue)") : nil
    }

    private var description: OperationDescription {
        OperationDescription(
            "reports." + name.replacing("-", with: "_"), label.english, label.chinese, tag: "reports",
            answer: .schema({ ReportSchema(report: self).schema }, example: { ReportSchema(report: self).example }),
            alsoAs: ReportFormat.allCases.filter { $0 != .json }.map(\.mediaType),
            roles: source.readers.roles.map(\.rawValue), clause: clause, query: ReportParameters.described(self),
            filtersOf: takesFilters ? source.schema.collection : nil)
    }
}

extension ReportQuestion {
    /// The table in the form that is wanted.
    ///
    /// - Parameter directory: where a file is made on its way out
    func answer(_ table: ReportTable, in directory: String) throws -> HTTPResponse {
        switch form.format {
        case .json: try jsonAnswer(table)
        case .csv: .report(csv(table), as: .csv, self)
        case .xlsx: .report(try sheet(table, in: directory), as: .xlsx, self)
        case .ndjson: .report(ndjson(table), as: .ndjson, self)
        case .svg: .report(Array(chart(table).utf8), as: .svg, self)
        }
    }
}
