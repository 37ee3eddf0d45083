// The program itself as a child process, the way an administrator runs it.

import Foundation
import Glibc

/// What a finished run has left.
package struct Outcome {
    package let code: Int32
    package let output: String
    package let errors: String
}

/// Runs `salesd`, which SwiftPM builds beside the tests.
package enum Salesd {
    package static let path: String = {
        let places = CommandLine.arguments + [(try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""]
        let folders = places.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        return folders.map { $0 + "/salesd" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "salesd"
    }()

    /// Runs a command to its end.
    package static func run(_ words: String..., input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        try run(words, input: input, environment: environment)
    }

    package static func run(_ words: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        let child = Child(words, environment: environment)
        try child.start(input: input)
        return child.finish()
    }
}

/// A run of `salesd` that may still go on.
package final class Child: @unchecked Sendable {
    // @unchecked: a test uses it from one thread at a time; the reading thread has a pipe of its own.
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    private let errorText = Collector()
    private var received: [UInt8] = []

    /// - Parameter descriptors: as many the program may have open; nil for as many as this process
    package init(_ words: [String], environment: [String: String] = [:], descriptors: Int? = nil) {
        process.executableURL = URL(fileURLWithPath: descriptors == nil ? Salesd.path : "/bin/sh")
        process.arguments = descriptors.map { ["-c", "ulimit -n \($0) && exec \"$0\" \"$@\"", Salesd.path] + words } ?? words
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package func start(input: String = "") throws {
        let standardInput = Pipe()
        process.standardInput = standardInput
        try process.run()
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? standardInput.fileHandleForWriting.close()
        errorText.collect(errors.fileHandleForReading)
    }

    /// The next line of standard output; waits for it. Nil at its end.
    package func line() -> String? {
        while true {
            if let end = received.firstIndex(of: 10) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            received += more
        }
    }

    /// The process's number.
    package var identifier: Int32 { process.processIdentifier }

    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Waits for the end.
    package func finish() -> Outcome {
        let rest = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(code: process.terminationStatus, output: String(decoding: received + rest, as: UTF8.self), errors: errorText.wait())
    }

    package func stop() -> Outcome {
        signal(SIGTERM)
        return finish()
    }
}

/// Reads a pipe to its end beside the test, so that the child never waits for room in it.
private final class Collector: @unchecked Sendable {
    // @unchecked: `bytes` is written before the group is left and read after it was waited for.
    private let group = DispatchGroup()
    private var bytes = Data()

    func collect(_ handle: FileHandle) {
        group.enter()
        DispatchQueue.global().async { [self] in
            bytes = handle.readDataToEndOfFile()
            group.leave()
        }
    }

    func wait() -> String {
        group.wait()
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A directory that goes when the test ends; `path` in it is not made yet.
package final class DataDirectory {
    package let parent: String
    package var path: String { parent + "/data" }

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("app-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        parent = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: parent)
    }

    /// A server of this directory on a free port, once it accepts.
    package func serve(_ words: String...) throws -> (child: Child, port: UInt16) {
        try serve(words)
    }

    package func serve(_ words: [String]) throws -> (child: Child, port: UInt16) {
        let child = Child(["serve", "--data", path, "--listen", "127.0.0.1:0"] + words)
        try child.start()
        let line = child.line() ?? ""
        guard let port = UInt16(line.split(separator: ":").last ?? ""), line.hasPrefix("salesd listening on http://127.0.0.1:") else {
            throw NoServer(line: line, errors: child.finish().errors)
        }
        return (child, port)
    }
}

struct NoServer: Error {
    let line: String
    package let errors: String
}
