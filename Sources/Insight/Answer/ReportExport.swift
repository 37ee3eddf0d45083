// Reports as exports have them made: checked when they are asked for, and written into a file.

import Identity
package import Kernel
import Storage

extension ReportDesk {
    /// The reports of this room.
    package static let answeredByInsight = ReportDesk(
        names: Report.all.map(\.name), list: { Report.named($0)?.source.schema }, named: { Report.named($0)?.namedCollections ?? [] },
        forget: { collection, isNaming, rule, context in
            let names = Report.all.filter { $0.namedCollections.contains(collection) }.map(\.name)
            try ReportSchedule.forgetParameters(of: names, where: isNaming, under: rule, in: context)
        },
        faults: { wanted, reader in
            guard let report = Report.named(wanted.name), reader.caller.mayRead(report, reader.registry) else { return [] }
            return try ReportWords(report, wanted.parameters).faults(reader)
        },
        check: { wanted, reader in _ = try question(wanted, reader) },
        write: { wanted, reader, path, folder in
            let question = try question(wanted, reader)
            let table = try question.table()
            try question.write(table, in: folder).move(to: path)
            return Int64(table.rows.count)
        })

    private static func question(_ wanted: WantedReport, _ reader: RuleReader) throws -> ReportQuestion {
        guard let report = Report.named(wanted.name) else { throw Failure(.notFound) }
        try reader.caller.requireRight(to: .read, reader.registry.resource(report.source.schema))
        let words = ReportWords(report, wanted.parameters)
        let faults = try words.faults(reader)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        do {
            return try ReportQuestion(report, words, as: ReportForm(wanted), reader)
        } catch let failure as Failure where failure.code.status == 400 {
            throw Failure.invalid([ReportWords.fault(failure)])
        }
    }
}

extension Report {
    /// The report of that name; nil for none.
    static func named(_ name: String) -> Report? { all.first { $0.name == name } }

    /// The kinds of records whose names can stand in it, or by which it can be filtered. Whoever reads it is named on its last sheet.
    fileprivate var namedCollections: [String] {
        [User.schema.collection, source.schema.collection] + groupings.compactMap(\.needs?.collection)
    }
}

extension Caller {
    fileprivate func mayRead(_ report: Report, _ registry: Registry) -> Bool {
        (try? requireRight(to: .read, registry.resource(report.source.schema))) != nil
    }
}

extension ReportForm {
    fileprivate init(_ wanted: WantedReport) {
        let format: ReportFormat =
            switch wanted.format {
            case .csv: .csv
            case .ndjson: .ndjson
            case .xlsx: .xlsx
            }
        let language: Language = wanted.heads == .chinese ? .chinese : .english
        self.init(format: format, language: language, isForPrograms: wanted.heads == .names, marksCSV: wanted.bom)
    }
}

extension ReportWords {
    /// All that is wrong with the words, as faults of the member `parameters` of a body.
    fileprivate func faults(_ reader: RuleReader) throws -> [Fault] {
        var faults: [Fault] = []
        let names = ReportParameters.names(of: report)
        // What the report does not take is unknown, and no more is said of it.
        func note(_ name: String, _ read: () throws -> Void) throws {
            guard names.contains(name) else { return }
            do {
                try read()
            } catch let failure as Failure where failure.code.status == 400 {
                faults.append(ReportWords.fault(failure))
            }
        }
        faults += try unknown(in: reader.registry, for: reader.caller).map(ReportWords.fault)
        for name in ["from", "to"] { try note(name) { _ = try day(name) } }
        let range = try? self.range(reader.today)
        // Of a day that cannot be read the range would say the same.
        if !faults.contains(where: { ["from", "to"].contains($0.details["name"]) }) {
            try note("from") { _ = try self.range(reader.today) }
        }
        try note("as_of") { _ = try asOf(reader.today) }
        try note("compare") { _ = try comparison(nil) }
        try note("group_by") { _ = try groupings() }
        try note("limit") { _ = try number("limit", ReportQuestion.sizes) }
        if let grouping = try? groupings().first { try note("group_by") { try ReportQuestion.requireFewPeriods(grouping, range) } }
        return faults
    }

    fileprivate static func fault(_ failure: Failure) -> Fault { Fault(failure.code, at: "/parameters", failure.details) }
}

extension ReportQuestion {
    /// The table as a new file in the folder, in its form.
    fileprivate func write(_ table: ReportTable, in folder: String) throws -> StoredFile {
        let path = folder + "/report"
        switch form.format {
        case .xlsx:
            try writeSheet(table, to: path, in: folder)
            return try StoredFile(reading: path)
        case .csv: return try text(csv(table), at: path)
        case .ndjson: return try text(ndjson(table), at: path)
        case .json, .svg: throw ProgramFault("an export has no form \(form.format.rawValue)")
        }
    }

    private func text(_ bytes: [UInt8], at path: String) throws -> StoredFile {
        let file = try StoredFile(new: path)
        try file.append(bytes)
        return file
    }
}
