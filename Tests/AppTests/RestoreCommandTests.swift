// `salesd restore`: a data directory of a backup, whole and sound or not at all (P5.3).

import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct RestoreCommandTests {
    private let directory: DataDirectory
    private var backup: String { directory.parent + "/backup.db" }
    private var target: String { directory.parent + "/restored" }

    init() throws {
        directory = try DataDirectory()
        for name in ["nancy", "anne"] {
            let outcome = try Salesd.run(
                "user", "add", name, "--roles", "admin", "--data", directory.path, input: "a long enough one")
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        #expect(try Salesd.run("backup", directory.parent + "/backup.db", "--data", directory.path).code == 0)
    }

    private func restore() throws -> Outcome {
        try Salesd.run("restore", backup, "--data", target)
    }

    private func edit(_ sql: String) throws {
        let connection = try Connection(path: backup, mode: .readWrite)
        try connection.execute(sql)
        connection.close()
    }

    /// Refused with that reason, and nothing of it is there.
    private func expectRefusal(_ reason: String) throws {
        let outcome = try restore()
        #expect(outcome.code == 1)
        #expect(outcome.errors.hasPrefix("salesd: \(backup) is not restored: "), "\(outcome.errors)")
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test(arguments: [true, false])
    func `a backup becomes a data directory that works`(_ exists: Bool) throws {
        if exists { try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false) }
        let outcome = try restore()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix("bytes, 4 audit records\n"), "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: target).sorted() == ["salesd.db", "salesd.lock"])
        let mode = try FileManager.default.attributesOfItem(atPath: target + "/salesd.db")[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try Salesd.run("user", "list", "--data", target).output.contains("anne"))
        #expect(try Salesd.run("check", "--data", target).output == "OK\n")
        #expect(try Salesd.run("audit", "verify", "--data", target).output.hasPrefix("OK: 4 records"))
        // The backup itself is as it was.
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.parent).sorted() == ["backup.db", "data", "restored"])
    }

    @Test func `nothing is ever overwritten, and no server's directory is touched`() throws {
        let (child, _) = try directory.serve()
        let outcome = try Salesd.run("restore", backup, "--data", directory.path)
        #expect(outcome.code == 1)
        #expect(outcome.errors == "salesd: \(directory.path) is not empty: a backup is restored into an empty data directory only\n")
        #expect(child.stop().code == 0)
        #expect(try restore().code == 0)
        #expect(try restore().errors.contains("is not empty"))
    }

    @Test func `what an interrupted run has left does not stand in the way`() throws {
        try FileManager.default.createDirectory(atPath: target + "/restore.partial", withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: target + "/restore.partial/salesd.db", contents: Data("half".utf8)))
        #expect(try restore().code == 0)
        #expect(try Salesd.run("check", "--data", target).output == "OK\n")
    }

    @Test func `a damaged file is refused with the damage`() throws {
        let handle = try #require(FileHandle(forWritingAtPath: backup))
        let size = try handle.seekToEnd()
        for page in stride(from: UInt64(4096 * 8), to: size, by: 4096 * 7) {
            try handle.seek(toOffset: page)
            try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096))
        }
        try handle.close()
        try expectRefusal("the file is damaged")
    }

    @Test func `half a file is refused`() throws {
        let whole = try #require(FileManager.default.contents(atPath: backup))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: backup))
        try expectRefusal("the file is damaged")
    }

    @Test func `a reference to nothing is refused`() throws {
        try edit("PRAGMA foreign_keys = OFF; UPDATE users SET manager_id = 99 WHERE id = 1")
        try expectRefusal("users 1 refers to something in users that is not there")
    }

    @Test func `an audit chain that was changed is refused`() throws {
        try edit("UPDATE audit SET content = replace(content, 'nancy', 'nobody') WHERE sequence = 1")
        try expectRefusal("audit record 1 holds another content than was written")
    }

    @Test func `tables that do not fit the program are refused`() throws {
        try edit("ALTER TABLE contacts ADD COLUMN shoe_size INTEGER")
        try expectRefusal("contacts.shoe_size: no field declares this column")
    }

    @Test func `a newer version's backup is refused`() throws {
        try edit("INSERT INTO schema_migration VALUES ('crm', 99, 'from-the-future', 'x', '')")
        try expectRefusal("unknown here: crm.0099.from-the-future")
    }

    @Test(arguments: ["", "this is a letter to the editor"])
    func `what is no database of salesd is refused`(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: backup))
        try expectRefusal(text.isEmpty ? "it is no database of salesd" : "it is no database")
    }

    @Test func `a file that is not there, or a database with its log beside it, is told so`() throws {
        let missing = try Salesd.run("restore", directory.parent + "/none.db", "--data", target)
        #expect(missing.code == 1)
        #expect(missing.errors == "salesd: there is no file \(directory.parent)/none.db\n")
        #expect(FileManager.default.createFile(atPath: backup + "-wal", contents: Data("frames".utf8)))
        #expect(try restore().errors.contains("is a database in use, with a log beside it"))
        #expect(!FileManager.default.fileExists(atPath: target))
        #expect(try Salesd.run("restore", "--data", target).code == 2)
    }
}
