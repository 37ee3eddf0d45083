// The access log: one JSON line a request, gathered per loop and written when a batch ends.

import HTTP
import HTTPServer
import JSON

/// Where log lines go, and which requests are logged.
package struct AccessLog: Sendable {
    /// Nil: nothing is logged.
    let write: (@Sendable ([UInt8]) -> Void)?

    package init(write: (@Sendable ([UInt8]) -> Void)?) {
        self.write = write
    }
}

/// The lines of one loop that are not yet written.
struct LogBuffer {
    private var lines: [UInt8] = []

    mutating func append(_ entry: AccessEntry, at now: Instant, log: AccessLog) {
        guard log.write != nil, !isHealthCheck(entry) else { return }
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("at")
        writer.instant(milliseconds: now.milliseconds)
        writer.member("method", entry.method?.description ?? "")
        writer.member("target", entry.target)
        writer.name("status")
        writer.integer(Int64(entry.status.code))
        writer.name("bytes")
        writer.integer(Int64(entry.responseBytes))
        writer.name("microseconds")
        writer.integer(Int64(clamping: entry.durationMicroseconds))
        writer.member("remote", entry.remoteAddress)
        writer.member("request_id", entry.note)
        writer.endObject()
        writer.endLine()
        lines += writer.finish()
    }

    mutating func flush(to log: AccessLog) {
        guard !lines.isEmpty else { return }
        log.write?(lines)
        lines.removeAll(keepingCapacity: true)
    }

    private func isHealthCheck(_ entry: AccessEntry) -> Bool {
        ["/healthz", "/readyz", "/metrics"].contains(entry.target)
    }
}
