// What a schedule has made at one time: a file for each who gets it, and what became of it.

package import Identity
import JSON
package import Kernel

/// One time that a scheduled report was made. The server alone writes it.
package final class ReportRun: Resource {
    package typealias Status = ReportRunStatus
    package static let schema = Schema<ReportRun>("report-runs", one: "report_run", "Report run", "报表生成记录")

    /// No reference: what was made keeps nobody from archiving the schedule.
    package let scheduleID = integer("Schedule", "报表计划", 1...Int64.max).computed()
    package let name = text("Name", "名称").computed()
    package let report = text("Report", "报表", max: 60).computed()
    /// With the days that it tells of.
    package let parameters = text("Parameters", "参数", max: 2_100).computed().optional()
    package let language = choice(Locale.self, "Language", "语言").computed()
    package let owner = reference(User.self, "Owner", "负责人").computed().scoped()
    package let byHand = boolean("Asked for by somebody", "手动生成").computed().byDefault(false)
    package let dueAt = instant("Due at", "应生成时间").computed()
    /// The day of the rhythm, before it was moved to a working day.
    package let dueOn = day("Due on", "应生成日期").computed()
    package let startsOn = day("From", "开始日期").computed().optional()
    package let endsOn = day("To", "结束日期").computed().optional()
    package let made = integer("Files made", "已生成文件数").computed().byDefault(0)
    package let finishedAt = instant("Ended at", "结束时间").computed().optional()
    package let keptUntil = instant("Files are kept until", "文件保留至").computed().optional()
    package let status = state(ReportRunStatus.self, initial: .making, editable: [])
    package let files = computedChildren(ReportFile.self, "Files", "文件")

    package init() {}

    package static let furtherEvents = ["files_begun", "given_up", "made"] + ExportStatus.allCases.map { "file_" + $0.rawValue }

    package static let access = [
        Grant([.executive, .auditor, .admin], .read),
        Grant(.everyone, .read, rows: .own),
        .toWhomItIsAssigned,
        Grant([.salesManager], .read, rows: .team),
    ]

    package static let steps: [Step<ReportRun>] = [
        Step("finish", "End", "完成", from: .making, to: [.made], clause: "P5.2") { run, context in
            run.finishedAt = context.now
            run.keptUntil = context.now.adding(seconds: context.settings(ReportSettings.self).keepHours * 3600)
            try run.tellRecipients(in: context)
        },
        Step("fail", "Fail", "失败", from: .making, to: [.failed], clause: "P5.2") { run, context in
            run.finishedAt = context.now
        },
    ]
}

/// The file of one recipient.
package final class ReportFile: Item {
    package static let schema = Schema<ReportFile>(table: "report_files", one: "report_file", parent: "run_id", "Report file", "报表文件")

    package let user = reference(User.self, "For whom", "接收人").computed().informed()
    package let status = choice(ReportFileStatus.self, "Status", "状态").computed().byDefault(.waiting)
    /// The code of why there is none; `explain` says it in words.
    package let reason = text("Why there is none", "未生成原因", max: 60).computed().optional()
    package let exportID = integer("Export", "导出编号", 1...Int64.max).computed().optional()
    package let bytes = integer("Size, bytes", "大小（字节）", 0...Int64.max).computed().optional()
    /// The path of the file, for that person alone, as long as it is there.
    package let link = text("Where the file is", "文件地址").computed().optional()

    package init() {}
}

extension ReportRun: Explained {
    /// Why files are not there.
    package static func explain(_ record: Record<ReportRun>, _ reader: RuleReader) throws -> [Explanation] {
        let codes = reader.registry.failureCodes
        return try record.files.compactMap { file in
            guard let reason = file.reason else { return nil }
            let export = try file.exportID.flatMap { try reader.find(Export.self, ID($0)) }
            guard let text = export?.failureText ?? codes.first(where: { $0.name == reason })?.text else { return nil }
            return Explanation(
                about: "files", code: reason, text.english, text.chinese, facts: ["user_id": .integer(file.user.integer)])
        }
    }
}

/// How far a run is.
package enum ReportRunStatus: String, Choice {
    case making, made, failed

    package var chinese: String {
        switch self {
        case .making: "生成中"
        case .made: "已生成"
        case .failed: "未生成"
        }
    }
}

/// How far a file is.
package enum ReportFileStatus: String, Choice {
    case waiting, making, made, failed, skipped, removed

    package var chinese: String {
        switch self {
        case .waiting: "排队中"
        case .making: "生成中"
        case .made: "已生成"
        case .failed: "失败"
        case .skipped: "已跳过"
        case .removed: "已删除"
        }
    }

    /// Whether it is still to come.
    var isOpen: Bool { self == .waiting || self == .making }
}
