// Every example of README and Docs is run here, by the shell, against the real program; what a page shows as the answer must be in it.

import Foundation
import JSON
import TestSupport
import Testing

struct ExampleTests {
    /// On what the examples of a page are run.
    struct Stage {
        /// Whether the sample company is there; else nothing is yet.
        let hasCompany: Bool
        /// What the server is started with beside its standard.
        var options: [String] = []
    }

    private static let stages: [String: Stage] = [
        "README.md": Stage(hasCompany: true),
        "Docs/api.md": Stage(hasCompany: true, options: ["--cors-origins", "https://sales.example.com", "--rate-limit", "6000"]),
        "Docs/architecture.md": Stage(hasCompany: true),
        "Docs/contributing.md": Stage(hasCompany: true),
        "Docs/getting-started.md": Stage(hasCompany: false),
        "Docs/integration.md": Stage(hasCompany: true),
        "Docs/operations.md": Stage(hasCompany: false),
        "Docs/process.md": Stage(hasCompany: true),
        "Docs/reports.md": Stage(hasCompany: true),
        "Docs/zh-CN/getting-started.md": Stage(hasCompany: false),
        "Docs/zh-CN/guide.md": Stage(hasCompany: true),
        "Docs/zh-CN/process.md": Stage(hasCompany: true),
    ]

    /// Pages with examples, each with a stage of its own but for those of the reports.
    private static func pages(ofReports: Bool) throws -> [Document] {
        try Document.all().filter { !$0.examples.isEmpty && $0.path.hasPrefix("Docs/reports/") == ofReports }
    }

    @Test(arguments: try pages(ofReports: false))
    func `the examples work as written`(document: Document) throws {
        let stage = try #require(Self.stages[document.path], "say on what the examples of \(document.path) are run")
        let directory = try DataDirectory()
        if stage.hasCompany { try SampleCompany.copy(to: directory.path) }
        let (server, port) = try directory.serve(stage.options)
        defer { _ = server.stop() }
        try play(document, directory, port)
    }

    /// They only read.
    @Test func `the examples of the reports work as written, on one server`() throws {
        let directory = try DataDirectory()
        try SampleCompany.copy(to: directory.path)
        let (server, port) = try directory.serve([])
        defer { _ = server.stop() }
        let pages = try Self.pages(ofReports: true)
        #expect(pages.count > 10)
        for page in pages { try play(page, directory, port) }
    }

    private func play(_ document: Document, _ directory: DataDirectory, _ port: UInt16) throws {
        let (status, printed) = try run(document.script(TestMachine.places(directory, port)), in: directory.parent)
        try #require(status == 0, "\(document.path): \(printed.suffix(2000))")
        let answers = printed.components(separatedBy: Document.mark + "\n").dropFirst()
        try #require(answers.count == document.examples.count)
        for (example, answer) in zip(document.examples, answers) {
            guard let shown = example.answer else { continue }
            #expect(contains(answer, shown), "\(document.path) shows \(shown) and got \(answer)")
        }
    }

    @Test func `there are pages with examples`() throws {
        let paths = try Self.pages(ofReports: false).map(\.path)
        #expect(Set(paths) == Set(Self.stages.keys))
    }

    @Test(arguments: try Document.all())
    func `no page shows a command that nothing runs`(document: Document) {
        #expect(!document.endsInFence, "\(document.path) ends within a fence")
        for (index, block) in document.blocks.enumerated() {
            let place = "\(document.path):\(block.line)"
            switch block.kind {
            case "sh", "sh refused", "swift": break
            // WebhookPageTests runs these.
            case "python", "javascript": #expect(document.path == "Docs/integration.md", "\(place): nothing runs this")
            case "json": #expect(index > 0 && document.blocks[index - 1].isRun, "\(place): no sh block stands before the answer")
            // What installs, builds, or changes the machine is the one thing that is not run.
            case "console":
                let lines = block.text.split(separator: "\n")
                let isOfMachine = lines.allSatisfy { $0.hasPrefix("scripts/") || $0.hasPrefix("sudo ") }
                #expect(isOfMachine, "\(place): only scripts and sudo stand in a console block")
            default: Issue.record("\(place): a block is sh, json, console, swift, python or javascript, not \(block.kind)")
            }
        }
        #expect(!document.prose.contains(/curl +(-|http|"|')/), "\(document.path): a curl line stands outside of an sh block")
    }

    @Test(arguments: try Document.all().filter { $0.blocks.contains { $0.kind == "swift" } })
    func `code on a page is the project's own`(document: Document) throws {
        let sources = try sourceFiles()
        for block in document.blocks where block.kind == "swift" {
            #expect(sources.contains { $0.contains(block.text) }, "\(document.path):\(block.line): this stands in no source file")
        }
    }

    // MARK: Running

    private func run(_ script: String, in folder: String) throws -> (status: Int32, printed: String) {
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", script]
        shell.currentDirectoryURL = URL(fileURLWithPath: folder)
        shell.environment = ProcessInfo.processInfo.environment.merging(["PATH": TestMachine.path]) { $1 }
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        return (shell.terminationStatus, text)
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

    private func sourceFiles() throws -> [String] {
        let names = FileManager.default.enumerator(atPath: Document.root + "/Sources")?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOfFile: Document.root + "/Sources/" + $0, encoding: .utf8)
        }
    }
}
