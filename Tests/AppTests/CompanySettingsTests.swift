// In what the books are kept: chosen at the first start, and from then on a matter of the books.

import App
import JSON
import TestSupport
import Testing

@Suite struct CompanySettingsTests {
    /// A data directory that was begun with these options.
    private func begun(_ words: String...) throws -> DataDirectory {
        let directory = try DataDirectory()
        let added = try Salesd.run(
            ["user", "add", "nancy", "--roles", "admin", "--data", directory.path] + words, input: "a long enough one")
        #expect(added.code == 0, "\(added.errors)")
        return directory
    }

    @Test func `what the first start names is kept, and later starts need not name it`() throws {
        let directory = try begun("--currency", "EUR", "--time-zone", "Europe/Berlin")
        for words in [[], ["--currency", "EUR"], ["--time-zone", "Europe/Berlin", "--currency", "EUR"]] {
            let added = try Salesd.run(
                ["key", "add", "key\(words.count)", "--roles", "integration", "--expires-on", "2027-12-31", "--data", directory.path]
                    + words)
            #expect(added.code == 0, "\(added.errors)")
        }
        let (child, port) = try directory.serve()
        let client = try HTTPClient(port: port)
        let session = Reply(try client.send("POST", "/v1/sessions", body: #"{"username":"nancy","password":"a long enough one"}"#))
        let fields = [("Authorization", "Bearer \(session.string("token") ?? "")")]
        let list = Reply(
            try client.send("POST", "/v1/price-lists", fields: fields, body: #"{"name":"L","level":"A","starts_on":"2026-01-01"}"#))
        #expect(list.string("currency") == "EUR", "\(list.answer.text)")
        // The day's end in Berlin.
        let keys = Reply(try client.send("GET", "/v1/api-keys", fields: fields)).array("items")
        #expect(keys.map { $0.object?["expires_at"]?.string } == Array(repeating: "2027-12-31T23:00:00.000Z", count: 3))
        #expect(child.stop().code == 0)
    }

    @Test(arguments: [
        (["--currency", "EUR"], "--currency: the books in DATA are kept in CNY, not in EUR; leave the setting out (also SALESD_CURRENCY"),
        (
            ["--time-zone", "Europe/Berlin"],
            "--time-zone: the books in DATA are kept in Asia/Shanghai, not in Europe/Berlin; leave the setting out (also SALESD_TIME_ZONE"
        ),
    ])
    func `a start that names something else is refused with what to do`(_ words: [String], _ sentence: String) throws {
        let directory = try begun()
        for command in [["serve", "--listen", "127.0.0.1:0"], ["user", "list"]] {
            let outcome = try Salesd.run(command + ["--data", directory.path] + words)
            #expect(outcome.code == 2)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("salesd: " + sentence.replacing("DATA", with: directory.path)), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
        // Nothing has changed, and the directory is free.
        let (child, _) = try directory.serve("--currency", "CNY", "--time-zone", "Asia/Shanghai")
        #expect(child.stop().code == 0)
    }

    @Test func `both faults are told at once`() throws {
        let directory = try begun()
        let outcome = try Salesd.run("user", "list", "--data", directory.path, "--currency", "EUR", "--time-zone", "Europe/Berlin")
        #expect(outcome.code == 2)
        #expect(outcome.errors.split(separator: "\n").count == 2)
    }

    @Test func `a backup keeps its company`() throws {
        let directory = try begun("--currency", "EUR")
        let copy = try DataDirectory()
        let backup = try Salesd.run("backup", copy.parent + "/salesd.db", "--data", directory.path)
        #expect(backup.code == 0, "\(backup.errors)")
        #expect(try Salesd.run("user", "list", "--data", copy.parent).code == 0)
        #expect(try Salesd.run("user", "list", "--data", copy.parent, "--currency", "CNY").code == 2)
    }
}
