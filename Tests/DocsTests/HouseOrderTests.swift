// What keeps the house in order: small files and folders, words about everything that others use, clauses that exist, and lists that leave
// nothing out. Imports are looked at by the build (scripts/test).

import App
import Foundation
import Kernel
import Testing

struct HouseOrderTests {
    /// Lines that a file may have at most. Migrations and tables of tests only grow.
    private static let longest = 300
    private static let longestList = 500
    /// Files that a folder may have at most, so that its name still says what is in it.
    private static let mostFiles = 24

    @Test func `a file is small`() throws {
        let files = try Document.swiftFiles(in: ["Sources", "Tests"])
        #expect(files.count > 300)
        for file in files {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            let isList = file.path.hasSuffix("Migrations.swift") || file.path.hasPrefix("Tests/")
            #expect(lines <= (isList ? Self.longestList : Self.longest), "\(file.path) has \(lines) lines")
        }
    }

    @Test func `a folder has so many files that its name still says what is in it`() throws {
        let files = try Document.swiftFiles(in: ["Sources"])
        let folders = Dictionary(grouping: files) { $0.path.split(separator: "/").dropLast().joined(separator: "/") }
        for (folder, files) in folders { #expect(files.count <= Self.mostFiles, "\(folder) has \(files.count) files") }
    }

    @Test func `what other rooms use says what it is for`() throws {
        let declaration = /^ *(?:package|public) (?:[a-z]+ )*?(?:func|init|struct|class|enum|protocol|actor|subscript|typealias)\b.*/
        for file in try Document.swiftFiles(in: ["Sources"]) {
            var before = ""
            for line in file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
                let word = line.drop { $0 == " " }
                // What stands between a comment and its declaration.
                if word.hasPrefix("@") || (word.hasPrefix("// ") && before.hasPrefix("///")) { continue }
                if line.wholeMatch(of: declaration) != nil, !Self.carriesOut(word) {
                    #expect(before.hasPrefix("///"), "\(file.path): \(word)")
                }
                before = String(word)
            }
        }
    }

    /// Whether the words stand where they are asked for: in a protocol, of the standard library or of this house.
    private static func carriesOut(_ declaration: Substring) -> Bool {
        let asked = [
            "init()", "init(stringLiteral", "init(integerLiteral", "init(booleanLiteral", "init(arrayLiteral", "init(dictionaryLiteral",
            "init(rawValue", "init?(stored", "init(integer:", "init(unscaled", "func <", "func ==", "func hash(into", "typealias Status",
            "static func prepare(", "static func written(", "static func handOver(", "static func archiving(", "static func explain(",
            "static func referrerMoved(",
            "func handle(", "func admit(", "func take(", "func refuse(", "func batchDidEnd(", "func didAnswer(", "func metricsPage(",
            "func read<", "func plan<",
        ]
        return asked.contains { declaration.contains($0) }
    }

    @Test func `every code of a refusal stands in a list, and so in the page of errors`() throws {
        let listed = Set((try Application.describe(Configuration()).failureCodes + Application.commandFailures).map(\.name))
        var written = 0
        for file in try Document.swiftFiles(in: ["Sources"]) {
            for match in file.text.matches(of: /= FailureCode\(\s*"([a-z0-9_]+)"/) {
                written += 1
                let isListed = listed.contains(String(match.1))
                #expect(isListed, "\(file.path): \(match.1) is in no list")
            }
        }
        #expect(written > 100)
    }

    @Test func `every clause that is cited is one of the policy`() throws {
        let clauses = try policy()
        #expect(clauses.count == 39)
        let pages = try Document.all().map { (path: $0.path, text: $0.prose + $0.blocks.map(\.text).joined(separator: "\n")) }
        var cited: Set<String> = []
        for (path, text) in try Document.swiftFiles(in: ["Sources", "Tests"]) + pages where path != "Docs/policy.md" {
            for match in text.matches(of: /\bP[1-6](\.[0-9]+)+\b/) {
                let clause = String(match.0)
                // A section, such as P2.5, stands for its clauses.
                #expect(clauses.contains { $0 == clause || $0.hasPrefix(clause + ".") }, "\(path) cites \(clause)")
                cited.insert(clause)
            }
        }
        #expect(cited.isSuperset(of: ["P2.1.2", "P2.5.2", "P4.2.2"]))
    }

    @Test func `every step carries out a clause of the policy`() throws {
        let clauses = try policy()
        for resource in try Application.describe(Configuration()).resources {
            for step in resource.steps {
                let exists = clauses.contains { $0 == step.clause || $0.hasPrefix(step.clause + ".") }
                #expect(exists, "\(resource.schema.collection) \(step.path)")
            }
        }
    }

    /// The clauses of Docs/policy.md.
    private func policy() throws -> Set<String> {
        let page = try String(contentsOfFile: Document.root + "/Docs/policy.md", encoding: .utf8)
        return Set(page.matches(of: /(?m)^\| (P[0-9.]+) \|/).map { String($0.1) })
    }
}
