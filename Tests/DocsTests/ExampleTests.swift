// Every curl example of README and Docs is run here, by the shell, against the real program; what a document shows as the answer must be in it.

import Foundation
import JSON
import TestSupport
import Testing

struct ExampleTests {
    @Test(arguments: ["Docs/getting-started.md", "Docs/zh-CN/getting-started.md"])
    func `the examples for a company of one's own work as written`(path: String) throws {
        let directory = try DataDirectory()
        try run(Document(path), in: directory)
    }

    @Test func `the examples of the README work as written in the sample company`() throws {
        let directory = try DataDirectory()
        let outcome = try Salesd.run("demo", "--data", directory.path, "--password", "northwind-demo")
        try #require(outcome.code == 0)
        try run(Document("README.md"), in: directory)
    }

    @Test func `no document shows a request that nothing runs`() throws {
        let folder = URL(fileURLWithPath: Document.root + "/Docs")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        let run: Set = ["getting-started.md"]
        for file in files where file.pathExtension == "md" && !run.contains(file.lastPathComponent) {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("```sh"), "\(file.path) has examples; add it to the tests")
        }
    }

    /// Runs the blocks of a document in order, in one shell, and compares what they print with what the document shows.
    private func run(_ document: Document, in directory: DataDirectory) throws {
        let (server, port) = try directory.serve()
        defer { _ = server.stop() }
        #expect(document.blocks.count > 3)
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", document.script(port: port, data: directory.path)]
        shell.currentDirectoryURL = URL(fileURLWithPath: directory.parent)
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0, "\(document.path): \(text.suffix(2000))")
        let printed = text.components(separatedBy: Document.mark + "\n")
        for (index, block) in document.blocks.enumerated() {
            guard let shown = block.answer, index + 1 < printed.count else { continue }
            #expect(contains(printed[index + 1], shown), "\(document.path) shows \(shown) and got \(printed[index + 1])")
        }
    }

    /// Whether one of the JSON documents in a text has every member that is shown.
    private func contains(_ text: String, _ shown: String) -> Bool {
        guard let expected = (try? JSONReader.parse(Array(shown.utf8)))?.object else { return false }
        return documents(in: text).contains { found in expected.members.allSatisfy { found[$0.name] == $0.value } }
    }

    /// The JSON objects that stand one after the other in a text, by their braces.
    private func documents(in text: String) -> [JSONObject] {
        var objects: [JSONObject] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            if text[index] == "{" {
                if depth == 0 { start = index }
                depth += 1
            } else if text[index] == "}" {
                depth -= 1
                if depth == 0, let object = (try? JSONReader.parse(Array(text[start...index].utf8)))?.object { objects.append(object) }
            }
        }
        return objects
    }
}

/// A document with its shell blocks, each with the answer that is shown after it.
struct Document {
    struct Block {
        let shell: String
        let answer: String?
    }

    let path: String
    let blocks: [Block]

    static let mark = "=== next block ==="

    /// The project's folder, from this file's place in it.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOfFile: Document.root + "/" + path, encoding: .utf8)
        var blocks: [Block] = []
        let pieces = text.components(separatedBy: "```")
        for index in stride(from: 1, to: pieces.count, by: 2) {
            if pieces[index].hasPrefix("sh\n") {
                blocks.append(Block(shell: String(pieces[index].dropFirst(3)), answer: nil))
            } else if pieces[index].hasPrefix("json\n"), let last = blocks.popLast() {
                blocks.append(Block(shell: last.shell, answer: String(pieces[index].dropFirst(5))))
            }
        }
        self.blocks = blocks
    }

    func script(port: UInt16, data: String) -> String {
        let lines = ["set -euo pipefail"] + blocks.flatMap { ["echo '\(Document.mark)'", $0.shell] }
        return lines.joined(separator: "\n")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(port)")
            .replacing(".build/release/salesd", with: Salesd.path)
            .replacing("--data .data", with: "--data \(data)")
    }
}
