// The real program with the sample company, and what the system says of its process.

import Foundation
import JSON
import TestSupport

/// `salesd serve` as a child process.
final class FuzzServer {
    /// What a process holds.
    struct Vitals {
        /// Open descriptors but for those of the database.
        let descriptors: Int
        /// Those of the database: a thread opens its two, the file and the log, when it first has something to read.
        let databaseFiles: Int
        /// Resident memory in KiB.
        let memory: Int
    }

    let directory: DataDirectory
    private let child: Child
    private let port: UInt16
    private var client: HTTPClient

    init() throws {
        directory = try DataDirectory()
        try SampleCompany.copy(to: directory.path)
        (child, port) = try directory.serve("--loops", "2")
        client = try FuzzServer.connect(port)
    }

    private static func connect(_ port: UInt16) throws -> HTTPClient {
        let client = try HTTPClient(port: port)
        client.giveUp(afterSeconds: 60)
        return client
    }

    /// A session's token of somebody of the sample company.
    func token(of username: String) throws -> String {
        let body = "{\"username\":\"\(username)\",\"password\":\"\(SampleCompany.password)\"}"
        let reply = Reply(try client.send("POST", "/v1/sessions", fields: [("Content-Type", "application/json")], body: body))
        guard let token = reply.string("token") else { throw ClientError.malformed(reply.answer.text) }
        return token
    }

    func get(_ target: String, token: String? = nil) throws -> Reply {
        Reply(try client.send("GET", target, fields: token.map { [("Authorization", "Bearer \($0)")] } ?? []))
    }

    /// The answer to a request; nil where the server closes the connection instead, or says nothing for a minute.
    func answer(to request: FuzzRequest) -> Answer? {
        do {
            try client.write(request.bytes)
            let answer = try client.readAnswer(isHead: request.method == "HEAD")
            if answer.field("Connection")?.lowercased() == "close" { client = try FuzzServer.connect(port) }
            return answer
        } catch {
            guard let next = try? FuzzServer.connect(port) else { return nil }
            client = next
            return nil
        }
    }

    var vitals: Vitals {
        let place = "/proc/\(child.identifier)"
        let pages = (try? String(contentsOfFile: place + "/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap {
            Int($0)
        }
        guard let open = try? FileManager.default.contentsOfDirectory(atPath: place + "/fd") else {
            return Vitals(descriptors: -1, databaseFiles: -1, memory: 0)
        }
        let files = open.count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place + "/fd/" + name)
            return target?.contains("/salesd.db") ?? false
        }
        return Vitals(descriptors: open.count - files, databaseFiles: files, memory: (pages ?? 0) * 4)
    }

    func stop() -> Outcome { child.stop() }
}
