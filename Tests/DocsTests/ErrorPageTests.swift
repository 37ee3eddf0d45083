// Docs/errors.md lists every code with its status and texts. To write it anew: SALESD_WRITE_DOCS=1 scripts/test --filter ErrorPageTests

import App
import Foundation
import Kernel
import Testing

struct ErrorPageTests {
    @Test func `every code is written in both languages`() throws {
        for code in try codes() {
            #expect(!code.text.english.isEmpty && !code.text.chinese.isEmpty, "\(code.name)")
            #expect(code.text.chinese.unicodeScalars.contains { $0.value >= 0x4E00 && $0.value <= 0x9FFF }, "\(code.name)")
            #expect(code.name.wholeMatch(of: /[a-z_]+/) != nil, "\(code.name)")
            #expect((300..<600).contains(code.status), "\(code.name)")
        }
    }

    @Test func `both texts of a code name the same clauses, and the problem the first of them`() throws {
        func clauses(_ text: String) -> [String] { text.matches(of: /P[1-6](\.[1-9])*/).map { String($0.output.0) } }
        for code in try codes() where code.name != "unknown_clause" {
            #expect(clauses(code.text.english) == clauses(code.text.chinese), "\(code.name)")
            #expect(clauses(code.text.english).first == code.clause, "\(code.name)")
        }
    }

    @Test func `no two codes have the same name`() throws {
        let names = try codes().map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `the page lists exactly the codes that exist`() throws {
        let path = Document.root + "/Docs/errors.md"
        let page = try makePage()
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
    }

    @Test func `no code is missing in its module's list`() throws {
        let listed = Set(try codes().map(\.name))
        let folder = Document.root + "/Sources/"
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
        var count = 0
        for file in files {
            for match in try String(contentsOfFile: folder + file, encoding: .utf8).matches(of: /FailureCode\(\s*"([a-z_]+)"/) {
                #expect(listed.contains(String(match.1)), "\(file): \(match.1)")
                count += 1
            }
        }
        #expect(count == listed.count)
    }

    private func codes() throws -> [FailureCode] {
        try Application.describe(Configuration()).failureCodes + Application.commandFailures
    }

    private func makePage() throws -> String {
        var page = """
            # Refusals

            Whatever is refused is answered with `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, `instance`, `code`, `request_id`,
            and `errors` with every fault of the body, each with its `pointer`, `code` and `message`. `code` never changes; the texts follow `Accept-Language`.
            What stands in braces is filled in. `clause` is the policy's behind the refusal: the one in this table, else that of the step which was refused;
            of a body with faults, where no step was refused, that of the first that has one. Each such fault has its own.

            | status | code | clause | English | 中文 |
            | --- | --- | --- | --- | --- |

            """
        for code in try codes().sorted(by: { ($0.status, $0.name) < ($1.status, $1.name) }) {
            page += "| \(code.status) | `\(code.name)` | \(code.clause ?? "") | \(code.text.english) | \(code.text.chinese) |\n"
        }
        return page
    }
}
