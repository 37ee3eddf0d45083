// Every report over the demo company is computed a second time by scripts/check-reports, which shares nothing with the server but its lists (P5.2, P6).

import Foundation
import TestSupport
import Testing

struct CheckedReportsTests {
    @Test func `an independent script comes to the same figures, to the fen and the day`() throws {
        let office = try DemoOffice.shared()
        let script = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../scripts/check-reports").standardized.path
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [script, "http://127.0.0.1:\(office.server.port)", "--from", "2023-06-01", "--to", "2026-06-30"]
        let token = try office.server.session(of: office.ids["executive"] ?? 0)
        process.environment = ["PATH": "/usr/bin:/bin", "SALESD_TOKEN": token]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text.suffix(4000))")
        #expect(text.contains(" 0 differences"))
    }
}
