// What the page on webhooks shows verifies what salesd really sends, and nothing else: each block is taken from the page as it stands.

import App
import Foundation
import Outgoing
import TestSupport
import Testing

struct WebhookPageTests {
    /// A delivery as it came, or as somebody has changed it, with the secrets that the receiver knows.
    private struct Case: Encodable {
        let secrets: [String]
        let headers: [String: String]
        /// Base64.
        let body: String
        /// Seconds.
        let now: Int
        let isRight: Bool
    }

    /// Runs a block with these lines behind it, which answer each case with `right` or `wrong`.
    private static let languages: [(kind: String, program: String, harness: String)] = [
        (
            "python", "python3",
            """
            import sys
            for case in json.load(sys.stdin):
                try:
                    event = verify(case["secrets"], case["headers"], base64.b64decode(case["body"]), case["now"])
                    print("right" if event["type"] == "salesd.customer.created" else "other")
                except ValueError:
                    print("wrong")
            """
        ),
        (
            "javascript", "node",
            """
            for (const one of JSON.parse(require("node:fs").readFileSync(0))) {
              let word;
              try {
                const event = verify(one.secrets, one.headers, Buffer.from(one.body, "base64"), one.now);
                word = event.type === "salesd.customer.created" ? "right" : "other";
              } catch (error) {
                word = error instanceof SyntaxError || error instanceof TypeError ? "broken" : "wrong";
              }
              console.log(word);
            }
            """
        ),
    ]

    @Test func `both functions take what was sent, and refuse what somebody has changed`() throws {
        let cases = try cases()
        let wanted = cases.map { $0.isRight ? "right" : "wrong" }
        #expect(Set(wanted) == ["right", "wrong"])
        let page = try #require(try Document.all().first { $0.path == "Docs/integration.md" })
        for (kind, program, harness) in Self.languages {
            let blocks = page.blocks.filter { $0.kind == kind }
            #expect(blocks.count == 1, "\(kind)")
            let script = (blocks.first?.text ?? "") + "\n" + harness
            #expect(try run(program, script, JSONEncoder().encode(cases)) == wanted, "\(kind)")
        }
    }

    @Test func `the example verifies as the page says`() throws {
        let page = try #require(try Document.all().first { $0.path == "Docs/integration.md" })
        let block = try #require(page.blocks.first { $0.kind == "python" }?.text)
        let function = try #require(block.range(of: "def verify").map { block[$0.lowerBound...] })
        #expect(try String(contentsOfFile: Document.root + "/scripts/erp", encoding: .utf8).contains(function))
    }

    /// One real delivery, signed under two secrets, and what can be made of it.
    private func cases() throws -> [Case] {
        let world = try World(TestServer(changing: { $0.outgoing.allowed = ["127.0.0.0/8"].compactMap { NetworkRange($0) } }))
        let receiver = try StandIn { _ in .answer(204) }
        let body = "{\"name\":\"x\",\"url\":\"http://127.0.0.1:\(receiver.port)/\",\"types\":[\"salesd.customer.*\"]}"
        let made = try world.post("admin", "/v1/webhooks", body)
        let old = try #require(made.string("secret"))
        let new = try #require(try world.post("admin", "/v1/webhooks/\(made.id)/rotate", "{}").string("secret"))
        _ = try world.customer("公司", limit: nil)
        #expect(eventually { receiver.received.count == 1 })
        let sent = try #require(receiver.received.first)
        let headers = Dictionary(sent.fields.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let now = Int(headers["webhook-timestamp"] ?? "") ?? 0
        let bytes = Data(sent.body)
        let unknown = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
        func make(
            _ secrets: [String], _ changes: [String: String?] = [:], _ body: Data? = nil, at moment: Int? = nil, isRight: Bool = false
        ) -> Case {
            let headers = headers.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
            return Case(
                secrets: secrets, headers: headers, body: (body ?? bytes).base64EncodedString(), now: moment ?? now, isRight: isRight)
        }
        return [
            make([old], isRight: true), make([new], isRight: true), make([unknown, old], isRight: true), make([old, new], isRight: true),
            make([old], at: now + 299, isRight: true), make([old], at: now - 299, isRight: true),
            make([unknown]), make([]), make([old], at: now + 301), make([old], at: now - 301),
            make([old], [:], Data(sent.text.replacing("created", with: "creates").utf8)), make([old], [:], bytes + Data([0x20])),
            make([old], ["webhook-id": "msg_other"]), make([old], ["webhook-timestamp": String(now + 1)]),
            make([old], ["webhook-timestamp": "soon"]), make([old], ["webhook-timestamp": nil]),
            make([old], ["webhook-signature": "v1,"]), make([old], ["webhook-signature": "v1a,é v2,x"]),
            make([old], ["webhook-signature": nil]),
        ]
    }

    private func run(_ program: String, _ script: String, _ input: Data) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("verify.cjs")
        try Data(script.utf8).write(to: file)
        let process = Process()
        let (standardInput, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, file.path]
        process.standardInput = standardInput
        process.standardOutput = output
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: input)
        try standardInput.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").map(String.init)
    }
}
