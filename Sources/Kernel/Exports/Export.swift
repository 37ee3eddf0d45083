// An export: a list or a report on its way into a file, with how far it has come, who may fetch it, and until when.

import JSON
import SQLite
import Storage

/// A file that somebody has asked for. Whoever asked says what, and can cancel it or have the file removed; all else the server writes.
package final class Export: Resource {
    package typealias Status = ExportStatus
    package static let schema = Schema<Export>("exports", one: "export", "Export", "导出")

    /// Of a list; a report has none.
    package let collection = text("Kind of records", "记录类型", max: 60).fixed().example("orders").optional()
    /// Of a report; a list has none.
    package let report = text("Report", "报表", max: 60).fixed().leftOutOfExamples().optional()
    package let format = choice(ExportFormat.self, "Format", "格式").fixed()
    /// As in the query string of the list, such as `status=confirmed&gross.gte=1000`.
    package let filters = text("Filters, as in a list's query string", "筛选条件（与列表查询字符串相同）", max: 4_000).fixed()
        .example("status=confirmed&gross.gte=1000").optional()
    /// As in the query string of the report, such as `group_by=month&from=2026-01-01`.
    package let parameters = text("Parameters, as in a report's query string", "参数（与报表查询字符串相同）", max: 4_000).fixed()
        .leftOutOfExamples().optional()
    package let sort = text("The order, as in a list", "排序（与列表相同）", max: 500).fixed().example("-created_at").optional()
    package let fields = words("Only these fields, in the order of the record", "仅这些字段").fixed().example(
        WordList(["number", "status", "gross"])
    ).optional()
    /// What stands above the columns of CSV and of a spreadsheet.
    package let heads = choice(ExportHeads.self, "Heads of the columns", "列标题").fixed().byDefault(.names)
    /// Whether CSV begins with a byte order mark, by which Excel knows UTF-8.
    package let bom = boolean("Byte order mark", "字节顺序标记").fixed().byDefault(false)

    package let rowsWritten = integer("Rows written", "已写入行数", 0...Int64.max).computed().byDefault(0)
    /// Counted at the beginning; absent where that would have taken too long.
    package let rowsTotal = integer("Rows in all", "总行数", 0...Int64.max).computed().optional()
    package let progress = fraction("Progress", "进度").computed().byDefault(Fraction(unscaled: 0))
    package let bytes = integer("Size, bytes", "大小（字节）", 0...Int64.max).computed().optional()
    /// The path of the file, as long as it is there.
    package let link = text("Where the file is", "文件地址").computed().optional()
    /// Where it is not as long as the settings say.
    package let keepHours = integer("Kept for, hours", "保留小时数", 1...100_000).computed().optional()
    package let expiresAt = instant("Kept until", "保留至").computed().optional()
    package let startedByID = integer("Asked for by", "发起人", 1...Int64.max).computed().scoped()
    package let startedAt = instant("Began at", "开始时间").computed().optional()
    package let finishedAt = instant("Ended at", "结束时间").computed().optional()
    /// The code of why it failed; `explain` says it in words.
    package let failure = text("Why it failed", "失败原因", max: 60).computed().optional()
    /// What stands in the words of that, as JSON.
    package let failureDetails = text("What is said of the failure", "失败详情", max: 4_000).computed().secret().optional()

    /// Whether a schedule has asked for it on somebody's behalf.
    package let scheduled = boolean("Made on schedule", "按计划生成").computed().byDefault(false)
    /// The key with which it was asked for.
    package let keyID = integer("Key", "密钥", 1...Int64.max).computed().secret().optional()
    /// The name of its folder in `exports/` of the data directory.
    package let file = text("File", "文件", max: 100).computed().secret()
    /// Which rows and fields it could hold, by the rights under which it was made.
    package let reach = text("Reach", "范围", max: 1_000_000).computed().secret().optional()
    /// How often it was begun.
    package let attempts = integer("Attempts", "尝试次数", 0...Int64.max).computed().secret().byDefault(0)
    package let status = state(ExportStatus.self, initial: .queued, editable: [])

    package init() {}

    package static let access = [Grant([.admin, .auditor], .read), Grant(.everyone, [.read, .create], rows: .own)]

    /// P5.3: what leaves the system is known, and goes to those alone who may see it.
    package static let steps: [Step<Export>] = [
        Step("start", "Begin", "开始", from: .queued, to: [.running], clause: "P5.3") { record, context in
            record.startedAt = context.now
        },
        Step("finish", "End", "完成", from: .running, to: [.finished], clause: "P5.3") { record, context in
            record.progress = Fraction(unscaled: 10_000)
            record.link = schema.path(of: record.row.id) + "/file"
            record.finishedAt = context.now
            let hours = record.keepHours ?? context.settings(ExportSettings.self).keepHours
            record.expiresAt = context.now.adding(seconds: hours * 3600)
        },
        Step("fail", "Fail", "失败", from: .queued, .running, to: [.failed], clause: "P5.3", effect: end),
        Step("cancel", "Cancel", "取消", from: .queued, .running, to: [.cancelled], by: .owner, .role(.admin), clause: "P5.3", effect: end),
        Step("expire", "Remove the file", "删除文件", from: .finished, to: [.expired], by: .owner, .role(.admin), clause: "P5.3") {
            record, context in
            record.link = nil
            record.expiresAt = context.now
            context.wakeExports()
        },
    ]

    private static func end(_ record: inout Record<Export>, _ context: RuleContext) {
        record.finishedAt = context.now
        context.wakeExports()
    }

    /// Throws what the list or the report would refuse, at the field of the body that says it, and `too_many_exports` and `exports_full`.
    package static func prepare(_ export: inout Record<Export>, from old: Record<Export>?, in context: RuleContext) throws {
        guard old == nil else { return }
        export.file = try ExportFiles.newName()
        let room = ExportRoom(context)
        guard !export.scheduled else {
            // Whoever made the schedule has named the person, and bounds how many there are.
            let person = try context.registry.person(of: export, at: context.now, context.connection)
            _ = try ExportSubject(export, person, context)
            return try room.requireRoom()
        }
        guard let user = context.caller.userID else { throw Failure(.notSignedIn) }
        export.startedByID = user
        export.keyID = context.caller.keyID
        _ = try ExportSubject(export, context.caller, context)
        try room.requireRoom(for: user)
    }

    /// That all rows of the list, or the figures of the report, are given out stands in the audit before the first is.
    package static func written(_ export: Record<Export>, from old: Record<Export>?, in context: RuleContext) throws {
        guard old == nil else { return }
        context.wakeExports()
        // What a schedule has asked for stands in the audit with its run.
        guard !export.scheduled else { return }
        if let name = export.report {
            let report = try ExportedReport(name, export, context.registry)
            let form = "\(name).\(export.format.rawValue)"
            try context.noteExport(of: report.resource, as: form, query: report.wanted.parameters)
        } else if let resource = export.collection.flatMap(context.registry.resource(collection:)) {
            try context.noteExport(of: resource, as: export.format.rawValue, query: try ExportQuestion.items(of: export))
        }
    }
}

