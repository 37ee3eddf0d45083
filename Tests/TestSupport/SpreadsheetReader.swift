// Spreadsheets as an independent reader sees them: scripts/read-xlsx, which shares nothing with what writes them.

import Foundation
package import JSON

/// The sheets of a spreadsheet: `[{"name", "frozen", "widths", "rows": [{"A": {"text" | "number" and "format" | "boolean"}}]}]`.
package func readSpreadsheet(_ path: String) throws -> [JSONValue] {
    let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../scripts/read-xlsx").standardized.path
    let outcome = try runTool("python3", [script, path])
    guard outcome.code == 0 else { throw UnreadableSpreadsheet(complaint: outcome.errors) }
    let limits = JSONLimits(bytes: 64 << 20, elements: 2_000_000, values: 10_000_000)
    return try JSONReader.parse(outcome.output, limits: limits).array ?? []
}

/// What the reader says of a file that is no spreadsheet.
package struct UnreadableSpreadsheet: Error {
    let complaint: String
}
