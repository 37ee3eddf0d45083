// Docs/reports.md lists the reports, and each has a page that says what it is. To write them anew: SALESD_WRITE_DOCS=1 scripts/test --filter ReportsPageTests

import Foundation
import Insight
import Testing

struct ReportsPageTests {
    /// What stands before the table is written by hand, up to this line.
    private static let mark = "<!-- From here on made from the declarations. -->\n"
    /// What stands before it is made from the declaration; behind it, what the sample company answered and how it looks.
    private static let answerMark = "<!-- From here on made by scripts/pictures. -->\n"
    private static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Docs").standardized.path
    private static let isWriting = ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil

    @Test func `the table has exactly the reports that there are`() throws {
        let path = Self.folder + "/reports.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let head = try #require(page.range(of: Self.mark)).upperBound
        let made = page[..<head] + "\n" + ReportPage.index
        if Self.isWriting { try made.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
    }

    @Test(arguments: ReportPage.names)
    func `a report has a page with its definition, an example and a picture`(name: String) throws {
        let path = Self.folder + "/reports/\(name).md"
        let page = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let answer = page.range(of: Self.answerMark).map { String(page[$0.upperBound...]) } ?? ""
        let made = try #require(ReportPage.page(of: name)) + Self.answerMark + answer
        if Self.isWriting { try made.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
        #expect(answer.contains("](../pictures/reports/\(name).png)") && answer.contains("\n| --- |"), "scripts/pictures makes them")
    }

    @Test func `no page is left of a report that is no more`() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/reports")
        #expect(Set(pages) == Set(ReportPage.names.map { $0 + ".md" }))
        let pictures = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/pictures/reports")
        #expect(Set(pictures).isSuperset(of: ReportPage.names.map { $0 + ".png" }))
    }
}
