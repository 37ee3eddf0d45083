// The pages about the policy: for each clause the steps, resources and calls that carry it out, and the tests that show it.

import Foundation
import HTTP
import Kernel

/// What cites a clause, found in the declarations and in the words of the code.
struct PolicyPage {
    /// A page whose second table is made; what stands before the table's heading is written by hand.
    struct Edition {
        let path: String
        let language: Language
        let heading: String
        let introduction: String
        let head: String

        static let english = Edition(
            path: "Docs/policy.md", language: .english, heading: "## Where each clause lives, and what shows it",
            introduction:
                "Made from the declarations and the tests. A clause without a step is one of the resources or calls that are named.",
            head: "| clause | steps, resources, calls | tests |")
        static let chinese = Edition(
            path: "Docs/zh-CN/policy.md", language: .chinese, heading: "## 各条款在系统中的位置与验证",
            introduction: "本表由系统声明与测试自动生成。没有步骤的条款由所列资源或调用体现。", head: "| 条款 | 步骤、资源、调用 | 测试 |")
    }

    private let registry: Registry
    /// The clauses that the declaration of a resource cites, by the collection.
    private let declared: [String: Set<String>]
    /// The clauses that each file of tests cites, by its name.
    private let shown: [(suite: String, clauses: Set<String>)]

    /// - Parameters:
    ///   - sources: every file of Sources
    ///   - tests: every file of Tests
    init(_ registry: Registry, sources: [(path: String, text: String)], tests: [(path: String, text: String)]) {
        self.registry = registry
        let resources = sources.compactMap { file in
            file.text.firstMatch(of: /package static let schema = Schema<\w+>\(\s*"([a-z-]+)"/)
                .map { (String($0.1), PolicyPage.clauses(citedIn: file.text)) }
        }
        declared = Dictionary(resources, uniquingKeysWith: { $0.union($1) })
        shown = tests.filter { $0.path.hasSuffix("Tests.swift") }.map { file in
            (URL(fileURLWithPath: file.path).deletingPathExtension().lastPathComponent, PolicyPage.clauses(citedIn: file.text))
        }.sorted { $0.suite < $1.suite }
    }

    private static func clauses(citedIn text: String) -> Set<String> {
        Set(text.matches(of: /\bP[1-6](?:\.[0-9]+)*\b/).map { String($0.0) })
    }

    /// The clauses of the table that is written by hand, in its order.
    static func clauses(of page: String, _ edition: Edition) -> [String] {
        page.components(separatedBy: edition.heading)[0].matches(of: /(?m)^\| (P[0-9.]+) \|/).map { String($0.1) }
    }

    /// The page with its second table made anew.
    func text(_ edition: Edition, from page: String) -> String {
        let written = page.components(separatedBy: edition.heading)[0]
        let rows = PolicyPage.clauses(of: page, edition).map { clause in
            "| \(clause) | \(homes(of: clause, edition.language).joined(separator: "; ")) | \(suites(citing: clause).joined(separator: ", ")) |"
        }
        return written + edition.heading + "\n\n" + edition.introduction + "\n\n" + edition.head + "\n| --- | --- | --- |\n"
            + rows.joined(separator: "\n") + "\n"
    }

    /// The steps that carry it out, by their resources, then resources whose declarations cite it, then calls.
    func homes(of clause: String, _ language: Language) -> [String] {
        registry.resources.compactMap { home($0, of: clause, language) }
            + registry.routes.filter { $0.operation.clause == clause && !isStep($0) }
            .map { "`\($0.method) \($0.path)`" }.unique
    }

    /// Whether the route takes a step, alone or on many records, and so stands with the step's resource.
    private func isStep(_ route: Route) -> Bool {
        route.method == .post
            && registry.resources.contains { resource in
                route.operation.tag == resource.schema.collection && resource.steps.contains { route.path.hasSuffix("/\($0.path)") }
            }
    }

    private func home(_ resource: AnyResource, of clause: String, _ language: Language) -> String? {
        let steps = resource.steps.filter { $0.clause == clause }
        let name = language == .english ? resource.schema.collection : resource.schema.label.text(in: language)
        guard steps.isEmpty else {
            let words = steps.map { language == .english ? $0.path : $0.label.text(in: language) }.unique
            return "\(name) (\(words.joined(separator: ", ")))"
        }
        return declared[resource.schema.collection]?.contains(clause) == true ? name : nil
    }

    /// The names of the files of tests that cite it.
    func suites(citing clause: String) -> [String] {
        shown.filter { $0.clauses.contains(clause) }.map(\.suite)
    }
}

extension [String] {
    /// Each once, in the order of the first.
    fileprivate var unique: [String] {
        reduce(into: []) { list, word in if !list.contains(word) { list.append(word) } }
    }
}
