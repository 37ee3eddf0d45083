// The tables of Docs/policy.md and its translation are made. To write them anew: SALESD_WRITE_DOCS=1 scripts/test --filter PolicyPageTests

import App
import Foundation
import Kernel
import Testing

struct PolicyPageTests {
    private let policy: PolicyPage

    init() throws {
        policy = PolicyPage(
            try Application.describe(Configuration()), sources: try Document.swiftFiles(in: ["Sources"]),
            tests: try Document.swiftFiles(in: ["Tests"]))
    }

    private static let editions = [PolicyPage.Edition.english, .chinese]

    @Test(arguments: editions.indices) func `the page says where each clause lives`(index: Int) throws {
        let edition = Self.editions[index]
        let path = Document.root + "/" + edition.path
        let page = policy.text(edition, from: try String(contentsOfFile: path, encoding: .utf8))
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
    }

    @Test func `every clause is cited by a step, a resource or a call, and by a test`() throws {
        let page = try String(contentsOfFile: Document.root + "/Docs/policy.md", encoding: .utf8)
        let clauses = PolicyPage.clauses(of: page, .english)
        #expect(clauses.count == 39)
        for clause in clauses where clause != "P1" {
            #expect(!policy.homes(of: clause, .english).isEmpty, "nothing carries out \(clause)")
            #expect(!policy.suites(citing: clause).isEmpty, "nothing shows \(clause)")
        }
    }

    @Test func `both pages list the same clauses`() throws {
        let lists = try Self.editions.map { edition in
            let page = try String(contentsOfFile: Document.root + "/" + edition.path, encoding: .utf8)
            return PolicyPage.clauses(of: page, edition)
        }
        #expect(lists[0] == lists[1])
    }
}
