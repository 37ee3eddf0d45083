// Data directories that cannot be used: every command ends with 1 and one line that says why, and what is there stays as it is.

import Foundation
import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct DataDirectoryTests {
    /// Commands that need the data, beside `serve`.
    private static let commands = [["serve", "--listen", "127.0.0.1:0"], ["user", "list"], ["check"], ["audit", "verify"]]

    /// Runs each command; all have to end with 1 and this one sentence.
    private func expect(_ sentence: String, _ directory: String, commands: [[String]] = commands) throws {
        for words in commands {
            let outcome = try Salesd.run(words + ["--data", directory])
            #expect(outcome.code == 1, "\(words)")
            #expect(outcome.errors == "salesd: \(sentence)\n", "\(words)")
            #expect(outcome.output.isEmpty, "\(words)")
        }
    }

    private func made() throws -> DataDirectory {
        let directory = try DataDirectory()
        let outcome = try Salesd.run("user", "add", "nancy", "--roles", "admin", "--data", directory.path, input: "a long enough one\n")
        #expect(outcome.code == 0, "\(outcome.errors)")
        return directory
    }

    private func content(_ directory: DataDirectory) -> Data? {
        FileManager.default.contents(atPath: directory.path + "/salesd.db")
    }

    @Test func `a database of a newer version is named as such, with what is unknown, and not touched`() throws {
        let directory = try made()
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        try connection.execute(
            "INSERT INTO schema_migration (module, number, name, checksum, applied_at) VALUES ('orders', 99, 'of-tomorrow', '0', '2030-01-01')"
        )
        connection.close()
        let before = content(directory)
        try expect(
            "the database was written by a newer salesd and was not touched; unknown here: orders.0099.of-tomorrow", directory.path)
        #expect(content(directory) == before)
    }

    @Test func `a file of another program is named, and not touched`() throws {
        let directory = try DataDirectory()
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: false)
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        try connection.execute("CREATE TABLE theirs (id INTEGER)")
        connection.close()
        let before = content(directory)
        try expect("\(directory.path)/salesd.db is no database of salesd; it was not touched", directory.path)
        #expect(content(directory) == before)
    }

    @Test func `what is no database is named, and not touched`() throws {
        let directory = try DataDirectory()
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: false)
        let text = Data(String(repeating: "A letter that somebody wants to keep. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: directory.path + "/salesd.db"))
        try expect("\(directory.path)/salesd.db is no database of salesd; it was not touched", directory.path)
        #expect(content(directory) == text)
    }

    @Test func `a directory that cannot be made, or is none, is told with its reason`() throws {
        let directory = try DataDirectory()
        try expect(
            "\(directory.parent)/a/b cannot be opened: No such file or directory", directory.parent + "/a/b", commands: [Self.commands[0]])
        try Data().write(to: URL(fileURLWithPath: directory.path))
        try expect("\(directory.path)/salesd.lock cannot be opened: Not a directory", directory.path, commands: [Self.commands[0]])
    }

    @Test func `a directory in which nothing may be written is told with its reason`() throws {
        // The administrator of a system may write everywhere.
        guard geteuid() != 0 else { return }
        let directory = try made()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: directory.path + "/salesd.db")
        try expect("\(directory.path)/salesd.db cannot be opened: Permission denied", directory.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
    }

    @Test func `the sample company is made neither where a server runs nor where data is`() throws {
        let directory = try DataDirectory()
        let (child, _) = try directory.serve()
        try expect(
            "\(directory.path) is not empty: the sample company is made in an empty data directory only", directory.path,
            commands: [["demo"]])
        #expect(child.stop().code == 0)
        try expect(
            "\(directory.path) is not empty: the sample company is made in an empty data directory only", directory.path,
            commands: [["demo"]])
    }

    @Test func `a file that cannot be written ends a backup, and leaves nothing half written`() throws {
        let directory = try made()
        for place in [directory.parent + "/nowhere/copy.db", directory.path] {
            let outcome = try Salesd.run("backup", place, "--data", directory.path)
            #expect(outcome.code == 1 && outcome.errors.hasPrefix("salesd: "), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
        #expect(!FileManager.default.fileExists(atPath: directory.parent + "/nowhere"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.parent) == ["data"])
    }
}
