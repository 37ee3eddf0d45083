// A disk that takes nothing more, and files that are gone: writes are refused with the reason, reads go on, and writing resumes by
// itself.

import App
import Foundation
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct DeviceTests {
    @Test func `a full disk is a 507, reads go on, and with room writing resumes`() throws {
        let world = try World()
        let id = try world.customer(limit: nil)
        let database = world.server.application.database
        try setPageLimit("(SELECT page_count FROM pragma_page_count)", of: database)
        let long = "{\"notes\":\"\(String(repeating: "x", count: 9_000))\"}"
        let refused = try world.patch("admin", "/v1/customers/\(id)", long)
        #expect(refused.status == 507, "\(refused.answer.text)")
        #expect(refused.code == "storage_full")
        #expect(refused.string("detail") == "There is no room left on the disk. Nothing was kept.")
        #expect(try world.get("rep", "/v1/customers/\(id)")["notes"].isNull)
        #expect(try world.get("rep", "/v1/customers").array("items").count == 1)
        try setPageLimit("1000000", of: database)
        #expect(try world.patch("admin", "/v1/customers/\(id)", long).status == 200)
    }

    private func setPageLimit(_ limit: String, of database: Database) throws {
        let pages =
            limit.hasPrefix("(")
            ? try database.read { try $0.first("PRAGMA page_count")?.first?.integer.map(String.init) ?? "" } : limit
        try database.write { try $0.connection.execute("PRAGMA max_page_count = \(pages)") }
    }

    /// The limit on the size of files stands for a disk that refuses bytes: it needs no rights, and can be lifted from outside.
    @Test func `where the system refuses bytes writes are a 503, reads go on, and afterwards writing resumes`() throws {
        let place = try Place()
        try limitFiles(of: place.child, "4096:unlimited")
        let refused = try place.enter("refused")
        #expect(refused.status == 503)
        #expect(Reply(refused).code == "unavailable")
        #expect(Reply(refused).string("detail") == "The database cannot be written at the moment. Nothing was kept.")
        #expect(try place.client.send("GET", "/readyz").status == 503)
        #expect(try place.names() == ["before"])
        try limitFiles(of: place.child, "unlimited:unlimited")
        #expect(try place.enter("after").status == 201)
        #expect(try place.names() == ["after", "before"])
        try place.end(["after", "before"])
    }

    private func limitFiles(of child: Child, _ limit: String) throws {
        let outcome = try runTool("prlimit", ["--pid", "\(child.identifier)", "--fsize=\(limit)"])
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    @Test(arguments: ["salesd.db", "salesd.db-wal"])
    func `a file that was removed takes no write that would be lost, and once it is back writing resumes`(_ name: String) throws {
        let place = try Place()
        let file = place.directory.path + "/" + name
        try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
        let refused = try place.enter("refused")
        #expect(refused.status == 503, "\(refused.text)")
        #expect(try place.names() == ["before"])
        #expect(try place.client.send("GET", "/readyz").status == 503)
        // Another file in its place is not the same.
        #expect(FileManager.default.createFile(atPath: file, contents: Data()))
        #expect(try place.enter("refused too").status == 503)
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
        #expect(try place.enter("after").status == 201)
        try place.end(["after", "before"])
    }
}

/// The program itself with one category.
private final class Place {
    let directory: DataDirectory
    let child: Child
    let client: HTTPClient
    private let fields: [(String, String)]

    init() throws {
        directory = try DataDirectory()
        let data = ["--data", directory.path]
        let user = try Salesd.run(["user", "add", "nancy", "--roles", "admin"] + data, input: "a long enough one")
        #expect(user.code == 0, "\(user.errors)")
        let key = try Salesd.run(["key", "add", "device", "--user", "nancy"] + data).output.dropLast()
        let (child, port) = try directory.serve()
        self.child = child
        client = try HTTPClient(port: port)
        fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")]
        #expect(try enter("before").status == 201)
    }

    func enter(_ name: String) throws -> Answer {
        try client.send("POST", "/v1/categories", fields: fields, body: "{\"name\":\"\(name)\"}")
    }

    func names() throws -> [String] {
        Reply(try client.send("GET", "/v1/categories?sort=name", fields: fields)).array("items").compactMap { $0.object?["name"]?.string }
    }

    /// What the next start finds.
    func end(_ names: [String]) throws {
        #expect(child.stop().code == 0)
        #expect(try Salesd.run("check", "--data", directory.path).output == "OK\n")
        let connection = try Connection(path: directory.path + "/salesd.db", mode: .readWrite)
        defer { connection.close() }
        #expect(try connection.rows("SELECT name FROM categories ORDER BY name").compactMap { $0[0].text } == names)
    }
}
