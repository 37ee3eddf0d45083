// Docs/access.md is made from the declarations. To write it anew: SALESD_WRITE_DOCS=1 scripts/test --filter AccessPageTests

import App
import Foundation
import Kernel
import Testing

struct AccessPageTests {
    @Test func `the page says what is declared`() throws {
        let path = Document.root + "/Docs/access.md"
        let page = AccessPage(try Application.describe(Configuration())).text
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
    }
}
