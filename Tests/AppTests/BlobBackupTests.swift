// The content of attachments in backups, restored directories and checks.

import App
import Foundation
import JSON
import TestSupport
import Testing

@Suite struct BlobBackupTests {
    private let world: World
    private let digest: String
    private let content = Array("%PDF-1.4 kept".utf8)

    init() throws {
        world = try World()
        let customer = try world.customer(limit: nil)
        digest = try world.upload("rep", "/v1/customers/\(customer)/attachments?name=a.pdf", content).string("sha256") ?? ""
    }

    private func blob(in directory: String) -> String { "\(directory)/\(digest.prefix(2))/\(digest.dropFirst(2))" }
    private var live: String { blob(in: world.server.directory + "/blobs") }

    private func backup() throws -> String {
        let path = world.server.directory + "-backup.db"
        let reply = Reply(try world.server.operatorClient().send("POST", "/control/backup", body: "{\"path\":\"\(path)\"}"))
        #expect(reply.status == 200, "\(reply.answer.text)")
        return path
    }

    private func faults() throws -> [String] {
        Reply(try world.server.operatorClient().send("GET", "/control/check")).array("faults").compactMap(\.string)
    }

    private func remove(_ paths: String...) {
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test func `a backup has the content beside it, and a restored directory has it in its place`() throws {
        let path = try backup()
        let target = world.server.directory + "-restored"
        defer { remove(path, path + ".blobs", target) }
        #expect(FileManager.default.contents(atPath: blob(in: path + ".blobs")).map(Array.init) == content)
        let outcome = try Salesd.run("restore", path, "--data", target)
        #expect(outcome.code == 0 && !outcome.errors.contains("missing"), "\(outcome.errors)")
        #expect(FileManager.default.contents(atPath: blob(in: target + "/blobs")).map(Array.init) == content)
        #expect(try Salesd.run("check", "--data", target).output == "OK\n")
    }

    @Test func `content that is missing or damaged is told by the check, and keeps nobody from a backup`() throws {
        #expect(try faults().isEmpty)
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: live))
        #expect(try faults().first?.hasPrefix("the content of an attachment is damaged: ") == true)
        remove(live)
        #expect(try faults().first?.hasPrefix("the content of an attachment is missing: ") == true)
        let path = try backup()
        let target = world.server.directory + "-restored"
        defer { remove(path, path + ".blobs", target) }
        let outcome = try Salesd.run("restore", path, "--data", target)
        #expect(outcome.code == 0 && outcome.errors.contains(digest), "\(outcome.errors)")
    }

    @Test func `what a killed server has left in incoming goes at the next start`() throws {
        let directory = NSTemporaryDirectory() + "incoming-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory + "/incoming", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: directory + "/incoming/left"))
        let server = try TestServer(directory: directory)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/incoming").isEmpty)
        _ = server
    }
}
