// `salesd import`: a file becomes records, by the server that runs or without one.

import Glibc
import JSON
import Kernel

extension Command {
    static let importFile = Command(
        "import", ["COLLECTION", "FILE"],
        flags: [
            Flag("dry-run", nil, "Try every row and keep nothing."),
            Flag("as", "USERNAME", "Work with that user's rights, and in that user's name; otherwise with an administrator's."),
        ],
        summary: "Import a CSV or NDJSON file: leads, customers, contacts, products, opportunities; 1 where rows were refused"
    ) { invocation in
        let file = try FileToImport(invocation)
        try invocation.withServer { client in
            let answer = try client.upload(file.target, file.mediaType, LocalFile.absolutePath(file.path))
            guard let id = answer["id"]?.number?.int64 else { throw CommandFailure("the server's answer cannot be read") }
            try ImportWatch(client, id).run()
        }
    }
}

/// What the command line names.
private struct FileToImport {
    let path: String
    let target: String
    let mediaType: String

    /// Throws `UsageError` for a collection that does not come in files, and `CommandFailure` for no file.
    init(_ invocation: Invocation) throws {
        let (collection, path) = (invocation.operands[0], invocation.operands[1])
        let known = try Application.describe(Configuration()).resources.filter(\.isImportable).map(\.schema.collection)
        guard known.contains(collection) else {
            let hint = NearestName.of(collection, among: known).map { "; did you mean \($0)?" } ?? " (\(known.joined(separator: ", ")))"
            throw UsageError(["there is no import of \(collection)\(hint)"])
        }
        guard LocalFile.exists(path) else { throw CommandFailure("\(path) does not exist") }
        self.path = path
        var query = ["name=" + (path.split(separator: "/").last.map(String.init) ?? path).queryEncoded]
        if invocation.flags["dry-run"] != nil { query.append("dry_run=true") }
        if let name = invocation.flag("as") { query.append("as=" + name.queryEncoded) }
        target = "/v1/imports/\(collection)?" + query.joined(separator: "&")
        mediaType = [".ndjson", ".jsonl"].contains { path.lowercased().hasSuffix($0) } ? "application/x-ndjson" : "text/csv"
    }
}

/// Waits for the end of an import and tells of it.
private struct ImportWatch {
    private let client: ControlClient
    private let id: Int64
    /// From one look to the next. Microseconds.
    private static let pause: UInt32 = 100_000

    init(_ client: ControlClient, _ id: Int64) {
        self.client = client
        self.id = id
    }

    /// Throws `CommandFailure` where it failed, was cancelled, or has refused rows.
    func run() throws {
        let record = try wait()
        Console.progress("")
        try tellRefusals()
        let isTrial = record["dry_run"]?.bool == true
        Console.note("import \(id): \(counts(record))\(isTrial ? " (tried only, nothing was kept)" : "")")
        switch record["status"]?.string {
        case "finished":
            let refused = number(record, "refused")
            guard refused == 0 else { throw CommandFailure("\(refused) of \(number(record, "rows_read")) rows were refused") }
        case "failed":
            let reason = try client.send("GET", "/v1/imports/\(id)/explain")["items"]?.array?.first?.object?["text"]?.string
            throw CommandFailure(reason ?? "the import failed")
        case let status:
            throw CommandFailure("the import is \(status ?? "gone")")
        }
    }

    private func wait() throws -> JSONObject {
        while true {
            let record = try client.send("GET", "/v1/imports/\(id)")
            guard ["queued", "running"].contains(record["status"]?.string) else { return record }
            let share = Double(record["progress"]?.string ?? "") ?? 0
            Console.progress("\(Int(share * 100)) %, \(counts(record))")
            usleep(Self.pause)
        }
    }

    private func counts(_ record: JSONObject) -> String {
        let words = ["created", "updated", "unchanged", "refused"].map { "\(number(record, $0)) \($0)" }
        return "\(number(record, "rows_read")) rows: " + words.joined(separator: ", ")
    }

    private func number(_ record: JSONObject, _ name: String) -> Int64 { record[name]?.number?.int64 ?? 0 }

    /// A line for each fault, on standard output.
    private func tellRefusals() throws {
        var cursor: String?
        repeat {
            let page = try client.send("GET", "/v1/imports/\(id)/rows?limit=200&outcome=refused" + (cursor.map { "&cursor=\($0)" } ?? ""))
            for row in page["items"]?.array?.compactMap(\.object) ?? [] {
                for fault in row["errors"]?.array?.compactMap(\.object) ?? [] {
                    Console.result("row \(number(row, "row")), line \(number(row, "line")): \(fault["message"]?.string ?? "?")")
                }
            }
            cursor = page["next_cursor"]?.string
        } while cursor != nil
    }
}
