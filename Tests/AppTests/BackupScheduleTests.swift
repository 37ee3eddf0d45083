// Backups that are made by themselves: when, how many stay, and what becomes of one that fails (P5.3).

import App
import Foundation
import JSON
import Kernel
import Synchronization
import TestSupport
import Testing

/// What was reported.
private final class Troubles: Sendable {
    private let list = Mutex<[Trouble]>([])

    var all: [Trouble] { list.withLock { $0 } }

    func add(_ trouble: Trouble) {
        list.withLock { $0.append(trouble) }
    }
}

@Suite struct BackupScheduleTests {
    private let server: TestServer
    private let troubles: Troubles
    private var folder: String { server.directory + "/backups" }

    init() throws {
        let troubles = Troubles()
        self.troubles = troubles
        server = try TestServer(report: { troubles.add($0) }) {
            $0.backups.everyHours = 24
            $0.backups.kept = 2
        }
    }

    private var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

    /// Has the server look, and waits until what it then began has ended.
    private func look(after seconds: Int64) throws {
        server.clock.advance(seconds: seconds)
        server.application.keepHouse()
        #expect(try eventually { try status()["items/\(place())/is_running"] == .bool(false) })
    }

    private func status() throws -> Reply { Reply(try server.operatorClient().send("GET", "/control/jobs")) }
    private func place() throws -> Int { try status().array("items").count - 1 }

    private func metric(_ name: String) throws -> Substring? {
        let page = try server.client().send("GET", "/metrics").text
        return page.split(separator: "\n").first { $0.hasPrefix(name + " ") }?.split(separator: " ").last
    }

    @Test func `the first is made at once, the next when its time has come, and the oldest go`() throws {
        #expect(try metric("salesd_backup_age_seconds") == nil)
        try look(after: 0)
        #expect(names == ["salesd-20261124T010000.000Z.db"])
        try look(after: 23 * 3600)
        #expect(names.count == 1)
        #expect(try metric("salesd_backup_age_seconds") == "82800")
        try look(after: 3600)
        try look(after: 24 * 3600)
        #expect(names == ["salesd-20261125T010000.000Z.db", "salesd-20261126T010000.000Z.db"])
        #expect(try status().string("items/\(place())/next_run_at") == "2026-11-27T01:00:00.000Z")
        #expect(try metric("salesd_backup_failures_total") == "0")
        #expect(troubles.all.isEmpty)
    }

    @Test func `what else lies in the directory stays`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for name in ["before-the-move.db", "salesd-2026.db", "salesd-20261101T010000.000Z.db.partial"] {
            #expect(FileManager.default.createFile(atPath: folder + "/" + name, contents: Data()))
        }
        for _ in 0..<4 { try look(after: 24 * 3600) }
        #expect(names.filter { !$0.hasPrefix("salesd-20261") } == ["before-the-move.db", "salesd-2026.db"])
        #expect(names.count == 4)
    }

    @Test func `one that fails is reported, counted, and tried again`() throws {
        #expect(FileManager.default.createFile(atPath: folder, contents: Data()))
        try look(after: 0)
        #expect(eventually { troubles.all.count == 1 })
        #expect(troubles.all.first?.task == "backup")
        #expect(troubles.all.first?.cause.contains("cannot be made") == true)
        #expect(try metric("salesd_backup_failures_total") == "1")
        #expect(try status().string("items/\(place())/last_run/error")?.contains("cannot be made") == true)
        try look(after: 599)
        #expect(try metric("salesd_backup_failures_total") == "1")
        try FileManager.default.removeItem(atPath: folder)
        try look(after: 1)
        #expect(names == ["salesd-20261124T011000.000Z.db"])
        #expect(try metric("salesd_backup_age_seconds") == "0")
    }

    @Test func `one is made by hand as the job that it is, while others write`() throws {
        let run = Reply(try server.operatorClient().send("POST", "/control/jobs/run", body: #"{"name":"backup"}"#))
        #expect(run.status == 200, "\(run.answer.text)")
        #expect(names == ["salesd-20261124T010000.000Z.db"])
        #expect(try status().string("items/\(place())/next_run_at") == "2026-11-25T01:00:00.000Z")
    }

    @Test func `a restart goes on from the newest file`() throws {
        let directory = try DataDirectory()
        let folder = directory.path + "/backups"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // One of yesterday noon, and one of a clock that was wrong.
        for name in ["salesd-20261123T040000.000Z.db", "salesd-20301123T040000.000Z.db"] {
            #expect(FileManager.default.createFile(atPath: folder + "/" + name, contents: Data()))
        }
        let server = try TestServer(directory: directory.path, changing: { $0.backups.everyHours = 24 })
        let list = Reply(try server.operatorClient().send("GET", "/control/jobs"))
        let place = list.array("items").count - 1
        #expect(list.string("items/\(place)/name") == "backup")
        #expect(list.string("items/\(place)/last_run/started_at") == "2026-11-23T04:00:00.000Z")
        #expect(list.string("items/\(place)/next_run_at") == "2026-11-24T04:00:00.000Z")
    }

    @Test func `a scheduled backup can be restored`() throws {
        let directory = try DataDirectory()
        #expect(
            try Salesd.run("user", "add", "nancy", "--roles", "admin", "--data", directory.path, input: "a long enough one").code == 0)
        let (child, _) = try directory.serve("--backup-every", "1")
        #expect(try Salesd.run("jobs", "run", "backup", "--data", directory.path).code == 0)
        #expect(child.stop().code == 0)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/backups").first)
        let target = directory.parent + "/restored"
        let restored = try Salesd.run("restore", directory.path + "/backups/" + name, "--data", target)
        #expect(restored.code == 0, "\(restored.errors)")
        #expect(try Salesd.run("user", "list", "--data", target).output.contains("nancy"))
    }
}
