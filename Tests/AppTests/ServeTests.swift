// Start and stop of the real program.

import Foundation
import Glibc
import JSON
import TestSupport
import Testing

@Suite struct ServeTests {
    @Test func `the first start makes the directory, listens, and tells how to make the administrator`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        #expect(try HTTPClient(port: port).send("GET", "/healthz").status == 200)
        #expect(try HTTPClient(port: port).send("GET", "/readyz").status == 200)
        #expect(try mode(directory.path) == 0o700)
        #expect(try mode(directory.path + "/control.sock") == 0o600)
        let outcome = child.stop()
        #expect(outcome.code == 0)
        #expect(outcome.errors.contains("salesd user add NAME --roles admin --data \(directory.path)"))
        #expect(outcome.output.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["salesd.db", "salesd.lock"])
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends it with 0, and the same directory and port can be used at once`(_ number: Int32) throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        let client = try HTTPClient(port: port)
        #expect(try client.send("GET", "/healthz").status == 200)
        child.signal(number)
        #expect(child.finish().code == 0)
        let again = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:\(port)"])
        try again.start()
        #expect(again.line() == "salesd listening on http://127.0.0.1:\(port)")
        #expect(again.stop().code == 0)
    }

    @Test func `a request that runs when the signal comes is answered`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        let client = try HTTPClient(port: port)
        let body = #"{"username":"nancy","password":"wrong"}"#
        let signIn = "POST /v1/sessions HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        // Both come in one piece, so that the second runs when the first is answered.
        try client.write(Array("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n\(signIn)".utf8))
        #expect(try client.readAnswer().status == 200)
        child.signal(SIGTERM)
        #expect(try client.readAnswer().status == 401)
        #expect(child.finish().code == 0)
    }

    @Test func `a second server of the same directory is refused`() throws {
        let directory = try DataDirectory()
        let (child, port) = try directory.serve()
        let second = try Salesd.run("serve", "--data", directory.path, "--listen", "127.0.0.1:0")
        #expect(second.code == 1)
        #expect(second.errors == "salesd: \(directory.path) is in use by another salesd\n")
        #expect(try HTTPClient(port: port).send("GET", "/healthz").status == 200)
        #expect(child.stop().code == 0)
    }

    @Test func `a port in use is refused, and its directory is left free`() throws {
        let directory = try DataDirectory()
        let other = try DataDirectory()
        let (child, port) = try directory.serve()
        let second = try Salesd.run("serve", "--data", other.path, "--listen", "127.0.0.1:\(port)")
        #expect(second.code == 1)
        #expect(second.errors == "salesd: cannot listen on 127.0.0.1:\(port): it is in use by another program\n")
        #expect(!FileManager.default.fileExists(atPath: other.path + "/control.sock"))
        #expect(child.stop().code == 0)
    }

    @Test func `after a kill the next start just works`() throws {
        let directory = try DataDirectory()
        let (child, _) = try directory.serve()
        #expect(
            try Salesd.run("user", "add", "nancy", "--roles", "admin", "--data", directory.path, input: "a long enough one\n").code == 0)
        child.signal(SIGKILL)
        #expect(child.finish().code == SIGKILL)
        #expect(FileManager.default.fileExists(atPath: directory.path + "/control.sock"))
        let (next, _) = try directory.serve()
        #expect(try Salesd.run("user", "list", "--data", directory.path).output.contains("nancy"))
        let outcome = next.stop()
        #expect(outcome.code == 0)
        #expect(!outcome.errors.contains("There is no user yet"))
    }

    @Test func `a cursor goes on after a restart`() throws {
        let directory = try DataDirectory()
        let password = "a long enough one"
        for name in ["nancy", "anne", "bob"] {
            #expect(try Salesd.run("user", "add", name, "--roles", "admin", "--data", directory.path, input: password).code == 0)
        }
        let (child, port) = try directory.serve()
        let client = try HTTPClient(port: port)
        let session = Reply(try client.send("POST", "/v1/sessions", body: "{\"username\":\"nancy\",\"password\":\"\(password)\"}"))
        let fields = [("Authorization", "Bearer \(session.string("token") ?? "")")]
        let first = Reply(try client.send("GET", "/v1/users?limit=2&sort=username", fields: fields))
        let cursor = try #require(first.string("next_cursor"))
        #expect(child.stop().code == 0)
        let (next, newPort) = try directory.serve()
        let second = Reply(try HTTPClient(port: newPort).send("GET", "/v1/users?limit=2&sort=username&cursor=\(cursor)", fields: fields))
        #expect(second.array("items").map { $0.object?["username"]?.string } == ["nancy"])
        #expect(next.stop().code == 0)
    }

    @Test func `several addresses are served, a Unix socket among them`() throws {
        let directory = try DataDirectory()
        let child = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:0", "--listen", "unix:\(directory.parent)/s"])
        try child.start()
        #expect(child.line()?.hasPrefix("salesd listening on http://127.0.0.1:") == true)
        #expect(child.line() == "salesd listening on unix:\(directory.parent)/s")
        #expect(child.stop().code == 0)
    }

    @Test func `IPv6 is served beside IPv4`() throws {
        let directory = try DataDirectory()
        let child = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:0,[::1]:0"])
        try child.start()
        for host in ["127.0.0.1", "[::1]"] {
            let line = child.line() ?? ""
            #expect(line.hasPrefix("salesd listening on http://\(host):"))
            let address = line.dropFirst("salesd listening on ".count)
            #expect(try runTool("curl", ["-sS", "-g", "\(address)/healthz"]).output.contains("ok"))
        }
        #expect(child.stop().code == 0)
    }

    @Test func `a Unix socket is its owner's, and the group's where the setting says so`() throws {
        let directory = try DataDirectory()
        for (words, expected) in [([], 0o600), (["--socket-mode", "660"], 0o660)] {
            let child = Child(["serve", "--data", directory.path, "--listen", "unix:\(directory.parent)/s"] + words)
            try child.start()
            #expect(child.line() != nil)
            #expect(try mode(directory.parent + "/s") == expected)
            #expect(try mode(directory.path + "/control.sock") == 0o600)
            #expect(child.stop().code == 0)
        }
        for wrong in ["66", "0660", "068", "060", "-60", "+60"] {
            #expect(try Salesd.run("serve", "--data", directory.path, "--socket-mode", wrong).code == 2, "\(wrong)")
        }
    }

    @Test func `a Unix socket left by a dead server is taken over, a living one's is not`() throws {
        let (directory, other) = (try DataDirectory(), try DataDirectory())
        let socket = "unix:\(directory.parent)/s"
        let dead = Child(["serve", "--data", directory.path, "--listen", socket])
        try dead.start()
        #expect(dead.line() == "salesd listening on \(socket)")
        dead.signal(SIGKILL)
        _ = dead.finish()
        #expect(FileManager.default.fileExists(atPath: directory.parent + "/s"))
        let living = Child(["serve", "--data", directory.path, "--listen", socket])
        try living.start()
        #expect(living.line() == "salesd listening on \(socket)")
        #expect(try mode(directory.parent + "/s") == 0o600)
        let second = try Salesd.run("serve", "--data", other.path, "--listen", socket)
        #expect(second.code == 1 && second.errors.contains("in use by another program"), "\(second.errors)")
        #expect(try HTTPClient(path: directory.parent + "/s").send("GET", "/healthz").status == 200)
        #expect(living.stop().code == 0)
    }

    @Test func `a file that is no database of salesd is refused untouched`() throws {
        let directory = try DataDirectory()
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: false)
        let text = Data("not a database at all, but some text that someone wants to keep\n".utf8)
        try text.write(to: URL(fileURLWithPath: directory.path + "/salesd.db"))
        let outcome = try Salesd.run("serve", "--data", directory.path, "--listen", "127.0.0.1:0")
        #expect(outcome.code == 1)
        #expect(outcome.errors.hasPrefix("salesd: ") && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        #expect(FileManager.default.contents(atPath: directory.path + "/salesd.db") == text)
    }

    @Test func `a path too long for the control socket is refused with the reason`() throws {
        let directory = try DataDirectory()
        let outcome = try Salesd.run("serve", "--data", directory.path + String(repeating: "x", count: 100), "--listen", "127.0.0.1:0")
        #expect(outcome.code == 1)
        #expect(outcome.errors.hasPrefix("salesd: the data directory's path is too long"))
    }

    @Test func `requests are logged to the file, late answers too, and a new file is begun after SIGHUP`() throws {
        let directory = try DataDirectory()
        let log = directory.parent + "/access.log"
        let (child, port) = try directory.serve("--access-log", log, "--loops", "1")
        let client = try HTTPClient(port: port)
        _ = try client.send("GET", "/nothing")
        _ = try client.send("POST", "/v1/sessions", body: #"{"username":"nancy","password":"wrong"}"#)
        #expect(waitFor { try lines(log).count == 2 })
        #expect(try lines(log).last?.contains("\"status\":401") == true)
        try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
        child.signal(SIGHUP)
        #expect(waitFor { FileManager.default.fileExists(atPath: log) })
        _ = try client.send("GET", "/healthz")
        _ = try client.send("GET", "/elsewhere")
        #expect(child.stop().code == 0)
        #expect(try lines(log).map { $0.contains("/elsewhere") } == [true])
    }

    private func lines(_ path: String) throws -> [Substring] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }

    private func mode(_ path: String) throws -> Int {
        let number = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        return number?.intValue ?? 0
    }

    /// Asks again and again until it holds; gives up after many rounds.
    private func waitFor(_ condition: () throws -> Bool) -> Bool {
        for _ in 0..<2_000_000 {
            if (try? condition()) == true { return true }
            sched_yield()
        }
        return false
    }
}
