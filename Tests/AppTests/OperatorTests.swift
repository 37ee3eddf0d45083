// The commands of the operator, with and without a running server.

import App
import Foundation
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct OperatorTests {
    static let password = "a long enough one"

    private func addAdministrator(_ directory: DataDirectory) throws {
        let outcome = try Salesd.run("user", "add", "Nancy", "--roles", "admin", "--data", directory.path, input: Self.password + "\n")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    private func token(_ client: HTTPClient, _ password: String = OperatorTests.password) throws -> String? {
        Reply(try client.send("POST", "/v1/sessions", body: "{\"username\":\"nancy\",\"password\":\"\(password)\"}")).string("token")
    }

    @Test(arguments: [true, false])
    func `users are made, listed, given passwords and deactivated`(_ isServing: Bool) throws {
        let directory = try DataDirectory()
        let first = isServing ? try directory.serve() : nil
        try addAdministrator(directory)
        let words = ["--roles", "sales_rep,sales_manager", "--display-name", "Anne D", "--department", "sales", "--manager", "nancy"]
        #expect(try Salesd.run(["user", "add", "anne", "--data", directory.path] + words, input: Self.password).code == 0)
        let list = try Salesd.run("user", "list", "--data", directory.path)
        let rows = list.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(rows == ["id username display_name roles active", "2 anne Anne D sales_rep,sales_manager yes", "1 nancy Nancy admin yes"])
        #expect(try Salesd.run("user", "passwd", "Nancy", "--data", directory.path, input: "another long one").code == 0)
        #expect(try Salesd.run("user", "deactivate", "anne", "--data", directory.path).code == 0)
        let (child, port) = try first ?? directory.serve()
        let client = try HTTPClient(port: port)
        #expect(try token(client) == nil)
        let token = try #require(try token(client, "another long one"))
        let users = Reply(try client.send("GET", "/v1/users/2", fields: [("Authorization", "Bearer \(token)")]))
        #expect(users["active"] == .bool(false))
        #expect(users.integer("manager_id") == 1)
        #expect(child.stop().code == 0)
    }

    @Test func `what a rule refuses is told in its own words, and nothing is kept`() throws {
        let directory = try DataDirectory()
        try addAdministrator(directory)
        let wrong = try Salesd.run("user", "add", "anne", "--roles", "boss", "--data", directory.path, input: Self.password)
        #expect(wrong.code == 1)
        #expect(wrong.errors.hasPrefix("salesd: ") && wrong.errors.contains("sales_rep"), "\(wrong.errors)")
        let weak = try Salesd.run("user", "add", "anne", "--roles", "sales_rep", "--data", directory.path, input: "short")
        #expect(weak.code == 1)
        #expect(weak.errors.hasPrefix("salesd: anne exists now, but has no password:"))
        #expect(
            try Salesd.run("user", "add", "x", "--roles", "admin", "--data", directory.path).errors
                == "salesd: standard input holds no password\n")
        #expect(
            try Salesd.run("user", "passwd", "nobody", "--data", directory.path, input: Self.password).errors
                == "salesd: there is no user nobody\n")
        #expect(try Salesd.run("user", "list", "--data", directory.path).output.split(separator: "\n").count == 3)
    }

    @Test func `a key is printed alone, works, and no longer after it is revoked`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        try addAdministrator(directory)
        let words = [
            "key", "add", "erp", "--data", directory.path, "--roles", "integration", "--scopes", "users:read", "--expires-on", "2027-12-31",
        ]
        let added = try Salesd.run(words)
        #expect(added.code == 0 && added.errors.isEmpty)
        let key = added.output.dropLast()
        #expect(key.hasPrefix("sk_") && !key.contains { $0.isWhitespace })
        let client = try HTTPClient(port: port)
        let fields = [("Authorization", "Bearer \(key)")]
        #expect(try client.send("GET", "/v1/users", fields: fields).status == 200)
        #expect(try client.send("GET", "/v1/departments", fields: fields).status == 403)
        let list = try Salesd.run("key", "list", "--data", directory.path).output
        #expect(list.contains("2027-12-31T16:00:00.000Z") && !list.contains(key))
        #expect(try Salesd.run("key", "revoke", "1", "--data", directory.path).code == 0)
        #expect(try client.send("GET", "/v1/users", fields: fields).status == 401)
        #expect(try Salesd.run("key", "revoke", "99", "--data", directory.path).code == 1)
        #expect(child.stop().code == 0)
    }

    @Test func `a key is replaced by its name, and both work for the overlap`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        try addAdministrator(directory)
        let data = ["--data", directory.path]
        let first = try Salesd.run(["key", "add", "erp", "--roles", "integration"] + data).output.dropLast()
        let rotated = try Salesd.run(["key", "rotate", "erp"] + data)
        #expect(rotated.code == 0 && rotated.errors.isEmpty)
        let second = rotated.output.dropLast()
        #expect(second.hasPrefix("sk_") && second != first)
        let client = try HTTPClient(port: port)
        func status(_ key: Substring) throws -> Int {
            try client.send("GET", "/v1/users", fields: [("Authorization", "Bearer \(key)")]).status
        }
        #expect(try status(first) == 200 && status(second) == 200)
        let third = try Salesd.run(["key", "rotate", "erp", "--overlap-hours", "0"] + data).output.dropLast()
        #expect(try status(second) == 401 && status(third) == 200)
        #expect(try Salesd.run(["key", "rotate", "erp", "--overlap-hours", "169"] + data).code == 2)
        #expect(try Salesd.run(["key", "rotate"] + data).code == 2)
        #expect(try Salesd.run(["key", "rotate", "shop"] + data).errors == "salesd: there is no key shop\n")
        #expect(child.stop().code == 0)
    }

    @Test func `a directory without data is not filled by a question`() throws {
        let directory = try DataDirectory()
        for words in [["user", "list"], ["audit", "verify"], ["check"], ["backup", directory.parent + "/b"], ["key", "revoke", "1"]] {
            let outcome = try Salesd.run(words + ["--data", directory.path])
            #expect(outcome.code == 1)
            #expect(outcome.errors == "salesd: \(directory.path) holds no data of salesd\n")
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test func `commands that come together without a server wait for one another`() async throws {
        let directory = try DataDirectory()
        let path = directory.path
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<4 {
                group.addTask {
                    try Salesd.run("user", "add", "user\(number)", "--roles", "admin", "--data", path, input: Self.password).code
                }
            }
            for try await code in group { #expect(code == 0) }
        }
        #expect(try Salesd.run("user", "list", "--data", path).output.split(separator: "\n").count == 5)
        #expect(try Salesd.run("audit", "verify", "--data", path).output.hasPrefix("OK: 8 records"))
    }

    @Test func `a command waits for another that has the directory to itself, and is not answered by it`() throws {
        let directory = try DataDirectory()
        try addAdministrator(directory)
        var configuration = Configuration()
        configuration.data = directory.path
        configuration.listen = []
        let other = try Application.start(configuration, isForOneCommand: true)
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/control.sock"))
        let child = Child(["user", "list", "--data", directory.path])
        try child.start()
        other.stop()
        let outcome = child.finish()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("nancy"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["salesd.db", "salesd.lock"])
    }

    @Test func `the description needs neither a server nor a data directory, and is the server's own`() throws {
        let printed = try Salesd.run("openapi")
        #expect(printed.code == 0)
        #expect(printed.errors.isEmpty)
        let directory = try DataDirectory()
        let (child, port) = try directory.serve("--currency", "EUR")
        #expect(try HTTPClient(port: port).send("GET", "/v1/openapi.json").text + "\n" == printed.output)
        #expect(child.stop().code == 0)
    }

    @Test func `what only the operator may ask for is on no other listener`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        try addAdministrator(directory)
        let client = try HTTPClient(port: port)
        let token = try #require(try token(client))
        for path in ["/control/check", "/control/audit/verification", "/control/backup", "/control/company"] {
            #expect(try client.send("GET", path, fields: [("Authorization", "Bearer \(token)")]).status == 404)
        }
        #expect(child.stop().code == 0)
    }

    @Test func `a backup can be served, and overwrites nothing`() throws {
        let directory = try DataDirectory()
        let (child, _) = try directory.serve()
        try addAdministrator(directory)
        let copy = directory.parent + "/copy"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        #expect(try Salesd.run("backup", copy + "/salesd.db", "--data", directory.path).code == 0)
        let again = try Salesd.run("backup", copy + "/salesd.db", "--data", directory.path)
        #expect(again.code == 1)
        #expect(again.errors.contains("exists already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy) == ["salesd.db"])
        #expect(child.stop().code == 0)
        #expect(try Salesd.run("user", "list", "--data", copy).output.contains("nancy"))
        #expect(try Salesd.run("audit", "verify", "--data", copy).code == 0)
        #expect(try Salesd.run("check", "--data", copy).output == "OK\n")
    }

    @Test func `the audit is found sound, and after a change the record is named`() throws {
        let directory = try DataDirectory()
        try addAdministrator(directory)
        let sound = try Salesd.run("audit", "verify", "--data", directory.path)
        #expect(sound.code == 0)
        #expect(sound.output.hasPrefix("OK: 2 records, the last is 2 with hash "))
        try edit(directory, "UPDATE audit SET content = replace(content, 'nancy', 'anne') WHERE sequence = 1")
        let changed = try Salesd.run("audit", "verify", "--data", directory.path)
        #expect(changed.code == 1)
        #expect(changed.output.isEmpty)
        #expect(changed.errors == "salesd: audit record 1 holds another content than was written; 0 records before it fit\n")
    }

    @Test func `a reference to nothing is found`() throws {
        let directory = try DataDirectory()
        try addAdministrator(directory)
        try edit(directory, "PRAGMA foreign_keys = OFF; UPDATE users SET manager_id = 99 WHERE id = 1")
        let outcome = try Salesd.run("check", "--data", directory.path)
        #expect(outcome.code == 1)
        #expect(outcome.errors == "users 1 refers to something in users that is not there\nsalesd: 1 faults\n")
    }

    private func edit(_ directory: DataDirectory, _ sql: String) throws {
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        try connection.execute(sql)
        connection.close()
    }
}
