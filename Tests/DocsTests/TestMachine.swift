// The machine that the examples of a page find: its own places for what the page names.

import Foundation
import Glibc
import TestSupport

/// What stands in a test for the places that the pages name.
enum TestMachine {
    /// Each name with what stands there instead. Throws where a directory cannot be made.
    static func places(_ directory: DataDirectory, _ port: UInt16) throws -> [(name: String, place: String)] {
        let configuration = directory.parent + "/etc"
        try FileManager.default.createDirectory(atPath: configuration, withIntermediateDirectories: true)
        return [
            ("127.0.0.1:8080", "127.0.0.1:\(port)"),
            ("127.0.0.1:8443", "127.0.0.1:\(freePort())"),
            ("127.0.0.1:8081", "127.0.0.1:\(freePort())"),
            (".build/release/salesd", Salesd.path),
            ("scripts/erp", Document.root + "/scripts/erp"),
            ("--data .data", "--data \(directory.path)"),
            ("--data .demo", "--data \(directory.path)"),
            ("/var/lib/salesd", directory.path),
            ("/etc/salesd", configuration),
        ]
    }

    /// Where programs are looked for: `salesd` as if it were installed.
    static let path: String = {
        let usual = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return URL(fileURLWithPath: Salesd.path).deletingLastPathComponent().path + ":" + usual
    }()

    /// A port at which nobody listens now; 0 where there is none.
    private static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), bind(descriptor, base, length) == 0,
                getsockname(descriptor, base, &length) == 0
            else { return 0 }
            return UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }
}
