// The access log: one line a request, gathered per loop and written when a batch ends.

import HTTP
import HTTPServer
import JSON

/// Where log lines go, and which requests are logged.
package struct AccessLog: Sendable {
    /// Nil: nothing is logged.
    let write: (@Sendable ([UInt8]) -> Void)?

    /// Nil writes nowhere.
    package init(write: (@Sendable ([UInt8]) -> Void)?) {
        self.write = write
    }
}

/// The lines of one loop that are not yet written.
struct LogBuffer {
    private let format: AccessLogFormat
    private var lines: [UInt8] = []

    init(_ format: AccessLogFormat) {
        self.format = format
    }

    mutating func append(_ entry: AccessEntry, at now: Instant) {
        guard !isHealthCheck(entry) else { return }
        switch format {
        case .json: lines += entry.jsonLine(at: now)
        case .text: lines += entry.combinedLine(at: now)
        }
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

extension AccessEntry {
    fileprivate func jsonLine(at now: Instant) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.name("at")
        writer.instant(milliseconds: now.milliseconds)
        writer.member("method", method?.description ?? "")
        writer.member("target", target)
        writer.name("status")
        writer.integer(Int64(status.code))
        writer.name("bytes")
        writer.integer(Int64(responseBytes))
        writer.name("microseconds")
        writer.integer(Int64(clamping: durationMicroseconds))
        writer.member("remote", remoteAddress)
        writer.member("request_id", note)
        if let parent = request?.field("traceparent"), TraceParent.isWellFormed(parent) { writer.member("traceparent", parent) }
        writer.endObject()
        writer.endLine()
        return writer.finish()
    }
}
