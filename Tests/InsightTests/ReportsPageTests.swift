// Docs/reports.md tells of every report what it is. To write it anew: SALESD_WRITE_DOCS=1 scripts/test --filter ReportsPageTests

import Foundation
import Insight
import Testing

struct ReportsPageTests {
    /// What stands before the sections is written by hand, up to this line.
    private static let mark = "<!-- From here on made from the declarations. -->\n"

    @Test func `the page tells of exactly the reports that there are`() throws {
        let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Docs/reports.md").standardized.path
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let head = try #require(page.range(of: Self.mark)).upperBound
        let made = page[..<head] + "\n" + ReportPage.sections
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try made.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
    }
}
