// What only the operator of the machine may ask for, over the control socket: these routes exist on no other listener.

import Crypto
import HTTP
import JSON
import Kernel
import SQLite
import Storage

/// The routes of the control socket beside those that everybody has.
struct ControlRoutes: Sendable {
    let registry: Registry
    let database: Database
    let jobs: JobRunner
    let backups: BackupSchedule
    let isStopping: StopMark

    var all: [Route] { [verifyAudit, backUp, check, company, listJobs, runJob] }

    /// One slice of the walk along the audit chain; the command asks for one after the other.
    private var verifyAudit: Route {
        route(.get, "/control/audit/verification", "Verify the next records of the audit", "校验审计记录") { request, context in
            let after = request.queryValue("after").flatMap { Int64($0) } ?? 0
            let verification = try context.read { connection in
                var verification = try AuditVerification(after: after, on: connection)
                try verification.verifyNext(Self.sliceLength, on: connection)
                return verification
            }
            return HTTPResponse.json { $0.verification(verification) }
        }
    }

    /// Copies the database into a new file while the server goes on.
    private var backUp: Route {
        route(.post, "/control/backup", "Copy the database into a new file", "备份数据库") { request, _ in
            guard let path = try request.bodyObject()["path"]?.string, path.hasPrefix("/") else {
                throw Failure(.backupRefused, ["reason": "a path from the root is expected"])
            }
            let bytes = try Backup(database, isStopping).write(to: path)
            return HTTPResponse.json { writer in
                writer.beginObject()
                writer.name("bytes")
                writer.integer(bytes)
                writer.endObject()
            }
        }
    }

    /// Compares declarations and tables, lets SQLite look at its own pages and references, walks the audit chain, and computes derived
    /// columns anew.
    private var check: Route {
        route(.get, "/control/check", "Check the database", "检查数据库") { _, context in
            let faults = try context.read { connection in
                // A large file takes its time; stopping the server still interrupts it.
                connection.setDeadline(milliseconds: nil)
                return try DatabaseCheck.faults(registry, on: connection)
                    + DatabaseCheck.contentFaults(beside: database.directory, on: connection)
            }
            return HTTPResponse.json { writer in
                writer.beginObject()
                writer.name("faults")
                writer.beginArray()
                for fault in faults { writer.string(fault) }
                writer.endArray()
                writer.endObject()
            }
        }
    }

    /// In what the books are kept, for commands that have to know it.
    private var company: Route {
        route(.get, "/control/company", "In what the books are kept", "账簿的货币与时区") { _, _ in
            HTTPResponse.json { writer in
                writer.beginObject()
                writer.member("currency", registry.company.currency)
                writer.member("time_zone", registry.company.timeZone)
                writer.endObject()
            }
        }
    }

    /// Records in one slice: some tenths of a second.
    private static let sliceLength = 20_000

    func route(
        _ method: HTTPMethod, _ path: String, _ english: String, _ chinese: String,
        _ handler: @escaping @Sendable (APIRequest, any ReadContext) throws -> HTTPResponse
    ) -> Route {
        // What only commands ask for stands in no description.
        let description = OperationDescription(path, english, chinese, tag: "control", answer: .nothing)
        return Route(
            method, path, description,
            lane: .heavy { request, context in
                guard try request.signedIn().userID == nil else { throw Failure(.notFound) }
                return try handler(request, context)
            })
    }
}

extension FailureCode {
    static let backupRefused = FailureCode("backup_refused", 409, "The backup cannot be made: {reason}.", "无法备份：{reason}。")
}

extension JSONWriter {
    fileprivate mutating func verification(_ verification: AuditVerification) {
        beginObject()
        name("checked")
        integer(Int64(verification.checked))
        name("last_sequence")
        integer(verification.lastSequence)
        member("last_hash", Hex.encode(verification.lastHash))
        name("is_over")
        bool(verification.isOver)
        name("erasures")
        beginArray()
        for erasure in verification.erasures { self.erasure(erasure) }
        endArray()
        if let fault = verification.fault {
            name("fault")
            beginObject()
            name("sequence")
            integer(fault.sequence)
            member("reason", fault.reason.rawValue)
            member("sentence", fault.reason.sentence)
            endObject()
        }
        endObject()
    }

    private mutating func erasure(_ erasure: AuditErasure) {
        beginObject()
        name("sequence")
        integer(erasure.sequence)
        name("at")
        instant(milliseconds: erasure.at.milliseconds)
        name("by_id")
        if let id = erasure.byID { integer(id) } else { null() }
        member("rule", erasure.rule)
        endObject()
    }
}
