// `salesd audit verify`: recomputes the audit chain.

import JSON

extension Command {
    static let auditVerify = Command(
        "audit verify", summary: "Recompute the audit's chain of hashes: OK, or the first record that does not fit"
    ) { invocation in
        let chain = try invocation.withServer { try walk($0) }
        for erasure in chain.erasures { Console.result(sentence(erasure)) }
        Console.result(
            "OK: \(chain.checked) records" + (chain.checked == 0 ? "" : ", the last is \(chain.lastSequence) with hash \(chain.lastHash)"))
    }

    private struct Chain {
        var checked: Int64 = 0
        var lastSequence: Int64 = 0
        var lastHash = ""
        var erasures: [JSONObject] = []
    }

    /// Asks for slice after slice. Throws `CommandFailure` with the first record that does not fit.
    private static func walk(_ server: ControlClient) throws -> Chain {
        var chain = Chain()
        var isOver = false
        defer { if Console.showsProgress { Console.progress("") } }
        while !isOver {
            let slice = try server.send("GET", "/control/audit/verification?after=\(chain.lastSequence)")
            chain.checked += slice["checked"]?.number?.int64 ?? 0
            chain.lastSequence = slice["last_sequence"]?.number?.int64 ?? chain.lastSequence
            chain.lastHash = slice["last_hash"]?.string ?? ""
            chain.erasures += slice["erasures"]?.array?.compactMap(\.object) ?? []
            if let fault = slice["fault"]?.object { throw failure(fault, chain) }
            isOver = slice["is_over"]?.bool ?? true
            Console.progress("\(chain.checked) records")
        }
        return chain
    }

    private static func failure(_ fault: JSONObject, _ chain: Chain) -> CommandFailure {
        let sequence = fault["sequence"]?.number?.literal ?? "?"
        return CommandFailure(
            "audit record \(sequence) \(fault["sentence"]?.string ?? "does not fit"); \(chain.checked) records before it fit")
    }

    private static func sentence(_ erasure: JSONObject) -> String {
        let words = ["sequence", "at", "rule"].map { erasure[$0]?.text ?? "" }
        let who = erasure["by_id"]?.text.map { "user \($0)" } ?? "the server itself"
        return "record \(words[0]): content erased at \(words[1]) by \(who) under \(words[2])"
    }
}
