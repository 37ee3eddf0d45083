// A page of the documentation, taken apart: fenced blocks, each with its kind, and the text around them.

import Foundation
import TestSupport
import Testing

/// README or a page of Docs.
struct Document: Sendable, CustomTestStringConvertible {
    /// What stands between two fences.
    struct Block: Sendable {
        /// The words after the fence: `sh` is run, and each curl of `sh refused` has to be refused; `json` shows what the block before it
        /// has printed; `console` is not run.
        let kind: String
        let text: String
        /// Of its first fence, counted from 1.
        let line: Int
    }

    /// A block for the shell, and what the page shows of its answer.
    struct Example: Sendable {
        let shell: String
        let isRefused: Bool
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

    /// Every file of Swift below folders of the project, such as `Sources`.
    static func swiftFiles(in folders: [String]) throws -> [(path: String, text: String)] {
        try folders.flatMap { folder in
            let files = FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []
            return try files.filter { $0.hasSuffix(".swift") }.map { file in
                (path: folder + "/" + file, text: try String(contentsOfFile: root + "/\(folder)/\(file)", encoding: .utf8))
            }
        }
    }

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
            if block.isRun { examples.append(Example(shell: block.text, isRefused: block.kind != "sh")) }
            if block.kind == "json", index > 0, blocks[index - 1].isRun { examples[examples.count - 1].answer = block.text }
        }
        return examples
    }

    static let mark = "=== next block ==="

    /// All examples as one program of the shell. A curl that is refused ends it, whatever options the page gives it; where a block shows
    /// refusals, one that is not refused does.
    ///
    /// - Parameter places: what the page names, and what stands there instead while it is tested; the longer name goes first
    func script(_ places: [(name: String, place: String)]) -> String {
        let answered = "curl() { command curl --fail-with-body \"$@\"; }"
        let refused = "curl() { local code=0; command curl --fail-with-body \"$@\" || code=$?; [ $code -eq 22 ]; }"
        let blocks = examples.flatMap { ["echo '\(Document.mark)'", $0.isRefused ? refused : answered, $0.shell] }
        // What a page has started does not outlive it, wherever it ends.
        let start = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
        let shell = (start + blocks).joined(separator: "\n")
        return places.sorted { $0.name.count > $1.name.count }.reduce(shell) { $0.replacing($1.name, with: $1.place) }
    }
}

extension Document.Block {
    /// Whether it is run by the test.
    var isRun: Bool { kind == "sh" || kind == "sh refused" }
}
