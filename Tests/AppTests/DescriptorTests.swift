// A server that runs out of descriptors: who is there is served, who comes waits, and nothing spins.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct DescriptorTests {
    @Test func `running out of descriptors neither stops the server nor keeps it busy`() throws {
        let directory = try DataDirectory()
        let child = Child(["serve", "--data", directory.path, "--listen", "127.0.0.1:0", "--loops", "1"], descriptors: 64)
        try child.start()
        let port = try #require(child.line()?.split(separator: ":").last.flatMap { UInt16($0) })
        let first = try HTTPClient(port: port)
        #expect(try first.send("GET", "/healthz").status == 200)
        // More than it can have; the system takes all of them into the backlog.
        var crowd = try (0..<100).map { _ in try HTTPClient(port: port) }
        let waiting = try HTTPClient(port: port)
        try waiting.write(Array("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n".utf8))
        let before = try processorTime(child.identifier)
        let start = ContinuousClock.now
        var answers = 0
        while ContinuousClock.now - start < .seconds(1) {
            #expect(try first.send("GET", "/healthz").status == 200)
            answers += 1
            usleep(20_000)
        }
        #expect(answers > 5)
        // A loop that spins takes all of a second.
        #expect(try processorTime(child.identifier) - before < 0.5)
        crowd.removeAll()
        #expect(try waiting.readAnswer().status == 200)
        #expect(try HTTPClient(port: port).send("GET", "/readyz").status == 200)
        #expect(child.stop().code == 0)
    }

    /// Seconds that a process has had of the processors (proc(5), stat).
    private func processorTime(_ process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = try #require(text.split(separator: ")").last).split(separator: " ")
        let ticks = try #require(Double(fields[11])) + (try #require(Double(fields[12])))
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
