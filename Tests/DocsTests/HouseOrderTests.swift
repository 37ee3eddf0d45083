// What keeps the house in order: small files, clauses that exist, and pages that leave nothing out. Imports are looked at by the build (scripts/test).

import App
import Foundation
import Kernel
import Testing

struct HouseOrderTests {
    /// Lines that a file may have at most.
    private static let longest = 500

    @Test func `no file of code has more than 500 lines`() throws {
        let files = try sources(in: ["Sources", "Tests"])
        #expect(files.count > 300)
        for file in files {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= Self.longest, "\(file.path) has \(lines)")
        }
    }

    @Test func `every clause that is cited is one of the policy`() throws {
        let clauses = try policy()
        #expect(clauses.count == 39)
        let pages = try Document.all().map { (path: $0.path, text: $0.prose + $0.blocks.map(\.text).joined(separator: "\n")) }
        var cited: Set<String> = []
        for (path, text) in try sources(in: ["Sources", "Tests"]) + pages where path != "Docs/policy.md" {
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

    private func sources(in folders: [String]) throws -> [(path: String, text: String)] {
        try folders.flatMap { folder in
            let files = FileManager.default.enumerator(atPath: Document.root + "/" + folder)?.compactMap { $0 as? String } ?? []
            return try files.filter { $0.hasSuffix(".swift") }.map { file in
                (path: folder + "/" + file, text: try String(contentsOfFile: Document.root + "/\(folder)/\(file)", encoding: .utf8))
            }
        }
    }
}
