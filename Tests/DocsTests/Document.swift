// A page of the documentation, taken apart: fenced blocks, each with its kind, and the text around them.

import Foundation
import TestSupport
import Testing

/// README or a page of Docs.
struct Document: Sendable, CustomTestStringConvertible {
    /// What stands between two fences.
    struct Block: Sendable {
        /// The word after the fence: sh is run, json shows what the sh block before it has printed, console is not run.
        let kind: String
        let text: String
        /// Of its first fence, counted from 1.
        let line: Int
    }

    /// A block for the shell, and what the page shows of its answer.
    struct Example: Sendable {
        let shell: String
        var answer: String?
    }

    /// Such as `Docs/architecture.md`.
    let path: String
    let blocks: [Block]
    /// Everything outside of fences.
    let prose: String
    let endsInFence: Bool

    var testDescription: String { path }

    /// The project's folder, from this file's place in it.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path

    /// README and every page below Docs.
    static func all() throws -> [Document] {
        let pages = FileManager.default.enumerator(atPath: root + "/Docs")?.compactMap { $0 as? String } ?? []
        return try (["README.md"] + pages.filter { $0.hasSuffix(".md") }.sorted().map { "Docs/" + $0 }).map(Document.init)
    }

    init(_ path: String) throws {
        self.path = path
        var blocks: [Block] = []
        var prose = ""
        var open: (kind: String, lines: [Substring], line: Int)?
        let lines = try String(contentsOfFile: Document.root + "/" + path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard line.hasPrefix("```") else {
                if open == nil { prose += line + "\n" } else { open?.lines.append(line) }
                continue
            }
            if let block = open {
                blocks.append(Block(kind: block.kind, text: block.lines.joined(separator: "\n"), line: block.line))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [], index + 1)
            }
        }
        self.blocks = blocks
        self.prose = prose
        endsInFence = open != nil
    }

    /// The blocks that are run, in order. A json block belongs to the sh block right before it.
    var examples: [Example] {
        var examples: [Example] = []
        for (index, block) in blocks.enumerated() {
            if block.kind == "sh" { examples.append(Example(shell: block.text)) }
            if block.kind == "json", index > 0, blocks[index - 1].kind == "sh" { examples[examples.count - 1].answer = block.text }
        }
        return examples
    }

    static let mark = "=== next block ==="

    /// All examples as one program of the shell. A curl that is refused ends it, whatever options the page gives it.
    func script(port: UInt16, data: String) -> String {
        let start = ["set -euo pipefail", "curl() { command curl --fail-with-body \"$@\"; }"]
        return (start + examples.flatMap { ["echo '\(Document.mark)'", $0.shell] }).joined(separator: "\n")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(port)")
            .replacing(".build/release/salesd", with: Salesd.path)
            .replacing("--data .data", with: "--data \(data)")
            .replacing("--data .demo", with: "--data \(data)")
    }
}
