// What a page leads to or names is there: other pages, their headings, files of the project.

import Foundation
import Testing

struct LinkTests {
    @Test(arguments: try Document.all())
    func `what a page leads to is there`(document: Document) throws {
        for link in document.prose.matches(of: /\]\(([^)#:]*)(?:#([^)]+))?\)/) {
            let path = link.1.isEmpty ? document.path : resolved(String(link.1), from: document.path)
            let isThere = FileManager.default.fileExists(atPath: Document.root + "/" + path)
            #expect(isThere, "\(document.path) leads to \(path), which is not there")
            guard isThere, let heading = link.2.map(String.init) else { continue }
            #expect(try headings(of: path).contains(heading), "\(document.path) leads to #\(heading), which \(path) does not have")
        }
    }

    @Test(arguments: try Document.all())
    func `what a page names is there`(document: Document) throws {
        for name in document.prose.matches(of: /`((?:Sources|Tests|Docs|scripts)\/[A-Za-z0-9\/.+-]+)`/) {
            let isThere = FileManager.default.fileExists(atPath: Document.root + "/" + name.1)
            #expect(isThere, "\(document.path) names \(name.1), which is not there")
        }
    }

    /// A relative link from the project's folder.
    private func resolved(_ link: String, from page: String) -> String {
        let folder = URL(fileURLWithPath: "/" + page).deletingLastPathComponent()
        return String(folder.appendingPathComponent(link).standardized.path.dropFirst())
    }

    /// The headings of a page as links name them: small letters, without punctuation, hyphens for spaces.
    private func headings(of path: String) throws -> Set<String> {
        let page = try Document(path)
        return Set(
            page.prose.matches(of: /(?m)^#+ (.+)$/).map { heading in
                heading.1.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-")
            })
    }
}
