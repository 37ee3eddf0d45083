// What exports may take of the machine: how many at once, how large, for how long.

import SQLite

/// What the company can set of exports.
package final class ExportSettings: Settings {
    package static let schema = Schema<ExportSettings>(settings: "exports", "Exports", "导出")

    package let keepHours = integer("Files are kept, hours", "文件保留时间（小时）", 1...720).byDefault(48)
    package let atOnce = integer("Exports that run at once", "同时运行的导出数", 1...8).byDefault(2)
    package let maxBytes = integer("Largest file, bytes", "单个文件上限（字节）", 1...1_099_511_627_776).byDefault(4 * 1024 * 1024 * 1024)
    package let maxTotalBytes = integer("All files together, bytes", "全部文件上限（字节）", 1...1_099_511_627_776)
        .byDefault(20 * 1024 * 1024 * 1024)

    package init() {}
}

/// What nobody sets.
enum ExportLimits {
    /// Exports of one person that wait or run.
    static let ofOnePerson = 8
    /// Rows of a page at most, each page in a snapshot of its own.
    static let rowsOfPage = 2_000
    /// A page ends with the row that makes it so long. Bytes.
    static let bytesOfPage = 1 << 20
    /// Cells of a spreadsheet's page at most.
    static let cellsOfPage = 40_000
    /// So often an export is begun before it counts as failed.
    static let attempts: Int64 = 3
    /// After trouble with disk or database it is tried again so much later. Seconds.
    static let pause = 5
}

/// Whether there is room for one more export.
struct ExportRoom {
    private let context: RuleContext

    init(_ context: RuleContext) {
        self.context = context
    }

    /// Throws `too_many_exports` and `exports_full`.
    func requireRoom(for user: Int64) throws {
        let sql = "SELECT count(*) FROM exports WHERE started_by_id = ? AND scheduled = 0 AND (status = 'queued' OR status = 'running')"
        guard try context.integer(sql, user.stored) ?? 0 < ExportLimits.ofOnePerson else {
            throw Failure(.tooManyExports, ["maximum": String(ExportLimits.ofOnePerson)])
        }
        try requireRoom()
    }

    /// Throws `exports_full`.
    func requireRoom() throws {
        guard try ExportRoom.taken(context.connection) < context.settings(ExportSettings.self).maxTotalBytes else {
            throw Failure(.exportsFull)
        }
    }

    /// How large one more file may be. Bytes.
    static func left(_ registry: Registry, _ connection: Connection) throws -> Int64 {
        let settings = registry.settings.current(ExportSettings.self)
        return min(settings.maxBytes, max(0, settings.maxTotalBytes - (try taken(connection))))
    }

    /// What the files that are kept take. Bytes.
    private static func taken(_ connection: Connection) throws -> Int64 {
        try connection.first("SELECT sum(bytes) FROM exports WHERE status = 'finished'")?.first?.integer ?? 0
    }
}