extension Export: Drafted {
    /// All faults of what is exported; a change gives no new ones, because all of it is fixed.
    package static func faults(of draft: Draft<Export>, in reader: RuleReader) throws -> [Fault] {
        guard draft.old == nil else { return [] }
        return try ExportCheck(draft, reader.caller, reader).faults()
    }
}

extension Export: Explained {
    package static func explain(_ record: Record<Export>, _ reader: RuleReader) throws -> [Explanation] {
        guard let name = record.failure, let text = record.failureText else { return [] }
        return [Explanation(about: "status", code: name, text.english, text.chinese)]
    }
}

extension Record where D == Export {
    /// Why it failed, in words; nil where it did not.
    package var failureText: Label? {
        guard let name = self.failure, let code = (FailureCode.ofExports + FailureCode.shared).first(where: { $0.name == name }) else {
            return nil
        }
        let details = self.failureDetails.flatMap { try? JSONReader.parse($0) }?.object ?? [:]
        let words = Dictionary(details.compactMap { part in part.value.string.map { (part.name, $0) } }) { first, _ in first }
        return Label(code.text.filled(words, in: .english), code.text.filled(words, in: .chinese))
    }

    /// Notes why it fails.
    mutating func note(_ failure: Failure) {
        self.failure = failure.code.name
        guard !failure.details.isEmpty else { return }
        var writer = JSONWriter()
        writer.value(.object(JSONObject(failure.details.sorted { $0.key < $1.key }.map { (name: $0.key, value: .string($0.value)) })))
        self.failureDetails = String(decoding: writer.finish(), as: UTF8.self)
    }
}

extension Registry {
    /// Whoever asked for an export, with the rights of now. What a schedule has made is made with those of the person alone: what is lent
    /// for some days does not stand behind a file that is kept for longer. Throws `export_caller_gone`.
    func person(of export: Record<Export>, at now: Instant, _ connection: Connection) throws -> Caller {
        guard let person = try directory.person(export.startedByID, export.keyID, now, connection) else {
            throw Failure(.exportCallerGone)
        }
        return export.scheduled ? person.alone : person
    }
}

extension RuleContext {
    /// Has the exports looked after once this is on the disk.
    fileprivate func wakeExports() {
        let registry = registry
        transaction.onDisk { registry.exports.wake() }
    }
}

/// How far an export is.
package enum ExportStatus: String, Choice {
    case queued, running, finished, failed, cancelled, expired

    package var chinese: String {
        switch self {
        case .queued: "排队中"
        case .running: "进行中"
        case .finished: "已完成"
        case .failed: "失败"
        case .cancelled: "已取消"
        case .expired: "文件已删除"
        }
    }
}

/// What an export is written as.
package enum ExportFormat: String, Choice {
    case csv, ndjson, xlsx

    package var chinese: String {
        switch self {
        case .csv: "CSV 表格"
        case .ndjson: "NDJSON（每行一个 JSON）"
        case .xlsx: "Excel 工作簿"
        }
    }

    /// The media type under which it is fetched.
    var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .ndjson: "application/x-ndjson"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}

/// What stands above columns.
package enum ExportHeads: String, Choice {
    case names, english, chinese

    package var chinese: String {
        switch self {
        case .names: "字段名"
        case .english: "英文"
        case .chinese: "中文"
        }
    }

    /// Nil for the names of the fields.
    var language: Language? {
        switch self {
        case .names: nil
        case .english: .english
        case .chinese: .chinese
        }
    }
}
