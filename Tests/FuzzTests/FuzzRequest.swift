// One request of the fuzz test, as bytes for the server and as a line of the shell for whoever looks into a failure.

import JSON
import TestSupport

/// A request that may be anything.
struct FuzzRequest {
    let operation: DescribedOperation
    var method: String
    var target: String
    var fields: [(name: String, value: [UInt8])]
    /// Nil: none is sent, and no length either.
    var body: [UInt8]?

    /// As it goes over the wire.
    var bytes: [UInt8] {
        var head = Array("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n".utf8)
        for field in fields { head += Array("\(field.name): ".utf8) + field.value + [13, 10] }
        if let body { head += Array("Content-Length: \(body.count)\r\n".utf8) }
        return head + [13, 10] + (body ?? [])
    }

    /// What sends the same request from a shell, to a server on port 8080.
    var curl: String {
        let options = fields.map { "-H \"$(printf '\(FuzzRequest.printed(Array("\($0.name): ".utf8) + $0.value))')\"" }
        let data = body.map { _ in ["--data-binary @-"] } ?? []
        let words =
            ["curl -si -g --path-as-is -X \(method)"] + options + data + [
                "\"$(printf '\(FuzzRequest.printed("http://127.0.0.1:8080" + target))')\""
            ]
        return (body.map { "printf '\(FuzzRequest.printed($0))' | " } ?? "") + words.joined(separator: " ")
    }

    private static func printed(_ text: String) -> String { printed(Array(text.utf8)) }

    /// For printf within single quotes: plain characters as they are, all others in octal.
    private static func printed(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let isPlain = (0x20..<0x7F).contains(byte) && !"'\\%".utf8.contains(byte)
            let digits = String(byte, radix: 8)
            return isPlain ? String(UnicodeScalar(byte)) : "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }.joined()
    }
}
