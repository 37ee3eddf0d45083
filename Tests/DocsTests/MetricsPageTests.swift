// Docs/metrics.md lists every metric. To write its table anew: SALESD_WRITE_DOCS=1 scripts/test --filter MetricsPageTests

import App
import Foundation
import Kernel
import Testing

struct MetricsPageTests {
    @Test func `the page lists exactly the metrics that exist`() throws {
        let path = Document.root + "/Docs/metrics.md"
        if ProcessInfo.processInfo.environment["SALESD_WRITE_DOCS"] != nil {
            try page().write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page())
    }

    private func page() throws -> String {
        let introduction = """
            # Metrics

            `GET /metrics` answers with what the server has counted since it started, in the text format of Prometheus (0.0.4). Nobody has to sign in
            for it, so only who asks on this machine, or over a Unix socket, gets it; for all others it is a 404, also for what a reverse proxy of this
            machine passes on with `Forwarded` or `X-Forwarded-For`. The setting `metrics` opens it to everybody with `all`.

            Each event loop adds its requests when those that came together are answered, so the page may be behind by that much. Commands over
            `control.sock` are not counted, its writes and commits are.

            | name | type | labels | meaning |
            | --- | --- | --- | --- |

            """
        let rows = try Application.describe(Configuration()).metrics.map { metric in
            "| `\(metric.name)` | \(metric.kind.rawValue) | \(metric.labels.joined(separator: ", ")) | \(metric.help) |\n"
        }
        return introduction + rows.joined()
    }
}
