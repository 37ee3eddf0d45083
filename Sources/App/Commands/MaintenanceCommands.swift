// `salesd check`, `salesd backup`, `salesd restore`, `salesd openapi`, `salesd version`.

import JSON
import Kernel

extension Command {
    static let check = Command(
        "check",
        summary: "Check the database: its file, references, audit chain, derived columns, and whether it fits the declarations"
    ) {
        invocation in
        let faults = try invocation.withServer { try $0.send("GET", "/control/check")["faults"]?.array?.compactMap(\.string) ?? [] }
        for fault in faults { Console.note(fault) }
        guard faults.isEmpty else { throw CommandFailure("\(faults.count) faults") }
        Console.result("OK")
    }

    static let backup = Command("backup", ["FILE"], summary: "Copy the database into a new file while the server goes on") { invocation in
        let path = LocalFile.absolutePath(invocation.operand)
        let answer = try invocation.withServer { try $0.send("POST", "/control/backup", .object(["path": .string(path)])) }
        Console.note("\(path): \(answer["bytes"]?.number?.literal ?? "0") bytes")
    }

    static let restore = Command("restore", ["FILE"], summary: "Make a data directory of a backup, once it is found sound") { invocation in
        let restored = try Restoration(from: LocalFile.absolutePath(invocation.operand), invocation.configuration).run()
        Console.note("\(invocation.configuration.data): \(restored.bytes) bytes, \(restored.auditRecords) audit records")
        for digest in restored.missing { Console.note("the content of an attachment is missing or damaged in the backup: \(digest)") }
        if restored.sealed > 0 { tellOfKey(restored.sealed, invocation.configuration.data) }
    }

    /// The key lies beside the database on purpose: who has a backup alone can not read what it seals.
    private static func tellOfKey(_ count: Int64, _ data: String) {
        Console.note("addresses and secrets of \(count) webhooks and message channels are sealed under secrets.key, which is in no backup:")
        Console.note("    copy it from the old data directory, or from where it is kept, to \(data)/secrets.key before the first start.")
        Console.note("    Without it they send nothing until their addresses and secrets are entered anew; all else works.")
    }

    static let openAPI = Command("openapi", settings: .none, summary: "Print the description of all operations (OpenAPI 3.1)") { _ in
        let registry = try Application.describe(Configuration())
        Console.result(OpenAPIDocument(registry: registry).json() + [UInt8(ascii: "\n")])
    }

    static let version = Command("version", settings: .none, summary: "Print the version") { _ in
        Console.result("salesd \(Version.current)")
    }
}
