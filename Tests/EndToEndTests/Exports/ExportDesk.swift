// Exports as people have them made: asked for, waited for, fetched.

import App
import Dispatch
import Foundation
import JSON
import Kernel
import SQLite
import Storage
import TestSupport

/// A company, with a hand on what exports run on.
final class ExportDesk {
    let world: World

    init(_ world: World? = nil) throws {
        self.world = try world ?? World()
    }

    /// Asks for an export and gives its id. Throws the answer where it is refused.
    func ask(_ name: String, _ collection: String, _ format: String = "csv", _ more: String = "") throws -> Int64 {
        try world.created(world.post(name, "/v1/exports", "{\"collection\":\"\(collection)\",\"format\":\"\(format)\"\(more)}"))
    }

    func status(_ id: Int64, by name: String = "admin") throws -> String {
        try world.get(name, "/v1/exports/\(id)").string("status") ?? ""
    }

    /// Waits until it has ended, and gives how.
    func end(of id: Int64) throws -> String {
        _ = try eventually { !["queued", "running"].contains(try status(id)) }
        return try status(id)
    }

    func file(_ name: String, _ id: Int64, fields: [(String, String)] = []) throws -> Answer {
        try world.get(name, "/v1/exports/\(id)/file", fields: fields).answer
    }

    /// The content of an export from question to file.
    func made(_ name: String, _ collection: String, _ format: String = "csv", _ more: String = "") throws -> Answer {
        let id = try ask(name, collection, format, more)
        let end = try end(of: id)
        guard end == "finished" else { throw ClientError.malformed(end) }
        return try file(name, id)
    }

    func addCategories(_ count: Int, _ description: String = "") throws {
        try world.server.application.database.write { transaction in
            let sql = "INSERT INTO categories (version, created_at, updated_at, name, description) VALUES (1, 0, 0, ?, ?)"
            for number in 0..<count { try transaction.connection.run(sql, [.text("C\(number)"), .text(description)]) }
        }
    }

    func set(_ values: String) throws {
        let reply = try world.patch("admin", "/v1/settings/exports", values)
        guard reply.status == 200 else { throw ClientError.malformed(reply.answer.text) }
    }

    /// What lies in the folder of exports.
    var folders: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: world.server.directory + "/exports")) ?? []
    }

    /// The audit records of a list that was given out, or of an export.
    func audited(_ entity: String, _ action: String) throws -> [JSONValue] {
        try world.get("auditor", "/v1/audit?entity=\(entity)&limit=200").array("items")
            .filter { $0.object?["action"]?.string == action }
    }
}

/// The pool on which exports read, kept from doing so until it is let go.
final class HeldPool {
    private let release = DispatchSemaphore(value: 0)
    private let count: Int

    init(_ server: TestServer, workers count: Int = 2) throws {
        self.count = count
        let held = DispatchSemaphore(value: 0)
        for _ in 0..<count {
            try server.application.database.heavy.submit { [release] _ in
                held.signal()
                release.wait()
            } completion: { _ in
            }
        }
        for _ in 0..<count { held.wait() }
    }

    func letGo() {
        for _ in 0..<count { release.signal() }
    }
}
