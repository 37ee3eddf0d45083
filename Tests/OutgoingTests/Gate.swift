// What the tests of the sender share.

import Dispatch
import Foundation
import Synchronization
import TestSupport

/// Holds whoever waits until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() {
        semaphore.signal()
    }
}

/// A certificate of one's own for 127.0.0.1, in files.
final class Certificates {
    private let directory: DataDirectory
    var certificate: String { directory.parent + "/cert.pem" }
    var key: String { directory.parent + "/key.pem" }

    init() throws {
        directory = try DataDirectory()
        let words = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=other",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        _ = try runTool("openssl", words + ["-keyout", key, "-out", certificate])
    }
}
