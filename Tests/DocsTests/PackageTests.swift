// What scripts/package puts beside the program: the sample configuration is one, and the unit runs the program with it.

import App
import Foundation
import Testing

struct PackageTests {
    private static let folder = Document.root + "/scripts/packaging/"

    @Test func `the sample configuration is accepted, and lies where the unit lets salesd write`() throws {
        let configuration = try ConfigurationReader.read(flags: ["config": [Self.folder + "salesd.json"]], environment: [:])
        #expect(configuration.data == "/var/lib/salesd")
        #expect(configuration.accessLog == .file("/var/log/salesd/access.log"))
        let unit = try text("salesd.service")
        for line in ["StateDirectory=salesd", "LogsDirectory=salesd", "ProtectSystem=strict"] { #expect(unit.contains("\n\(line)\n")) }
    }

    @Test func `the unit and the README of the archive name the same places`() throws {
        let unit = try text("salesd.service")
        let readme = try text("README.md")
        for place in ["/usr/local/bin/salesd", "/etc/salesd/salesd.json"] {
            #expect(unit.contains(place))
            #expect(readme.contains(place))
        }
        #expect(unit.contains("\nExecReload=/bin/kill -HUP $MAINPID\n"))
    }

    /// The unit gives a start that is waited for and an end within which salesd stops by itself.
    @Test func `the unit waits longer than salesd takes to stop`() throws {
        let seconds = try #require(try text("salesd.service").firstMatch(of: /TimeoutStopSec=([0-9]+)/).flatMap { Double($0.1) })
        #expect(seconds > Application.stopSeconds + 1)
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: Self.folder + name, encoding: .utf8)
    }
}
