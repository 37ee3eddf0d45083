// An import: a file on its way into records, with how far it has come.

import SQLite

/// A file that somebody has sent. The server alone writes it; whoever started it can cancel it.
package final class Import: Resource {
    package typealias Status = ImportStatus
    package static let schema = Schema<Import>("imports", one: "import", "Import", "导入")

    package let collection = text("Kind of records", "记录类型", max: 60).computed()
    package let format = choice(ImportFormat.self, "Format", "格式").computed()
    /// Everything is tried and nothing kept.
    package let dryRun = boolean("Tried only", "仅试运行").computed().byDefault(false)
    package let fileName = text("File name", "文件名").computed().optional()
    package let sha256 = text("SHA-256 of the file", "文件的 SHA-256", max: 64).computed()
    package let bytes = integer("Size, bytes", "大小（字节）", 0...Int64.max).computed()
    package let bytesRead = integer("Bytes read", "已读取字节", 0...Int64.max).computed().byDefault(0)
    package let progress = fraction("Progress", "进度").computed().byDefault(Fraction(unscaled: 0))
    package let rowsRead = integer("Rows read", "已读取行数").computed().byDefault(0)
    package let created = integer("Records created", "新建").computed().byDefault(0)
    package let updated = integer("Records changed", "更新").computed().byDefault(0)
    package let unchanged = integer("Records unchanged", "未变").computed().byDefault(0)
    package let refused = integer("Rows refused", "拒绝").computed().byDefault(0)
    /// The same as `created_by_id`, but of the operator of the machine, who is nobody's user.
    package let startedByID = integer("Started by", "发起人", 1...Int64.max).computed().scoped().optional()
    package let startedAt = instant("Began at", "开始时间").computed().optional()
    package let finishedAt = instant("Ended at", "结束时间").computed().optional()
    /// The code of why it failed; `explain` says it in words.
    package let failure = text("Why it failed", "失败原因", max: 60).computed().optional()

    /// The key with which it was started.
    package let keyID = integer("Key", "密钥", 1...Int64.max).computed().secret().optional()
    /// The name of its file in `imports/` of the data directory.
    package let file = text("File", "文件", max: 100).computed().secret()
    package let charset = text("Character set", "字符集", max: 20).computed().secret()
    package let separator = integer("Separator", "分隔符", 0...255).computed().secret()
    /// The line on which the next row begins.
    package let line = integer("Line", "行", 1...Int64.max).computed().secret().byDefault(1)
    /// From where it was sent, for the audit.
    package let remoteAddress = text("Sent from", "来源", max: 100).computed().secret()
    package let status = state(ImportStatus.self, initial: .queued, editable: [])

    package init() {}

    /// What was in a file, its report tells: so no more people see it than need be.
    package static let access = [Grant([.admin, .auditor], .read), Grant(.everyone, .read, rows: .own)]

    /// P5.1.1: data come into the system in order, and who brought them in is known.
    package static let steps: [Step<Import>] = [
        Step("start", "Begin", "开始", from: .queued, to: [.running], clause: "P5.1.1") { record, context in
            record.startedAt = context.now
        },
        Step("finish", "End", "完成", from: .running, to: [.finished], clause: "P5.1.1") { record, context in
            record.progress = Fraction(unscaled: 10_000)
            record.bytesRead = record.bytes
            end(&record, context)
        },
        Step("fail", "Fail", "失败", from: .queued, .running, to: [.failed], clause: "P5.1.1", effect: end),
        Step(
            "cancel", "Cancel", "取消", from: .queued, .running, to: [.cancelled], by: .owner, .role(.admin), clause: "P5.1.1", effect: end),
    ]

    private static func end(_ record: inout Record<Import>, _ context: RuleContext) {
        record.finishedAt = context.now
    }
}

extension Import: Explained {
    package static func explain(_ record: Record<Import>, _ reader: RuleReader) throws -> [Explanation] {
        guard let name = record.failure, let code = FailureCode.importCodes.first(where: { $0.name == name }) ?? unexpected(name) else {
            return []
        }
        return [Explanation(about: "status", code: name, code.text.english, code.text.chinese)]
    }

    private static func unexpected(_ name: String) -> FailureCode? {
        FailureCode.shared.first { $0.name == name }
    }
}

/// How far an import is.
package enum ImportStatus: String, Choice {
    case queued, running, finished, failed, cancelled

    package var chinese: String {
        switch self {
        case .queued: "排队中"
        case .running: "进行中"
        case .finished: "已完成"
        case .failed: "失败"
        case .cancelled: "已取消"
        }
    }
}

/// How the rows of a file are written.
package enum ImportFormat: String, Choice {
    case csv, ndjson

    package var chinese: String {
        switch self {
        case .csv: "CSV 表格"
        case .ndjson: "NDJSON（每行一个 JSON）"
        }
    }

    /// The media types under which it is sent.
    var mediaTypes: [String] {
        switch self {
        case .csv: ["text/csv", "application/csv", "application/vnd.ms-excel"]
        case .ndjson: ["application/x-ndjson", "application/jsonl", "application/ndjson"]
        }
    }
}

/// What became of a row.
package enum RowOutcome: String, Choice {
    case created, updated, unchanged, refused

    package var chinese: String {
        switch self {
        case .created: "新建"
        case .updated: "更新"
        case .unchanged: "未变"
        case .refused: "拒绝"
        }
    }
}

/// What an import may be at most.
enum ImportLimits {
    /// Bytes of one row.
    static let rowBytes = 1 << 20
    /// Columns of a file.
    static let columns = 300
    /// Imports of one person that wait or run.
    static let ofOnePerson = 8
    /// Imports that are carried out in turn; others wait.
    static let atOnce = 4
    /// While others wait, the writer is kept no longer with rows at a time. Milliseconds.
    static let turnMilliseconds = 25
    /// The same as long as nobody waits: each commit has its cost, for the search above all.
    static let quietTurnMilliseconds = 250
    /// Rows of a turn at most.
    static let turnRows = 1_024
    /// For so many days the report of each row is kept.
    static let reportDays: Int64 = 90
}
